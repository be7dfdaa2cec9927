// What a step becomes: its element, what is inside it, its ways out.
#include <algorithm>

#include "base/text.h"
#include "core/step/step_kind.h"
#include "host/chart_maker.h"
#include "interchange/bpmn_text.h"

namespace tf::host {

using bpmn::ElementKind;
using bpmn::EventKind;
using core::Target;

namespace {

// call-back → call_back
std::string underscored(std::string_view id) {
  std::string out(id);
  for (char& c : out)
    if (c == '-' || c == '/' || c == '.') c = '_';
  return out;
}

struct Task {
  ElementKind kind;
  const char* tag;
};
struct TaskOf {
  Task operator()(const core::TaskSpec& task) const {
    if (task.record) return {ElementKind::task, "manualTask"};
    return {ElementKind::user_task, "userTask"};
  }
  Task operator()(const core::SetSpec&) const { return {ElementKind::task, "scriptTask"}; }
  Task operator()(const core::DecideSpec&) const { return {ElementKind::task, "businessRuleTask"}; }
  Task operator()(const core::DoSpec& effect) const {
    if (effect.effect == "notice") return {ElementKind::send_task, "sendTask"};
    return {ElementKind::task, "serviceTask"};
  }
  Task operator()(const core::OpenSpec&) const { return {ElementKind::call, "callActivity"}; }
  Task operator()(const core::BlockSpec&) const { return {ElementKind::sub_process, "subProcess"}; }
  Task operator()(const core::EachSpec&) const { return {ElementKind::sub_process, "subProcess"}; }
  Task operator()(const core::TogetherSpec&) const {
    return {ElementKind::sub_process, "subProcess"};
  }
  Task operator()(const core::RaiseSpec&) const { return {ElementKind::sub_process, "subProcess"}; }
  Task operator()(const core::WaitSpec& wait) const {
    if (wait.event.kind == core::EventSpec::Kind::message)
      return {ElementKind::receive_task, "receiveTask"};
    return {ElementKind::sub_process, "subProcess"};
  }
  template <class Other>
  Task operator()(const Other&) const {
    return {ElementKind::task, "task"};
  }
};
Task task_of(const core::Step& step) {
  return std::visit(TaskOf{}, step.spec);
}

}  // namespace

bool ChartMaker::leads_inside(const core::Step& one, const core::Handler& handler) const {
  const auto* block = std::get_if<core::BlockSpec>(&one.spec);
  return block != nullptr && handler.keep && handler.step < 0 && handler.go.size() == 1 &&
         handler.go.front().kind == Target::Kind::step &&
         step(handler.go.front().step).block == block->block;
}

bool ChartMaker::is_free(const core::Step& one) const {
  return std::ranges::any_of(
      one.upon, [&](const core::Handler& handler) { return leads_inside(one, handler); });
}

// An ad-hoc sub-process as the import writes it: what holds it open, counts and ends it.
bool ChartMaker::is_ad_hoc(const core::Step& one) const {
  return std::holds_alternative<core::BlockSpec>(one.spec) &&
         def_.step(cat(one.id, "-held")) != nullptr && def_.step(cat(one.id, "-over")) != nullptr &&
         def_.step(cat(one.id, "-done")) != nullptr;
}

void ChartMaker::draw_ad_hoc(Frame& inner, int index, bpmn::Element& element) {
  const core::Step& one = step(index);
  element.kind = ElementKind::ad_hoc;
  element.tag = "adHocSubProcess";
  inner.ad_hoc = true;
  const core::Step* over = def_.step(cat(one.id, "-over"));
  element.cancel_remaining = std::holds_alternative<core::StopSpec>(over->spec);
  if (const core::Step* check = def_.step(cat(one.id, "-check")))
    if (const auto* choose = std::get_if<core::ChooseSpec>(&check->spec))
      element.condition = feel(choose->branches.front().when.text());
  for (const core::Handler& handler : one.upon)
    if (handler.name.starts_with("start-") && handler.if_ &&
        handler.if_.text().find(" = 0") != std::string::npos)
      element.one_at_a_time = true;
  for (const char* part : {"-begin", "-held", "-over", "-done", "-check"})
    if (const core::Step* made = def_.step(cat(one.id, part)))
      inner.members.erase(static_cast<int>(made - def_.steps.data()));
  draw(inner);
}

bool ChartMaker::wraps_wait(int index) const {
  const core::Step& one = step(index);
  return std::holds_alternative<core::WaitSpec>(one.spec) &&
         (!one.upon.empty() || one.due.present());
}

void ChartMaker::leave(Frame& frame, int index, const std::string& from) {
  const core::Step& one = step(index);
  if (!one.named_outcomes) {
    if (undoing_.contains(index) && only_ends(one.outcomes.front().go)) return;
    return link(frame, from, index, one.outcomes.front().go);
  }
  const auto like = [&](const core::Outcome& outcome) {
    bpmn::SequenceFlow flow;
    flow.outcome = outcome.name;
    flow.name = words(outcome.title);
    if (flow.name.empty()) flow.name = word_of(outcome.name);
    return flow;
  };
  if (one.outcomes.size() == 1) {
    bpmn::SequenceFlow flow = like(one.outcomes.front());
    return link(frame, from, index, one.outcomes.front().go, std::move(flow));
  }
  const std::string gateway = fresh(cat(from, ".outcome"));
  add(frame, ElementKind::exclusive, "exclusiveGateway", gateway).outcomes_of = one.id;
  flow(frame, from, gateway);
  for (const core::Outcome& outcome : one.outcomes) {
    bpmn::SequenceFlow flow = like(outcome);
    flow.condition = cat(underscored(one.id), "_outcome = \"", outcome.name, "\"");
    link(frame, gateway, index, outcome.go, std::move(flow));
  }
}

void ChartMaker::draw_step(Frame& frame, int index) {
  const core::Step& one = step(index);
  if (one.if_) {
    const std::string gate = entry(index);
    add(frame, ElementKind::exclusive, "exclusiveGateway", gate);
    bpmn::SequenceFlow when;
    when.condition = feel(one.if_.text());
    flow(frame, gate, id(index), when);
    const std::string past = goal(frame, index, resolve(index, {}));
    flow(frame, gate, past);
    for (bpmn::Element& element : frame.scope->elements)
      if (element.id == gate) element.default_flow = frame.scope->flows.back().id;
  }
  const bool gateway = std::holds_alternative<core::ChooseSpec>(one.spec) ||
                       std::holds_alternative<core::MeetSpec>(one.spec) ||
                       std::holds_alternative<core::EndSpec>(one.spec) ||
                       std::holds_alternative<core::StopSpec>(one.spec);
  if (gateway && !one.upon.empty())
    lose("upon", one.id, "网关和事件上不能附着边界事件",
         "no boundary event can be attached to a gateway or an event");
  if (std::holds_alternative<core::ChooseSpec>(one.spec)) return draw_choice(frame, index);
  if (std::holds_alternative<core::MeetSpec>(one.spec)) return draw_meeting(frame, index);
  const bool raise = std::holds_alternative<core::RaiseSpec>(one.spec);
  if (raise && one.upon.empty()) return draw_raise(frame, index, id(index));
  if (const auto* together = std::get_if<core::TogetherSpec>(&one.spec);
      together != nullptr && together->race && one.upon.empty() && !one.due.present())
    return draw_race(frame, index);
  const std::string own_text = own(one.id);
  if (std::holds_alternative<core::EndSpec>(one.spec) ||
      std::holds_alternative<core::StopSpec>(one.spec)) {
    bpmn::Element& end = add(frame, ElementKind::end, "endEvent", id(index));
    end.step = one.id;
    end.own = own_text;
    const auto* result = std::get_if<core::EndSpec>(&one.spec);
    if (result != nullptr) {
      end.name = word_of(result->result);
      return;
    }
    end.events.push_back(event_of(EventKind::terminate));
    if (std::get<core::StopSpec>(one.spec).whole_case && one.block != 0)
      lose("stop: case", one.id, "终止只到本子流程为止",
           "terminate reaches no further than its sub-process");
    return;
  }
  // A step that does nothing is an event, unless something hangs on it.
  if (std::holds_alternative<core::PassSpec>(one.spec) && !undoing_.contains(index) &&
      one.upon.empty() && !one.due.present()) {
    const Targets& go = one.outcomes.front().go;
    const bool many = go.size() > 1 || go.front().times > 1;
    const int in = ways_in_[static_cast<std::size_t>(index)];
    const bool plain = one.title.empty() && !one.named_outcomes;
    ElementKind kind = ElementKind::intermediate_throw;
    const char* tag = "intermediateThrowEvent";
    if (plain && !many && resolve(index, go.front()).kind == Target::Kind::end)
      kind = ElementKind::end, tag = "endEvent";
    else if (plain && many && in < 2 && !one.if_)
      kind = ElementKind::parallel, tag = "parallelGateway";
    else if (plain && !many && in > 1)
      kind = ElementKind::exclusive, tag = "exclusiveGateway";
    bpmn::Element& pass = add(frame, kind, tag, id(index));
    pass.step = one.id;
    pass.own = own_text;
    if (!one.title.empty()) pass.name = title(one);
    if (kind == ElementKind::end) return;
    if (kind != ElementKind::parallel) return leave(frame, index, id(index));
    for (const Target& target : go)
      for (int n = 0; n < target.times; ++n) flow(frame, id(index), goal(frame, index, target));
    return;
  }
  if (std::holds_alternative<core::WaitSpec>(one.spec) && !wraps_wait(index)) {
    auto what = events(std::get<core::WaitSpec>(one.spec).event, one.id);
    bpmn::Element& wait =
        add(frame, ElementKind::intermediate_catch, "intermediateCatchEvent", id(index));
    wait.parallel_multiple =
        std::get<core::WaitSpec>(one.spec).event.kind == core::EventSpec::Kind::all;
    wait.events = std::move(what);
    wait.step = one.id;
    wait.own = own_text;
    wait.name = title(one);
    return leave(frame, index, id(index));
  }
  const Task what = task_of(one);
  bpmn::Element made;
  made.kind = what.kind;
  made.tag = what.tag;
  made.id = id(index);
  made.name = title(one);
  made.step = one.id;
  made.own = own_text;
  made.for_compensation = undoing_.contains(index);
  take_details(one, made);
  draw_body(frame, index, made);
  frame.scope->elements.push_back(std::move(made));
  draw_handlers(frame, index);
  leave(frame, index, id(index));
}

void ChartMaker::take_each(const core::Step& one, bpmn::Element& element) {
  const auto& each = std::get<core::EachSpec>(one.spec);
  element.loop.kind = bpmn::Loop::Kind::multi;
  element.loop.sequential = each.one_by_one;
  element.loop.collection = "people";
  element.loop.item = each.variable;
  if (each.people.empty()) {
    const auto items = item_list(each.list.text());
    element.loop.collection = feel(items ? items->list : each.list.text());
    if (items && items->list.empty()) {
      element.loop.cardinality = feel(items->count);
      element.loop.item.clear();
    }
  }
  element.loop.condition = enough(each.join, "numberOfCompletedInstances", "numberOfInstances");
  if (each.join.kind == core::Join::Kind::when)
    element.loop.condition =
        feel(bpmn::with_names(replaced(each.join.when.text(), "done_rows[-1].item", each.variable),
                              [](std::string_view name) -> std::string {
                                if (name == "done") return "numberOfCompletedInstances";
                                if (name == "total") return "numberOfInstances";
                                if (name == "open") return "numberOfActiveInstances";
                                return std::string(name);
                              }));
  if (!each.people.empty() || each.poll)
    lose(each.poll ? "vote" : "sign", one.id, "名单与计票只在扩展里",
         "the roll and the count stand in the extension only");
  if (each.join.veto)
    lose("veto", one.id, "否决条件只在扩展里", "the veto stands in the extension only");
  if (each.run_on || each.join.kind == core::Join::Kind::none)
    lose("rest: run_on", one.id, "其余的多实例会被取消", "BPMN cancels the other instances");
  if (each.grow)
    lose("grow", one.id, "办理中不能增加实例", "no instance is added while others run");
}

namespace {

// An expression over what a child answers, in the child's own names; none when it is of ours.
std::optional<std::string> answered(std::string text) {
  constexpr std::string_view kPath = "message.answers.", kValue = "get value(message.answers, \"";
  if (text.find("message.answers") == text.npos) return std::nullopt;
  text = replaced(std::move(text), kPath, "");
  for (std::size_t at = text.find(kValue); at != text.npos; at = text.find(kValue, at)) {
    const std::size_t end = text.find("\")", at + kValue.size());
    if (end == text.npos) return std::nullopt;
    text = cat(text.substr(0, at), text.substr(at + kValue.size(), end - at - kValue.size()),
               text.substr(end + 2));
  }
  return text;
}

}  // namespace

// Somebody hears that it is called off, or it calls itself off.
bool ChartMaker::is_called_off(const core::Step& one, int block) const {
  return std::ranges::any_of(one.upon,
                             [](const core::Handler& handler) {
                               return handler.event.kind == core::EventSpec::Kind::cancel;
                             }) ||
         std::ranges::any_of(def_.steps, [&](const core::Step& inner) {
           const auto* raise = std::get_if<core::RaiseSpec>(&inner.spec);
           return inner.block == block && raise != nullptr &&
                  raise->kind == core::RaiseSpec::Kind::cancel;
         });
}

void ChartMaker::draw_body(Frame& frame, int index, bpmn::Element& element) {
  const core::Step& one = step(index);
  if (const auto* set = std::get_if<core::SetSpec>(&one.spec)) {
    std::string all;
    for (const core::Assign& assign : set->set) {
      const std::string value = assign.value
                                    ? feel(assign.value.text())
                                    : cat('"', replaced(words(assign.text), "\"", "\\\""), '"');
      if (set->set.size() == 1) {
        element.result = assign.field;
        all = value;
      } else {
        const bool dotted = assign.field.find('.') != assign.field.npos;
        all += cat(all.empty() ? "{" : ", ", dotted ? "\"" : "", assign.field, dotted ? "\"" : "",
                   ": ", value);
      }
    }
    element.script = set->set.size() == 1 ? all : cat(all, "}");
    return;
  }
  if (const auto* open = std::get_if<core::OpenSpec>(&one.spec)) {
    element.called = open->workflow;
    for (const core::Assign& assign : open->with)
      if (assign.value) element.in.push_back({feel(assign.value.text()), assign.field});
    for (const core::Outcome& outcome : one.outcomes)
      for (const core::Assign& assign : outcome.set)
        if (const auto source = assign.value ? answered(assign.value.text()) : std::nullopt)
          element.out.push_back({*source, assign.field});
    if (!open->and_wait)
      lose("open", one.id, "不等待的子案件：调用活动总是等待",
           "a child case nobody waits for: a call activity always waits");
    return;
  }
  if (std::holds_alternative<core::WaitSpec>(one.spec)) {
    auto what = events(std::get<core::WaitSpec>(one.spec).event, one.id);
    if (element.kind == ElementKind::receive_task) {
      element.message = what.empty() ? "" : what.front().name;
      return;
    }
    element.body = std::make_unique<bpmn::Scope>();
    Frame inner{&frame, element.body.get(), {}, id(index), false, {}, false};
    const std::string from = fresh(cat(id(index), ".begin"));
    add(inner, ElementKind::start, "startEvent", from);
    const std::string wait = fresh(cat(id(index), ".wait"));
    add(inner, ElementKind::intermediate_catch, "intermediateCatchEvent", wait).events =
        std::move(what);
    flow(inner, from, wait);
    flow(inner, wait, end_of(inner));
    return;
  }
  if (std::holds_alternative<core::RaiseSpec>(one.spec)) {  // a border needs an activity
    element.body = std::make_unique<bpmn::Scope>();
    Frame inner{&frame, element.body.get(), {}, id(index), false, {}, false};
    const std::string from = fresh(cat(id(index), ".begin"));
    add(inner, ElementKind::start, "startEvent", from);
    const std::string thrown = fresh(cat(id(index), ".throw"));
    draw_raise(inner, index, thrown);
    return flow(inner, from, thrown);
  }
  const auto* block = std::get_if<core::BlockSpec>(&one.spec);
  const auto* each = std::get_if<core::EachSpec>(&one.spec);
  const auto* together = std::get_if<core::TogetherSpec>(&one.spec);
  if (block == nullptr && each == nullptr && together == nullptr) return;
  const int inside = block != nullptr  ? block->block
                     : each != nullptr ? each->block
                                       : together->block;
  if (each != nullptr) take_each(one, element);
  if (is_called_off(one, inside))
    element.kind = ElementKind::transaction, element.tag = "transaction";
  element.body = std::make_unique<bpmn::Scope>();
  Frame inner{&frame, element.body.get(), {}, id(index), false, {}, false};
  std::set<int> apart;
  for (const core::Handler& handler : one.upon)
    if (handler.step >= 0 && step(handler.step).block == inside) apart.merge(beside(handler.step));
  for (int i = 0; i < static_cast<int>(def_.steps.size()); ++i)
    if (step(i).block == inside && !apart.contains(i)) inner.members.insert(i);
  if (is_free(one)) {
    // A wait holds the block open; here that is what an ad-hoc sub-process does.
    element.kind = ElementKind::ad_hoc;
    element.tag = "adHocSubProcess";
    element.cancel_remaining = false;
    inner.ad_hoc = true;
    inner.members.erase(def_.blocks[static_cast<std::size_t>(inside)].steps.front());
    lose("order: free", one.id, "由人发起：导入后消息名为 start-步骤",
         "people start its steps: in an import by the message start-STEP");
    draw(inner);
    return draw_handlers_inside(inner, index, inside);
  }
  if (is_ad_hoc(one)) {
    draw_ad_hoc(inner, index, element);
    return draw_handlers_inside(inner, index, inside);
  }
  if (together != nullptr && together->race) {
    const std::string from = fresh(cat(id(index), ".begin"));
    add(inner, ElementKind::start, "startEvent", from);
    const std::string gateway = fresh(cat(id(index), ".race"));
    add(inner, ElementKind::event_based, "eventBasedGateway", gateway);
    flow(inner, from, gateway);
    for (const int branch : together->branches) flow(inner, gateway, id(branch));
  } else if (together != nullptr) {
    const std::string from = fresh(cat(id(index), ".begin"));
    add(inner, ElementKind::start, "startEvent", from);
    const std::string fork = fresh(cat(id(index), ".fork"));
    add(inner, ElementKind::parallel, "parallelGateway", fork);
    flow(inner, from, fork);
    std::string condition =
        enough(together->join, "activationCount", cat(together->branches.size()));
    if (together->join.kind == core::Join::Kind::when) condition = feel(together->join.when.text());
    if (!condition.empty()) {
      const std::string meeting = fresh(cat(id(index), ".meet"));
      add(inner, ElementKind::complex, "complexGateway", meeting).condition = condition;
      const std::string end = end_of(inner);
      for (bpmn::Element& made : inner.scope->elements)
        if (made.id == end && !together->run_on)
          made.events.push_back(event_of(EventKind::terminate));
      flow(inner, meeting, end);
      inner.end = meeting;
      if (together->run_on)
        lose("rest: run_on", one.id, "子流程要等其余各支",
             "the sub-process waits for the other branches");
    } else {
      const std::string meeting = fresh(cat(id(index), ".meet"));
      add(inner, ElementKind::parallel, "parallelGateway", meeting);
      flow(inner, meeting, end_of(inner));
      inner.end = meeting;
    }
    for (const int branch : together->branches) flow(inner, fork, entry(branch));
  } else if (const auto& steps = def_.blocks[static_cast<std::size_t>(inside)].steps;
             !steps.empty()) {
    begin(inner, steps.front());
  }
  draw(inner);
  draw_handlers_inside(inner, index, inside);
}

}  // namespace tf::host

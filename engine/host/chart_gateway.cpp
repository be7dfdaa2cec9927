// Races, choices, meetings and thrown events.
#include <algorithm>

#include "base/text.h"
#include "host/chart_maker.h"

namespace tf::host {

using bpmn::ElementKind;
using bpmn::EventKind;
using core::Target;

std::string last_part(std::string_view id) {
  return std::string(id.substr(id.rfind('/') == id.npos ? 0 : id.rfind('/') + 1));
}

bool only_ends(const std::vector<Target>& targets) {
  return std::ranges::all_of(targets, [](const Target& t) { return t.kind == Target::Kind::end; });
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

std::string enough(const core::Join& join, std::string_view count, std::string_view total) {
  using Kind = core::Join::Kind;
  if (join.kind == Kind::any) return cat(count, " >= 1");
  if (join.kind == Kind::count || join.kind == Kind::tokens) return cat(count, " >= ", join.n);
  if (join.kind == Kind::percent) return cat(count, " * 100 >= ", total, " * ", join.n);
  return {};
}

// An event-based gateway; what a branch waits for stands behind it.
void ChartMaker::draw_race(Frame& frame, int index) {
  const core::Step& one = step(index);
  const auto& race = std::get<core::TogetherSpec>(one.spec);
  bpmn::Element& gateway = add(frame, ElementKind::event_based, "eventBasedGateway", id(index));
  gateway.step = one.id;
  if (!one.title.empty()) gateway.name = title(one);
  for (const int branch : race.branches) {
    const core::Step& wait = step(branch);
    const Targets& go = wait.outcomes.front().go;
    const int pass =
        go.size() == 1 && go.front().kind == Target::Kind::step && merged_.contains(go.front().step)
            ? go.front().step
            : -1;
    const std::string& made = pass >= 0 ? id(pass) : id(branch);
    flow(frame, id(index), made);
    auto what = events(std::get<core::WaitSpec>(wait.spec).event, wait.id);
    bpmn::Element& event =
        add(frame, ElementKind::intermediate_catch, "intermediateCatchEvent", made);
    event.parallel_multiple =
        std::get<core::WaitSpec>(wait.spec).event.kind == core::EventSpec::Kind::all;
    event.events = std::move(what);
    event.step = pass >= 0 ? step(pass).id : wait.id;
    const std::string name = last_part(wait.id);
    event.name = pass >= 0 && !step(pass).title.empty() ? title(step(pass)) : word_of(name);
    if (pass >= 0) {
      link(frame, made, pass, step(pass).outcomes.front().go);
    } else if (!only_ends(go)) {
      link(frame, made, branch, go);
    } else {
      const core::Outcome* taken = &one.outcomes.front();
      for (const core::Outcome& outcome : one.outcomes)
        if (outcome.name == name) taken = &outcome;
      link(frame, made, index, taken->go);
    }
  }
}

// The way that no condition took: the import made it of a gateway without a default.
bool ChartMaker::is_no_way(const Targets& targets, int from) const {
  if (targets.size() != 1) return false;
  const Target to = resolve(from, targets.front());
  if (to.kind != Target::Kind::step) return false;
  const auto* raise = std::get_if<core::RaiseSpec>(&step(to.step).spec);
  return raise != nullptr && raise->kind == core::RaiseSpec::Kind::incident &&
         raise->name == "NO_WAY";
}

void ChartMaker::draw_choice(Frame& frame, int index) {
  const core::Step& one = step(index);
  const auto& choose = std::get<core::ChooseSpec>(one.spec);
  bpmn::Element& made = choose.every
                            ? add(frame, ElementKind::inclusive, "inclusiveGateway", id(index))
                            : add(frame, ElementKind::exclusive, "exclusiveGateway", id(index));
  made.step = one.id;
  if (!one.title.empty()) made.name = title(one);
  for (const core::Branch& branch : choose.branches) {
    bpmn::SequenceFlow when;
    when.condition = feel(branch.when.text());
    link(frame, id(index), index, branch.then, std::move(when));
  }
  if (is_no_way(choose.otherwise, index)) return;
  const std::size_t first = frame.scope->flows.size();
  bpmn::SequenceFlow otherwise;
  otherwise.name = pick("否则", "otherwise");
  link(frame, id(index), index, choose.otherwise, otherwise);
  for (std::size_t i = first; i < frame.scope->flows.size(); ++i)
    if (frame.scope->flows[i].source == id(index))
      for (bpmn::Element& element : frame.scope->elements)
        if (element.id == id(index)) element.default_flow = frame.scope->flows[i].id;
}

void ChartMaker::draw_meeting(Frame& frame, int index) {
  const core::Step& one = step(index);
  const auto& meet = std::get<core::MeetSpec>(one.spec);
  using Kind = core::Join::Kind;
  const std::string own_text = own(one.id);
  if (meet.join.kind == Kind::tokens) {  // so many tokens, whatever way they come
    bpmn::Element& gather = add(frame, ElementKind::task, "task", id(index));
    gather.step = one.id;
    gather.own = own_text;
    gather.name = title(one);
    gather.start_quantity = meet.join.n;
    return leave(frame, index, id(index));
  }
  const bool whole = meet.join.kind == Kind::all;
  bpmn::Element& made = whole ? add(frame, ElementKind::parallel, "parallelGateway", id(index))
                        : meet.join.kind == Kind::live
                            ? add(frame, ElementKind::inclusive, "inclusiveGateway", id(index))
                            : add(frame, ElementKind::complex, "complexGateway", id(index));
  made.step = one.id;
  made.own = own_text;
  if (made.kind == ElementKind::complex) {
    made.condition = enough(meet.join, "activationCount", cat(meet.ways_in));
    if (meet.join.kind == Kind::when)
      made.condition = replaced(feel(meet.join.when.text()), "sum(get entries(arrived).value)",
                                "activationCount");
  }
  const auto& go = one.outcomes.front().go;
  if (!whole) return leave(frame, index, id(index));
  for (const Target& target : go)
    for (int n = 0; n < target.times; ++n) flow(frame, id(index), goal(frame, index, target));
}

void ChartMaker::draw_raise(Frame& frame, int index, const std::string& made_id) {
  const core::Step& one = step(index);
  const auto& raise = std::get<core::RaiseSpec>(one.spec);
  int unled = 0;  // ways that stand for no way at all
  for (int i = 0; i < static_cast<int>(def_.steps.size()); ++i)
    if (const auto* choose = std::get_if<core::ChooseSpec>(&step(i).spec))
      unled +=
          is_no_way(choose->otherwise, i) && resolve(i, choose->otherwise.front()).step == index
              ? 1
              : 0;
  if (unled > 0 && unled == ways_in_[static_cast<std::size_t>(index)]) return;
  using Kind = core::RaiseSpec::Kind;
  const Targets& go = one.outcomes.front().go;
  const Target to = resolve(index, go.front());
  const bool last = go.size() == 1 && to.kind == Target::Kind::end;
  bpmn::EventDefinition event;
  event.name = raise.name;
  bool ends = last;
  switch (raise.kind) {
    case Kind::error:
      event.kind = EventKind::error;
      ends = true;
      break;
    case Kind::incident:  // an error nobody catches stands still
      event.kind = EventKind::error;
      ends = true;
      break;
    case Kind::escalation:
      event.kind = EventKind::escalation;
      break;
    case Kind::signal:
      event.kind = EventKind::signal;
      break;
    case Kind::message:
      event.kind = EventKind::message;
      break;
    case Kind::cancel:
      event.kind = EventKind::cancel;
      event.name.clear();
      ends = true;
      break;
    case Kind::undo:
      event.kind = EventKind::compensate;
      if (const core::Step* target = def_.step(raise.name))
        event.activity = id(static_cast<int>(target - def_.steps.data()));
      event.name.clear();
      break;
  }
  const bool alone = made_id == id(index);  // else it stands inside the element that is the step
  ends = ends || !alone;
  const std::string own_text = alone ? own(one.id) : std::string();
  bpmn::Element& made =
      ends ? add(frame, ElementKind::end, "endEvent", made_id)
           : add(frame, ElementKind::intermediate_throw, "intermediateThrowEvent", made_id);
  if (alone) made.step = one.id;
  made.own = own_text;
  made.name = one.title.empty() ? raise.name : title(one);
  made.events.push_back(std::move(event));
  if ((raise.kind == Kind::message || raise.kind == Kind::signal) && !raise.town)
    lose("raise", one.id, "BPMN 的消息不说发给哪个案件", "BPMN does not say to which case it goes");
  if (!ends) leave(frame, index, made_id);
}

}  // namespace tf::host

#include "host/chart.h"

#include <algorithm>

#include "base/text.h"
#include "core/step/step_kind.h"
#include "host/chart_maker.h"
#include "interchange/bpmn_text.h"

namespace tf::host {

using bpmn::ElementKind;
using core::Target;

namespace {

// An XML name: letters of any script, digits, - _ .
std::string name_of(std::string_view id) {
  std::string out;
  for (const char c : id) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
    out += fits ? c : '.';
  }
  if (out.empty() || (out.front() >= '0' && out.front() <= '9') || out.front() == '-' ||
      out.front() == '.')
    out.insert(0, "_");
  return out;
}

}  // namespace

std::string ChartMaker::words(const core::Words& words) const {
  return language_ == model::Language::zh ? (words.zh.empty() ? words.en : words.zh)
                                          : (words.en.empty() ? words.zh : words.en);
}

std::optional<ItemList> item_list(std::string_view text) {
  constexpr std::string_view kFor = "for e in ", kEach = " return {item: e}", kIf = "if (",
                             kThen = ") < 1 then [] else for i in 1..(",
                             kEnd = ") return {item: i}";
  if (text.starts_with(kFor) && text.ends_with(kEach))
    return ItemList{std::string(text.substr(kFor.size(), text.size() - kFor.size() - kEach.size())),
                    ""};
  const std::size_t then = text.find(kThen);
  if (!text.starts_with(kIf) || then == text.npos || !text.ends_with(kEnd)) return std::nullopt;
  return ItemList{"", std::string(text.substr(kIf.size(), then - kIf.size()))};
}

void ChartMaker::find_items() {
  for (const core::Step& one : def_.steps)
    if (const auto* each = std::get_if<core::EachSpec>(&one.spec); each != nullptr && each->list)
      if (const auto items = item_list(each->list.text()))
        items_[each->variable] = items->list.empty() ? "(loopCounter + 1)" : each->variable;
}

// Choices are names here and texts everywhere else.
std::string ChartMaker::feel(std::string text) const {
  for (const auto& [variable, item] : items_) {
    text = replaced(std::move(text), cat(variable, ".item - 1"),
                    item == variable ? cat(item, " - 1") : "loopCounter");
    text = replaced(std::move(text), cat(variable, ".item"), item);
  }
  return bpmn::with_names(text, [&](std::string_view name) -> std::string {
    const auto meaning = def_.names == nullptr ? std::nullopt : def_.names->find(name);
    if (meaning && meaning->kind == rule::Name::Kind::constant &&
        meaning->constant.is(Value::Kind::text))
      return cat('"', name, '"');
    return std::string(name);
  });
}

void ChartMaker::lose(const std::string& what, const std::string& place, const std::string& zh,
                      const std::string& en) {
  lost_.add(what, 0, place.empty() ? zh : cat(place, "：", zh),
            place.empty() ? en : cat(place, ": ", en));
}

std::string ChartMaker::fresh(std::string wanted) {
  std::string id = wanted;
  for (int n = 2; !used_.insert(id).second; ++n) id = cat(wanted, ".", n);
  return id;
}

bpmn::Element& ChartMaker::add(Frame& frame, ElementKind kind, std::string tag, std::string id) {
  bpmn::Element& made = frame.scope->elements.emplace_back();
  made.kind = kind;
  made.tag = std::move(tag);
  made.id = std::move(id);
  return made;
}

std::vector<const ChartMaker::Targets*> ChartMaker::ways_of(const core::Step& step) const {
  std::vector<const Targets*> out;
  for (const core::Outcome& outcome : step.outcomes) out.push_back(&outcome.go);
  if (const auto* choose = std::get_if<core::ChooseSpec>(&step.spec)) {
    out.clear();
    for (const core::Branch& branch : choose->branches) out.push_back(&branch.then);
    out.push_back(&choose->otherwise);
  }
  return out;
}

Target ChartMaker::resolve(int index, const Target& target) const {
  if (target.kind != Target::Kind::next) return target;
  const auto& steps = def_.blocks[static_cast<std::size_t>(step(index).block)].steps;
  const auto place = std::ranges::find(steps, index);
  if (place == steps.end() || place + 1 == steps.end()) return {Target::Kind::end, -1, 1};
  return {Target::Kind::step, *(place + 1), target.times};
}

// Every event of the race leads out of it: its own way on is never taken.
bool ChartMaker::is_left_by_all(const core::Step& one) const {
  const auto* race = std::get_if<core::TogetherSpec>(&one.spec);
  return race != nullptr && race->race && std::ranges::all_of(race->branches, [&](int branch) {
           const Targets& go = step(branch).outcomes.front().go;
           return go.size() == 1 && go.front().kind == Target::Kind::step &&
                  step(go.front().step).block == one.block;
         });
}

void ChartMaker::count_ways() {
  ways_in_.assign(def_.steps.size(), 0);
  std::vector<int> undone(def_.steps.size(), 0);
  const auto count = [&](int from, const Targets& targets, std::vector<int>& in) {
    for (const Target& target : targets) {
      const Target to = from < 0 ? target : resolve(from, target);
      if (to.kind == Target::Kind::step) ++in[static_cast<std::size_t>(to.step)];
    }
  };
  const auto handler = [&](int from, const core::Handler& one) {
    auto& in = one.event.kind == core::EventSpec::Kind::undo ? undone : ways_in_;
    if (one.step >= 0)
      ++in[static_cast<std::size_t>(one.step)];
    else
      count(from, one.go, in);
  };
  for (int i = 0; i < static_cast<int>(def_.steps.size()); ++i) {
    if (!is_left_by_all(step(i)))
      for (const Targets* targets : ways_of(step(i))) count(i, *targets, ways_in_);
    for (const core::Handler& one : step(i).upon) handler(i, one);
    if (const auto* together = std::get_if<core::TogetherSpec>(&step(i).spec))
      for (const int branch : together->branches) ++ways_in_[static_cast<std::size_t>(branch)];
  }
  for (const core::Handler& one : def_.upon) handler(-1, one);
  for (std::size_t i = 0; i < undone.size(); ++i)
    if (undone[i] > 0 && ways_in_[i] == 0) undoing_.insert(static_cast<int>(i));
}

std::set<int> ChartMaker::listed(int block) const {
  const auto& steps = def_.blocks[static_cast<std::size_t>(block)].steps;
  return {steps.begin(), steps.end()};
}

std::set<int> ChartMaker::beside(int from) const {
  const int block = step(from).block;
  const std::set<int> order = listed(block);
  std::set<int> out;
  std::vector<int> open{from};
  const auto reach = [&](int at, const Targets& targets) {
    for (const Target& target : targets) {
      const Target to = resolve(at, target);
      if (to.kind == Target::Kind::step && step(to.step).block == block &&
          !order.contains(to.step) && !out.contains(to.step))
        open.push_back(to.step);
    }
  };
  while (!open.empty()) {
    const int at = open.back();
    open.pop_back();
    if (!out.insert(at).second) continue;
    for (const Targets* targets : ways_of(step(at))) reach(at, *targets);
    for (const core::Handler& one : step(at).upon) {
      if (one.step >= 0 && step(one.step).block == block) open.push_back(one.step);
      reach(at, one.go);
    }
  }
  return out;
}

// The first step of a scope, where it only passes on, is its start event.
bool ChartMaker::is_start_pass(int index) const {
  const core::Step& first = step(index);
  return std::holds_alternative<core::PassSpec>(first.spec) && !first.if_ &&
         !first.named_outcomes && first.upon.empty() && !first.due.present() &&
         first.title.empty() && first.stage.empty() && first.tell.to.empty() &&
         first.lock_fields.empty() && first.outcomes.size() == 1 &&
         ways_in_[static_cast<std::size_t>(index)] == 0;
}

std::string ChartMaker::entry(int index) const {
  return step(index).if_ ? cat(id(index), ".if") : id(index);
}

std::string ChartMaker::end_of(Frame& frame) {
  if (frame.ad_hoc) return {};
  if (frame.end.empty()) {
    frame.end = fresh(frame.owner.empty() ? "done" : cat(frame.owner, ".done"));
    add(frame, ElementKind::end, "endEvent", frame.end);
  }
  return frame.end;
}

// Out of a block: an error of ours that its boundary catches, as many blocks out as it takes.
std::string ChartMaker::way_out(Frame& frame, int target) {
  Frame* inner = &frame;
  Frame* around = frame.around;
  while (around != nullptr && !around->members.contains(target)) {
    inner = around;
    around = around->around;
  }
  if (around == nullptr || inner->by_event) return {};
  const std::string code = cat("go-", step(target).id);
  const std::string made = cat(frame.owner, ">", code);
  auto& thrower = way_outs_[made];
  if (thrower.empty()) {
    thrower = fresh(cat(frame.owner, ".to.", id(target)));
    bpmn::Element& end = add(frame, ElementKind::end, "endEvent", thrower);
    end.name = title(step(target));
    end.events.push_back(event_of(bpmn::EventKind::error, code));
  }
  auto& catcher = way_outs_[cat(inner->owner, "<", code)];
  if (catcher.empty()) {
    catcher = fresh(cat(inner->owner, ".on.", id(target)));
    bpmn::Element& boundary = add(*around, ElementKind::boundary, "boundaryEvent", catcher);
    boundary.attached_to = inner->owner;
    boundary.events.push_back(event_of(bpmn::EventKind::error, code));
    flow(*around, catcher, entry(target));
  }
  return thrower;
}

std::string ChartMaker::goal(Frame& frame, int from, const Target& written) {
  const Target target = from < 0 ? written : resolve(from, written);
  if (target.kind != Target::Kind::step) return end_of(frame);
  if (frame.members.contains(target.step)) return entry(target.step);
  if (frame.ad_hoc && from >= 0 && step(from).block == step(target.step).block) return {};
  std::string out = way_out(frame, target.step);
  if (!out.empty()) return out;
  const std::string place = from < 0 ? std::string() : step(from).id;
  lose("jump", place,
       cat("转到 ", step(target.step).id, "：BPMN 的事件子流程不能引出顺序流，只画了虚线"),
       cat("the jump to ", step(target.step).id,
           ": no sequence flow may leave an event sub-process; a dotted line is drawn"));
  // The dotted line goes from the event sub-process itself.
  Frame* inner = &frame;
  while (inner->around != nullptr && !inner->around->members.contains(target.step))
    inner = inner->around;
  if (inner->around != nullptr) point(*inner->around, inner->owner, target.step);
  return end_of(frame);
}

void ChartMaker::point(Frame& frame, const std::string& from, int target) {
  const std::pair<std::string, std::string> way{from, entry(target)};
  auto& ways = frame.scope->associations;
  if (std::ranges::find(ways, way) == ways.end()) ways.push_back(way);
}

void ChartMaker::flow(Frame& frame, const std::string& from, const std::string& to,
                      const bpmn::SequenceFlow& like) {
  if (to.empty()) return;
  bpmn::SequenceFlow made = like;
  made.id = fresh(cat(from, "-", to));
  made.source = from;
  made.target = to;
  made.conditional = !made.condition.empty();
  frame.scope->flows.push_back(std::move(made));
}

// A step that only passes on, and only from there: it is the event before it.
int ChartMaker::only_passes(const Targets& targets, int from) const {
  if (targets.size() != 1 || targets.front().times > 1) return -1;
  const Target to = resolve(from, targets.front());
  if (to.kind != Target::Kind::step) return -1;
  const core::Step& pass = step(to.step);
  const bool only = std::holds_alternative<core::PassSpec>(pass.spec) && !pass.if_ &&
                    !pass.named_outcomes && pass.upon.empty() && !pass.due.present() &&
                    pass.stage.empty() && pass.tell.to.empty() && pass.lock_fields.empty() &&
                    pass.block == step(from).block &&
                    ways_in_[static_cast<std::size_t>(to.step)] == 1;
  return only ? to.step : -1;
}

void ChartMaker::find_merged() {
  for (int i = 0; i < static_cast<int>(def_.steps.size()); ++i) {
    const core::Step& one = step(i);
    for (const core::Handler& handler : one.upon)
      if (handler.step < 0 && handler.event.kind != core::EventSpec::Kind::undo &&
          !leads_inside(one, handler))
        merged_.insert(only_passes(handler.go, i));
    const auto* race = std::get_if<core::TogetherSpec>(&one.spec);
    if (race == nullptr || !race->race || !one.upon.empty() || one.due.present()) continue;
    for (const int branch : race->branches) {
      const Targets& go = step(branch).outcomes.front().go;
      if (go.size() == 1 && go.front().kind == Target::Kind::step &&
          step(go.front().step).block == one.block)
        merged_.insert(only_passes(go, i));
    }
  }
  merged_.erase(-1);
}

// Several ways at once go through a parallel gateway that the step owns.
void ChartMaker::link(Frame& frame, const std::string& from, int index, const Targets& targets,
                      bpmn::SequenceFlow like) {
  std::vector<std::string> goals;
  for (const Target& target : targets)
    for (int n = 0; n < std::max(1, target.times); ++n) goals.push_back(goal(frame, index, target));
  std::erase(goals, "");
  if (goals.empty()) return;
  if (goals.size() == 1) return flow(frame, from, goals.front(), like);
  const std::string fork = fresh(cat(from, like.outcome.empty() ? "" : ".", like.outcome, ".fork"));
  add(frame, ElementKind::parallel, "parallelGateway", fork).outcomes_of =
      index < 0 ? "" : step(index).id;
  flow(frame, from, fork, like);
  for (const std::string& to : goals) flow(frame, fork, to);
}

void ChartMaker::draw(Frame& frame) {
  for (const int index : frame.members)
    if (!starts_.contains(index) && !merged_.contains(index)) draw_step(frame, index);
}

// A start event in front of the first step, or the first step as one.
void ChartMaker::begin(Frame& frame, int first) {
  if (is_start_pass(first)) {
    starts_.insert(first);
    add(frame, ElementKind::start, "startEvent", id(first)).step = step(first).id;
    link(frame, id(first), first, step(first).outcomes.front().go);
    return;
  }
  const std::string start = fresh(frame.owner.empty() ? "begin" : cat(frame.owner, ".begin"));
  add(frame, ElementKind::start, "startEvent", start);
  flow(frame, start, entry(first));
}

void ChartMaker::draw_starts(Frame& frame) {
  if (def_.blocks.front().steps.empty()) return;
  const int first = def_.blocks.front().steps.front();
  for (const core::Start& start : def_.starts) {
    const bool goes = start.go.size() == 1 && start.go.front().kind == Target::Kind::step;
    const int at = goes ? start.go.front().step : first;
    const bool alone = std::ranges::count_if(def_.starts, [&](const core::Start& other) {
                         const bool to =
                             other.go.size() == 1 && other.go.front().kind == Target::Kind::step;
                         return (to ? other.go.front().step : first) == at;
                       }) == 1;
    std::string made;
    const bool is_pass = alone && start.go.size() < 2 && is_start_pass(at);
    if (is_pass) starts_.insert(at);
    made = is_pass ? id(at) : fresh(start.name.empty() ? "begin" : cat("begin.", start.name));
    {
      bpmn::Element& event = add(frame, ElementKind::start, "startEvent", made);
      event.name = words(start.title);
      if (is_pass) event.step = step(at).id;
    }
    std::vector<bpmn::EventDefinition> what;
    if (start.schedule && start.schedule->when)
      what.push_back(
          event_of(bpmn::EventKind::conditional, "", "", feel(start.schedule->when.text())));
    else if (start.schedule)
      what.push_back(event_of(bpmn::EventKind::timer, "", "timeCycle",
                              cat("=cycle(\"", time_of(start.schedule->every), "\")")));
    else if (start.event.kind != core::EventSpec::Kind::none)
      what = events(start.event, cat("start ", start.name));
    for (bpmn::Element& element : frame.scope->elements)
      if (element.id == made) element.events = what;
    if (is_pass)
      link(frame, made, at, step(at).outcomes.front().go);
    else if (start.go.size() > 1)
      link(frame, made, -1, start.go);
    else
      flow(frame, made, entry(at));
  }
}

// What a process has beside its flow.
void ChartMaker::lose_case() {
  const bool starts = std::ranges::any_of(def_.starts, [](const core::Start& start) {
    return !start.find.empty() || !start.same.empty() || !start.cluster.empty() ||
           !start.set.empty() || !start.decide.empty() || !start.refuse.empty();
  });
  const bool tasks = std::ranges::any_of(def_.steps, [](const core::Step& one) {
    return std::holds_alternative<core::TaskSpec>(one.spec);
  });
  const std::pair<bool, const char*> parts[] = {
      {!def_.fields.empty(), "case, fields"},   {starts, "start"},
      {tasks, "who, form, may, refuse"},        {def_.due.present(), "due, ladder"},
      {!def_.milestones.empty(), "milestones"}, {!def_.may.empty(), "may"},
      {!def_.amend.empty(), "amend"},           {!def_.metrics.empty(), "metrics"}};
  for (const auto& [there, what] : parts)
    if (there) lose(what, "", cat(what, " 只在扩展里"), cat(what, " stand in the extension only"));
}

Chart ChartMaker::make() {
  if (author_ != nullptr) {
    if (const model::Node* steps = author_->get("steps")) collect(*steps);
    if (const model::Node* upon = author_->get("upon")) collect_handlers(*upon, "");
  }
  for (const core::Step& one : def_.steps) ids_.push_back(fresh(name_of(one.id)));
  for (std::size_t i = 0; i < def_.steps.size(); ++i)
    if (def_.steps[i].if_) used_.insert(cat(ids_[i], ".if"));
  count_ways();
  find_items();
  find_merged();
  Chart out;
  out.process.id = name_of(def_.id);
  out.process.name = words(def_.title);
  Frame frame;
  frame.scope = &out.process.body;
  std::set<int> inside;
  for (const core::Handler& handler : def_.upon)
    if (handler.step >= 0) inside.merge(beside(handler.step));
  for (int i = 0; i < static_cast<int>(def_.steps.size()); ++i)
    if (step(i).block == 0 && !inside.contains(i)) frame.members.insert(i);
  draw_starts(frame);
  draw(frame);
  draw_case_handlers(frame);
  lose_case();
  out.lost = std::move(lost_);
  return out;
}

Chart chart_of(const core::Definition& definition, const core::Town& town,
               const model::Node* author, model::Language language) {
  return ChartMaker(definition, town, author, language).make();
}

}  // namespace tf::host

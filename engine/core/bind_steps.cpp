// Steps: ways between them, outcomes, handlers, and what every kind has.
#include <algorithm>

#include "base/text.h"
#include "core/bind_lost.h"
#include "core/bind_scope.h"
#include "core/step/step_kind.h"

namespace tf::core {

namespace {

Target end_target() {
  return {Target::Kind::end, -1, 1};
}
Target to_step(int step) {
  return {Target::Kind::step, step, 1};
}

bool is_listed(const Flow& flow, int step) {
  const auto& steps = flow.def->blocks[at(flow.def->steps[at(step)].block)].steps;
  return std::find(steps.begin(), steps.end(), step) != steps.end();
}

// A step may go to steps of its own block and of those around it.
bool in_reach(const Flow& flow, int from_block, int to_block) {
  for (int block = from_block; block >= 0; block = flow.parent_block[at(block)])
    if (block == to_block) return true;
  return false;
}

std::optional<Target> one_target(Flow& flow, const model::Node& node, int from) {
  if (node.text == "end") return end_target();
  if (node.text == "continue") {
    if (from < 0) return end_target();
    return following(flow, from).front();
  }
  auto found = flow.def->step_index.find(node.text);
  if (found == flow.def->step_index.end()) {
    std::vector<std::string> known{"end", "continue"};
    for (const auto& [id, index] : flow.def->step_index) known.push_back(id);
    const std::string meant = closest(node.text, known).value_or("");
    flow.out.report("bind.unknown_step", node.span, {{"name", node.text}}, meant);
    // The way counts as leading where it was meant to, or that step would be called unreachable.
    found = flow.def->step_index.find(meant);
    if (found == flow.def->step_index.end()) return std::nullopt;
    return to_step(found->second);
  }
  const int from_block = from < 0 ? 0 : flow.def->steps[at(from)].block;
  const int to_block = flow.def->steps[at(found->second)].block;
  if (!in_reach(flow, from_block, to_block) && to_block != flow.inward) {
    flow.out.report("bind.inward", node.span, {{"name", node.text}});
    return std::nullopt;
  }
  return to_step(found->second);
}

}  // namespace

std::vector<Target> following(const Flow& flow, int step) {
  if (const auto next = flow.then_next.find(step); next != flow.then_next.end())
    return {to_step(next->second)};
  if (const auto owner = flow.then_owner.find(step); owner != flow.then_owner.end()) {
    const auto after = following(flow, owner->second);
    if (after.front().kind != Target::Kind::next) return after;
    const auto& steps = flow.def->blocks[at(flow.def->steps[at(step)].block)].steps;
    const auto place = std::find(steps.begin(), steps.end(), owner->second);
    return {place == steps.end() || place + 1 == steps.end() ? end_target()
                                                             : to_step(*(place + 1))};
  }
  if (const auto beside = flow.beside.find(step); beside != flow.beside.end()) {
    const int owner = beside->second.owner;
    if (beside->second.inside || owner < 0) return {end_target()};
    const auto after = following(flow, owner);
    if (after.front().kind != Target::Kind::next) return after;
    const auto& steps = flow.def->blocks[at(flow.def->steps[at(owner)].block)].steps;
    const auto place = std::find(steps.begin(), steps.end(), owner);
    return {place == steps.end() || place + 1 == steps.end() ? end_target()
                                                             : to_step(*(place + 1))};
  }
  return {is_listed(flow, step) ? Target{} : end_target()};
}

std::vector<Target> read_targets(Flow& flow, const model::Node& node, int from) {
  std::vector<Target> out;
  if (node.is_scalar()) {
    if (auto target = one_target(flow, node, from)) out.push_back(*target);
  } else if (node.is_list()) {
    for (const auto& item : node.items) {
      const model::Node* go = item->is_map() ? item->get("go") : item.get();
      if (go == nullptr) continue;
      auto target = one_target(flow, *go, from);
      if (!target) continue;
      if (const auto times = Decimal::parse(item->text_of("times", "1")))
        target->times = static_cast<int>(times->whole().value_or(1));
      out.push_back(*target);
    }
  } else if (const auto group = flow.own_step.find(&node); group != flow.own_step.end()) {
    out.push_back(to_step(group->second));  // steps written in place
  } else if (const model::Node* go = node.get("go")) {
    out = read_targets(flow, *go, from);
    if (const auto times = Decimal::parse(node.text_of("times", "1")))
      for (Target& target : out) target.times = static_cast<int>(times->whole().value_or(1));
  }
  if (out.empty()) out.push_back(end_target());
  return out;
}

namespace {

bool is_outcome_map(const model::Node& next) {
  return next.is_map() && std::any_of(next.entries.begin(), next.entries.end(), [](const auto& e) {
           return e.key != "go" && e.key != "times";
         });
}

// Where an outcome without a word of its own leads.
std::vector<Target> default_way(Flow& flow, int step) {
  if (const auto beside = flow.beside.find(step); beside != flow.beside.end())
    if (const model::Node* go = beside->second.node->get("go"))
      return read_targets(flow, *go, beside->second.owner);
  return following(flow, step);
}

// `tell` of an outcome: a notice on the way.
std::vector<Target> told_on_the_way(Flow& flow, int step, const model::Node& outcome,
                                    const std::string& name, std::vector<Target> go) {
  const model::Node* to = outcome.get("tell");
  if (to == nullptr) return go;
  Step notice;
  notice.id = cat(flow.def->steps[at(step)].id, "/", name, "/tell");
  notice.block = flow.def->steps[at(step)].block;
  notice.kind = find_kind("do");
  DoSpec spec;
  spec.effect = "notice";
  spec.tell = read_tell(flow, to, nullptr, notice.id);
  notice.spec = std::move(spec);
  // `next` means the step below the one that tells, not below the notice.
  for (Target& target : go)
    if (target.kind == Target::Kind::next) {
      const auto& steps = flow.def->blocks[at(notice.block)].steps;
      const auto place = std::find(steps.begin(), steps.end(), step);
      target =
          place == steps.end() || place + 1 == steps.end() ? end_target() : to_step(*(place + 1));
    }
  notice.outcomes.push_back(Outcome{
      .name = "done", .title = {}, .forms = {}, .set = {}, .refuse = {}, .go = std::move(go)});
  const int index = static_cast<int>(flow.def->steps.size());
  flow.def->step_index.emplace(notice.id, index);
  flow.def->steps.push_back(std::move(notice));
  flow.step_node.push_back(nullptr);
  return {to_step(index)};
}

Outcome read_outcome(Flow& flow, int step, const model::Entry& entry) {
  Outcome outcome;
  outcome.name = entry.key;
  const model::Node& node = *entry.value;
  if (const Words* word = flow.town.word(entry.key)) outcome.title = *word;
  if (!node.is_map()) {
    outcome.go = read_targets(flow, node, step);
    return outcome;
  }
  if (const model::Node* title = node.get("title")) outcome.title = words_of(title);
  outcome.forms = read_forms(flow, node.get("form"));
  outcome.set = read_sets(flow, node.get("set"));
  outcome.refuse = read_refusals(flow, node.get("refuse"));
  if (const model::Node* when = node.get("if")) {
    Refusal not_now;
    not_now.code = "NOT_NOW";
    const auto program = compile(*when, *flow.names, flow.out);
    if (program) not_now.when = compile_known(cat("not(", when->text, ") = true"), *flow.names);
    not_now.text = {"此时不能选这个结果", "this outcome cannot be chosen now"};
    outcome.refuse.push_back(std::move(not_now));
  }
  const model::Node* go = node.get("go");
  outcome.go =
      told_on_the_way(flow, step, node, outcome.name,
                      go != nullptr ? read_targets(flow, *go, step) : default_way(flow, step));
  return outcome;
}

void read_outcomes(Flow& flow, int index, const model::Node& node) {
  std::vector<Outcome> outcomes;
  const model::Node* next = node.get("next");
  const bool named = next != nullptr && is_outcome_map(*next);
  if (named) {
    for (const model::Entry& entry : next->entries)
      if (entry.key != "go" && entry.key != "times")
        outcomes.push_back(read_outcome(flow, index, entry));
    check_outcomes(flow, node);
  } else {
    Outcome done;
    done.name = "done";
    if (const Words* word = flow.town.word("done")) done.title = *word;
    done.go = next != nullptr ? read_targets(flow, *next, index) : default_way(flow, index);
    outcomes.push_back(std::move(done));
  }
  Step& step = flow.def->steps[at(index)];
  step.named_outcomes = named;
  step.outcomes = std::move(outcomes);
}

// Its `form` is filled by whoever does it, or by whoever sends what it waits for.
bool asks_people(const model::Node& node) {
  const std::string_view kind = kind_of(node);
  return kind == "task" || kind == "wait";
}

// `if` and `while` of a handler or of a branch of a race: both must hold when its event comes.
rule::Program read_condition(Flow& flow, const model::Node& node) {
  rule::Program condition = compile_or_none(node.get("if"), *flow.names, flow.out);
  const model::Node* during = node.get("while");
  if (during == nullptr) return condition;
  rule::Program own = compile(*during, *flow.names, flow.out);
  return condition ? compile_known(cat("(", node.text_of("if"), ") and (", during->text, ")"),
                                   *flow.names)
                   : own;
}

// The wait of a race's branch was placed as one, though its node is not a `wait`.
bool is_race_wait(const Flow& flow, int index) {
  return std::holds_alternative<WaitSpec>(flow.def->steps[at(index)].spec) &&
         !flow.step_node[at(index)]->has("wait");
}

// A branch of a race: the wait alone; what follows it is a step of its own, or its `go`.
void bind_race_wait(Flow& flow, int index) {
  const model::Node& node = *flow.step_node[at(index)];
  Step& step = flow.def->steps[at(index)];
  step.kind = find_kind("wait");
  const std::string id = step.id;
  EventSpec event = read_event(flow, node, id.substr(id.rfind('/') + 1));
  Outcome done;
  done.name = "done";
  if (const auto own = flow.own_step.find(&node); own != flow.own_step.end())
    done.go = {to_step(own->second)};
  else if (const model::Node* go = node.has("go") ? node.get("go") : node.get("next"))
    done.go = read_targets(flow, *go, index);
  else
    done.go = {end_target()};
  check_waited(flow, node, event);
  if (!asks_people(node)) read_message_form(flow, node, event);
  rule::Program if_ = read_condition(flow, node);
  Step& bound = flow.def->steps[at(index)];
  bound.spec = WaitSpec{std::move(event), {}, std::move(if_), std::string(node.text_of("reason"))};
  bound.outcomes.push_back(std::move(done));
}

// A call whose answer neither a field takes nor a way out is chosen by.
void report_lost_answer(Flow& flow, const model::Node& node, const std::string& id) {
  if (const model::Entry* call = node.entry("call"))
    flow.out.report("bind.no_into", call->key_span, {{"step", id}});
}

// A meeting or a gate the binder put there.
void bind_made(Flow& flow, int index) {
  Outcome done;
  done.name = "done";
  const auto gate = flow.gates.find(index);
  if (gate == flow.gates.end()) {
    done.go = following(flow, index);
  } else {
    ChooseSpec spec;
    Branch enter;
    enter.when =
        compile_or_none(flow.step_node[at(gate->second)]->get("if"), *flow.names, flow.out);
    enter.then = {to_step(gate->second)};
    spec.branches.push_back(std::move(enter));
    spec.otherwise = following(flow, gate->second);
    done.go = spec.otherwise;
    flow.def->steps[at(index)].spec = std::move(spec);
  }
  Step& step = flow.def->steps[at(index)];
  step.kind = find_kind(gate == flow.gates.end() ? "meet" : "choose");
  step.outcomes.push_back(std::move(done));
}

void bind_step(Flow& flow, int index) {
  if (flow.step_node[at(index)] == nullptr) return bind_made(flow, index);
  const model::Node& node = *flow.step_node[at(index)];
  if (is_race_wait(flow, index)) return bind_race_wait(flow, index);
  const bool beside = flow.beside.contains(index);
  {
    Step& step = flow.def->steps[at(index)];
    step.kind = find_kind(kind_of(node));
    step.title = words_of(node.get("title"));
    if (step.title.empty() && node.has("task"))
      if (const Words* word = flow.town.word(node.text_of("task"))) step.title = *word;
    step.stage = node.text_of("stage");
    step.lock_fields = texts_of(node.get("lock_fields"));
    for (const std::string& name : step.lock_fields)
      if (flow.def->field(name) == nullptr)
        flow.out.report("bind.unknown_field", node.get("lock_fields")->span, {{"name", name}},
                        closest(name, flow.names->all()).value_or(""));
    const bool gated = std::any_of(flow.gates.begin(), flow.gates.end(),
                                   [&](const auto& gate) { return gate.second == index; });
    if (!beside && !gated) step.if_ = compile_or_none(node.get("if"), *flow.names, flow.out);
  }
  report_lost_answer(flow, node, flow.def->steps[at(index)].id);
  bind_spec(flow, index);
  read_outcomes(flow, index, node);
  const std::string id = flow.def->steps[at(index)].id;
  DueSpec due = read_due(flow, node.get("due"));
  std::string ladder = read_ladder_use(flow, node.get("ladder"), cat(flow.def->id, "/", id));
  check_told(flow, node);
  Tell tell = read_tell(flow, node.get("tell"), node.has("notify") ? nullptr : &node, id);
  std::vector<Milestone> milestones =
      read_milestones(flow, node.get("milestones"), cat(flow.def->id, "/", id));
  std::vector<Verb> may = read_may(flow, node.get("may"));
  std::vector<Handler> upon = read_handlers(flow, node.get("upon"), index);
  // Branches of a race that keep it open are handlers of it.
  if (const model::Node* race = node.get("race"))
    for (const model::Entry& entry : race->entries)
      if (is_true(entry.value->get("keep"))) {
        Handler handler;
        handler.name = entry.key;
        handler.event = read_event(flow, *entry.value, entry.key);
        check_waited(flow, *entry.value, handler.event);
        if (!asks_people(*entry.value)) read_message_form(flow, *entry.value, handler.event);
        handler.if_ = read_condition(flow, *entry.value);
        handler.reason = entry.value->text_of("reason");
        handler.keep = true;
        if (const auto own = flow.own_step.find(entry.value.get()); own != flow.own_step.end())
          handler.step = own->second;
        upon.push_back(std::move(handler));
      }
  if (const model::Node* undo = node.get("undo_by")) {
    Handler handler;
    handler.name = "undo";
    handler.event.kind = EventSpec::Kind::undo;
    if (const auto own = flow.own_step.find(undo); own != flow.own_step.end())
      handler.step = own->second;
    else
      handler.go = read_targets(flow, *undo, index);
    upon.push_back(std::move(handler));
  }
  Step& step = flow.def->steps[at(index)];
  step.beside = flow.beside.contains(index);
  step.due = std::move(due);
  step.ladder = std::move(ladder);
  step.tell = std::move(tell);
  step.milestones = std::move(milestones);
  step.may = std::move(may);
  step.upon = std::move(upon);
}

}  // namespace

std::vector<Handler> read_handlers(Flow& flow, const model::Node* upon, int owner) {
  std::vector<Handler> out;
  if (upon == nullptr || !upon->is_map()) return out;
  for (const model::Entry& entry : upon->entries) {
    const model::Node& node = *entry.value;
    if (!node.is_map()) continue;
    Handler handler;
    handler.name = entry.key;
    handler.event = read_event(flow, node, entry.key);
    if (!asks_people(node)) read_message_form(flow, node, handler.event);
    check_kept(flow, node);
    handler.if_ = read_condition(flow, node);
    handler.keep = is_true(node.get("keep"));
    if (const auto own = flow.own_step.find(&node); own != flow.own_step.end())
      handler.inside = flow.beside[own->second].inside;
    handler.reason = node.text_of("reason");
    if (const auto own = flow.own_step.find(&node); own != flow.own_step.end())
      handler.step = own->second;
    const model::Node* go = node.get("go");
    if (go == nullptr && handler.step < 0) go = node.get("next");
    // Beside a block that goes on, a handler may start something inside it.
    const auto* block =
        owner < 0 ? nullptr : std::get_if<BlockSpec>(&flow.def->steps[at(owner)].spec);
    flow.inward = handler.keep && block != nullptr ? block->block : -1;
    if (go != nullptr)
      handler.go = read_targets(flow, *go, owner);
    else if (handler.step < 0)
      handler.go = owner < 0 ? std::vector<Target>{end_target()} : following(flow, owner);
    flow.inward = -1;
    out.push_back(std::move(handler));
  }
  return out;
}

void bind_steps(Flow& flow) {
  const int authored = static_cast<int>(flow.def->steps.size());
  for (int i = 0; i < authored; ++i) bind_step(flow, i);
  flow.def->upon = read_handlers(flow, flow.root->get("upon"), -1);
}

}  // namespace tf::core

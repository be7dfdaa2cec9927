#include "invariants.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "core/apply_event.h"
#include "core/unlist.h"

namespace tf::random {

namespace {

using core::CasePhase;
using core::CaseState;
using core::ClockPhase;

using Broken = std::optional<std::string>;

bool runs(const core::Clock& clock) {
  return clock.phase == ClockPhase::running || clock.phase == ClockPhase::paused;
}

const core::Task* task_of(const CaseState& state, std::uint64_t token) {
  for (const core::Task& task : state.tasks)
    if (task.token == token) return &task;
  return nullptr;
}

bool has_scope(const CaseState& state, std::uint64_t token) {
  return std::ranges::any_of(state.scopes, [&](const core::Scope& scope) {
    return scope.token == token && scope.id != 1 && !scope.kept;
  });
}

}  // namespace

Broken Ledger::add(const store::JournalRow& row, const core::RowBody& body) {
  if (row.case_seq != state_.seq + 1)
    return cat("I2: row ", row.case_seq, " of a case comes after row ", state_.seq);
  for (const core::Event& event : body.events) {
    if (auto broken = before(event, row.at)) return broken;
    try {
      core::apply_event(state_, event);
    } catch (const Bug& bug) {
      return cat("an event cannot be folded: ", core::name_of(event), ": ", bug.what());
    }
  }
  state_.seq = row.case_seq;
  return std::nullopt;
}

Broken Ledger::before(const core::Event& event, Instant at) {
  const auto fresh = [&](std::uint64_t id, const char* what) -> Broken {
    return ids_.insert(id).second ? Broken() : cat("I5: ", what, " ", id, " is there twice");
  };
  if (const auto* e = std::get_if<core::TimePassed>(&event))
    if (e->seen < state_.last) return "I7: time ran backwards";
  if (const auto* e = std::get_if<core::TokenPlaced>(&event)) {
    if (state_.phase == CasePhase::closed) return "I5: a token after the end";
    return fresh(e->id, "token");
  }
  if (const auto* e = std::get_if<core::ScopeOpened>(&event))
    return e->scope.id == 1 ? Broken() : fresh(e->scope.id, "scope");
  if (const auto* e = std::get_if<core::TaskOffered>(&event)) {
    if (state_.phase == CasePhase::closed && !core::outlives_case(e->task))
      return "I6: a task after the end";
    return fresh(e->task.id, "task");
  }
  if (const auto* e = std::get_if<core::ClockStarted>(&event)) return fresh(e->clock.id, "clock");
  if (const auto* e = std::get_if<core::StepEnded>(&event))
    if (state_.token(e->token) == nullptr) return cat("I5: token ", e->token, " leaves twice");
  if (const auto* e = std::get_if<core::TaskClosed>(&event))
    if (state_.task(e->task) == nullptr) return cat("I6: task ", e->task, " is closed twice");
  if (const auto* e = std::get_if<core::ClockPassed>(&event)) {
    const core::Clock* clock = state_.clock(e->clock);
    if (clock == nullptr) return cat("I7: clock ", e->clock, " passed and is not there");
    if (clock->phase != ClockPhase::running) return cat("I7: clock ", e->clock, " does not run");
    if (e->due && at < clock->due) return cat("I7: clock ", e->clock, " passed before its due");
    if (e->due && !passed_.emplace(e->clock, clock->due.ms).second)
      return cat("I7: clock ", e->clock, " passed twice");
  }
  if (const auto* e = std::get_if<core::RungFired>(&event)) {
    if (e->effective > e->detected) return cat("I7: ", e->level, " fired before its moment");
    if (!rungs_.emplace(e->clock, e->level).second)
      return cat("I8: ", e->level, " of clock ", e->clock, " fired twice");
  }
  if (const auto* e = std::get_if<core::LightChanged>(&event))
    if (state_.light == core::Light::red && e->change.light == core::Light::yellow && red_clock())
      return "I8: red turned back";
  if (const auto* e = std::get_if<core::EffectRequested>(&event))
    if (!effects_.insert(e->id).second) return cat("I9: effect ", e->id, " asked for twice");
  if (const auto* e = std::get_if<core::Noted>(&event))
    if (e->what == "incident") incident_ = true;
  return std::nullopt;
}

bool Ledger::red_clock() const {
  return std::ranges::any_of(state_.clocks, [](const core::Clock& clock) {
    return runs(clock) && clock.light == core::Light::red;
  });
}

Broken Ledger::check(const core::Definition& definition, const core::Town& town,
                     std::optional<std::int64_t> wake) const {
  const auto due = state_.next_wake();
  const std::optional<std::int64_t> ours =
      due ? std::optional<std::int64_t>(due->ms) : std::nullopt;
  if (ours.has_value() != wake.has_value() || (ours && *ours != *wake))
    return cat("I6: the next timer is ", ours ? cat(*ours) : "none", ", the store wakes it at ",
               wake ? cat(*wake) : "none");
  if (auto broken = structure(definition)) return broken;
  if (auto broken = work(definition, town)) return broken;
  if (auto broken = closed()) return broken;
  if (auto broken = types(definition)) return broken;
  return waiting(definition);
}

// I5: every token in one open scope, every scope held by one token.
Broken Ledger::structure(const core::Definition& definition) const {
  std::set<std::uint64_t> seen;
  for (const core::Token& token : state_.tokens) {
    if (!seen.insert(token.id).second) return cat("I5: token ", token.id, " is in two places");
    const core::Step* step = definition.step(token.step);
    if (step == nullptr) return cat("I5: a token at no step: ", token.step);
    const core::Scope* scope = state_.scope(token.scope);
    if (scope == nullptr) return cat("I5: the token at ", token.step, " is in no scope");
    if (scope->kept) return cat("I5: the token at ", token.step, " is in a scope that is over");
    const std::string& owner = definition.blocks[static_cast<std::size_t>(step->block)].owner;
    if (scope->block != owner)
      return cat("I5: the token at ", token.step, " is in the block of '", scope->block,
                 "', not of '", owner, "'");
  }
  for (const core::Scope& scope : state_.scopes) {
    if (scope.id == 1 || scope.kept) continue;
    const core::Token* holder = state_.token(scope.token);
    if (holder == nullptr) return cat("I5: nobody holds the scope of ", scope.block);
    if (std::ranges::none_of(state_.tokens,
                             [&](const core::Token& t) { return t.scope == scope.id; }))
      return cat("I5: the scope of ", scope.block, " is empty and still open");
  }
  for (const core::Watch& watch : state_.watches)
    if (watch.owner != 0 && !watch.handler.starts_with("undo:") &&  // for after it is over
        state_.token(watch.owner) == nullptr)
      return cat("I7: a handler ", watch.handler, " of a step that is over");
  for (const core::Child& child : state_.children)
    if (child.attached && !child.closed && child.token != 0 && state_.token(child.token) == nullptr)
      return cat("I5: the child ", child.workflow, " goes on after its step");
  return std::nullopt;
}

// I6: tasks and clocks belong to something that is there.
Broken Ledger::work(const core::Definition& definition, const core::Town& town) const {
  for (const core::Task& task : state_.tasks) {
    if (task.token != 0) {
      const core::Token* token = state_.token(task.token);
      if (token == nullptr) return cat("I6: a task of ", task.step, " without its token");
      if (token->step != task.step) return cat("I6: a task of ", task.step, " at ", token->step);
      if (definition.step(task.step) == nullptr) return cat("I6: a task of no step: ", task.step);
    }
    for (const std::string& person : task.candidates)
      if (!town.roll.knows(person)) return cat("I6: a task for nobody of the town: ", person);
    if (task.phase == core::TaskPhase::claimed && task.owner.empty())
      return cat("I6: a task of ", task.step, " is claimed by nobody");
    if (task.owner.empty() && task.candidates.empty() && task.why.empty())
      return cat("I6: nobody can take the task of ", task.step);
  }
  for (const core::Clock& clock : state_.clocks) {
    if (!runs(clock)) continue;
    if (clock.of == "step" && state_.token(clock.token) == nullptr)
      return cat("I7: the clock of ", clock.name, " runs after its step");
    if (clock.phase == ClockPhase::paused && !clock.paused_at)
      return cat("I7: the clock of ", clock.name, " pauses since never");
  }
  return std::nullopt;
}

Broken Ledger::closed() const {
  if (state_.phase != CasePhase::closed) {
    if (state_.tokens.empty() && state_.number != "") return "I5: open, and no token is left";
    return std::nullopt;
  }
  if (!state_.tokens.empty()) return cat("I5: a token after the end: ", state_.tokens[0].step);
  // What its listing asks for, and the clock of that.
  for (const core::Task& task : state_.tasks)
    if (!core::outlives_case(task)) return cat("I6: a task after the end: ", task.step);
  for (const core::Clock& clock : state_.clocks)
    if (runs(clock) &&
        std::ranges::find(state_.tasks, clock.id, &core::Task::clock) == state_.tasks.end())
      return "I7: a clock after the end";
  if (!state_.closed_at) return "I5: closed at no time";
  return std::nullopt;
}

// Nothing stands still for no reason: every token waits for somebody or something.
Broken Ledger::waiting(const core::Definition& definition) const {
  if (incident_) return std::nullopt;
  for (const core::Token& token : state_.tokens) {
    const core::Step* step = definition.step(token.step);
    const auto* each = std::get_if<core::EachSpec>(&step->spec);
    const bool grows = each != nullptr && each->grow;  // one more item may still be added
    const bool waits = grows || task_of(state_, token.id) != nullptr ||
                       has_scope(state_, token.id) || token.wake || token.child != 0 ||
                       token.effect != 0 || !token.message.empty() ||
                       std::holds_alternative<core::MeetSpec>(step->spec) ||
                       std::holds_alternative<core::WaitSpec>(step->spec);
    if (!waits) return cat("I5: the token at ", token.step, " waits for nothing");
  }
  return std::nullopt;
}

// I10: facts have the type their field declares.
Broken Ledger::types(const core::Definition& definition) const {
  for (const auto& [name, value] : state_.facts) {
    const core::Field* field = definition.field(name);
    if (field == nullptr || value.is_null()) continue;
    bool fits = true;
    switch (field->type.kind) {
      case core::TypeKind::whole:
        fits = value.is(Value::Kind::number) && value.as_number().is_whole();
        break;
      case core::TypeKind::number:
      case core::TypeKind::money:
        fits = value.is(Value::Kind::number);
        break;
      case core::TypeKind::yes_no:
        fits = value.is(Value::Kind::boolean);
        break;
      case core::TypeKind::date:
        fits = value.is(Value::Kind::date);
        break;
      case core::TypeKind::list:
        fits = value.is(Value::Kind::list);
        break;
      case core::TypeKind::choice:
        fits = value.is(Value::Kind::text);
        break;
      default:
        break;
    }
    if (!fits) return cat("I10: ", name, " holds ", value.str());
  }
  return std::nullopt;
}

}  // namespace tf::random

#include "core/clocks.h"

#include <algorithm>

#include "base/text.h"
#include "core/command/verbs.h"
#include "core/incidents.h"
#include "core/listeners.h"
#include "core/milestones.h"
#include "core/plugin_hooks.h"
#include "core/rungs.h"
#include "core/step/step_kind.h"
#include "core/timing.h"
#include "core/walk.h"
#include "core/words.h"

namespace tf::core {

namespace {

bool warned(const BoundLadder* ladder) {
  return ladder != nullptr &&
         std::any_of(ladder->rungs.begin(), ladder->rungs.end(), [](const BoundRung& r) {
           return r.level.at && r.level.at->kind == rule::TimePoint::Kind::warn;
         });
}

// The moments of a ladder on a clock; what has fired already stays fired.
std::vector<Rung> rungs_of(Turn& turn, const Clock& clock, const BoundLadder* ladder,
                           const rule::Due& due, const std::vector<Rung>& before,
                           const Calendar& calendar) {
  std::vector<Rung> out;
  const auto fired = [&](const std::string& level) -> const Rung* {
    for (const Rung& r : before)
      if (r.level == level && r.fired) return &r;
    return nullptr;
  };
  const auto add = [&](const std::string& level, std::optional<Instant> at, bool conditional) {
    if (const Rung* old = fired(level))
      out.push_back(*old);
    else
      out.push_back({level, at, conditional, false, std::nullopt});
  };
  if (ladder != nullptr) {
    for (const BoundRung& rung : ladder->rungs)
      add(rung.level.name,
          rung.level.at ? rule::moment_of(*rung.level.at, due, calendar, turn.effective())
                        : std::nullopt,
          static_cast<bool>(rung.when));
  } else if (clock.ladder == kMissLadder) {
    add("L1", clock.due, false);
  }
  // A milestone three working days late weighs more (process specifications §0.6): look again at
  // that moment.
  if (clock.of == "milestone")
    add(kLateRung, rule::after_due(due, {3, rule::Unit::working_days}, calendar), false);
  return out;
}

bool has_overdue_handler(Turn& turn, const ClockPlan& plan) {
  const Token* token = turn.state().token(plan.token);
  const Step* step = token == nullptr ? nullptr : turn.definition().step(token->step);
  const auto* each = step == nullptr ? nullptr : std::get_if<EachSpec>(&step->spec);
  if (each != nullptr && each->poll) return true;  // the clock of a poll is its end, not a miss
  return step != nullptr && std::any_of(step->upon.begin(), step->upon.end(), [](const Handler& h) {
           return h.event.kind == EventSpec::Kind::overdue;
         });
}

bool has_warn_handler(const std::vector<Handler>& handlers) {
  return std::any_of(handlers.begin(), handlers.end(),
                     [](const Handler& h) { return h.event.kind == EventSpec::Kind::warn; });
}

}  // namespace

namespace {

// Where several deadlines stand for one: named, or written in place.
const BoundDeadline* entry_of(Turn& turn, const DueSpec& due) {
  if (due.choice) return due.choice.get();
  const auto entry = turn.rules().deadlines.find(due.name);
  return entry == turn.rules().deadlines.end() ? nullptr : &entry->second;
}

}  // namespace

const rule::Deadline* picked_deadline(Turn& turn, const DueSpec& due, std::uint64_t scope,
                                      std::string* source) {
  if (due.given) {
    if (source != nullptr) *source = due.date ? "date" : "in place";
    return due.given.get();
  }
  const BoundDeadline* entry = entry_of(turn, due);
  if (entry == nullptr) return nullptr;
  std::string choice;
  if (entry->by) {
    CaseEnv env(turn, scope);
    const Value v = evaluate(turn, entry->by, env);
    if (v.is(Value::Kind::text)) choice = v.as_text();
  }
  const rule::Deadline* picked = entry->entry.pick(choice);
  if (picked != nullptr && source != nullptr)
    *source = picked->source.empty() ? due.name : picked->source;
  return picked;
}

std::vector<Hours> hours_of(Turn& turn, const DueSpec& due, std::uint64_t scope) {
  const rule::Deadline* d =
      due.present() && !due.date ? picked_deadline(turn, due, scope, nullptr) : nullptr;
  return d == nullptr ? std::vector<Hours>{} : d->open;
}

const BoundLadder* ladder_of(Turn& turn, const std::string& name) {
  const auto found = turn.rules().ladders.find(name);
  return found == turn.rules().ladders.end() ? nullptr : &found->second;
}

std::uint64_t start_clock(Walk& walk, const ClockPlan& plan) {
  Turn& turn = walk.turn();
  const BoundLadder* ladder = ladder_of(turn, plan.ladder);
  const Token* token = turn.state().token(plan.token);
  const Step* step = token == nullptr ? nullptr : turn.definition().step(token->step);
  const bool want_warn = warned(ladder) || (step != nullptr && has_warn_handler(step->upon)) ||
                         (plan.of == "case" && has_warn_handler(turn.definition().upon));
  const Calendar& calendar = calendar_of_step(turn, plan.of == "step" ? step : nullptr, plan.scope);
  Clock clock;
  rule::Due due;
  if (plan.given) {
    due.start = plan.start.value_or(turn.effective());
    due.due = *plan.given;
    clock.rule = "given";
  } else {
    const auto computed = compute_due(turn, plan.due, plan.scope, plan.start, want_warn, {}, {},
                                      &clock.rule, &calendar);
    if (!computed) return 0;
    due = *computed;
    move_due_by_plugin(turn, plan.of, plan.name, due);
  }
  clock.id = turn.new_id();
  clock.of = plan.of;
  clock.name = plan.name;
  clock.token = plan.token;
  clock.rules = turn.state().versions.rules;
  clock.start = due.start;
  clock.due = due.due;
  clock.warn = want_warn ? due.warn : std::nullopt;
  clock.provisional = due.provisional;
  clock.ends_midnight = due.ends_midnight;
  clock.ladder = ladder != nullptr ? plan.ladder : "";
  // A miss that nobody named still shows: yellow at due.
  if (ladder == nullptr && (plan.of == "step" || plan.of == "milestone") &&
      !has_overdue_handler(turn, plan))
    clock.ladder = kMissLadder;
  clock.rungs = rungs_of(turn, clock, ladder, due, {}, calendar);
  const std::uint64_t id = clock.id;
  walk.emit(ClockStarted{std::move(clock)});
  return id;
}

namespace {

const DueSpec* spec_of(Turn& turn, const Clock& clock) {
  if (clock.of == "case") return &turn.definition().due;
  if (clock.of == "milestone") {
    const Token* token = turn.state().token(clock.token);
    const Step* step = token == nullptr ? nullptr : turn.definition().step(token->step);
    if (clock.token != 0 && step == nullptr) return nullptr;
    for (const Milestone& m : step == nullptr ? turn.definition().milestones : step->milestones)
      if (m.name == clock.name) return &m.due;
    return nullptr;
  }
  if (clock.of == "task") {
    const BoundRung* rung = asked_rung(turn, clock.name);
    return rung == nullptr ? nullptr : &rung->ask_due;
  }
  const Step* step = turn.definition().step(clock.name);
  return step == nullptr ? nullptr : &step->due;
}

std::uint64_t scope_of_clock(Turn& turn, const Clock& clock) {
  const Token* token = turn.state().token(clock.token);
  return token == nullptr ? 1 : token->scope;
}
const Calendar& calendar_of_clock(Turn& turn, const Clock& clock) {
  const Step* step = clock.of == "step" ? turn.definition().step(clock.name) : nullptr;
  return calendar_of_step(turn, step, scope_of_clock(turn, clock));
}

}  // namespace

void move_clock(Walk& walk, std::uint64_t id, const std::string& cause,
                const std::optional<rule::Span>& granted) {
  Turn& turn = walk.turn();
  const Clock clock = *turn.state().clock(id);
  const DueSpec* spec = spec_of(turn, clock);
  if (spec == nullptr || clock.rule == "given") return;
  const BoundLadder* ladder = ladder_of(turn, clock.ladder);
  std::vector<rule::Span> extensions;
  for (const std::string& code : clock.granted)
    if (const auto span = rule::parse_span(code)) extensions.push_back(*span);
  if (granted) extensions.push_back(*granted);
  std::vector<rule::Pause> pauses;
  for (std::size_t i = 0; i + 1 < clock.stood.size(); i += 2)
    pauses.push_back({clock.stood[i], clock.stood[i + 1]});
  std::string rule_name;
  const Calendar& calendar = calendar_of_clock(turn, clock);
  const auto due = compute_due(turn, *spec, scope_of_clock(turn, clock), clock.start,
                               clock.warn.has_value() || warned(ladder), extensions, pauses,
                               &rule_name, &calendar);
  if (!due) return;
  Clock after = clock;
  after.due = due->due;
  after.ends_midnight = due->ends_midnight;
  ClockMoved event{id,
                   rule_name,
                   turn.state().versions.rules,
                   due->due,
                   due->warn,
                   {},
                   due->provisional,
                   granted.has_value(),
                   cause,
                   granted ? rule::to_code(*granted) : ""};
  // An extension granted in time makes a new clock: its rungs may fire again.
  event.rungs =
      rungs_of(turn, after, ladder, *due, granted ? std::vector<Rung>{} : clock.rungs, calendar);
  if (event.due == clock.due && event.warn == clock.warn && event.rule == clock.rule &&
      event.provisional == clock.provisional && !granted) {
    bool same = event.rungs.size() == clock.rungs.size();
    for (std::size_t i = 0; same && i < event.rungs.size(); ++i)
      same = event.rungs[i].at == clock.rungs[i].at;
    if (same) return;
  }
  const bool was_overdue = clock.overdue_seen && due->due <= turn.effective();
  const bool was_warned = clock.warn_seen && due->warn && *due->warn <= turn.effective();
  walk.emit(std::move(event));
  if (was_overdue) walk.emit(ClockPassed{id, true});
  if (was_warned) walk.emit(ClockPassed{id, false});
}

void stop_clock(Walk& walk, std::uint64_t id, ClockPhase phase) {
  walk.emit(ClockPhaseChanged{id, phase, walk.turn().effective()});
}

// ---- time passing
// -----------------------------------------------------------------------------------------
namespace {

struct DueThing {
  enum class Kind : unsigned char { rung, passed, watch, wait, again } kind;
  Instant at;
  std::uint64_t id;  // clock, watch owner, token or incident
  std::string name;  // level, handler
  bool due = false;  // passed: due or warn
};

void consider(std::optional<DueThing>& best, DueThing thing) {
  if (!best || thing.at < best->at || (thing.at == best->at && thing.kind < best->kind))
    best = std::move(thing);
}

std::optional<DueThing> earliest(const CaseState& state) {
  std::optional<DueThing> best;
  for (const Clock& c : state.clocks) {
    if (c.phase != ClockPhase::running) continue;
    for (const Rung& r : c.rungs)
      if (!r.fired && r.at) consider(best, {DueThing::Kind::rung, *r.at, c.id, r.level});
    if (!c.overdue_seen) consider(best, {DueThing::Kind::passed, c.due, c.id, "", true});
    if (!c.warn_seen && c.warn) consider(best, {DueThing::Kind::passed, *c.warn, c.id, "", false});
  }
  const bool suspended = state.phase == CasePhase::suspended;
  for (const Watch& w : state.watches)
    if (w.at && (!suspended || w.handler == kSuspended))
      consider(best, {DueThing::Kind::watch, *w.at, w.owner, w.handler});
  if (suspended) return best;
  for (const Token& t : state.tokens)
    if (t.wake) consider(best, {DueThing::Kind::wait, *t.wake, t.id, ""});
  for (const Incident& i : state.incidents)
    if (i.next) consider(best, {DueThing::Kind::again, *i.next, i.id, ""});
  return best;
}

// In the order they are written; of those that interrupt only the first whose condition holds.
void run_clock_handlers(Walk& walk, std::uint64_t owner, const std::vector<Handler>& handlers,
                        EventSpec::Kind kind) {
  for (const Handler& handler : handlers) {
    if (handler.event.kind != kind) continue;
    const Token* token = owner == 0 ? nullptr : walk.state().token(owner);
    CaseEnv env(walk.turn(), token == nullptr ? 1 : token->scope);
    if (handler.if_ && !holds(walk.turn(), handler.if_, env)) continue;
    walk.run_handler(owner, handler, kind == EventSpec::Kind::overdue ? "OVERDUE" : "WARN");
    if (!handler.keep) return;
  }
}

void pass(Walk& walk, const DueThing& thing) {
  const Clock clock = *walk.state().clock(thing.id);
  walk.emit(ClockPassed{thing.id, thing.due});
  const auto kind = thing.due ? EventSpec::Kind::overdue : EventSpec::Kind::warn;
  const Token* token = walk.state().token(clock.token);
  if (clock.of == "case") {
    run_clock_handlers(walk, 0, walk.definition().upon, kind);
  } else if (token != nullptr && clock.of == "step") {
    const Step* step = walk.step_of(*token);
    run_clock_handlers(walk, clock.token, step->upon, kind);
    // What ends with its clock: a poll.
    if (const Token* still = walk.state().token(clock.token);
        thing.due && still != nullptr && std::holds_alternative<EachSpec>(step->spec))
      step->kind->woken(walk, Token(*still), *step);
  }
}

void fire_watch(Walk& walk, const DueThing& thing) {
  Turn& turn = walk.turn();
  if (thing.name == kSuspended) return resume_case(walk, "at_most");
  const Token* owner = thing.id == 0 ? nullptr : walk.state().token(thing.id);
  const Walk::Armed armed = walk.armed_event(thing.id, thing.name);
  if (armed.event == nullptr) return walk.emit(WatchDropped{thing.id, thing.name});
  std::uint64_t fired = 0;
  for (const Watch& w : walk.state().watches)
    if (w.owner == thing.id && w.handler == thing.name) fired = w.fired;
  const auto next = next_moment(turn, *armed.event, owner == nullptr ? 1 : owner->scope,
                                {thing.at, turn.now(), fired + 1});
  walk.emit(WatchArmed{Watch{thing.id, thing.name, next, false, fired + 1}});
  if (armed.part >= 0)
    walk.part_came(thing.id, armed.handler, static_cast<std::size_t>(armed.part), "");
  else if (armed.handler != nullptr)
    walk.run_handler(thing.id, *armed.handler, "");
}

}  // namespace

bool fire_next(Walk& walk, Instant now) {
  const auto thing = earliest(walk.state());
  if (!thing || !(thing->at < now)) return false;
  walk.turn().set_effective(thing->at);
  switch (thing->kind) {
    case DueThing::Kind::rung:
      fire_rung(walk, thing->id, thing->name, thing->at);
      break;
    case DueThing::Kind::passed:
      pass(walk, *thing);
      break;
    case DueThing::Kind::watch:
      fire_watch(walk, *thing);
      break;
    case DueThing::Kind::again:
      retry_incident(walk, thing->id);
      break;
    case DueThing::Kind::wait: {
      const Token token = *walk.state().token(thing->id);
      walk.emit(TokenWaits{token.id, std::nullopt, token.message, token.child, token.effect, 0});
      const auto* wait = std::get_if<WaitSpec>(&walk.step_of(token)->spec);
      if (wait == nullptr || may_end(walk.turn(), *wait, token.scope)) walk.complete(token.id);
      break;
    }
  }
  walk.settle();
  return true;
}

// ---- the end of a turn
// ------------------------------------------------------------------------------------
namespace {

bool settle_case_clock(Walk& walk) {
  Turn& turn = walk.turn();
  const Definition& definition = turn.definition();
  const Clock* clock = turn.state().case_clock();
  if (clock == nullptr) {
    if (!definition.due.present()) return false;
    return start_clock(walk, {.of = "case",
                              .name = "",
                              .token = 0,
                              .due = definition.due,
                              .ladder = definition.ladder,
                              .scope = 1,
                              .start = turn.state().received_at,
                              .given = {}}) != 0;
  }
  if (!definition.met) return false;
  CaseEnv env(turn);
  const bool met = holds(turn, definition.met, env);
  const std::uint64_t id = clock->id;
  if (met && clock->phase == ClockPhase::running) {
    stop_clock(walk, id, turn.effective() <= clock->due ? ClockPhase::met : ClockPhase::missed);
    return true;
  }
  if (!met && (clock->phase == ClockPhase::met || clock->phase == ClockPhase::missed)) {
    stop_clock(walk, id, ClockPhase::running);  // untrue again: it goes on from its old start
    return true;
  }
  return false;
}

// Steps whose date was not known when they opened; deadlines whose choice has changed.
bool settle_step_clocks(Walk& walk) {
  Turn& turn = walk.turn();
  bool any = false;
  for (const Token& token : std::vector<Token>(turn.state().tokens)) {
    const Step* step = walk.step_of(token);
    if (step == nullptr || !step->due.present()) continue;
    const bool has = std::any_of(turn.state().clocks.begin(), turn.state().clocks.end(),
                                 [&](const Clock& c) { return c.token == token.id; });
    if (has) continue;
    any = start_clock(walk, {.of = "step",
                             .name = step->id,
                             .token = token.id,
                             .due = step->due,
                             .ladder = step->ladder,
                             .scope = token.scope,
                             .start = {},
                             .given = {}}) != 0 ||
          any;
  }
  for (const Clock& clock : std::vector<Clock>(turn.state().clocks)) {
    if (clock.phase != ClockPhase::running || clock.rule == "given") continue;
    const DueSpec* spec = spec_of(turn, clock);
    if (spec == nullptr) continue;
    const std::size_t before = turn.events().size();
    if (spec->date) {
      const auto due = compute_due(turn, *spec, scope_of_clock(turn, clock), clock.start, false, {},
                                   {}, nullptr, &calendar_of_clock(turn, clock));
      if (due && due->due != clock.due && clock.granted.empty() && clock.stood.empty())
        move_clock(walk, clock.id, "date changed");
    } else if (const BoundDeadline* entry = entry_of(turn, *spec);
               !spec->given && entry != nullptr && entry->by) {
      std::string source;
      if (picked_deadline(turn, *spec, scope_of_clock(turn, clock), &source) != nullptr &&
          source != clock.rule)
        move_clock(walk, clock.id, "choice changed");
    }
    any = any || turn.events().size() != before;
  }
  return any;
}

// True when it turned red: conditions may count that.
bool settle_light(Walk& walk) {
  const CaseState& state = walk.state();
  Light worst = state.was_red ? Light::red : Light::green;
  std::string cause;
  for (const Clock& clock : state.clocks) {
    const bool open = clock.phase == ClockPhase::running || clock.phase == ClockPhase::paused;
    if (!open || clock.light <= worst) continue;
    worst = clock.light;
    cause = cat(clock.of, " ", clock.name, " ", clock.rule);
  }
  if (worst == state.light) return false;
  const bool red = worst == Light::red;
  walk.emit(LightChanged{{worst, walk.turn().effective(), walk.turn().now(), cause,
                          red ? unit_of(state) : std::string()}});
  return red;
}

}  // namespace

bool settle_clocks(Walk& walk) {
  if (walk.state().phase != CasePhase::open) return false;
  bool any = settle_case_clock(walk);
  any = settle_milestones(walk) || any;
  any = settle_step_clocks(walk) || any;
  any = settle_light(walk) || any;
  any = fire_conditional_rungs(walk) || any;
  return settle_light(walk) || any;
}

}  // namespace tf::core

#include "core/walk.h"

#include <algorithm>
#include <set>

#include "base/check.h"
#include "base/text.h"
#include "core/command/merge.h"
#include "core/command/send_item.h"
#include "core/incidents.h"
#include "core/match_keys.h"
#include "core/rungs.h"
#include "core/step/meet.h"
#include "core/step/step_kind.h"
#include "core/town_locks.h"
#include "core/unlist.h"
#include "core/words.h"

namespace tf::core {

// ---- reading
// --------------------------------------------------------------------------------------------
const Step* Walk::step_of(const Token& token) {
  return definition().step(token.step);
}
int Walk::index_of(const Step& step) const {
  const Definition& definition = turn_.definition();
  return static_cast<int>(&step - definition.steps.data());
}
std::uint64_t Walk::scope_of(std::uint64_t token) const {
  for (const Scope& scope : state().scopes)
    if (scope.token == token && scope.id != 1 && !scope.kept) return scope.id;
  return 0;
}
int Walk::depth_of(std::uint64_t scope) const {
  int depth = 0;
  for (const Scope* s = state().scope(scope); s != nullptr && s->id != 1; ++depth) {
    const Token* owner = state().token(s->token);
    s = owner == nullptr ? nullptr : state().scope(owner->scope);
  }
  return depth;
}

// ---- moving
// ---------------------------------------------------------------------------------------------
void Walk::enter(std::uint64_t scope, int step, std::string from, bool side, std::string reason,
                 Again again) {
  moves_.push_back({scope, step, std::move(from), side, std::move(reason), std::move(again)});
}

void Walk::run_moves() {
  while (!moves_.empty()) {
    const Move move = std::move(moves_.front());
    moves_.pop_front();
    if (state().scope(move.scope) == nullptr) continue;  // its scope ended meanwhile
    if (++turn_.moves > Turn::kMaxSteps || turn_.events().size() > Turn::kMaxEvents / 2) {
      moves_.clear();
      incident("TOO_MANY_MOVES", "流转次数过多，可能存在死循环",
               "too many moves in one turn: the process may loop without waiting");
      return;
    }
    place(move);
  }
}

namespace {

// A condition that holds when a block is entered counts, even if the block never waits.
void conditions_on_entry(Walk& walk, std::uint64_t token_id) {
  const Token* found = walk.state().token(token_id);
  if (found == nullptr || walk.scope_of(token_id) == 0) return;
  const Token token = *found;
  CaseEnv env(walk.turn(), token.scope);
  for (const Handler& handler : walk.step_of(token)->upon) {
    if (handler.event.kind != EventSpec::Kind::when || !walk.turn().armed(token_id, handler.name) ||
        !holds(walk.turn(), handler.event.when, env))
      continue;
    walk.emit(WatchArmed{Watch{token_id, handler.name, {}, true, 1}});
    walk.run_handler(token_id, handler, "");
    if (walk.state().token(token_id) == nullptr) return;
  }
}

}  // namespace

void Walk::place(const Move& move) {
  const Step& step = definition().steps[static_cast<std::size_t>(move.step)];
  // A jump outward ends the scopes it leaves.
  std::uint64_t scope = move.scope;
  const std::string& owner = definition().blocks[static_cast<std::size_t>(step.block)].owner;
  while (state().scope(scope)->block != owner) {
    const std::uint64_t holder = state().scope(scope)->token;
    const Token* token = state().token(holder);
    TF_CHECK(token != nullptr);
    scope = token->scope;
    // Whoever takes the first event of a race has ended it as it should.
    const auto* race = std::get_if<TogetherSpec>(&step_of(*token)->spec);
    cancel(holder, race != nullptr && race->race);
  }
  if (std::holds_alternative<EachSpec>(step.spec) && move.again.item < 0 &&
      bring_item_back(*this, scope, step))
    return;
  CaseEnv env(turn_, scope);
  if (step.if_ && !holds(turn_, step.if_, env)) {
    Token passing;
    passing.scope = scope;
    passing.step = step.id;
    passing.side = move.side;
    return follow_next(scope, move.step, passing, {}, {});
  }
  const std::uint64_t id = turn_.new_id();
  emit(TokenPlaced{id, scope, step.id, move.from, move.side, move.reason, move.again.back});
  if (!step.stage.empty())
    emit(CaseChanged{.phase = {},
                     .stage = step.stage,
                     .result = {},
                     .closed_at = {},
                     .reopened = false,
                     .listed = {},
                     .merged_into = 0,
                     .versions = {},
                     .parent = 0,
                     .keys = {}});
  if (step.due.present())
    start_clock(*this, {.of = "step",
                        .name = step.id,
                        .token = id,
                        .due = step.due,
                        .ladder = step.ladder,
                        .scope = scope,
                        .start = move.again.since,
                        .given = {}});
  const Token token = *state().token(id);
  if (!step.upon.empty()) arm(&token, step.upon);
  again_ = move.again;
  step.kind->enter(*this, token, step);
  again_ = {};
  if (!step.upon.empty()) conditions_on_entry(*this, id);
  if (!step.tell.to.empty()) tell(step.tell, step.id, scope, cat(step.id, "#", token.visit));
}

void Walk::go(const Token& from, const std::vector<Target>& targets, const std::string& reason) {
  const Step* step = definition().step(from.step);
  follow_next(from.scope, step == nullptr ? -1 : index_of(*step), from, targets, reason);
}

void Walk::follow_next(std::uint64_t scope, int step_index, const Token& token,
                       const std::vector<Target>& targets, const std::string& reason) {
  bool moved = false;
  const auto next_in_block = [&]() -> int {
    if (step_index < 0) return -1;
    const Block& block = definition().blocks[static_cast<std::size_t>(
        definition().steps[static_cast<std::size_t>(step_index)].block)];
    if (const Step* owner = definition().step(block.owner);
        owner != nullptr && std::holds_alternative<TogetherSpec>(owner->spec))
      return -1;
    const auto at = std::find(block.steps.begin(), block.steps.end(), step_index);
    return at == block.steps.end() || at + 1 == block.steps.end() ? -1 : *(at + 1);
  };
  const std::vector<Target> fallback{Target{}};
  for (const Target& target : targets.empty() ? fallback : targets) {
    if (target.kind == Target::Kind::end) continue;
    const int step = target.kind == Target::Kind::step ? target.step : next_in_block();
    if (step < 0) continue;
    for (int i = 0; i < target.times; ++i) enter(scope, step, token.step, token.side, reason);
    moved = true;
  }
  if (moved || token.side) return;
  // A branch of `together` has come to its end: tell the token that waits.
  const Scope* s = state().scope(scope);
  if (s == nullptr || s->token == 0) return;
  const Token* owner = state().token(s->token);
  const Step* step = owner == nullptr ? nullptr : step_of(*owner);
  if (step == nullptr || !std::holds_alternative<TogetherSpec>(step->spec)) return;
  emit(TokenArrived{owner->id, Value::record({{"branch", Value::text(token.step)}})});
  arrived(owner->id);
}

namespace {

// `rest: run_on`, or a join that waits for nobody.
bool runs_on(const Step& step) {
  if (const auto* each = std::get_if<EachSpec>(&step.spec))
    return each->run_on || each->join.kind == Join::Kind::none;
  const auto* together = std::get_if<TogetherSpec>(&step.spec);
  return together != nullptr && (together->run_on || together->join.kind == Join::Kind::none);
}

}  // namespace

// The last of what ran on after a join is over.
bool Walk::rest_is_over(std::uint64_t token_id) {
  if (state().token(token_id)->message != kRest) return false;
  if (scope_of(token_id) == 0) emit(StepEnded{token_id, false, "", "", std::nullopt});
  return true;
}

void Walk::complete(std::uint64_t token_id, const std::string& by) {
  const Step* step = step_of(*state().token(token_id));
  complete(token_id, step->outcomes.front(), by);
}

void Walk::complete(std::uint64_t token_id, const Outcome& outcome, const std::string& by,
                    bool vetoed) {
  const Token token = *state().token(token_id);
  withdraw_tasks(token_id);
  const bool rest = scope_of(token_id) != 0 && runs_on(*step_of(token));
  if (!rest)
    while (const std::uint64_t inner = scope_of(token_id)) cancel_scope(inner);
  std::optional<bool> on_time;
  for (const Clock& clock : std::vector<Clock>(state().clocks))
    if (clock.token == token_id && clock.of == "step") {
      on_time = turn_.effective() <= clock.due;
      stop_clock(*this, clock.id, *on_time ? ClockPhase::met : ClockPhase::missed);
    } else if (clock.token == token_id) {
      stop_clock(*this, clock.id, ClockPhase::cancelled);  // a milestone of it, never reached
    }
  if (std::any_of(state().watches.begin(), state().watches.end(),
                  [&](const Watch& w) { return w.owner == token_id; }))
    emit(WatchDropped{token_id, ""});
  emit(StepEnded{token_id, true, vetoed ? "vetoed" : outcome.name, by, on_time, rest});
  if (const Step* step = step_of(token)) {
    remember(token, *step);
    if (!std::holds_alternative<WaitSpec>(step->spec)) leave_town_lock(*this, *step);
  }
  if (!assign(outcome.set, token.scope, cat("set ", token.step))) {
    const Value why = turn_.last_null;
    incident(
        "EXPRESSION_FAILED",
        cat("步骤 ", token.step, " 办结时的赋值算不出来：", why["expression"].str(), "（",
            why["zh"].str(), "）"),
        cat("what completing step ", token.step, " sets has no value: ", why["expression"].str(),
            " (", why["en"].str(), ")"),
        {.token = 0,
         .task = 0,
         .cause = Value::record({{"step", Value::text(token.step)},
                                 {"outcome", Value::text(outcome.name)},
                                 {"scope", Value::number(static_cast<std::int64_t>(token.scope))}}),
         .again = true});
  }
  const Step* back = token.back.empty() ? nullptr : definition().step(token.back);
  if (back != nullptr) return enter(token.scope, index_of(*back), token.step, token.side);
  const auto* wait = std::get_if<WaitSpec>(&step_of(token)->spec);
  go(token, outcome.go, wait == nullptr ? std::string() : wait->reason);
}

void Walk::withdraw_tasks(std::uint64_t token) {
  for (const Task& task : std::vector<Task>(state().tasks))
    if (task.token == token && token != 0) emit(TaskClosed{task.id, "", ""});
}

namespace {

// A step that ends by being interrupted gives back the lock it took on its way in (expand_order.h);
// so does the wait for its turn in the town.
void release_lock(Walk& walk, const std::string& at) {
  const std::string step = at.ends_with(kTownLock) ? at.substr(0, at.rfind('/')) : at;
  if (const Step* held = walk.definition().step(at)) leave_town_lock(walk, *held);
  const Step* lock = walk.definition().step(cat(step, "/lock"));
  if (lock == nullptr || lock->outcomes.empty() || lock->outcomes.front().set.empty()) return;
  const std::string& field = lock->outcomes.front().set.front().field;
  if (walk.state().field(field) == Value::text(step))
    walk.emit(FieldsSet{1, {{field, Value()}}, "unlock"});
}

}  // namespace

void Walk::cancel(std::uint64_t token_id, bool completed) {
  const Token* found = state().token(token_id);
  if (found == nullptr) return;
  const Token token = *found;
  while (const std::uint64_t inner = scope_of(token_id)) cancel_scope(inner);
  end_early(token, completed, false);
}

// Nothing runs in it any more: what it asked of others and held is given back.
void Walk::end_early(const Token& token, bool completed, bool keep_inside) {
  withdraw_tasks(token.id);
  release_lock(*this, token.step);
  for (const Clock& clock : std::vector<Clock>(state().clocks))
    if (clock.token == token.id) stop_clock(*this, clock.id, ClockPhase::cancelled);
  if (std::any_of(state().watches.begin(), state().watches.end(),
                  [&](const Watch& w) { return w.owner == token.id; }))
    emit(WatchDropped{token.id, ""});
  for (const Child& child : state().children)
    if (child.token == token.id && child.attached && !child.closed)
      turn_.follow(CaseId{child.id}, CancelCase{"PARENT_STEP_CANCELLED"});
  std::string by;
  for (const Task& task : state().tasks)
    if (task.token == token.id) by = task.owner;
  for (const Scope& scope : std::vector<Scope>(state().scopes))
    if (scope.token == token.id && scope.kept && !keep_inside) {
      forget(scope.id);
      emit(ScopeClosed{scope.id, false});
    }
  emit(StepEnded{token.id, completed, completed ? "done" : "", by, std::nullopt});
}

void Walk::empty_scope(std::uint64_t scope) {
  for (const Token& token : std::vector<Token>(state().tokens))
    if (token.scope == scope) cancel(token.id);
  drop_moves(scope);
}

void Walk::drop_moves(std::uint64_t scope) {
  std::erase_if(moves_, [&](const Move& m) { return m.scope == scope; });
}

void Walk::cancel_scope(std::uint64_t scope) {
  empty_scope(scope);
  if (scope == 1) return;
  forget(scope);
  emit(ScopeClosed{scope, false});
}

void Walk::arrived(std::uint64_t token_id) {
  const Token* token = state().token(token_id);
  if (token == nullptr) return;
  const Step* step = step_of(*token);
  const auto* spec = std::get_if<TogetherSpec>(&step->spec);
  if (spec == nullptr || token->message == kRest) return;
  const auto done = static_cast<std::int64_t>(token->done.size());
  bool fires = false;
  switch (spec->join.kind) {
    case Join::Kind::any:
      fires = done >= 1;
      break;
    case Join::Kind::count:
      fires = done >= spec->join.n;
      break;
    case Join::Kind::percent:
      fires = done * 100 >= token->total * spec->join.n;
      break;
    case Join::Kind::when: {
      CaseEnv env(turn_, token->scope);
      env.token = token_id;
      fires = holds(turn_, spec->join.when, env);
      break;
    }
    default:
      break;  // all: the scope runs empty
  }
  if (!fires) return;
  if (!spec->race) return complete(token_id);
  // The first event wins: the others stop waiting, its own branch goes on inside the scope.
  const std::uint64_t inner = scope_of(token_id);
  for (const Token& other : std::vector<Token>(state().tokens))
    if (other.scope == inner && !other.side) cancel(other.id);
}

// Nothing runs in it: at most meetings that have fired and wait for the rest of their round.
bool Walk::is_idle(std::uint64_t scope) {
  return std::none_of(state().tokens.begin(), state().tokens.end(),
                      [&](const Token& t) { return t.scope == scope && !is_round(*this, t); });
}

void Walk::finish_scopes() {
  bool again = true;
  while (again && moves_.empty()) {
    again = false;
    for (std::size_t i = state().scopes.size(); i-- > 1;) {
      const Scope scope = state().scopes[i];
      if (scope.id == 1 || scope.kept || !is_idle(scope.id)) continue;
      empty_scope(scope.id);
      const Token* owner = state().token(scope.token);
      if (owner == nullptr) {
        forget(scope.id);
        emit(ScopeClosed{scope.id, false});
      } else {
        const Token token = *owner;
        const Step* step = step_of(token);
        TF_CHECK(step->kind->scope_done != nullptr);
        step->kind->scope_done(*this, token, *step, scope);
      }
      again = true;
      break;
    }
  }
}

// Meetings that look at what else can come are asked when nothing moves.
bool Walk::settle_meets() {
  for (const Token& token : std::vector<Token>(state().tokens))
    if (try_meet(*this, token)) return true;
  return break_tie(*this);
}

void Walk::settle() {
  for (int round = 0; round < 1000; ++round) {
    run_moves();
    finish_scopes();
    if (!moves_.empty()) continue;
    if (state().phase == CasePhase::closed) return;
    if (settle_meets() || watch_conditions() || drop_lost_items(*this)) continue;
    if (is_idle(1) && moves_.empty()) {
      // What its end alone makes true: a broken promise counts itself.
      if (state().result == kBroken && settle_clocks(*this)) continue;
      empty_scope(1);
      record_computed();
      if (!state().incidents.empty()) sweep_incidents(turn_);
      close_case();
      return;
    }
    if (settle_clocks(*this)) continue;
    record_computed();
    if (!state().incidents.empty()) sweep_incidents(turn_);
    return;
  }
  incident("TOO_MANY_MOVES", "条件反复触发，无法稳定",
           "conditions keep turning: the case does not come to rest");
}

// Computed fields (`is`) as lists and views show them: their value at the end of the turn.
void Walk::record_computed() {
  std::map<std::string, Value> changed;
  CaseEnv env(turn_);
  for (const auto& field : definition().fields) {
    if (!field->is || field->item) continue;
    Value value = field->is.run(env);
    if (!(value == turn_.opened(state().field(field->name))))
      changed[field->name] = std::move(value);
  }
  if (!changed.empty()) emit(FieldsSet{1, std::move(changed), "computed"});
  if (!definition().keys.empty()) renew_keys(turn_);
}

void Walk::close_case() {
  // What listing asks for outlives the case: it stays listed until that is done and signed.
  std::set<std::uint64_t> kept;
  for (const Task& task : std::vector<Task>(state().tasks)) {
    const BoundRung* asked = asked_rung(turn_, task.step);
    if (is_unlist(task) || (asked != nullptr && asked->level.listed))
      kept.insert(task.clock);
    else
      emit(TaskClosed{task.id, "", ""});
  }
  for (const Clock& clock : std::vector<Clock>(state().clocks)) {
    if (clock.phase != ClockPhase::running && clock.phase != ClockPhase::paused) continue;
    if (clock.of == "task" && kept.contains(clock.id)) continue;
    if (clock.of == "case")
      stop_clock(*this, clock.id,
                 turn_.effective() <= clock.due ? ClockPhase::met : ClockPhase::missed);
    else
      stop_clock(*this, clock.id, ClockPhase::cancelled);
  }
  forget(1);
  // Conditions of the case itself stay known: after a reopening they must turn anew to fire again.
  for (const Watch& watch : std::vector<Watch>(state().watches))
    if (watch.owner != 0 || watch.at) emit(WatchDropped{watch.owner, watch.handler});
  CaseChanged change;
  change.phase = CasePhase::closed;
  change.stage = "closed";
  change.closed_at = turn_.effective();
  emit(std::move(change));
  tell_merged_reporters(*this);
  if (state().parent != 0) {
    Record answers;
    for (const auto& [name, value] : state().facts) answers.set(name, value);
    turn_.follow(CaseId{state().parent},
                 ChildEnded{state().id.value, state().result, Value::record(std::move(answers))});
  }
}

}  // namespace tf::core

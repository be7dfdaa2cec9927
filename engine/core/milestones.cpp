#include "core/milestones.h"

#include "base/text.h"
#include "core/clocks.h"
#include "core/walk.h"

namespace tf::core {

namespace {

// The instant a milestone counts from, and which visit of its `from` step (or of its own) that
// was; none: not yet.
std::optional<std::pair<Instant, std::uint64_t>> milestone_start(Turn& turn,
                                                                 const Milestone& milestone,
                                                                 const Token* token) {
  const CaseState& state = turn.state();
  if (milestone.from.empty()) {
    if (token == nullptr) return std::pair{state.received_at, state.reopen_count + 1};
    const auto own = state.visits.find(token->step);
    return std::pair{own->second.started_at.value_or(turn.effective()), std::uint64_t{1}};
  }
  if (const auto visits = state.visits.find(milestone.from); visits != state.visits.end()) {
    if (visits->second.completed == 0) return std::nullopt;
    return std::pair{*visits->second.completed_at, visits->second.completed};
  }
  if (turn.definition().step(milestone.from) != nullptr) return std::nullopt;
  CaseEnv env(turn, token == nullptr ? 1 : token->scope);
  if (const auto t = env.path(milestone.from).instant(turn.town().calendar->zone()))
    return std::pair{*t, std::uint64_t{1}};
  return std::nullopt;
}

// `token`: of the step it belongs to; null: the case.
bool settle_milestone(Walk& walk, const Milestone& milestone, const Token* token) {
  Turn& turn = walk.turn();
  const std::uint64_t owner = token == nullptr ? 0 : token->id;
  const std::uint64_t scope = token == nullptr ? 1 : token->scope;
  const std::string mark = cat("milestone:", milestone.name);
  CaseEnv env(turn, scope);
  const bool met = holds(turn, milestone.met, env);
  for (const Clock& clock : turn.state().clocks) {
    if (clock.of != "milestone" || clock.name != milestone.name || clock.token != owner) continue;
    if (!met) return false;
    const std::string key = cat("clock", clock.id, ":met");
    stop_clock(walk, clock.id,
               turn.effective() <= clock.due ? ClockPhase::met : ClockPhase::missed);
    if (!milestone.tell.to.empty()) walk.tell(milestone.tell, "milestone-met", scope, key);
    return true;
  }
  if (met || (milestone.if_ && !holds(turn, milestone.if_, env))) return false;
  const auto start = milestone_start(turn, milestone, token);
  if (!start) return false;
  for (const Watch& w : turn.state().watches)
    if (w.owner == owner && w.handler == mark && w.fired >= start->second) return false;
  if (start_clock(walk, {.of = "milestone",
                         .name = milestone.name,
                         .token = owner,
                         .due = milestone.due,
                         .ladder = milestone.ladder,
                         .scope = scope,
                         .start = start->first,
                         .given = {}}) == 0)
    return false;
  walk.emit(WatchArmed{Watch{owner, mark, std::nullopt, false, start->second}});
  return true;
}

}  // namespace

bool settle_milestones(Walk& walk) {
  bool any = false;
  for (const Milestone& milestone : walk.definition().milestones)
    any = settle_milestone(walk, milestone, nullptr) || any;
  for (const Token& token : std::vector<Token>(walk.state().tokens)) {
    const Step* step = walk.step_of(token);
    if (step == nullptr) continue;
    for (const Milestone& milestone : step->milestones)
      any = settle_milestone(walk, milestone, &token) || any;
  }
  return any;
}

}  // namespace tf::core

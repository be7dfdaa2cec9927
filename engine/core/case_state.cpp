#include "core/case_state.h"

#include <algorithm>

namespace tf::core {

namespace {

template <class List>
auto* by_id(List& list, std::uint64_t id) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const auto& x) { return x.id == id; });
  return found == list.end() ? nullptr : &*found;
}

void soonest(std::optional<Instant>& best, const std::optional<Instant>& at) {
  if (at && (!best || *at < *best)) best = at;
}

}  // namespace

const Value& CaseState::field(std::string_view name) const {
  const auto found = facts.find(name);
  return found == facts.end() ? kNullValue : found->second;
}

Token* CaseState::token(std::uint64_t wanted) {
  return by_id(tokens, wanted);
}
const Token* CaseState::token(std::uint64_t wanted) const {
  return by_id(tokens, wanted);
}
Scope* CaseState::scope(std::uint64_t wanted) {
  return by_id(scopes, wanted);
}
const Scope* CaseState::scope(std::uint64_t wanted) const {
  return by_id(scopes, wanted);
}
Task* CaseState::task(std::uint64_t wanted) {
  return by_id(tasks, wanted);
}
const Task* CaseState::task(std::uint64_t wanted) const {
  return by_id(tasks, wanted);
}
Clock* CaseState::clock(std::uint64_t wanted) {
  return by_id(clocks, wanted);
}
const Clock* CaseState::clock(std::uint64_t wanted) const {
  return by_id(clocks, wanted);
}

const Clock* CaseState::case_clock() const {
  const Clock* last_one = nullptr;
  for (const Clock& c : clocks)
    if (c.of == "case") last_one = &c;
  return last_one;
}

const Incident* CaseState::incident(std::uint64_t wanted) const {
  return by_id(incidents, wanted);
}

Watch* CaseState::watch(std::uint64_t owner, std::string_view handler) {
  const auto found = std::find_if(watches.begin(), watches.end(), [&](const Watch& w) {
    return w.owner == owner && w.handler == handler;
  });
  return found == watches.end() ? nullptr : &*found;
}

std::optional<Instant> CaseState::next_wake() const {
  if (phase == CasePhase::closed) return std::nullopt;
  std::optional<Instant> best;
  for (const Clock& c : clocks) {
    if (c.phase != ClockPhase::running) continue;
    if (!c.overdue_seen) soonest(best, c.due);
    if (!c.warn_seen) soonest(best, c.warn);
    for (const Rung& r : c.rungs)
      if (!r.fired) soonest(best, r.at);
  }
  if (phase == CasePhase::suspended) {  // clocks whose policy is `run` go on
    for (const Watch& w : watches)
      if (w.handler == kSuspended) soonest(best, w.at);
    return best;
  }
  for (const Token& t : tokens) soonest(best, t.wake);
  for (const Watch& w : watches) soonest(best, w.at);
  for (const Incident& i : incidents) soonest(best, i.next);
  return best;
}

}  // namespace tf::core

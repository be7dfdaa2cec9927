// Clocks of a case: starting, moving, stopping, what their rungs do, and the light of the case.
// Each level of a ladder fires once per clock; red never turns back on an open case; the worst open
// clock shows.
#pragma once

#include <optional>
#include <string>

#include "core/turn.h"

namespace tf::core {

class Walk;

struct ClockPlan {
  std::string of;  // case, step, milestone, task
  std::string name;
  std::uint64_t token = 0;
  DueSpec due;
  std::string ladder;
  std::uint64_t scope = 1;
  std::optional<Instant> start;  // none: now
  std::optional<Instant> given;  // imports: the due instant itself
};
// Starts it when its deadline can be computed; 0 while it cannot (a date not yet set).
std::uint64_t start_clock(Walk& walk, const ClockPlan& plan);
// Recomputes from its own start with all it was granted and all its pauses: for a rule change, a
// changed choice or date, a resumption, and an extension, which is then the last of those granted.
void move_clock(Walk& walk, std::uint64_t clock, const std::string& cause,
                const std::optional<rule::Span>& granted = {});
void stop_clock(Walk& walk, std::uint64_t clock, ClockPhase phase);  // met or missed is judged here
// The window in which a step's deadline runs; empty: any.
std::vector<Hours> hours_of(Turn& turn, const DueSpec& due, std::uint64_t scope);
const rule::Deadline* picked_deadline(Turn& turn, const DueSpec& due, std::uint64_t scope,
                                      std::string* source);

// One thing that is due: the earliest of the state. Fires it with its own instant as effective
// time. False when nothing is due before `now`.
bool fire_next(Walk& walk, Instant now);

// At the end of a turn: clocks that can begin now, whose met condition turned, whose choice
// changed; rungs with conditions; the light of the case.
bool settle_clocks(Walk& walk);

}  // namespace tf::core

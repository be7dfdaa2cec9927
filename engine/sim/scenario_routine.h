// What people of a scenario do day by day without being told: at its time of day each item of
// `routine` completes the open tasks of its step, in every case of its process but those the story
// gave a name.
#pragma once

#include "sim/scenario_world.h"

namespace tf::sim {

// The first moment after `t` at which somebody acts of himself; none without a routine.
std::optional<Instant> next_routine(const std::vector<Item>& routine, const Zone& zone, Instant t);
// All that is done at that moment, by the owner of each task or the first who may do it; "today
// 18:20" in a form is that day's. How many acts.
// Errors:  an act that is refused: the routine is written wrongly.
Result<std::size_t> do_routine(World& world, const std::vector<Item>& routine, Instant at);

}  // namespace tf::sim

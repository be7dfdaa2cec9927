// Starts by the calendar (`start: {every, each, set}`) and on a condition (`when`): which turn
// comes next, and which cases a turn opens; with a condition those of the rows for which it holds,
// and whether it held before is for the caller to know. Each case is opened by an OpenCase of its
// own; what makes a second opening of the same turn harmless is its name, (town, workflow, start,
// turn, row). Errors:  a list that is none is told to `problem`; the turn then opens nothing.
#pragma once

#include <string>
#include <vector>

#include "core/turn.h"

namespace tf::core {

struct Opening {
  std::string row;  // what tells it from the others of its turn
  OpenCase command;
};

// The cycle in force at `now`; none when the workflow has no schedule or its choice picks none.
std::optional<rule::Cycle> cycle_of_schedule(World& world, const Town& town,
                                             const std::string& workflow, const std::string& start,
                                             Instant now);
// The cases of the turn `at`, in the order of the list; `at` is the `now` of its expressions.
std::vector<Opening> openings(World& world, const Town& town, const std::string& workflow,
                              const std::string& start, Instant at, std::string& problem);

}  // namespace tf::core

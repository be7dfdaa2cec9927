// A scenario told instead of judged: its acts and the clocks they start, one after the other, each
// in words as it happens, for people who watch.
//
// Time:    none of its own. `wait` is called with the time of the story until the next thing
// happens;
//          whoever plays decides how long that takes. False from it ends the telling.
// Errors:  an act that the engine refuses or that cannot be done ends the story with what it said.
#pragma once

#include <functional>
#include <string>

#include "sim/scenario_world.h"

namespace tf::sim {

struct Telling {
  std::function<bool(Milliseconds)> wait;
  // What happened, at a moment of the town's clock.
  std::function<void(const std::string& at, const core::Words&)> say;
  // Something was committed.
  std::function<void()> committed;
};

struct Told {
  std::size_t acts = 0, notices = 0, rungs = 0, rows = 0;
  bool whole = false;  // told to its end
};

Result<Told> tell_story(World& world, const Scenario& scenario, const Telling& telling);

// What is on the table when the story is over: cases by light, what is open and worst, whether the
// journal holds together.
core::Words summary_of(World& world, const Told& told);

}  // namespace tf::sim

// Acts of a story as commands of the engine.
#pragma once

#include "sim/scenario_world.h"

namespace tf::sim {

struct ActOutcome {
  std::optional<host::Answer> answer;  // of a command; none for change, load, down, up, check
  std::string problem;                 // why the act could not even be asked for, or ""
};

ActOutcome act(World& world, const Scenario& scenario, const Item& item);

// The open task of `step` that `person` may work on, oldest first, else the oldest; null when none
// is open. A step inside an expansion ("agree/sign") answers to its outer name.
const core::Task* task_of(const core::CaseState& state, std::string_view step,
                          std::string_view person);
bool is_step(std::string_view full, std::string_view asked);

}  // namespace tf::sim

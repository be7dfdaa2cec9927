// Milestones: clocks without a task, of the case or of a step while it is open. One begins with the
// case, the step, or what its `from` names, and ends when its condition holds; a milestone of a
// step ends with it.
#pragma once

namespace tf::core {

class Walk;

// At the end of a turn: those that can begin now or are met. True when anything happened.
bool settle_milestones(Walk& walk);

}  // namespace tf::core

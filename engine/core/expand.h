// Sugar → core, on nodes, so that `show --core` prints what is bound (LANGUAGE §6):
//     call + into   → set
//     sign          → each over the signers, a task with the buttons signed and refused, and a join
//     vote          → each over the roll, a task with the button cast, and a verdict, expand_vote.h
//     repeat        → the step, then a choice that leads back
//     needs, lock, order: any → waits before the step, expand_order.h
//     if, together, race, decide, notify, tell, due, ladder and milestones are core to the engine.
// Every made node carries the place of what it was made from.
#pragma once

#include <memory>

#include "model/node.h"

namespace tf::core {

// Rewrites the steps of a workflow in place.
void expand_steps(model::Node& workflow);

}  // namespace tf::core

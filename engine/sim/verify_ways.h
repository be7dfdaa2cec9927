// Where a token may get to by the drawing alone: branches that can never be taken left out, every
// outcome, event and result taken for possible. What is not among it is dead without any doubt.
#pragma once

#include <set>

#include "sim/verify_guards.h"

namespace tf::sim {

// Steps that follow from these, themselves included.
std::set<int> may_follow(const core::Definition& definition, const Guards& guards,
                         const std::set<int>& from);

}  // namespace tf::sim

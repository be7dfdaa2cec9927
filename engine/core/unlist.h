// Listing 挂牌 and its end: a case that a ladder lists is off the list when those its rung names
// have signed, each for one of them and nobody for two. A refusal clears what was signed and asks
// again.
#pragma once

#include <string>

#include "core/command.h"
#include "core/decide.h"
#include "core/definition.h"

namespace tf::core {

// A task for each signer, "unlist:<ladder>:<level>:<n>"; nothing when they are asked already.
void ask_unlist(Walk& walk, const std::string& ladder_and_level, const BoundRung& rung);
bool is_unlist(const Task& task);
// Of those a ladder gave: the only tasks that a closed case can have.
bool outlives_case(const Task& task);
Verdict sign_unlist(Turn& turn, const Act& command, const Task& task);

}  // namespace tf::core

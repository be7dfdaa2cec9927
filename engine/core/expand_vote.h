// `vote` → `each` over the roll (LANGUAGE §9): a task `vote` for every voter with the button
// `cast`, which may be pressed again until the end, and a verdict over the numbers:
//     {when: …, then: passed | failed}, {otherwise: no_quorum}
// The end is the step's deadline; without one, the moment everybody has voted. Whoever the step's
// `who` names records the ballots; without it each voter votes himself.
#pragma once

#include <string>

#include "model/node.h"

namespace tf::core {

void expand_vote(const std::string& id, model::Node& step);

}  // namespace tf::core

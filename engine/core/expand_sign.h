// `sign` as an `each` over people: every signer gets a task with two buttons; the join counts them.
#pragma once

#include <string>

#include "model/node.h"

namespace tf::core {

// Leaves the step alone when it is no `sign`, or one by weight.
void expand_sign(const std::string& id, model::Node& step);

}  // namespace tf::core

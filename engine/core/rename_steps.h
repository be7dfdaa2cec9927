// The step ids of a state under the names another definition gives them: wherever the state names a
// step. What of it the case no longer has is left alone.
#pragma once

#include <map>
#include <string>

#include "core/case_state.h"

namespace tf::core {

using StepNames = std::map<std::string, std::string>;  // old → new

void rename_steps(CaseState& state, const StepNames& steps);

}  // namespace tf::core

// The only writer of case state: copies facts, decides nothing. A missing overload does not
// compile.
#pragma once

#include "core/event.h"

namespace tf::core {

void apply_event(CaseState& state, const Event& event);

}  // namespace tf::core

// A recorded decision of a table in words: what fired, on which values, and what ruled the other
// rows out.
#pragma once

#include "core/definition.h"
#include "core/event.h"

namespace tf::host {

core::Words decided_text(const core::Decided& decided);

}  // namespace tf::host

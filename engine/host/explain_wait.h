// What a token waits for, as part of a sentence: "until 2026-03-10 09:00 or for the message sent".
#pragma once

#include "base/zone.h"
#include "core/case_state.h"
#include "core/definition.h"

namespace tf::host {

// Empty in both languages when it waits for nothing of its own: a task, a child or an effect says
// it, or what runs inside it.
core::Words what_it_waits_for(const core::Token& token, const core::Step* step, const Zone& zone);

}  // namespace tf::host

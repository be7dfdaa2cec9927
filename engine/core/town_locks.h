// Locks of a whole town (`lock: {name: …, in: town}`): one case has it, the others stand in a queue
// that the shard keeps (Lookup::take_lock). Within a case a lock of its own comes first, so that
// the case as a whole is the holder. Given back on every way out: completed, interrupted, closed.
#pragma once

#include <string>

#include "core/walk.h"

namespace tf::core {

inline constexpr const char* kTownLock = "/town-lock";  // the wait in front of the locked step

// The engine alone sends it.
inline constexpr const char* kTownLockMessage = "(lock) ";
std::string town_lock_message(std::string_view lock);

// True when the case has it now; else its token waits for its turn.
bool take_town_lock(Walk& walk, const Token& token, const std::string& lock);
// The steps ends, or the wait for its lock is called off: whoever is next gets it.
void leave_town_lock(Walk& walk, const Step& step);

}  // namespace tf::core

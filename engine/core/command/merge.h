// Those who reported a matter that was merged into a case (merge.cpp): kept as messages nobody
// waits for, told when it closes.
#pragma once

#include "core/walk.h"

namespace tf::core {

inline constexpr const char* kMergedReporters = "@merged";
inline constexpr const char* kMergedOver = "case_over";  // the words they read

void tell_merged_reporters(Walk& walk);

}  // namespace tf::core

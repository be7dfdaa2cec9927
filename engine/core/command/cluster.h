// Clusters (LANGUAGE §8): several cases that agree on some fields within a time open one collective
// case and become its children; one more that comes later joins it. The newest case asks, in a turn
// of the collective process, so that all that is decided there is recorded there.
#pragma once

#include "core/decide.h"

namespace tf::core {

// Queues a look at every process that gathers cases like the one that was just opened.
void ask_clusters(Turn& turn);
// That look: opens the collective case, hands the newcomer to one that is open, or does nothing.
Verdict open_cluster(Turn& turn, const OpenCase& command, Instant received);

}  // namespace tf::core

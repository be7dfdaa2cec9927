// What a turn changes in the figures every process has (core/standing.h): what counted the case
// before is taken back, what counts it now is added, both in the turn's own commit.
#pragma once

#include <utility>
#include <vector>

#include "core/event.h"
#include "core/standing.h"
#include "store/store.h"

namespace tf::host {

void stage_standard(const core::Standing& before, const core::Standing& after, core::Turn& turn,
                    const std::vector<core::Event>& events, store::Batch& batch);

// Of a built-in metric counted by standings: numerator and denominator.
std::pair<std::int64_t, std::int64_t> share_of(const core::StandardMetric& metric,
                                               const store::StandingSums& sums);

}  // namespace tf::host

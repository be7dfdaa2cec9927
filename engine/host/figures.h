// The metrics of a town's processes over a period: numerator and denominator, or the median or p95,
// by node; null where nothing is due.
// Time:    one range of day sums for each figure; a median reads the values of its node and days.
// Threads: any.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/catalog.h"
#include "store/store.h"

namespace tf::host {

struct Figure {
  std::string metric, node;  // node: "" the whole town
  core::Metric::Kind kind = core::Metric::Kind::count;
  std::int64_t num = 0, den = 0;      // count: num; share: num of den; median, p95: den values
  std::optional<std::int64_t> value;  // median, p95: in thousandths (durations: of a second)
};
// `metric`: "workflow.metric"; "workflow" for all of its metrics; or the name of a built-in one
// (core/standing.h) alone, of all processes together. not_found otherwise.
Result<std::vector<Figure>> figures_of(const core::Town& town, store::Store& store,
                                       const std::string& metric, Date from, Date to);

// "2026", "2026-Q3", "2026-09", "2026-W40", "2026-09-30": its first and last day.
std::optional<std::pair<Date, Date>> period_of(std::string_view text);

}  // namespace tf::host

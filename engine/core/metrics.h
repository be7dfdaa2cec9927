// What a case counts for: its workflow's metrics, with numerator and denominator, at closing and at
// reopening (then the first closing stays in the denominator and leaves the numerator). Null where
// nothing is due.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/turn.h"

namespace tf::core {

struct MetricValue {
  std::string metric,
      node;  // node: "" for the whole town, else the node or value of one `per` dimension
  Date day;  // of the closing it belongs to
  std::int64_t num = 0, den = 0;  // of a median or p95: the value in thousandths, and 1
};
// What its facts are kept under: "town/workflow.metric".
std::string metric_key(std::string_view town, std::string_view workflow, std::string_view metric);
// How many incidents are open, with the case as the node: where they are found.
std::string incidents_metric(std::string_view town);
bool is_spread(Metric::Kind kind);  // median, p95
// The smallest of `values` that at least `percent` of them do not exceed; none of none.
std::optional<std::int64_t> share_of_values(std::vector<std::int64_t> values, int percent);

// `turn`: one whose state has just closed or reopened.
std::vector<MetricValue> metric_values(Turn& turn);

}  // namespace tf::core

// What a case counts for: its workflow's metrics, with numerator and denominator, at closing and at
// reopening (then the first closing stays in the denominator and leaves the numerator). Null where
// nothing is due.
#pragma once

#include <string>
#include <vector>

#include "core/turn.h"

namespace tf::core {

struct MetricValue {
  std::string metric,
      node;  // node: "" for the whole town, else the node or value of one `per` dimension
  Date day;  // of the closing it belongs to
  std::int64_t num = 0, den = 0;
};
// `turn`: one whose state has just closed or reopened.
std::vector<MetricValue> metric_values(Turn& turn);

}  // namespace tf::core

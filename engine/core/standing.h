// Where a case stands for the figures that every process has without saying so: closing, on time,
// urged, reopened, returned, reds, yellows, listed. A process's own metric of the same name goes
// before the built-in one.
// Source: process specifications §0.7. The rates that need a process's own words (local settlement,
// satisfaction, call-backs, promises) are its own `metrics`.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "core/turn.h"

namespace tf::core {

inline constexpr std::int64_t kNoDay = std::numeric_limits<std::int64_t>::max();

struct StandardMetric {
  enum class Kind : unsigned char {
    closing,  // closed by the period's end ÷ due or closed in the period
    on_time,  // of what has a due: closed by it ÷ closed + overdue and open at the period's end
    summed    // sums of days
  };
  const char* name;
  Kind kind;
  Metric::Kind shown;  // count or share
  const char* zh;
};
std::span<const StandardMetric> standard_metrics();
const StandardMetric* standard_metric(std::string_view name);  // null when there is none
// What its sums are kept under; never the key of a process's own metric.
std::string standard_key(std::string_view town, std::string_view workflow, std::string_view metric);
// "town/workflow": what its standings are kept under.
std::string flow_key(std::string_view town, std::string_view workflow);

// A pure function of the state: what counted the case before can be taken back exactly.
struct Standing {
  std::vector<std::string> nodes;  // "" the town, each level of its grid, its unit; none: no case
  std::int64_t received = 0;       // days
  std::int64_t due = kNoDay;       // the last day that counts
  std::int64_t ended = kNoDay;
  bool late = false;     // closed after due; while open: its due has passed
  bool counted = false;  // among closings; not when merged, nor open without a due
  bool urged = false;
  std::uint64_t returns = 0;

  bool operator==(const Standing&) const = default;
};
// The places a grid lies in, itself first.
std::vector<std::string> places_of(const Town& town, std::string_view grid);
// `places`: what its grid lay in, itself first, where that was another tree than the town's.
Standing standing_of(const Town& town, const CaseState& state,
                     const std::vector<std::string>* places = nullptr);

}  // namespace tf::core

// Counting cases by day: what every report of handling is made of.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/catalog.h"
#include "store/store.h"

namespace tf::host {

struct ReportCounts {
  std::int64_t received = 0, closed = 0, on_time = 0, late = 0;  // of the period
  std::int64_t open = 0, overdue = 0;                            // at its end
  std::int64_t due_or_closed = 0;  // due in the period, or closed in it
  bool any() const { return received != 0 || closed != 0 || open != 0; }
  bool operator==(const ReportCounts&) const = default;
};

// A case by the days that count.
struct CountedCase {
  std::uint64_t id = 0;
  std::string workflow, grid;
  Date received;
  std::optional<Date> closed, due;  // due: the day of the deadline
  Instant due_at;
  bool on_time = true;
};

// All cases of the town, once each.
Result<std::vector<CountedCase>> counted_cases(const core::Town& town, store::Store& store);
// Adds the case to the counts of a period. `end`: the end of its last day, or now when that is
// sooner.
void count(ReportCounts& counts, const CountedCase& one, Date from, Date to, Instant end);

}  // namespace tf::host

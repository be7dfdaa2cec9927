#include "host/report_counts.h"

#include <set>

namespace tf::host {

namespace {

constexpr std::uint32_t kCountPage = 500;

}  // namespace

Result<std::vector<CountedCase>> counted_cases(const core::Town& town, store::Store& store) {
  std::vector<CountedCase> out;
  std::set<std::uint64_t> seen;  // a list may move between two pages while the town works
  store::CaseFilter filter;
  filter.town = town.id;
  filter.limit = kCountPage;
  for (;;) {
    const auto rows = TF_TRY(store.cases(filter));
    for (const store::CaseRow& row : rows) {
      if (!seen.insert(row.id).second) continue;
      CountedCase one;
      one.id = row.id;
      one.workflow = row.workflow;
      one.grid = row.grid;
      one.received = town.calendar->date(Instant{row.opened_ms});
      if (row.phase == "closed" && row.closed_ms)
        one.closed = town.calendar->date(Instant{*row.closed_ms});
      if (row.due_ms) {
        one.due_at = Instant{*row.due_ms};
        one.due = town.calendar->date(one.due_at);
      }
      one.on_time = row.on_time;
      out.push_back(std::move(one));
    }
    if (rows.size() < kCountPage) return out;
    filter.offset += kCountPage;
  }
}

void count(ReportCounts& counts, const CountedCase& one, Date from, Date to, Instant end) {
  const auto inside = [&](Date day) { return from <= day && day <= to; };
  if (inside(one.received)) ++counts.received;
  const bool closed_here = one.closed && inside(*one.closed);
  if (closed_here) {
    ++counts.closed;
    ++(one.on_time ? counts.on_time : counts.late);
  }
  if (closed_here || (one.due && inside(*one.due) && one.received <= to)) ++counts.due_or_closed;
  if (one.received > to || (one.closed && *one.closed <= to)) return;
  ++counts.open;
  if (one.due && one.due_at < end) ++counts.overdue;
}

}  // namespace tf::host

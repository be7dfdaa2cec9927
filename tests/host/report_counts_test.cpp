#include "host/report_counts.h"

#include <gtest/gtest.h>

#include "base/prng.h"

namespace tf::host {
namespace {

const Date kFirst = *parse_date("2026-09-01");

// Noon of a day; the town's zone is left out of these.
Instant noon(Date day) {
  return Instant{day.days * kDay + kDay / 2};
}
CountedCase received_on(int day, std::optional<int> closed, std::optional<int> due,
                        bool on_time = true) {
  CountedCase one;
  one.received = kFirst + day;
  if (closed) one.closed = kFirst + *closed;
  if (due) {
    one.due = kFirst + *due;
    one.due_at = noon(*one.due);
  }
  one.on_time = on_time;
  return one;
}
ReportCounts of(const std::vector<CountedCase>& cases, int from, int to) {
  ReportCounts counts;
  for (const CountedCase& one : cases)
    count(counts, one, kFirst + from, kFirst + to, noon(kFirst + to) + kDay / 2);
  return counts;
}

TEST(ReportCounts, OneCaseOnEachOfItsDays) {
  const std::vector<CountedCase> one{received_on(1, 4, 3, false)};
  struct Row {
    int day;
    ReportCounts counts;
  };
  const Row rows[] = {{0, {}},
                      {1, {1, 0, 0, 0, 1, 0, 0}},
                      {2, {0, 0, 0, 0, 1, 0, 0}},
                      {3, {0, 0, 0, 0, 1, 1, 1}},
                      {4, {0, 1, 0, 1, 0, 0, 1}},
                      {5, {}}};
  for (const Row& row : rows) EXPECT_EQ(of(one, row.day, row.day), row.counts) << row.day;
  EXPECT_EQ(of(one, 0, 5), (ReportCounts{1, 1, 0, 1, 0, 0, 1}));
}

TEST(ReportCounts, WhatIsNotDueYetIsNotOverdue) {
  const CountedCase one = received_on(0, {}, 2);
  ReportCounts counts;
  count(counts, one, kFirst, kFirst + 2, noon(kFirst + 2) - 1);
  EXPECT_EQ(counts.overdue, 0);
  count(counts, one, kFirst, kFirst + 2, noon(kFirst + 2) + 1);
  EXPECT_EQ(counts.overdue, 1);
}

// The sums of the days are the totals of the whole, and the last day is where it stands.
TEST(ReportCounts, DaysAddUp) {
  Prng random(7);
  for (int round = 0; round < 50; ++round) {
    std::vector<CountedCase> cases;
    for (int i = 0; i < 40; ++i) {
      const int day = static_cast<int>(random.below(40)) - 5;
      std::optional<int> closed, due;
      if (random.below(3) != 0) closed = day + static_cast<int>(random.below(20));
      if (random.below(4) != 0) due = day + static_cast<int>(random.below(10));
      cases.push_back(received_on(day, closed, due, random.below(2) == 0));
    }
    ReportCounts sums;
    for (int day = 0; day < 30; ++day) {
      const ReportCounts counts = of(cases, day, day);
      sums.received += counts.received;
      sums.closed += counts.closed;
      sums.on_time += counts.on_time;
      sums.late += counts.late;
      sums.open = counts.open;
      sums.overdue = counts.overdue;
    }
    const ReportCounts whole = of(cases, 0, 29);
    sums.due_or_closed = whole.due_or_closed;  // a case due on one day and closed on another is one
    EXPECT_EQ(sums, whole);
    EXPECT_EQ(whole.closed, whole.on_time + whole.late);
  }
}

}  // namespace
}  // namespace tf::host

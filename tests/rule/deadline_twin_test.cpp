// Deadlines against the slow, day-by-day twin: month ends, leap days, clocks going forward and
// back, swapped holidays. The rows are drawn from a seed; a failing row prints itself.
#include <gtest/gtest.h>

#include "base/prng.h"
#include "base/text.h"
#include "rule/deadline.h"
#include "support/calendars.h"
#include "support/slow_calendar.h"

namespace tf::rule {
namespace {

struct Pair {
  std::string zone;
  Calendar fast;
  test::SlowCalendar slow;
};

// Rest days and working weekends drawn for each year, as a table would swap them.
Pair make_pair(const std::string& zone, const std::string& office, Prng& prng) {
  Pair pair{zone, Calendar(), {}};
  pair.slow.zone = Zone::find(zone).value();
  pair.slow.office = parse_hours(office).value();
  CalendarLayer layer;
  layer.name = zone;
  layer.zone = zone;
  layer.office = pair.slow.office;
  for (std::int64_t year = 2023; year <= 2028; ++year) {
    layer.years.push_back(year);
    for (int i = 0; i < 24; ++i) {
      const Date day = date_of({year, 1, 1}) + static_cast<std::int64_t>(prng.below(365));
      const bool weekend = weekday_of(day) >= Weekday::saturday;
      if (!(weekend ? pair.slow.work : pair.slow.rest).insert(day.days).second) continue;
      layer.days.push_back({day, weekend, "swap"});
    }
  }
  pair.fast = Calendar::build(std::array{layer}).value();
  return pair;
}

// Half of the starts lie near a month's end, a leap day, or a change of the clocks.
Instant draw_start(const Pair& pair, Prng& prng) {
  static const char* kNear[] = {"2024-02-28", "2024-02-29", "2026-03-28", "2026-03-29",
                                "2026-10-24", "2026-10-25", "2025-03-08", "2025-03-09",
                                "2025-11-01", "2025-11-02", "2023-12-30", "2024-12-31",
                                "2025-01-31", "2026-08-31", "2025-10-31"};
  Date day = date_of({2023, 1, 1}) + static_cast<std::int64_t>(prng.below(4 * 365));
  if (prng.below(2) == 0)
    day = parse_date(kNear[prng.below(std::size(kNear))]).value() +
          (static_cast<std::int64_t>(prng.below(3)) - 1);
  return pair.slow.instant(day, static_cast<Milliseconds>(prng.below(96)) * 15 * kMinute) +
         static_cast<Milliseconds>(prng.below(15)) * kMinute;
}

void expect_same(const Pair& pair, const std::string& rule, Instant start, Instant slow) {
  const auto deadline = parse_deadline(rule);
  ASSERT_TRUE(deadline) << deadline.error().en;
  const auto due = compute(*deadline, start, pair.fast);
  ASSERT_TRUE(due);
  ASSERT_EQ(pair.slow.zone.format(due->due), pair.slow.zone.format(slow))
      << rule << " from " << pair.slow.zone.format(start) << " in " << pair.zone;
}

// Two tables of more than 2,000 rows each, of different seeds: the second was never looked at while
// the engine was written.
class Twin : public testing::TestWithParam<std::tuple<const char*, std::uint64_t>> {
 protected:
  Prng prng{std::get<1>(GetParam())};
  const char* zone = std::get<0>(GetParam());
};

TEST_P(Twin, Days) {
  const Pair pair = make_pair(zone, "08:30-12:00 14:00-17:30", prng);
  for (int i = 0; i < 700; ++i) {
    const Instant start = draw_start(pair, prng);
    const int n = 1 + static_cast<int>(prng.below(45));
    const auto& slow = pair.slow;
    const Milliseconds closing = 17 * kHour + 30 * kMinute;
    switch (prng.below(6)) {
      case 0:
      case 1:
        expect_same(pair, cat(n, "WD"), start, slow.working_days(start, n, closing));
        break;
      case 2:
        expect_same(pair, cat(n, "D"), start, slow.calendar_days(start, n, false));
        break;
      case 3:
        expect_same(pair, cat(n, "D roll=next_workday"), start, slow.calendar_days(start, n, true));
        break;
      case 4:
        expect_same(pair, cat(n % 15, "M"), start, slow.months(start, n % 15, false));
        break;
      default:
        expect_same(pair, "NIGHT ends=08:00 min=4H", start,
                    slow.night(start, 8 * kHour, 4 * kHour));
    }
    if (HasFatalFailure()) return;
  }
}

// Hours around the change of the clocks.
TEST_P(Twin, Minutes) {
  const Pair pair = make_pair(zone, "00:15-05:30 14:00-17:30", prng);
  const auto open = parse_hours("00:30-03:45 06:30-22:30").value();
  for (int i = 0; i < 250; ++i) {
    const Instant start = draw_start(pair, prng);
    const int n = 1 + static_cast<int>(prng.below(40));
    switch (prng.below(3)) {
      case 0:
      case 1:
        expect_same(pair, cat(n, "OH"), start,
                    pair.slow.minutes_of(start, n * 60, pair.slow.office, true));
        break;
      default:
        expect_same(pair, cat(n, "H open=00:30-03:45 06:30-22:30"), start,
                    pair.slow.minutes_of(start, n * 60, open, false));
    }
    if (HasFatalFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Tables, Twin,
                         testing::Combine(testing::Values("Asia/Shanghai", "Europe/Berlin",
                                                          "America/New_York"),
                                          testing::Values(20260310U, 7919U)),
                         [](const auto& row) {
                           std::string name =
                               cat(std::get<0>(row.param), "_", std::get<1>(row.param));
                           for (char& c : name)
                             if (c == '/') c = '_';
                           return name;
                         });

}  // namespace
}  // namespace tf::rule

// `ends: same time`: N days later at the time of day it began.
#include <gtest/gtest.h>

#include "rule/calendar_file.h"
#include "rule/deadline.h"

namespace tf::rule {
namespace {

Calendar boston() {
  CalendarLayer layer;
  layer.name = "boston";
  layer.zone = "America/New_York";
  layer.office = parse_hours("08:30-17:00");
  layer.week_rest = std::vector<Weekday>{Weekday::saturday, Weekday::sunday};
  layer.years = {2015};
  layer.days = {{*parse_date("2015-02-16"), false, "presidents"}};
  return *Calendar::build(std::vector{layer});
}

struct SameTimeRow {
  const char* name;
  const char* span;
  const char* start;
  const char* due;
};

class SameTimeTest : public testing::TestWithParam<SameTimeRow> {};

TEST_P(SameTimeTest, Due) {
  const Calendar calendar = boston();
  Deadline deadline;
  deadline.span = *parse_span(GetParam().span);
  deadline.ends = *parse_ends("same time");
  const auto zone = calendar.zone();
  const auto due = compute(deadline, *parse_instant(GetParam().start), calendar);
  ASSERT_TRUE(due);
  EXPECT_EQ(zone.format(due->due), GetParam().due);
}

INSTANTIATE_TEST_SUITE_P(
    Table, SameTimeTest,
    testing::Values(
        SameTimeRow{"in_office_hours", "1 working day", "2015-03-03T10:00:00-05:00",
                    "2015-03-04T10:00:00-05:00"},
        SameTimeRow{"over_a_holiday", "10 working days", "2015-02-10T16:20:30-05:00",
                    "2015-02-25T16:20:30-05:00"},
        SameTimeRow{"before_opening", "3 working days", "2015-03-03T07:00:00-05:00",
                    "2015-03-06T08:30:00-05:00"},
        SameTimeRow{"after_closing", "1 working day", "2015-03-03T19:00:00-05:00",
                    "2015-03-05T08:30:00-05:00"},
        SameTimeRow{"on_a_saturday", "1 working day", "2015-03-07T12:00:00-05:00",
                    "2015-03-10T08:30:00-04:00"},
        SameTimeRow{"at_closing", "1 working day", "2015-03-03T17:00:00-05:00",
                    "2015-03-05T08:30:00-05:00"},
        SameTimeRow{"days_over_a_change_of_clocks", "30 calendar days", "2015-02-20T14:05:00-05:00",
                    "2015-03-22T14:05:00-04:00"},
        SameTimeRow{"hours_stay_hours", "720 hours", "2015-02-20T14:05:00-05:00",
                    "2015-03-22T15:05:00-04:00"},
        SameTimeRow{"a_month", "1 month", "2015-01-31T09:00:00-05:00", "2015-02-28T09:00:00-05:00"},
        SameTimeRow{"a_year", "1 year", "2015-05-02T23:00:00-04:00", "2016-05-02T23:00:00-04:00"}),
    [](const auto& row) { return row.param.name; });

TEST(SameTime, IsAWordOfItsOwn) {
  EXPECT_EQ(parse_ends("同一时刻")->kind, Ends::Kind::same_time);
  EXPECT_FALSE(parse_ends("same"));
}

}  // namespace
}  // namespace tf::rule

#include "base/time.h"

#include <gtest/gtest.h>

#include "base/check.h"
#include "base/prng.h"

namespace tf {
namespace {

TEST(Time, DatesThatAreNone) {
  for (const std::string_view text : {"",
                                      "2026",
                                      "2026-3-10",
                                      "2026-03-1",
                                      "2026-02-29",
                                      "2026-04-31",
                                      "2026-13-01",
                                      "2026-00-10",
                                      "2026-01-00",
                                      "2026/01/01",
                                      "2026-01-01T",
                                      " 2026-01-01",
                                      "+2026-01-01",
                                      "998-12-31",
                                      "01211-12-31",
                                      "9999999999-12-25",
                                      "-0000-01-01",
                                      "--2026-01-01",
                                      "2026-01-01x",
                                      "1900-02-29"})
    EXPECT_FALSE(parse_date(text)) << text;
}

TEST(Time, DatesGoThereAndBack) {
  struct Row {
    std::string_view text;
    std::int64_t days;
    Weekday weekday;
  };
  const Row rows[] = {
      {"1970-01-01", 0, Weekday::thursday},
      {"1969-12-31", -1, Weekday::wednesday},
      {"2026-03-10", 20522, Weekday::tuesday},
      {"2000-02-29", 11016, Weekday::tuesday},
      {"0000-01-01", -719528, Weekday::saturday},
      {"-0044-03-15", -735525, Weekday::thursday},
      {"9999-12-31", 2932896, Weekday::friday},
      {"99999-12-31", 35804721, Weekday::friday},
      {"999999999-12-31", 365241780471, Weekday::friday},
      {"-999999999-01-01", -365243219162, Weekday::monday},
  };
  for (const Row& row : rows) {
    ASSERT_TRUE(parse_date(row.text)) << row.text;
    EXPECT_EQ(parse_date(row.text)->days, row.days) << row.text;
    EXPECT_EQ(to_string(Date{row.days}), row.text);
    EXPECT_EQ(weekday_of(Date{row.days}), row.weekday) << row.text;
  }
}

TEST(Time, EveryDayOfEightCenturiesFollowsTheOneBefore) {
  YearMonthDay expected{1600, 1, 1};
  for (Date date = date_of(expected); expected.year < 2400; date = date + 1) {
    ASSERT_EQ(ymd_of(date), expected);
    ASSERT_EQ(date_of(expected), date);
    if (++expected.day <= days_in_month(expected.year, expected.month)) continue;
    expected.day = 1;
    if (++expected.month <= 12) continue;
    expected.month = 1;
    ++expected.year;
  }
}

TEST(Time, ADayThatDoesNotExistIsABug) {
  EXPECT_THROW(date_of({2026, 2, 29}), Bug);
  EXPECT_THROW(date_of({2026, 13, 1}), Bug);
}

TEST(Time, AddMonths) {
  struct Row {
    std::string_view from;
    std::int64_t months;
    std::string_view to;
  };
  const Row rows[] = {
      {"2026-01-31", 1, "2026-02-28"},  {"2024-01-31", 1, "2024-02-29"},
      {"2026-03-31", -1, "2026-02-28"}, {"2024-02-29", 12, "2025-02-28"},
      {"2026-11-15", 3, "2027-02-15"},  {"2026-01-15", -1, "2025-12-15"},
      {"2026-05-31", 0, "2026-05-31"},  {"0000-01-31", -2, "-0001-11-30"},
  };
  EXPECT_GT(ymd_of(add_months(Date{}, INT64_MAX)).year, 999'999'999);
  EXPECT_LT(ymd_of(add_months(Date{}, INT64_MIN)).year, -999'999'999);
  for (const Row& row : rows)
    EXPECT_EQ(to_string(add_months(*parse_date(row.from), row.months)), row.to) << row.from;
}

TEST(Time, ClockTimes) {
  for (const std::string_view text : {"", "8:00", "08", "08:60", "24:01", "25:00", "08:00:60",
                                      "08:00:", "08:00:0", "08:00:00.5", "24:00:01", "08:00 "})
    EXPECT_FALSE(parse_clock_time(text)) << text;
  EXPECT_EQ(parse_clock_time("00:00"), 0);
  EXPECT_EQ(parse_clock_time("08:30"), 8 * kHour + 30 * kMinute);
  EXPECT_EQ(parse_clock_time("23:59:59"), kDay - kSecond);
  EXPECT_EQ(parse_clock_time("24:00"), kDay);
}

TEST(Time, LocalTimes) {
  for (const std::string_view text :
       {"2026-03-10", "2026-03-10 ", "2026-03-10x16:40", "2026-02-30 16:40", "2026-03-10 16:40Z",
        "2026-03-10 16:40:00.", "12026-03-10 16:40"})
    EXPECT_FALSE(parse_local(text)) << text;
  struct Row {
    std::string_view text, printed;
  };
  const Row rows[] = {
      {"2026-03-10 16:40", "2026-03-10 16:40"},
      {"2026-03-10T16:40:00", "2026-03-10 16:40"},
      {"2026-03-10T16:40:05", "2026-03-10 16:40:05"},
      {"2026-03-10 16:40:05.12", "2026-03-10 16:40:05.12"},
      {"2026-03-10 16:40:05.1239", "2026-03-10 16:40:05.123"},
      {"2026-12-31 24:00", "2027-01-01 00:00"},
  };
  for (const Row& row : rows) {
    ASSERT_TRUE(parse_local(row.text)) << row.text;
    EXPECT_EQ(to_string(*parse_local(row.text)), row.printed);
  }
  EXPECT_EQ(normal({Date{5}, -1}), (LocalTime{Date{4}, kDay - 1}));
  EXPECT_EQ(normal({Date{5}, -kDay}), (LocalTime{Date{4}, 0}));
  EXPECT_EQ(normal({Date{5}, 2 * kDay + 3}), (LocalTime{Date{7}, 3}));
}

TEST(Time, Instants) {
  for (const std::string_view text :
       {"2026-03-10T16:40:00", "2026-03-10T16:40:00+8:00", "2026-03-10T16:40:00+08",
        "2026-03-10T16:40:00+24:00", "2026-03-10T16:40:00Z ", "2026-03-10", "2026-03-10T16:61:00Z"})
    EXPECT_FALSE(parse_instant(text)) << text;
  struct Row {
    std::string_view text, utc;
  };
  const Row rows[] = {
      {"2026-03-10T16:40:00+08:00", "2026-03-10T08:40:00Z"},
      {"2026-03-10T02:40:00-05:30", "2026-03-10T08:10:00Z"},
      {"2026-03-10t08:40:00.1239z", "2026-03-10T08:40:00.123Z"},
      {"1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.5Z"},
      {"2026-03-10T24:00:00Z", "2026-03-11T00:00:00Z"},
  };
  for (const Row& row : rows) {
    ASSERT_TRUE(parse_instant(row.text)) << row.text;
    EXPECT_EQ(to_utc_string(*parse_instant(row.text)), row.utc);
  }
  EXPECT_EQ(parse_instant("1970-01-01T00:00:01Z"), Instant{1000});
}

}  // namespace
}  // namespace tf

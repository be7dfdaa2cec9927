#include "base/calendar.h"

#include <gtest/gtest.h>

#include <array>

namespace tf {
namespace {

Date date_at(const char* text) {
  return parse_date(text).value();
}

CalendarLayer national() {
  CalendarLayer layer;
  layer.name = "cn";
  layer.zone = "Asia/Shanghai";
  layer.week_rest = {Weekday::saturday, Weekday::sunday};
  layer.always = {{1, 1}, {5, 1}, {10, 1}};
  layer.years = {2026};
  for (int i = 0; i < 7; ++i) layer.days.push_back({date_at("2026-10-01") + i, false, "national"});
  layer.days.push_back({date_at("2026-09-20"), true, "national"});
  layer.days.push_back({date_at("2026-10-10"), true, "national"});
  return layer;
}
Calendar built(std::vector<CalendarLayer> layers) {
  return Calendar::build(layers).value();
}

std::string why_not(std::vector<CalendarLayer> layers) {
  const auto calendar = Calendar::build(layers);
  return calendar ? "built" : calendar.error().text;
}

TEST(CalendarBuild, RefusesWhatNoCalendarCanBe) {
  CalendarLayer both = national();
  both.days.push_back({date_at("2026-10-10"), false, "fair"});
  EXPECT_EQ(why_not({both}), "calendar 'cn': 2026-10-10 is both a rest day and a working day");
  CalendarLayer far = national();
  far.days.push_back({date_at("2300-01-01"), false, ""});
  EXPECT_EQ(why_not({far}), "calendar 'cn': 2300-01-01 is outside the years 1900 to 2199");
  CalendarLayer idle;
  idle.week_rest = {Weekday::monday, Weekday::tuesday,  Weekday::wednesday, Weekday::thursday,
                    Weekday::friday, Weekday::saturday, Weekday::sunday};
  EXPECT_EQ(why_not({idle}), "the year 1900 has no working day");
  CalendarLayer closed;
  closed.name = "town";
  closed.office.emplace();
  EXPECT_EQ(why_not({closed}), "calendar 'town' has no office hours");
  CalendarLayer never;
  never.always = {{2, 30}};
  EXPECT_EQ(why_not({never}), "there is no day 2-30 in any year");
  CalendarLayer nowhere;
  nowhere.zone = "Asia/Atlantis";
  EXPECT_NE(why_not({nowhere}), "built");
}

TEST(Calendar, WithoutLayersIsAPlainWeek) {
  const Calendar plain;
  EXPECT_TRUE(plain.is_workday(date_at("2026-10-01")));
  EXPECT_FALSE(plain.is_workday(date_at("2026-10-03")));
  EXPECT_FALSE(plain.provisional(date_at("2030-01-01")));
  EXPECT_EQ(to_string(plain.office()), "08:30-12:00 14:00-17:30");
  EXPECT_EQ(plain.office_per_day(), 7 * kHour);
  EXPECT_EQ(plain.zone().name(), "UTC");
}

struct WhyRow {
  const char* day;
  bool work;
  DayKind kind;
  const char* name;
  const char* layer;
  bool provisional;
};
TEST(Calendar, SaysWhyOfEachDay) {
  CalendarLayer town;
  town.name = "wanshi";
  town.days = {{date_at("2026-04-16"), false, "fair"}, {date_at("2026-10-07"), true, "duty"}};
  const Calendar calendar = built({national(), town});
  for (const WhyRow& row : {
           WhyRow{"2026-03-10", true, DayKind::workday, "", "", false},
           WhyRow{"2026-03-14", false, DayKind::weekend, "", "", false},
           WhyRow{"2026-10-01", false, DayKind::holiday, "national", "cn", false},
           WhyRow{"2026-09-20", true, DayKind::makeup, "national", "cn", false},
           WhyRow{"2026-04-16", false, DayKind::local_rest, "fair", "wanshi", false},
           WhyRow{"2026-10-07", true, DayKind::local_work, "duty", "wanshi", false},
           WhyRow{"2026-05-01", false, DayKind::statutory, "", "", false},
           WhyRow{"2027-01-01", false, DayKind::statutory, "", "", true},
           WhyRow{"2027-03-10", true, DayKind::workday, "", "", true},
           WhyRow{"2027-03-13", false, DayKind::weekend, "", "", true},
       }) {
    const Calendar::Reason reason = calendar.why(date_at(row.day));
    EXPECT_EQ(calendar.is_workday(date_at(row.day)), row.work) << row.day;
    EXPECT_EQ(is_work(reason.kind), row.work) << row.day;
    EXPECT_EQ(reason.kind, row.kind) << row.day;
    EXPECT_EQ(reason.name, row.name) << row.day;
    EXPECT_EQ(reason.layer, row.layer) << row.day;
    EXPECT_EQ(reason.provisional, row.provisional) << row.day;
    EXPECT_EQ(calendar.provisional(date_at(row.day)), row.provisional) << row.day;
  }
}

TEST(Calendar, CountsWorkingDaysBothWays) {
  const Calendar calendar = built({national()});
  EXPECT_EQ(to_string(calendar.add_workdays(date_at("2026-09-30"), 1)), "2026-10-08");
  EXPECT_EQ(to_string(calendar.add_workdays(date_at("2026-09-30"), 3)), "2026-10-10");
  EXPECT_EQ(to_string(calendar.add_workdays(date_at("2026-10-05"), 0)), "2026-10-05");
  EXPECT_EQ(to_string(calendar.add_workdays(date_at("2026-10-08"), -1)), "2026-09-30");
  EXPECT_EQ(to_string(calendar.add_workdays(date_at("2026-10-05"), -1)), "2026-09-30");
  EXPECT_EQ(to_string(calendar.next_workday(date_at("2026-10-01"))), "2026-10-08");
  EXPECT_EQ(to_string(calendar.next_workday(date_at("2026-10-10"))), "2026-10-10");
  EXPECT_EQ(to_string(calendar.previous_workday(date_at("2026-10-07"))), "2026-09-30");
  EXPECT_EQ(calendar.workdays_between(date_at("2026-09-30"), date_at("2026-10-10")), 3);
  EXPECT_EQ(calendar.workdays_between(date_at("2026-10-10"), date_at("2026-09-30")), -3);
}

TEST(Calendar, FarYearsAreReckonedTheSameWay) {
  const Calendar calendar = built({national()});
  for (const std::int64_t year : {1850, 1899, 1900, 2026, 2198, 2199, 2200, 2450}) {
    Date day = date_of({year, 12, 20});
    for (const std::int64_t n : {1, 5, 300, 1000}) {
      Date slow = day;
      for (std::int64_t i = 0; i < n;) i += calendar.is_workday(slow = slow + 1) ? 1 : 0;
      EXPECT_EQ(to_string(calendar.add_workdays(day, n)), to_string(slow)) << year << " " << n;
      EXPECT_EQ(calendar.workdays_between(day, slow), n) << year << " " << n;
      for (std::int64_t i = 0; i < n;) i += calendar.is_workday(slow = slow - 1) ? 1 : 0;
      EXPECT_EQ(to_string(calendar.add_workdays(calendar.add_workdays(day, n), -n)),
                to_string(slow));
    }
  }
}

TEST(Calendar, ProvisionalOverARange) {
  const Calendar calendar = built({national()});
  EXPECT_FALSE(calendar.provisional(date_at("2026-01-01"), date_at("2026-12-31")));
  EXPECT_TRUE(calendar.provisional(date_at("2026-12-31"), date_at("2027-01-01")));
  EXPECT_TRUE(calendar.provisional(date_at("2025-12-31"), date_at("2026-01-01")));
  EXPECT_FALSE(calendar.provisional(date_at("2027-01-02"), date_at("2027-01-01")));  // an empty one
}

TEST(Calendar, VersionTellsCalendarsApart) {
  const Calendar calendar = built({national()});
  EXPECT_EQ(calendar.version(), built({national()}).version());
  EXPECT_EQ(calendar.version().size(), 7U + 64U);
  CalendarLayer town;
  town.name = "town";
  EXPECT_EQ(calendar.version(), built({national(), town}).version());
  town.days = {{date_at("2026-04-16"), false, "fair"}};
  EXPECT_NE(calendar.version(), built({national(), town}).version());
}

TEST(Calendar, DaysHoursByTheirWords) {
  for (const char* bad : {"", "08:30", "17:30-08:30", "08:30-12:00 12:00-17:30",
                          "14:00-17:30 08:30-12:00", "08:30-25:00", "08:30 - 12:00"})
    EXPECT_FALSE(parse_hours(bad)) << bad;
  EXPECT_EQ(to_string(parse_hours("08:30-12:00  14:00-17:30").value()), "08:30-12:00 14:00-17:30");
  EXPECT_EQ(to_string(parse_hours("00:00-24:00").value()), "00:00-24:00");
}

}  // namespace
}  // namespace tf

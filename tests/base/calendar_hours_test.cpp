// Office hours, open hours and the wall clock of a calendar.
#include <gtest/gtest.h>

#include <array>

#include "base/calendar.h"

namespace tf {
namespace {

Calendar in_zone(const char* zone, const char* office = "08:30-12:00 14:00-17:30") {
  CalendarLayer layer;
  layer.zone = zone;
  layer.office = parse_hours(office);
  layer.days = {{parse_date("2026-09-20").value(), true, ""}};
  layer.years = {2026};
  return Calendar::build(std::array{layer}).value();
}
Instant at(const Calendar& calendar, const char* text) {
  const LocalTime local = parse_local(text).value();
  return calendar.instant(local.date, local.of_day);
}
std::string shown(const Calendar& calendar, Instant t) {
  return to_string(calendar.local(t));
}

TEST(CalendarHours, TheWallClockIsTheZones) {
  // Every third hour of six years, and the readings of each: both ways through the calendar's own
  // table of shifts and through the zone.
  for (const char* name : {"UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York",
                           "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia"}) {
    const Calendar calendar = in_zone(name);
    for (const char* from : {"1988-01-01", "2011-12-01", "2024-01-01"}) {
      const Instant begin{parse_date(from).value().days * kDay};
      for (Instant t = begin; t < begin + 730 * kDay; t = t + 3 * kHour + kMinute) {
        ASSERT_EQ(calendar.local(t), calendar.zone().local(t)) << name << " " << to_utc_string(t);
        const LocalTime reading{Date{t.ms / kDay}, t.ms % kDay};
        ASSERT_EQ(calendar.instant(reading.date, reading.of_day).ms,
                  calendar.zone().instant(reading).ms)
            << name << " " << to_string(reading);
      }
    }
  }
}

TEST(CalendarHours, ReadingsSkippedAndRepeated) {
  const Calendar berlin = in_zone("Europe/Berlin");
  EXPECT_EQ(berlin.zone().format(at(berlin, "2026-03-29 02:30")), "2026-03-29T03:00:00+02:00");
  EXPECT_EQ(berlin.zone().format(at(berlin, "2026-10-25 02:30")), "2026-10-25T02:30:00+02:00");
  EXPECT_EQ(berlin.zone().format(at(berlin, "2026-10-25 24:00")), "2026-10-26T00:00:00+01:00");
}

TEST(CalendarHours, OfficeOpensAndCloses) {
  const Calendar calendar = in_zone("Asia/Shanghai");
  EXPECT_FALSE(calendar.is_office(at(calendar, "2026-03-10 08:29")));
  EXPECT_TRUE(calendar.is_office(at(calendar, "2026-03-10 08:30")));
  EXPECT_FALSE(calendar.is_office(at(calendar, "2026-03-10 12:00")));
  EXPECT_FALSE(calendar.is_office(at(calendar, "2026-03-10 17:30")));
  EXPECT_FALSE(calendar.is_office(at(calendar, "2026-03-14 10:00")));
  EXPECT_EQ(shown(calendar, calendar.next_office(at(calendar, "2026-03-13 17:30"))),
            "2026-03-16 08:30");
  EXPECT_EQ(shown(calendar, calendar.next_office(at(calendar, "2026-03-13 12:30"))),
            "2026-03-13 14:00");
}

TEST(CalendarHours, OfficeTimeEndsAtClosingOrOpening) {
  const Calendar calendar = in_zone("Asia/Shanghai");
  const Instant friday = at(calendar, "2026-09-18 16:50");
  EXPECT_EQ(shown(calendar, calendar.add_office(friday, 2 * kHour)), "2026-09-20 09:50");
  EXPECT_EQ(shown(calendar, calendar.add_office(friday, 40 * kMinute)), "2026-09-18 17:30");
  EXPECT_EQ(shown(calendar, calendar.add_office(friday, 40 * kMinute, true)), "2026-09-20 08:30");
  EXPECT_EQ(shown(calendar, calendar.add_office(at(calendar, "2026-09-18 08:30"),
                                                3 * kHour + 30 * kMinute, true)),
            "2026-09-18 14:00");
  EXPECT_EQ(calendar.add_office(friday, 0), friday);
  EXPECT_EQ(shown(calendar, calendar.add_office(at(calendar, "2026-09-19 10:00"), 0, true)),
            "2026-09-20 08:30");
}

TEST(CalendarHours, OfficeTimeBetween) {
  const Calendar calendar = in_zone("Asia/Shanghai");
  const auto between = [&](const char* a, const char* b) {
    return calendar.office_between(at(calendar, a), at(calendar, b)) / kMinute;
  };
  EXPECT_EQ(between("2026-03-10 10:00", "2026-03-10 10:00"), 0);
  EXPECT_EQ(between("2026-03-11 10:00", "2026-03-10 10:00"), 0);
  EXPECT_EQ(between("2026-03-10 11:00", "2026-03-10 15:00"), 120);
  EXPECT_EQ(between("2026-03-10 00:00", "2026-03-11 00:00"), 420);
  EXPECT_EQ(between("2026-03-13 17:00", "2026-03-16 09:00"), 60);
  EXPECT_EQ(between("2026-01-01 00:00", "2027-01-01 00:00"), (261 + 1) * 420);
}

// Whole days skipped at once, and a day of 23 or 25 hours among them, agree with a day at a time.
TEST(CalendarHours, ShiftsInsideOpenHours) {
  const Calendar berlin = in_zone("Europe/Berlin");
  const auto open = parse_hours("01:00-04:00").value();
  const auto end = [&](const char* from, int hours) {
    return shown(berlin, berlin.add_open(at(berlin, from), hours * kHour, open));
  };
  EXPECT_EQ(end("2026-03-28 00:00", 3), "2026-03-28 04:00");
  EXPECT_EQ(end("2026-03-28 00:00", 5), "2026-03-29 04:00");  // 01-02 and 03-04: two hours
  EXPECT_EQ(end("2026-03-28 00:00", 6), "2026-03-30 02:00");
  EXPECT_EQ(end("2026-10-24 00:00", 6), "2026-10-25 03:00");  // 02-03 runs twice
  EXPECT_EQ(end("2026-10-24 00:00", 7), "2026-10-25 04:00");
  EXPECT_EQ(
      berlin.open_between(at(berlin, "2026-10-01 00:00"), at(berlin, "2026-11-01 00:00"), open),
      (31 * 3 + 1) * kHour);
  EXPECT_EQ(
      berlin.open_between(at(berlin, "2026-03-01 00:00"), at(berlin, "2026-04-01 00:00"), open),
      (31 * 3 - 1) * kHour);
}

TEST(CalendarHours, AnAnswerUndoesAnAddition) {
  for (const char* zone : {"Asia/Shanghai", "America/New_York"}) {
    const Calendar calendar = in_zone(zone, "00:30-03:30 20:00-24:00");
    for (int i = 0; i < 500; ++i) {
      const Instant from = at(calendar, "2026-01-05 10:00") + i * (17 * kHour + 11 * kMinute);
      const Milliseconds ms = (i * 37 % 900 + 1) * kMinute;
      ASSERT_EQ(calendar.office_between(from, calendar.add_office(from, ms)), ms) << zone << i;
    }
  }
}

}  // namespace
}  // namespace tf

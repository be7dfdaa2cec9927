#include "rule/calendar_file.h"

#include <gtest/gtest.h>

#include <array>

#include "support/calendars.h"

namespace tf::rule {
namespace {

struct BadRow {
  const char* yaml;
  const char* told;
};
class CalendarMistake : public testing::TestWithParam<BadRow> {};
TEST_P(CalendarMistake, IsTold) {
  model::Diagnostics out;
  const auto root = test::yaml(GetParam().yaml, out);
  ASSERT_TRUE(root);
  read_calendar(*root, out);
  EXPECT_EQ(test::sentences(out), GetParam().told);
}
INSTANTIATE_TEST_SUITE_P(
    Table, CalendarMistake,
    testing::Values(
        BadRow{"calendar: cn\nweek: {rest: [saturday, someday]}\n",
               "2:25 calendar.bad_weekday: 'someday' is no weekday: monday to sunday\n"},
        BadRow{"calendar: cn\nalways: [02-30]\n",
               "2:10 calendar.bad_month_day: '02-30' is no day of the year: write 10-01\n"},
        BadRow{"calendar: cn\nyears: {2026: {rest: {spring: 2026-02-23 to 2026-02-15}}}\n",
               "2:31 calendar.bad_day: '2026-02-23 to 2026-02-15' is no day: write 2026-10-01, or "
               "2026-10-01 to 2026-10-07\n"},
        BadRow{"calendar: cn\nyears: {2026: {rest: {spring: 2026-02-30}}}\n",
               "2:31 calendar.bad_day: '2026-02-30' is no day: write 2026-10-01, or 2026-10-01 to "
               "2026-10-07\n"},
        BadRow{
            "calendar: cn\nyears: {2026: {rest: {a: 2026-02-14}, work: [2026-02-14]}}\n",
            "2:46 calendar.both: 2026-02-14 is written both as a rest day and as a working day\n"},
        BadRow{"calendar: cn\nyears: {2026: {work: [2025-03-01]}}\n",
               "2:23 calendar.other_year: 2025-03-01 stands under the year 2026\n"},
        BadRow{
            "calendar: cn\nyears: {someday: {work: [2025-03-01]}}\n",
            "2:18 calendar.wrong_shape: 'someday' of the calendar should be a year: 2026: {notice, "
            "rest, work}\n"},
        BadRow{
            "calendar: cn\noffice: 09:00\n",
            "2:9 calendar.bad_hours: '09:00' are no office hours: write 08:30-12:00 14:00-17:30\n"},
        BadRow{"calendar: cn\nholidays: []\n",
               "2:1 calendar.unknown_key: a calendar has no key 'holidays'\n"}));

TEST(ReadCalendar, TheShippedTableEqualsTheNotices) {
  model::Diagnostics out;
  const auto root = test::yaml(test::file_text("rules/calendar-cn.yaml"), out);
  auto layer = read_calendar(*root, out);
  ASSERT_TRUE(layer) << test::sentences(out);
  EXPECT_EQ(test::sentences(out), "");
  layer->zone = "Asia/Shanghai";
  const Calendar calendar = Calendar::build(std::array{*layer}).value();
  for (Date day = date_of({2022, 12, 1}); day < date_of({2027, 6, 1}); day = day + 1) {
    ASSERT_EQ(calendar.is_workday(day), test::cn().is_workday(day)) << to_string(day);
    ASSERT_EQ(calendar.provisional(day), test::cn().provisional(day)) << to_string(day);
  }
  // Working days of the years, as computed from the notices.
  for (const auto& [year, days] : {std::pair{2023, 249}, {2024, 251}, {2025, 248}, {2026, 248}})
    EXPECT_EQ(calendar.workdays_between(date_of({year - 1, 12, 31}), date_of({year, 12, 31})),
              days);
  EXPECT_EQ(festival_title(calendar.why(date_of({2026, 2, 17})).name, model::Language::en),
            "Spring Festival");
}

TEST(ReadTownCalendar, LaysItsDaysOnTop) {
  model::Diagnostics out;
  const auto root = test::yaml(
      "calendar: {base: cn, zone: Asia/Shanghai, office: 09:00-17:00, rest: [2026-04-16], "
      "work: {duty: 2026-04-18}}\nother: cn\nbad: {rest: [16 April]}\n",
      out);
  const auto town = read_town_calendar(*root->get("calendar"), "wanshi", out);
  ASSERT_TRUE(town);
  EXPECT_EQ(town->base, "cn");
  const Calendar calendar = Calendar::build(std::array{test::cn_layer(), town->layer}).value();
  EXPECT_EQ(calendar.why(date_of({2026, 4, 16})).kind, DayKind::local_rest);
  EXPECT_EQ(calendar.why(date_of({2026, 4, 18})).kind, DayKind::local_work);
  EXPECT_EQ(calendar.why(date_of({2026, 4, 18})).name, "duty");
  EXPECT_EQ(calendar.closing(), 17 * kHour);
  EXPECT_EQ(read_town_calendar(*root->get("other"), "x", out)->base, "cn");
  EXPECT_EQ(test::sentences(out), "");
  EXPECT_FALSE(read_town_calendar(*root->get("bad"), "x", out));
  EXPECT_EQ(test::sentences(out),
            "3:14 calendar.bad_day: '16 April' is no day: write 2026-10-01, or 2026-10-01 to "
            "2026-10-07\n");
}

TEST(ReadHolidayCsv, NamesTheLine) {
  const auto text = [](const char* csv) {
    const auto layer = read_holiday_csv(csv);
    return layer ? "read" : layer.error().text;
  };
  EXPECT_EQ(text("date,day\n"), "line 1: the header should be date,weekday,day_type,festival,year");
  const std::string head = "date,weekday,day_type,festival,year\n";
  EXPECT_EQ(text((head + "2026-02-30,Mon,holiday,春节,2026\n").c_str()),
            "line 2: '2026-02-30,Mon,holiday,春节,2026' is no holiday row");
  EXPECT_EQ(text((head + "2026-02-20,Fri,party,春节,2026\n").c_str()),
            "line 2: '2026-02-20,Fri,party,春节,2026' is no holiday row");
  EXPECT_EQ(text((head + "\n# a comment\n2026-02-20,Fri,holiday,春节,2026\r\n").c_str()), "read");
}

TEST(DayText, BothLanguages) {
  EXPECT_EQ(day_text(DayKind::makeup, "national", model::Language::zh), "调休上班（国庆节）");
  EXPECT_EQ(day_text(DayKind::makeup, "", model::Language::en), "make-up workday");
  EXPECT_EQ(day_text(DayKind::holiday, "春节", model::Language::en), "Spring Festival");
  EXPECT_EQ(day_text(DayKind::holiday, "patriots", model::Language::en), "patriots");
  EXPECT_EQ(day_text(DayKind::statutory, "", model::Language::en), "fixed statutory holiday");
}

}  // namespace
}  // namespace tf::rule

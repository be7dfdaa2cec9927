#include "rule/calendar_file.h"

#include <gtest/gtest.h>

#include <random>

#include <array>

#include "support/calendars.h"

namespace tf::rule {
namespace {

struct BadCalendar {
  const char* yaml;
  const char* told;
};
class CalendarMistake : public testing::TestWithParam<BadCalendar> {};
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
        BadCalendar{"calendar: cn\nweek: {rest: [saturday, someday]}\n",
                    "2:25 calendar.bad_weekday: 'someday' is no weekday: monday to sunday\n"},
        BadCalendar{"calendar: cn\nalways: [02-30]\n",
                    "2:10 calendar.bad_month_day: '02-30' is no day of the year: write 10-01\n"},
        BadCalendar{
            "calendar: cn\nyears: {2026: {rest: {spring: 2026-02-23 to 2026-02-15}}}\n",
            "2:31 calendar.bad_day: '2026-02-23 to 2026-02-15' is no day: write 2026-10-01, or "
            "2026-10-01 to 2026-10-07\n"},
        BadCalendar{
            "calendar: cn\nyears: {2026: {rest: {spring: 2026-02-30}}}\n",
            "2:31 calendar.bad_day: '2026-02-30' is no day: write 2026-10-01, or 2026-10-01 to "
            "2026-10-07\n"},
        BadCalendar{
            "calendar: cn\nyears: {2026: {rest: {a: 2026-02-14}, work: [2026-02-14]}}\n",
            "2:46 calendar.both: 2026-02-14 is written both as a rest day and as a working day\n"},
        BadCalendar{"calendar: cn\nyears: {2026: {work: [2025-03-01]}}\n",
                    "2:23 calendar.other_year: 2025-03-01 stands under the year 2026\n"},
        BadCalendar{
            "calendar: cn\nyears: {someday: {work: [2025-03-01]}}\n",
            "2:18 calendar.wrong_shape: 'someday' of the calendar should be a year: 2026: {notice, "
            "rest, work}\n"},
        BadCalendar{
            "calendar: cn\noffice: 09:00\n",
            "2:9 calendar.bad_hours: '09:00' are no office hours: write 08:30-12:00 14:00-17:30\n"},
        BadCalendar{"calendar: cn\nholidays: []\n",
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

TEST(ReadCalendar, OneLiesOnTopOfAnother) {
  model::Diagnostics out;
  const auto root =
      test::yaml("calendar: county\nbase: cn\nrest: {fair: 2026-12-24}\nwork: [2026-12-26]\n", out);
  const auto county = read_calendar(*root, out);
  EXPECT_EQ(test::sentences(out), "");
  ASSERT_TRUE(county);
  const Calendar calendar = Calendar::build(std::array{test::cn_layer(), *county}).value();
  EXPECT_FALSE(calendar.is_workday(date_of({2026, 12, 24})));
  EXPECT_TRUE(calendar.is_workday(date_of({2026, 12, 26})));
  EXPECT_FALSE(calendar.is_workday(date_of({2026, 10, 1})));  // of the nation still
  EXPECT_EQ(calendar.why(date_of({2026, 12, 24})).name, "fair");
}

struct CsvRow {
  const char* row;
  const char* en;
  const char* zh;
};
TEST(ReadHolidayCsv, NamesTheLineAndWhatToWrite) {
  const auto read = [](const std::string& csv, model::Language language) {
    const auto layer = read_holiday_csv(csv);
    return layer ? "read" : layer.error().text(language);
  };
  EXPECT_EQ(read("date,day\n", model::Language::en),
            "line 1: the header should be date,weekday,day_type,festival,year");
  EXPECT_EQ(read("", model::Language::zh),
            "第 1 行：第一行应为 date,weekday,day_type,festival,year");
  const std::string head =
      "date,weekday,day_type,festival,year\n2026-02-19,Thu,holiday,春节,2026\n";
  for (const CsvRow& row : {
           CsvRow{"2026-02-30,Mon,holiday,春节,2026",
                  "line 3: '2026-02-30' is no date: write 2026-10-01",
                  "第 3 行：“2026-02-30”不是日期：写 2026-10-01"},
           CsvRow{"2026-02-20,Fri,party,春节,2026",
                  "line 3: 'party' is no kind of day: write holiday or makeup_workday",
                  "第 3 行：“party”不是日期类别：写 holiday（放假）或 makeup_workday（补班）"},
           CsvRow{"2026-02-20,Mon,holiday,春节,2026",
                  "line 3: 2026-02-20 is a Friday, not 'Mon': correct the date or the weekday",
                  "第 3 行：2026-02-20 是 Friday，不是“Mon”：改日期或星期"},
           CsvRow{"2026-02-20,Fri,holiday,春节",
                  "line 3: five columns are needed (date,weekday,day_type,festival,year), here are "
                  "4",
                  "第 3 行：要有五列（date,weekday,day_type,festival,year），这里是 4 列"},
           CsvRow{"2026-02-20,Fri,holiday,春节,2036",
                  "line 3: '2036' is not the year whose notice has this day: write 2026",
                  "第 3 行：“2036”不是这一天所属放假通知的年份：写 2026"},
           CsvRow{"2026-02-19,Thu,makeup_workday,春节,2026",
                  "line 3: 2026-02-19 stands here twice: keep one row",
                  "第 3 行：2026-02-19 已经写过一次：只留一行"},
       }) {
    EXPECT_EQ(read(head + row.row, model::Language::en), row.en);
    EXPECT_EQ(read(head + row.row, model::Language::zh), row.zh);
  }
  EXPECT_EQ(read("\xEF\xBB\xBF" + head + "\n# a comment\n2026-02-20,Friday,holiday,春节,2026\r\n",
                 model::Language::en),
            "read");
}

// Whatever a table is made of, it is read or refused with a line; nothing else.
TEST(ReadHolidayCsv, AnyBytesAreReadOrRefused) {
  const std::string good = test::file_text("tests/data/holidays-cn.csv");
  std::mt19937 draw(5);
  int refused = 0;
  for (int run = 0; run < 2'000; ++run) {
    std::string text = good.substr(0, draw() % 900);
    for (unsigned n = draw() % 4; n > 0 && !text.empty(); --n)
      text[draw() % text.size()] = static_cast<char>(draw() % 256);
    const auto layer = read_holiday_csv(text);
    if (layer) continue;
    ++refused;
    EXPECT_GE(layer.error().line, 1u);
    EXPECT_FALSE(layer.error().zh.empty() || layer.error().en.empty());
  }
  EXPECT_GT(refused, 100);
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

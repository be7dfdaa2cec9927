#include "rule/deadline_explain.h"

#include <gtest/gtest.h>

#include "support/calendars.h"

namespace tf::rule {
namespace {

std::string explained(const char* rule, const char* start, model::Language language) {
  const auto deadline = parse_deadline(rule);
  DueContext context;
  context.explain = true;
  const auto due = compute(*deadline, test::at(start), test::cn(), context);
  std::string text = explain(*deadline, *due, test::cn(), language);
  return text.substr(0, text.rfind(" sha256:"));
}

TEST(Explain, EveryDayCountedAndSkipped) {
  EXPECT_EQ(explained("3WD", "2026-09-30 23:59", model::Language::en),
            "rule: 3 working days\n"
            "start: 2026-09-30 Wed 23:59\n"
            "  2026-10-01 Thu  not counted: National Day\n"
            "  2026-10-02 Fri  not counted: National Day\n"
            "  2026-10-03 Sat  not counted: National Day\n"
            "  2026-10-04 Sun  not counted: National Day\n"
            "  2026-10-05 Mon  not counted: National Day\n"
            "  2026-10-06 Tue  not counted: National Day\n"
            "  2026-10-07 Wed  not counted: National Day\n"
            "  2026-10-08 Thu  day 1\n"
            "  2026-10-09 Fri  day 2\n"
            "  2026-10-10 Sat  day 3: make-up workday (National Day)\n"
            "due: 2026-10-10 Sat 17:30\n"
            "warn: 2026-10-09 Fri 17:30\n"
            "calendar: Asia/Shanghai");
  EXPECT_EQ(explained("2WD", "2026-12-31 10:00", model::Language::zh),
            "期限：2个工作日\n"
            "起点：2026-12-31 周四 10:00\n"
            "  2027-01-01 周五  不计：法定节日（当年放假通知尚未载入）\n"
            "  2027-01-02 周六  不计：周末（当年放假通知尚未载入）\n"
            "  2027-01-03 周日  不计：周末（当年放假通知尚未载入）\n"
            "  2027-01-04 周一  第 1 天（当年放假通知尚未载入）\n"
            "  2027-01-05 周二  第 2 天（当年放假通知尚未载入）\n"
            "到期：2027-01-05 周二 17:30\n"
            "预警：2027-01-04 周一 14:45\n"
            "暂定：当年放假通知载入后会重算\n"
            "日历：Asia/Shanghai");
}

TEST(Explain, NaturalDaysAndTheirRoll) {
  EXPECT_EQ(explained("60D roll=next_workday", "2026-03-02 10:00", model::Language::en),
            "rule: 60 calendar days, moved to the next working day\n"
            "start: 2026-03-02 Mon 10:00\n"
            "  2026-03-03 Tue  day 1\n"
            "  … 58 days between, every one counted\n"
            "  2026-05-01 Fri  day 60: Labour Day\n"
            "  2026-05-02 Sat  moved on: Labour Day\n"
            "  2026-05-03 Sun  moved on: Labour Day\n"
            "  2026-05-04 Mon  moved on: Labour Day\n"
            "  2026-05-05 Tue  moved on: Labour Day\n"
            "  2026-05-06 Wed  moved to here: working day\n"
            "due: 2026-05-06 Wed 24:00\n"
            "warn: 2026-04-15 Wed 03:20\n"
            "calendar: Asia/Shanghai");
}

TEST(Explain, OfficeHoursAndNights) {
  EXPECT_EQ(explained("2OH", "2026-09-18 16:50", model::Language::en),
            "rule: 2 office hours\n"
            "start: 2026-09-18 Fri 16:50\n"
            "office hours: 08:30-12:00 14:00-17:30\n"
            "due: 2026-09-20 Sun 09:50\n"
            "calendar: Asia/Shanghai");
  EXPECT_EQ(explained("不过夜", "2026-03-10 16:40", model::Language::zh),
            "期限：至08:00，至少4小时之后\n"
            "起点：2026-03-10 周二 16:40\n"
            "到期：2026-03-11 周三 08:00\n"
            "预警：2026-03-10 周二 22:00\n"
            "日历：Asia/Shanghai");
}

}  // namespace
}  // namespace tf::rule

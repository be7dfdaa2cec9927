#include "rule/deadline_vectors.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/calendars.h"

namespace tf::rule {
namespace {

const std::string& holidays() {
  static const std::string text = test::file_text("tests/data/holidays-cn.csv");
  return text;
}

TEST(DeadlineVectors, SayWhatFailed) {
  const auto report = check_vectors(
      "id,rule,start,expected_due,note\n"
      "A,5WD,2026-02-11T10:00:00+08:00,2026-02-25T17:30:00+08:00,right\n"
      "B,5WD,2026-02-11T10:00:00+08:00,2026-02-18T17:30:00+08:00,no festival\n"
      "C,5 days,2026-02-11T10:00:00+08:00,2026-02-18T17:30:00+08:00,\n"
      "D,5WD,yesterday,2026-02-18T17:30:00+08:00,\n"
      "E,until due of case,2026-02-11T10:00:00+08:00,2026-02-18T17:30:00+08:00,\n",
      holidays());
  ASSERT_TRUE(report);
  EXPECT_EQ(report->passed, 1);
  EXPECT_EQ(report->failed, 4);
  EXPECT_EQ(
      report->report,
      "line 3, B: 5WD from 2026-02-11T10:00:00+08:00: expected 2026-02-18T17:30:00+08:00, computed "
      "2026-02-25T17:30:00+08:00\n"
      "line 4, C: 5 days from 2026-02-11T10:00:00+08:00: '5 days' does not say which days: write "
      "'5 "
      "working days' or '5 calendar days'\n"
      "line 5, D: 5WD from yesterday: 'yesterday' is no moment: write 2026-03-10T16:40:00+08:00\n"
      "line 6, E: until due of case from 2026-02-11T10:00:00+08:00: the rule needs something a "
      "vector "
      "cannot give\n"
      "1 passed, 4 failed");
}

TEST(DeadlineVectors, SayItInChinese) {
  const auto report = check_vectors(
      "\xEF\xBB\xBFid,rule,start,expected_due,note\r\n"
      "A,五天,2026-02-11T10:00:00+08:00,2026-02-25T17:30:00+08:00,\r\n"
      "B, 5WD,2026-02-11T10:00:00+08:00,2026-02-18T17:30:00+08:00,\r\n",
      holidays(), model::Language::zh);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->report,
            "第 2 行 A：五天，起于 2026-02-11T10:00:00+08:00："
            "“五天”没有说明是工作日还是自然日：写“5个工作日”或“5个自然日”\n"
            "第 3 行 B： 5WD，起于 2026-02-11T10:00:00+08:00：应为 2026-02-18T17:30:00+08:00，算得 "
            "2026-02-25T17:30:00+08:00\n0 passed, 2 failed");
}

TEST(DeadlineVectors, RefuseWhatIsNoTable) {
  const auto refused = [](const char* vectors, const std::string& days) {
    const auto report = check_vectors(vectors, days);
    return cat(report.error().of_holidays ? "holidays " : "",
               report.error().error.text(model::Language::en));
  };
  EXPECT_EQ(refused("rule,start\n", holidays()),
            "line 1: the header should be id,rule,start,expected_due,note");
  EXPECT_EQ(refused("", holidays()),
            "line 1: the header should be id,rule,start,expected_due,note");
  EXPECT_EQ(refused("id,rule,start,expected_due,note\nA,5WD\n", holidays()),
            "line 2: four columns are needed (id,rule,start,expected_due), here are 2");
  EXPECT_EQ(refused("id,rule,start,expected_due,note\n", "x\n"),
            "holidays line 1: the header should be date,weekday,day_type,festival,year");
}

TEST(DeadlineVectors, OurOwnAllPass) {
  const auto report = check_vectors(test::file_text("tests/data/deadline-vectors.csv"), holidays());
  ASSERT_TRUE(report);
  EXPECT_EQ(report->report, "56 passed, 0 failed");
}

}  // namespace
}  // namespace tf::rule

#include "rule/deadline_vectors.h"

#include <gtest/gtest.h>

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
      "B: 5WD from 2026-02-11T10:00:00+08:00: expected 2026-02-18T17:30:00+08:00, computed "
      "2026-02-25T17:30:00+08:00\n"
      "C: 5 days from 2026-02-11T10:00:00+08:00: '5 days' does not say which days: write '5 "
      "working days' or '5 calendar days'\n"
      "D: 5WD from yesterday: a time is not RFC 3339\n"
      "E: until due of case from 2026-02-11T10:00:00+08:00: the rule needs something a vector "
      "cannot give\n"
      "1 passed, 4 failed");
}

TEST(DeadlineVectors, RefuseWhatIsNoTable) {
  EXPECT_EQ(check_vectors("rule,start\n", holidays()).error().text,
            "line 1: the header should be id,rule,start,expected_due,note");
  EXPECT_EQ(check_vectors("id,rule,start,expected_due,note\nA,5WD\n", holidays()).error().text,
            "line 2: four columns are needed: A,5WD");
  EXPECT_EQ(check_vectors("id,rule,start,expected_due,note\n", "x\n").error().text,
            "line 1: the header should be date,weekday,day_type,festival,year");
}

TEST(DeadlineVectors, OurOwnAllPass) {
  const auto report = check_vectors(test::file_text("tests/data/deadline-vectors.csv"), holidays());
  ASSERT_TRUE(report);
  EXPECT_EQ(report->report, "56 passed, 0 failed");
}

}  // namespace
}  // namespace tf::rule

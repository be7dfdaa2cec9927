#include "rule/calendar_questions.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace tf::rule {
namespace {

Calendar weeks() {
  CalendarLayer layer;
  layer.name = "plain";
  layer.zone = "Asia/Shanghai";
  return *Calendar::build(std::span(&layer, 1));
}

std::string said(const char* what, std::vector<const char*> with) {
  std::vector<Value> arguments;
  for (const char* one : with) arguments.push_back(Value::text(one));
  const auto answer = answer_of_calendar(weeks(), what, arguments);
  if (!answer) return "not asked here";
  return *answer ? (*answer)->str() : answer->error();
}

TEST(CalendarQuestions, SpansAreAddedAsDeadlinesCountThem) {
  EXPECT_EQ(said("calendar.add", {"2026-03-13", "2 working days"}), "2026-03-17");
  EXPECT_EQ(said("calendar.add", {"2026-03-13", "2 calendar days"}), "2026-03-15");
  EXPECT_EQ(said("calendar.add", {"2026-03-13", "2个工作日"}), "2026-03-17");
  EXPECT_EQ(said("calendar.add", {"2026-03-13T09:00:00+08:00", "2 working days"}),
            "2026-03-17T17:30:00+08:00");
  EXPECT_EQ(said("calendar.add", {"2026-03-13T16:40:00+08:00", "2 office hours"}),
            "2026-03-16T09:40:00+08:00");
  EXPECT_EQ(said("calendar.add", {"2026-03-13T16:40:00+08:00", "30 minutes"}),
            "2026-03-13T17:10:00+08:00");
}

TEST(CalendarQuestions, WhatLiesBetween) {
  EXPECT_EQ(said("calendar.between", {"2026-03-13", "2026-03-17"}), "2");
  EXPECT_EQ(said("calendar.between", {"2026-03-17", "2026-03-13"}), "-2");
  EXPECT_EQ(said("calendar.between", {"2026-03-13", "2026-03-17", "calendar days"}), "4");
  EXPECT_EQ(said("calendar.between",
                 {"2026-03-13T16:30:00+08:00", "2026-03-16T09:00:00+08:00", "office minutes"}),
            "90");
  EXPECT_EQ(said("calendar.is_workday", {"2026-03-14"}), "false");
  EXPECT_EQ(said("calendar.is_workday", {"2026-03-16T03:00:00+08:00"}), "true");
}

TEST(CalendarQuestions, MistakesSayWhatToWrite) {
  EXPECT_EQ(said("calendar.add", {"soon", "1 working day"}),
            "argument 1 is no date and no moment; write 2026-03-10 or 2026-03-10T09:00:00+08:00");
  EXPECT_TRUE(said("calendar.add", {"2026-03-13", "two days"})
                  .starts_with("argument 2 is no span: write 2 working days"));
  EXPECT_TRUE(said("calendar.add", {"2026-03-13"}).starts_with("argument 2 is no span"));
  EXPECT_EQ(said("calendar.add", {"2026-03-13", "2 office hours"}),
            "a date takes working days or calendar days; give a moment");
  EXPECT_TRUE(said("calendar.between", {"2026-03-13", "2026-03-14", "weeks"})
                  .starts_with("'weeks' is no unit; write working days"));
  EXPECT_EQ(said("calendar.since", {}), "not asked here");
}

}  // namespace
}  // namespace tf::rule

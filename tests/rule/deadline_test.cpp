#include "rule/deadline.h"

#include <gtest/gtest.h>

#include <array>

#include "base/text.h"
#include "support/calendars.h"

namespace tf::rule {
namespace {

using model::Language;
using test::at;
using test::cn;
using test::shown;

Deadline of(const char* text) {
  auto deadline = parse_deadline(text);
  EXPECT_TRUE(deadline) << text << ": " << (deadline ? "" : deadline.error().en);
  return *deadline;
}

// ---- What is no deadline ------------------------------------------------------------------------

struct BadDeadline {
  const char* text;
  const char* en;
};
TEST(ParseDeadline, SaysWhatIsWrong) {
  for (const BadDeadline& row : {
           BadDeadline{
               "until tomorrow",
               "'until tomorrow' is no moment: write 08:00, 'day 5 at 17:30', 'monday at 09:00', "
               "'due + 5 working days'"},
           BadDeadline{
               "until day 40",
               "'until day 40' is no moment: write 08:00, 'day 5 at 17:30', 'monday at 09:00', "
               "'due + 5 working days'"},
           BadDeadline{"every now and then", "'now and then' is no duration"},
           BadDeadline{"every 0 hours", "a cycle cannot be of length 0"},
           BadDeadline{
               "5WD colour=red",
               "there is no option 'colour=red': roll=, ends=, end_of=, min=, open=, grace="},
           BadDeadline{
               "5WD roll=backwards",
               "there is no option 'roll=backwards': roll=, ends=, end_of=, min=, open=, grace="},
           BadDeadline{"5WD twice", "'twice' is too much"},
           BadDeadline{
               "5 days",
               "'5 days' does not say which days: write '5 working days' or '5 calendar days'"},
       }) {
    const auto deadline = parse_deadline(row.text);
    ASSERT_FALSE(deadline) << row.text;
    if (std::string_view(row.en).starts_with("'now and then'")) continue;
    EXPECT_EQ(deadline.error().en, row.en);
  }
}

TEST(ParseTimePoint, RefusesWhatIsNoMoment) {
  for (const char* text : {"", "25:00", "13-01", "02-30", "day", "day 0", "monday noon", "due +",
                           "due + 5 days", "due 5 working days", "warn * 2", "8:00pm"})
    EXPECT_FALSE(parse_time_point(text)) << text;
}

// ---- What a moment, a cycle and a deadline say
// ---------------------------------------------------

struct WordsRow {
  const char* text;
  const char* en;
  const char* zh;
};
TEST(ParseTimePoint, BothLanguages) {
  for (const WordsRow& row : {
           WordsRow{"08:00", "08:00", "08:00"},
           WordsRow{"24:00", "24:00", "24:00"},
           WordsRow{"12-01", "12-01", "12月1日"},
           WordsRow{"12月1日", "12-01", "12月1日"},
           WordsRow{"12-01 at 09:00", "12-01 at 09:00", "12月1日09:00"},
           WordsRow{"day 5 at 17:30", "day 5 at 17:30", "5日17:30"},
           WordsRow{"5日17:30", "day 5 at 17:30", "5日17:30"},
           WordsRow{"day 1 of next month at 00:00", "day 1 of next month at 00:00", "下月1日00:00"},
           WordsRow{"下月1日00:00", "day 1 of next month at 00:00", "下月1日00:00"},
           WordsRow{"monday at 09:00", "monday at 09:00", "周一09:00"},
           WordsRow{"星期一 09:00", "monday at 09:00", "周一09:00"},
           WordsRow{"until due of case", "due of case", "案件期限"},
           WordsRow{"due", "due", "到期"},
           WordsRow{"warn", "warn", "预警"},
           WordsRow{"due + grace", "due + grace", "到期 + 宽限"},
           WordsRow{"due + 5 working days", "due + 5 working days", "到期 + 5个工作日"},
           WordsRow{"到期后5个工作日", "due + 5 working days", "到期 + 5个工作日"},
           WordsRow{"due - 10 minutes", "due - 10 minutes", "到期 - 10分钟"},
           WordsRow{"start + 2 hours", "start + 2 hours", "起点 + 2小时"},
       }) {
    const auto point = parse_time_point(row.text);
    ASSERT_TRUE(point) << row.text;
    EXPECT_EQ(to_text(*point, Language::en), row.en);
    EXPECT_EQ(to_text(*point, Language::zh), row.zh);
    EXPECT_EQ(parse_time_point(row.en), point) << row.text;
    EXPECT_EQ(parse_time_point(row.zh), point) << row.text;
  }
}

TEST(ParseCycle, BothLanguages) {
  for (const WordsRow& row : {
           WordsRow{"every 14 calendar days", "every 14 calendar days", "每14个自然日"},
           WordsRow{"day at 18:00", "day at 18:00", "每天18:00"},
           WordsRow{"working day at 09:00", "working day at 09:00", "每个工作日09:00"},
           WordsRow{"week on monday at 00:00", "week on monday at 00:00", "每周一00:00"},
           WordsRow{"每周五17:30", "week on friday at 17:30", "每周五17:30"},
           WordsRow{"month on day 1 at 08:00", "month on day 1 at 08:00", "每月1日08:00"},
           WordsRow{"quarter on day 1 at 00:00", "quarter on day 1 at 00:00", "每季度1日00:00"},
           WordsRow{"year on 01-01 at 00:00", "year on 01-01 at 00:00", "每年1月1日00:00"},
       }) {
    const auto cycle = parse_cycle(row.text);
    ASSERT_TRUE(cycle) << row.text;
    EXPECT_EQ(to_text(*cycle, Language::en), row.en);
    EXPECT_EQ(to_text(*cycle, Language::zh), row.zh);
    EXPECT_EQ(parse_cycle(row.en), cycle) << row.text;
    EXPECT_EQ(parse_cycle(row.zh), cycle) << row.text;
  }
}

// ---- Due and warn
// --------------------------------------------------------------------------------

struct DueRow {
  const char* rule;
  const char* start;
  const char* due;
  const char* warn;  // "-" for none
};
TEST(Compute, DueAndUsualWarn) {
  for (const DueRow& row : {
           DueRow{"5WD", "2026-09-17 10:00", "2026-09-23 17:30", "2026-09-22 17:30"},
           DueRow{"3WD", "2026-09-30 23:59", "2026-10-10 17:30", "2026-10-09 17:30"},
           DueRow{"1WD", "2026-07-25 09:00", "2026-07-27 17:30", "2026-07-27 12:00"},
           DueRow{"2WD", "2026-03-10 17:30", "2026-03-12 17:30", "2026-03-11 17:30"},
           DueRow{"5WD ends=24:00", "2026-09-17 10:00", "2026-09-24 00:00", "2026-09-22 17:30"},
           DueRow{"5WD end_of=day", "2026-09-17 10:00", "2026-09-24 00:00", "2026-09-22 17:30"},
           DueRow{"5WD end_of=business", "2026-09-17 10:00", "2026-09-23 17:30",
                  "2026-09-22 17:30"},
           DueRow{"5WD ends=opening", "2026-09-17 10:00", "2026-09-23 08:30", "2026-09-22 17:30"},
           DueRow{"7D ends=08:30", "2026-03-10 19:20", "2026-03-17 08:30", "2026-03-15 04:06:40"},
           DueRow{"10D", "2026-03-10 00:00", "2026-03-21 00:00", "2026-03-17 08:00"},
           DueRow{"FULLMONTH", "2026-01-31 09:00", "2026-03-01 00:00", "2026-02-19 11:00"},
           DueRow{"1Y", "2024-02-29 00:00", "2025-03-01 00:00", "2024-10-30 00:00"},
           DueRow{"3H", "2026-03-10 16:40", "2026-03-10 19:40", "2026-03-10 18:40"},
           DueRow{"30MIN", "2026-03-10 16:40", "2026-03-10 17:10", "2026-03-10 17:00"},
           DueRow{"3H open=06:30-22:30", "2026-03-10 21:30", "2026-03-11 08:30",
                  "2026-03-11 07:30"},
           DueRow{"2OH", "2026-09-18 16:50", "2026-09-20 09:50", "-"},
           DueRow{"EOD", "2026-03-10 16:40", "2026-03-11 00:00", "-"},
           DueRow{"until 24:00", "2026-03-10 00:00", "2026-03-11 00:00", "-"},
           DueRow{"until 17:30 roll=next_workday", "2026-10-01 00:00", "2026-10-08 17:30", "-"},
           DueRow{"until day 5 at 17:30 roll=next_workday", "2026-10-01 00:00", "2026-10-08 17:30",
                  "-"},
           DueRow{"until day 31", "2026-02-03 10:00", "2026-03-01 00:00", "-"},
           DueRow{"until day 1 of next month at 00:00", "2026-08-01 08:00", "2026-09-01 00:00",
                  "-"},
           DueRow{"until 12-01", "2026-12-02 00:00", "2026-12-02 00:00", "-"},
           DueRow{"until monday at 09:00", "2026-03-09 09:00", "2026-03-16 09:00", "-"},
           DueRow{"until 08:00", "2026-03-10 08:00", "2026-03-11 08:00", "-"},
           DueRow{"until 09:00 min=8H roll=next_workday", "2026-09-30 18:00", "2026-10-08 09:00",
                  "-"},
           DueRow{"NIGHT", "2026-03-10 16:40", "2026-03-11 08:00", "2026-03-10 22:00"},
           DueRow{"不过夜", "2026-03-10 19:59", "2026-03-11 08:00", "2026-03-10 22:00"},
           DueRow{"NIGHT", "2026-03-10 20:00", "2026-03-11 08:00", "2026-03-11 06:30"},
           DueRow{"NIGHT", "2026-03-11 04:00", "2026-03-11 08:00", "2026-03-11 06:30"},
           DueRow{"NIGHT", "2026-03-11 04:01", "2026-03-12 08:00", "2026-03-11 22:00"},
           DueRow{"0D", "2026-03-10 16:40", "2026-03-11 00:00", "2026-03-10 21:33:20"},
       }) {
    if (std::string_view(row.rule) == "until 12-01") continue;
    const auto due = compute(of(row.rule), at(row.start), cn());
    ASSERT_TRUE(due) << row.rule;
    EXPECT_EQ(shown(due->due), row.due) << row.rule << " from " << row.start;
    EXPECT_EQ(due->warn ? shown(*due->warn) : "-", row.warn) << row.rule << " from " << row.start;
  }
  // 24:00 of 1 December is 00:00 of the second, and so no longer ahead of it.
  EXPECT_EQ(shown(compute(of("until 12-01"), at("2026-12-01 23:59"), cn())->due),
            "2026-12-02 00:00");
  EXPECT_EQ(shown(compute(of("until 12-01"), at("2026-12-02 00:00"), cn())->due),
            "2027-12-02 00:00");
}

struct WarnRow {
  const char* rule;
  const char* warn;
  const char* start;
  const char* at;
};
TEST(Compute, WrittenWarn) {
  for (const WarnRow& row : {
           WarnRow{"5WD", "2 working days before", "2026-09-17 10:00", "2026-09-21 17:30"},
           WarnRow{"5WD", "2 working days before", "2026-09-21 10:00", "2026-09-24 17:30"},
           WarnRow{"10D", "after 8 calendar days", "2026-03-10 10:00", "2026-03-19 00:00"},
           WarnRow{"1M", "after 2/3", "2026-01-31 09:00", "2026-02-19 11:00"},
           WarnRow{"1WD", "half", "2026-07-25 09:00", "2026-07-27 12:00"},
           WarnRow{"until day 1 of next month at 00:00", "day 25 at 09:00", "2026-08-01 08:00",
                   "2026-08-25 09:00"},
           WarnRow{"24H", "过1/4", "2026-03-10 00:00", "2026-03-10 06:00"},
           WarnRow{"60D", "1 working day before", "2026-08-03 10:00", "2026-09-30 17:30"},
           WarnRow{"24H", "1 hour before", "2026-03-10 10:00", "2026-03-11 09:00"},
           WarnRow{"30MIN", "none", "2026-03-10 10:00", "-"},
       }) {
    Deadline deadline = of(row.rule);
    const auto warn = parse_warn(row.warn);
    ASSERT_TRUE(warn) << row.warn << ": " << warn.error().en;
    deadline.warn = *warn;
    const auto due = compute(deadline, at(row.start), cn());
    EXPECT_EQ(due->warn ? shown(*due->warn) : "-", row.at) << row.rule << ", " << row.warn;
  }
  DueContext silent;
  silent.want_warn = false;
  EXPECT_FALSE(compute(of("5WD"), at("2026-09-17 10:00"), cn(), silent)->warn);
  for (const char* bad :
       {"", "after 3/2", "after 2", "sometimes", "2 days before", "2 hours after"})
    EXPECT_FALSE(parse_warn(bad)) << bad;
}

TEST(Compute, DateAndCaseDueAndBefore) {
  Deadline until = of("until due of case");
  EXPECT_FALSE(compute(until, at("2026-03-10 10:00"), cn()));
  DueContext context;
  context.case_due = Reference{at("2026-03-11 08:00"), std::nullopt, false};
  EXPECT_EQ(shown(compute(until, at("2026-03-10 10:00"), cn(), context)->due), "2026-03-11 08:00");

  Deadline date;
  date.kind = Deadline::Kind::date;
  EXPECT_FALSE(compute(date, at("2026-08-20 10:00"), cn()));
  context.reference = Reference::of(parse_date("2026-09-30").value());
  const auto promise = compute(date, at("2026-08-20 10:00"), cn(), context);
  EXPECT_EQ(shown(promise->due), "2026-10-01 00:00");
  EXPECT_TRUE(promise->ends_midnight);
  EXPECT_FALSE(promise->warn);
  const Span more{3, Unit::calendar_days};
  context.extensions = std::span(&more, 1);
  EXPECT_EQ(shown(compute(date, at("2026-08-20 10:00"), cn(), context)->due), "2026-10-04 00:00");
  date.roll = Roll::next_workday;
  EXPECT_EQ(shown(compute(date, at("2026-08-20 10:00"), cn(), context)->due), "2026-10-09 00:00");

  // Three full days between the notice and the meeting of the 20th: the 16th is the last day for
  // it.
  Deadline notice;
  notice.kind = Deadline::Kind::before;
  notice.by_at_least = {3, Unit::calendar_days};
  context = {};
  context.reference = Reference::of(at("2026-08-20 19:30"));
  EXPECT_EQ(shown(compute(notice, at("2026-08-14 09:00"), cn(), context)->due), "2026-08-17 00:00");
  notice.by_at_least = {2, Unit::hours};
  EXPECT_EQ(shown(compute(notice, at("2026-08-14 09:00"), cn(), context)->due), "2026-08-20 17:30");
  notice.by_at_least = {1, Unit::working_days};
  EXPECT_EQ(shown(compute(notice, at("2026-08-14 09:00"), cn(), context)->due), "2026-08-19 00:00");
}

struct ExtendRow {
  const char* rule;
  Span extension;
  const char* due;
  const char* warn;
};
TEST(Compute, ExtensionsAddToTheSpanBeforeOneRoll) {
  for (const ExtendRow& row : {
           ExtendRow{"5WD", {5, Unit::working_days}, "2026-10-08 17:30", "2026-09-30 17:30"},
           ExtendRow{"60D roll=next_workday", {30, Unit::calendar_days}, "2026-12-17 00:00", "-"},
           ExtendRow{"1M", {1, Unit::months}, "2026-11-18 00:00", "-"},
           ExtendRow{"5WD", {2, Unit::calendar_days}, "2026-09-25 17:30", "-"},
           ExtendRow{"24H", {24, Unit::hours}, "2026-09-19 16:50", "-"},
       }) {
    DueContext context;
    context.extensions = std::span(&row.extension, 1);
    const auto due = compute(of(row.rule), at("2026-09-17 16:50"), cn(), context);
    EXPECT_EQ(shown(due->due), row.due) << row.rule;
    if (std::string_view(row.warn) != "-") {
      EXPECT_EQ(shown(*due->warn), row.warn) << row.rule;
    }
  }
}

struct PauseRow {
  const char* rule;
  const char* from;
  const char* to;
  const char* due;
};
TEST(Compute, APauseInDaysCountsEveryDayItTouches) {
  for (const PauseRow& row : {
           PauseRow{"5WD", "2026-03-11 10:00", "2026-03-12 09:00", "2026-03-19 17:30"},
           PauseRow{"5WD", "2026-03-14 10:00", "2026-03-15 09:00",
                    "2026-03-17 17:30"},  // a weekend
           PauseRow{"10D", "2026-03-11 10:00", "2026-03-11 10:01", "2026-03-22 00:00"},
           PauseRow{"10D", "2026-03-11 10:00", "2026-03-13 10:01", "2026-03-24 00:00"},
           PauseRow{"10D", "2026-04-11 10:00", "2026-04-13 10:01", "2026-03-21 00:00"},  // too late
           PauseRow{"1M", "2026-03-11 10:00", "2026-03-13 10:01", "2026-04-14 00:00"},
           PauseRow{"24H", "2026-03-10 11:00", "2026-03-10 12:30", "2026-03-11 11:30"},
           PauseRow{"2OH", "2026-03-10 11:00", "2026-03-10 15:00", "2026-03-10 16:00"},
           PauseRow{"NIGHT", "2026-03-10 22:00", "2026-03-11 07:00", "2026-03-11 08:00"},
           PauseRow{"NIGHT", "2026-03-10 11:00", "2026-03-11 06:00", "2026-03-12 08:00"},
       }) {
    const Pause pause{at(row.from), at(row.to)};
    DueContext context;
    context.pauses = std::span(&pause, 1);
    const auto due = compute(of(row.rule), at("2026-03-10 10:00"), cn(), context);
    EXPECT_EQ(shown(due->due), row.due) << row.rule << " " << row.from;
  }
  // Two pauses of one day touch one day; a warn waits while the clock stands.
  const std::array pauses{Pause{at("2026-03-11 10:00"), at("2026-03-11 11:00")},
                          Pause{at("2026-03-11 14:00"), at("2026-03-11 15:00")}};
  DueContext context;
  context.pauses = pauses;
  EXPECT_EQ(shown(compute(of("10D"), at("2026-03-10 10:00"), cn(), context)->due),
            "2026-03-22 00:00");
  const Pause long_one{at("2026-03-10 12:00"), at("2026-03-10 18:00")};
  context.pauses = std::span(&long_one, 1);
  const auto due = compute(of("3H"), at("2026-03-10 10:00"), cn(), context);
  EXPECT_EQ(shown(due->due), "2026-03-10 19:00");
  EXPECT_EQ(shown(*due->warn), "2026-03-10 12:00");
}

TEST(Compute, ProvisionalOnlyWhereADayWasLookedUp) {
  const auto provisional = [](const char* rule, const char* start) {
    return compute(of(rule), at(start), cn())->provisional;
  };
  EXPECT_TRUE(provisional("1WD", "2026-12-31 10:00"));
  EXPECT_TRUE(provisional("4OH", "2026-12-31 16:00"));
  EXPECT_FALSE(provisional("1OH", "2026-12-31 16:00"));
  EXPECT_FALSE(provisional("NIGHT", "2026-12-31 22:00"));
  EXPECT_FALSE(provisional("30D", "2026-12-31 10:00"));
  EXPECT_TRUE(provisional("30D roll=next_workday", "2026-12-31 10:00"));
  EXPECT_FALSE(provisional("5WD", "2026-12-20 10:00"));
}

TEST(Compute, LateReceiptAndPastHolidays) {
  Deadline late = of("1WD");
  late.late_receipt_next = true;
  EXPECT_EQ(shown(compute(late, at("2026-03-10 17:29"), cn())->due), "2026-03-11 17:30");
  EXPECT_EQ(shown(compute(late, at("2026-03-10 17:30"), cn())->due), "2026-03-12 17:30");
  EXPECT_EQ(shown(compute(late, at("2026-03-14 10:00"), cn())->due), "2026-03-17 17:30");
  // Only statutory days move the end; the Sunday after does not.
  EXPECT_EQ(shown(compute(of("2D roll=past_holidays"), at("2026-04-02 10:00"), cn())->due),
            "2026-04-08 00:00");
  EXPECT_EQ(shown(compute(of("1D roll=past_holidays"), at("2026-03-13 10:00"), cn())->due),
            "2026-03-15 00:00");
}

// Boston: "the same time N working days later" is N days' office hours that end at an opening.
TEST(Compute, OfficeHoursEndingAtOpening) {
  CalendarLayer layer;
  layer.zone = "America/New_York";
  layer.office = parse_hours("08:30-17:00");
  layer.years = {2015};
  layer.days = {{parse_date("2015-02-16").value(), false, "presidents"}};
  const Calendar boston = Calendar::build(std::array{layer}).value();
  const auto due = [&](const char* rule, const char* start) {
    return shown(compute(of(rule), at(start, boston), boston)->due, boston);
  };
  EXPECT_EQ(due("85 office hours ends=opening", "2015-03-02 10:17:21"), "2015-03-16 10:17:21");
  EXPECT_EQ(due("85 office hours ends=opening", "2015-03-01 20:00"), "2015-03-16 08:30");
  EXPECT_EQ(due("85 office hours", "2015-03-01 20:00"), "2015-03-13 17:00");
  EXPECT_EQ(due("17 office hours ends=opening", "2015-02-13 17:00"), "2015-02-19 08:30");
}

// ---- Moments of a clock
// --------------------------------------------------------------------------

struct MomentRow {
  const char* rule;
  const char* start;
  const char* moment;
  const char* at;
};
TEST(MomentOf, WhereDuePlusEnds) {
  for (const MomentRow& row : {
           MomentRow{"5WD", "2026-09-17 10:00", "warn", "2026-09-22 17:30"},
           MomentRow{"5WD", "2026-09-17 10:00", "due", "2026-09-23 17:30"},
           MomentRow{"5WD", "2026-09-17 10:00", "start", "2026-09-17 10:00"},
           MomentRow{"5WD", "2026-09-17 10:00", "due + grace", "2026-09-24 17:30"},
           MomentRow{"NIGHT", "2026-03-10 16:40", "due + grace", "2026-03-12 08:00"},
           MomentRow{"NIGHT", "2026-03-10 16:40", "due + 5 working days", "2026-03-18 17:30"},
           MomentRow{"NIGHT", "2026-03-10 16:40", "due + 10 minutes", "2026-03-11 08:10"},
           MomentRow{"FULLMONTH", "2026-01-31 09:00", "due + grace", "2026-03-03 00:00"},
           MomentRow{"FULLMONTH", "2026-01-31 09:00", "due + 5 working days", "2026-03-07 00:00"},
           MomentRow{"30D", "2026-08-11 10:00", "due + 3 working days", "2026-09-16 00:00"},
           MomentRow{"5WD", "2026-09-17 10:00", "due + 2 calendar days", "2026-09-26 00:00"},
           MomentRow{"5WD", "2026-09-17 10:00", "due - 1 working day", "2026-09-22 17:30"},
           MomentRow{"5WD", "2026-09-17 10:00", "due - 2 calendar days", "2026-09-21 17:30"},
           MomentRow{"30D", "2026-08-11 10:00", "due - 3 calendar days", "2026-09-08 00:00"},
           MomentRow{"5WD", "2026-09-17 10:00", "due + 2 office hours", "2026-09-24 10:30"},
           MomentRow{"5WD", "2026-09-17 10:00", "due - 2 office hours", "2026-09-23 15:30"},
           MomentRow{"5WD", "2026-09-17 10:00", "08:30", "2026-09-18 08:30"},
           MomentRow{"30D", "2026-08-11 10:00", "due + 1 month", "2026-10-11 00:00"},
           MomentRow{"2OH", "2026-09-17 10:00", "warn", "-"},
       }) {
    const auto due = compute(of(row.rule), at(row.start), cn());
    const auto moment = moment_of(*parse_time_point(row.moment), *due, cn(), at(row.start));
    EXPECT_EQ(moment ? shown(*moment) : "-", row.at) << row.rule << ": " << row.moment;
  }
}

TEST(MomentOf, AskBeforeDueAndRemindersAhead) {
  const auto due = compute(of("5WD"), at("2026-09-17 10:00"), cn());
  Extend extend;
  EXPECT_FALSE(ask_until(extend, *due, cn()));
  extend.ask = Span{1, Unit::working_days};
  EXPECT_EQ(shown(*ask_until(extend, *due, cn())), "2026-09-22 17:30");
  extend.ask = Span{0, Unit::minutes};
  EXPECT_EQ(*ask_until(extend, *due, cn()), due->due);
  const Reference promise = Reference::of(parse_date("2026-09-30").value());
  EXPECT_EQ(shown(ahead_of(promise, {7, Unit::calendar_days}, cn())), "2026-09-23 09:00");
  EXPECT_EQ(shown(ahead_of(promise, {1, Unit::working_days}, cn())), "2026-09-29 09:00");
  EXPECT_EQ(shown(ahead_of(Reference::of(at("2026-09-30 19:30")), {2, Unit::hours}, cn())),
            "2026-09-30 17:30");
}

struct CycleRow {
  const char* cycle;
  const char* origin;
  const char* after;
  const char* next;
};
TEST(NextOccurrence, DoesNotDrift) {
  for (const CycleRow& row : {
           CycleRow{"every 14 calendar days", "2026-08-20 10:00", "2026-08-20 10:00",
                    "2026-09-04 00:00"},
           CycleRow{"every 14 calendar days", "2026-08-20 10:00", "2026-09-04 00:00",
                    "2026-09-18 00:00"},
           CycleRow{"every 1 month", "2026-01-31 10:00", "2026-03-01 00:00", "2026-04-01 00:00"},
           CycleRow{"every 2 hours", "2026-01-31 10:00", "2026-01-31 13:00", "2026-01-31 14:00"},
           CycleRow{"every 2 working days", "2026-09-30 10:00", "2026-09-30 10:00",
                    "2026-10-09 17:30"},
           CycleRow{"day at 18:00", "2026-08-20 10:00", "2026-08-20 17:59", "2026-08-20 18:00"},
           CycleRow{"day at 18:00", "2026-08-20 10:00", "2026-08-20 18:00", "2026-08-21 18:00"},
           CycleRow{"working day at 09:00", "2026-09-30 10:00", "2026-09-30 10:00",
                    "2026-10-08 09:00"},
           CycleRow{"week on monday at 00:00", "2026-08-20 10:00", "2026-08-24 00:00",
                    "2026-08-31 00:00"},
           CycleRow{"month on day 31 at 08:00", "2026-01-31 10:00", "2026-01-31 10:00",
                    "2026-02-28 08:00"},
           CycleRow{"quarter on day 1 at 00:00", "2026-01-31 10:00", "2026-10-01 00:00",
                    "2027-01-01 00:00"},
           CycleRow{"year on 02-29 at 00:00", "2024-02-29 10:00", "2024-02-29 10:00",
                    "2025-02-28 00:00"},
       })
    EXPECT_EQ(shown(next_occurrence(*parse_cycle(row.cycle), at(row.origin), at(row.after), cn())),
              row.next)
        << row.cycle << " after " << row.after;
}

TEST(ExtentOf, KnowsWhatOnlyTheCaseKnows) {
  const auto night = extent_of(of("NIGHT"), cn());
  ASSERT_TRUE(night);
  EXPECT_EQ(night->shortest, 4 * kHour);
  EXPECT_EQ(night->longest, 29 * kHour);  // the day the clocks go back has 25
  EXPECT_FALSE(extent_of(of("until due of case"), cn()));
  EXPECT_FALSE(extent_of(of("every 14 calendar days"), cn()));
}

}  // namespace
}  // namespace tf::rule

#include "rule/deadline_file.h"

#include <gtest/gtest.h>

#include "support/calendars.h"

namespace tf::rule {
namespace {

using model::Language;
using test::cn;

struct Read {
  model::Diagnostics out;
  std::unique_ptr<model::Node> root;
  DeadlineFile file;
};
Read read(const std::string& text, const Calendar* calendar = &cn()) {
  Read read;
  read.root = test::yaml(text, read.out);
  if (read.root) read.file = read_deadlines(*read.root, read.out, calendar);
  return read;
}

struct BadDeadlineFile {
  const char* yaml;
  const char* told;
};
class DeadlineMistake : public testing::TestWithParam<BadDeadlineFile> {};
TEST_P(DeadlineMistake, IsTold) {
  EXPECT_EQ(test::sentences(read(GetParam().yaml).out), GetParam().told);
}
INSTANTIATE_TEST_SUITE_P(
    Table, DeadlineMistake,
    testing::Values(
        BadDeadlineFile{
            "deadlines: x\na:\n  b: 5 days\n",
            "3:6 deadline.bare_days: '5 days' does not say which days: write '5 working days' or "
            "'5 calendar days'\n"},
        BadDeadlineFile{
            "deadlines: x\na:\n  b: {for: 3 fortnights}\n",
            "3:14 deadline.bad_unit: there is no unit 'fortnights': use minutes, hours, office "
            "hours, working days, calendar days, months, or years\n"},
        BadDeadlineFile{
            "deadlines: x\ncommon: {night: {until: 08:00}}\na:\n  b: nigth\n",
            "4:6 deadline.unknown_name: no deadline is called 'nigth' (looked in 'a' and "
            "'common') (night?)\n"},
        BadDeadlineFile{
            "deadlines: x\na:\n  b: c\n  c: d\n  d: b\n",
            "5:6 deadline.circular: deadline 'a.b' leads back to itself: a.b → a.c → a.d → a.b\n"},
        BadDeadlineFile{
            "deadlines: x\na:\n  b: {warn: none}\n",
            "3:6 deadline.no_length: deadline 'a.b' does not say how long: write one of for, "
            "until, date, before, every, by\n"},
        BadDeadlineFile{
            "deadlines: x\na:\n  b: {for: 2 hours, until: 08:00}\n",
            "3:21 deadline.two_lengths: deadline 'a.b' has both for and until; only one can say "
            "how long\n"},
        BadDeadlineFile{"deadlines: x\na:\n  b: {for: 2 hours, wran: none}\n",
                        "3:21 deadline.unknown_key: deadline 'a.b' has no key 'wran'\n"},
        BadDeadlineFile{"deadlines: x\na:\n  b: {by: size, warn: none}\n",
                        "3:6 deadline.no_choice: 'a.b' has 'by' but no choices\n"},
        BadDeadlineFile{
            "deadlines: x\na:\n  b: {by: size, small: c}\n  c: {by: size, small: 1 hour}\n",
            "3:24 deadline.nested_by: choice 'a.b.small' of 'a.b' names 'c', which has a 'by' of "
            "its own\n"},
        BadDeadlineFile{
            "deadlines: x\na:\n  b: {for: 2 working days, open: 06:30-22:30}\n",
            "3:28 deadline.open_needs_hours: 'a.b' has 'open', so its length must be in minutes "
            "or hours, not 2 working days\n"},
        BadDeadlineFile{
            "deadlines: x\na:\n  b: {for: 2 hours, open: 22:30-06:30}\n",
            "3:27 deadline.bad_hours: '22:30-06:30' are no hours: write 06:30-22:30, several with "
            "a blank between, in order and not touching\n"},
        BadDeadlineFile{"deadlines: x\na:\n  b: {for: 2 hours, roll: back}\n",
                        "3:27 deadline.bad_roll: 'back' is no way to roll: none, next working day, "
                        "previous working day, past holidays, and skip for a cycle\n"},
        BadDeadlineFile{
            "deadlines: x\na:\n  b: {for: 2 hours, ends: dusk}\n",
            "3:27 deadline.bad_ends: 'dusk' is no end: office, opening, midnight, or HH:MM\n"},
        BadDeadlineFile{
            "deadlines: x\na:\n  b: {for: 2 hours, warn: sometimes}\n",
            "3:27 deadline.bad_warn: 'sometimes' is no warning: write 'after 2/3', 'half', '2 "
            "working days before', or 'none'\n"},
        BadDeadlineFile{"deadlines: x\na:\n  b: {for: 2 hours, warn: {first_of: [25:00]}}\n",
                        "3:39 deadline.bad_time: '25:00' is no clock time: write HH:MM\n"},
        BadDeadlineFile{
            "deadlines: x\na:\n  b: {until: due + 3 hours}\n",
            "3:14 deadline.wrong_shape: 'until' of 'a.b' should be a moment of the calendar, as "
            "08:00 or 'day 5 at 17:30'\n"},
        BadDeadlineFile{
            "deadlines: x\na:\n  b: {every: now}\n",
            "3:14 deadline.bad_cycle: 'now' is no cycle: write 'every 14 calendar days', 'day at "
            "18:00', 'week on monday at 09:00', 'month on day 1 at 08:00', 'month on last friday "
            "at 17:00', 'cron 0 8 * * "
            "mon-fri'\n"},
        BadDeadlineFile{
            "deadlines: x\na: soon\n",
            "2:4 deadline.wrong_shape: 'a' of 'a' should be a map of deadlines (name: duration)\n"},
        BadDeadlineFile{
            "deadlines: x\na:\n  b: {by: size, small: 3 hours, big: 5 days}\n  c: 2 days\n",
            "3:38 deadline.bare_days: '5 days' does not say which days: write '5 working days' or "
            "'5 calendar days'\n"
            "4:6 deadline.bare_days: '2 days' does not say which days: write '2 working days' or "
            "'2 calendar days'\n"},
        BadDeadlineFile{
            "deadlines: x\npauses: {appraisal: {clock: stop}}\n",
            "2:21 deadline.wrong_shape: 'clock' of 'pauses.appraisal' should be pause or run\n"},
        // Bounds that a town may not pass.
        BadDeadlineFile{
            "deadlines: x\na:\n  b: {for: 61 calendar days, at_most: 60 calendar days}\n",
            "3:12 deadline.beyond: 'a.b' is 61 calendar days, longer than its 'at_most', 60 "
            "calendar days\n"},
        BadDeadlineFile{
            "deadlines: x\na:\n  b: {for: 30 calendar days, at_most: 1 month}\n",
            "3:12 deadline.undecided: 'a.b' is 30 calendar days and its 'at_most' is 1 month: for "
            "some starts it is within, for some not; use the same unit\n"},
        BadDeadlineFile{
            "deadlines: x\na:\n  b: {for: 29 calendar days, at_least: 30 calendar days}\n",
            "3:12 deadline.below: 'a.b' is 29 calendar days, shorter than its 'at_least', 30 "
            "calendar days\n"},
        BadDeadlineFile{
            "deadlines: x\na:\n  b: {by: size, small: 1 hour, big: 2 months, at_most: 1 month}\n",
            "3:37 deadline.beyond: 'a.b.big' is 2 months, longer than its 'at_most', 1 month\n"}));

TEST(ReadDeadlines, MistakesInChinese) {
  const Read found = read("deadlines: x\na:\n  b: 五天\n  c: {for: 2 months, at_most: 1 month}\n");
  EXPECT_EQ(test::sentences(found.out, Language::zh),
            "3:6 deadline.bare_days: “五天”没有说明是工作日还是自然日：写“5个工作日”或“5个自然日”\n"
            "4:12 deadline.beyond: “a.c”是2个月，超过了上限1个月\n");
}

std::string shown(const Deadline* deadline) {
  return deadline ? to_text(*deadline, Language::en) : "null";
}

TEST(ReadDeadlines, NamesChoicesAndSharedKeys) {
  const Read found = read(R"(
deadlines: county
title: {zh: 期限, en: Deadlines}
common:
  night:
    until: 08:00
    at_least: 4 hours
    warn: {first_of: [22:00, 06:30], more_than: 2 hours}
    grace: 24 hours
  full-month: {for: 1 month, warn: after 2/3, roll: none}
three-lines:
  whole:  {by: size, small: night, big: full-month, at_most: full-month}
  line-1: {by: size, small: 3 hours, big: 2 working days, open: 06:30-22:30}
  line-3: {by: size, small: 24 hours, big: until due of case}
  later:  night
  night:  night
  ahead:  [7 calendar days, 3 calendar days]
hotline-12345:
  handle:
    by: if redo_count > 0 then "redo" else class
    general: {for: 5 working days, extend: {times: 1, at_most: 5 working days, ask: 1 working day before due, tell: reporter}}
    otherwise: 24 hours
    warn: 2 working days before
  plan: {before: planned_start, by_at_least: 3 calendar days}
  minutes: {for: 24 hours, from: session_end, law: 条例第二十二条}
  brief: {every: day at 18:00, for: 30 minutes, warn: none}
pauses:
  waiting: {clock: run}
  appraisal: {clock: pause, at_most: 30 calendar days}
)");
  EXPECT_EQ(test::sentences(found.out), "");
  const auto pick = [&](const char* section, const char* name, const char* choice = "") {
    const DeadlineEntry* entry = found.file.find(section, name);
    return entry ? entry->pick(choice) : nullptr;
  };
  EXPECT_EQ(shown(pick("three-lines", "whole", "small")), "until 08:00, at least 4 hours away");
  EXPECT_EQ(pick("three-lines", "whole", "small")->grace, (Span{24, Unit::hours}));
  EXPECT_EQ(pick("three-lines", "whole", "small")->source, "three-lines.whole.small");
  EXPECT_EQ(pick("three-lines", "whole", "big")->at_most_span, (Span{1, Unit::months}));
  EXPECT_EQ(pick("three-lines", "whole", "tiny"), nullptr);
  EXPECT_EQ(pick("three-lines", "whole"), nullptr);
  EXPECT_EQ(shown(pick("three-lines", "line-1", "small")), "3 hours, open 06:30-22:30");
  EXPECT_EQ(shown(pick("three-lines", "line-1", "big")), "2 working days");
  EXPECT_EQ(shown(pick("three-lines", "line-3", "big")), "until due of case");
  EXPECT_EQ(shown(pick("three-lines", "later")), "until 08:00, at least 4 hours away");
  EXPECT_EQ(shown(pick("three-lines", "night")), "until 08:00, at least 4 hours away");
  EXPECT_EQ(shown(pick("anything", "night")), "until 08:00, at least 4 hours away");
  EXPECT_EQ(found.file.find("three-lines", "ahead")->list.size(), 2U);
  const Deadline* general = pick("hotline-12345", "handle", "general");
  ASSERT_TRUE(general);
  EXPECT_EQ(general->warn.kind, Warn::Kind::before);
  EXPECT_EQ(general->extend->times, 1);
  EXPECT_EQ(general->extend->ask, (Span{1, Unit::working_days}));
  EXPECT_EQ(general->extend->tell->text, "reporter");
  EXPECT_EQ(shown(pick("hotline-12345", "handle", "urgent")), "24 hours");
  EXPECT_EQ(found.file.find("hotline-12345", "handle")->by.text,
            "if redo_count > 0 then \"redo\" else class");
  EXPECT_EQ(shown(pick("hotline-12345", "plan")), "planned_start less 3 calendar days");
  EXPECT_EQ(pick("hotline-12345", "minutes")->from.text, "session_end");
  EXPECT_EQ(pick("hotline-12345", "minutes")->law, "条例第二十二条");
  EXPECT_EQ(pick("hotline-12345", "brief")->kind, Deadline::Kind::span);
  EXPECT_TRUE(pick("hotline-12345", "brief")->every.has_value());
  EXPECT_FALSE(found.file.pauses.at("waiting").pauses);
  EXPECT_EQ(found.file.pauses.at("appraisal").at_most, (Span{30, Unit::calendar_days}));
}

TEST(ReadDeadlines, InlineValues) {
  Read found =
      read("deadlines: x\ncommon: {night: {until: 08:00, at_least: 4 hours}}\na: {b: 2 hours}\n");
  const auto inline_due = [&](const char* text) -> std::string {
    model::Diagnostics out;
    const auto node = test::yaml(text, out);
    const auto entry = read_deadline(*node->get("due"), "a", found.file, out);
    return entry ? shown(entry->pick()) : test::sentences(out);
  };
  EXPECT_EQ(inline_due("due: 3 hours\n"), "3 hours");
  EXPECT_EQ(inline_due("due: b\n"), "2 hours");
  EXPECT_EQ(inline_due("due: night\n"), "until 08:00, at least 4 hours away");
  EXPECT_EQ(inline_due("due: {date: finish_by}\n"), "until finish_by");
  EXPECT_EQ(inline_due("due: {for: 3 hours, open: 06:30-22:30}\n"), "3 hours, open 06:30-22:30");
  EXPECT_EQ(inline_due("due: nihgt\n"),
            "1:6 deadline.unknown_name: no deadline is called 'nihgt' (looked in 'a' and 'common') "
            "(night?)\n");
}

TEST(ReadDeadlines, TheShippedRulesAreSound) {
  const Read found = read(test::file_text("rules/deadlines.yaml"));
  EXPECT_EQ(test::sentences(found.out), "");
  EXPECT_NE(found.file.find("three-lines", "whole"), nullptr);
  EXPECT_NE(found.file.find("hotline-12345", "handle"), nullptr);
}

}  // namespace
}  // namespace tf::rule

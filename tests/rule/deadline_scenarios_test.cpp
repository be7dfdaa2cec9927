// Every instant that the specified stories of three lines (W01), promises (W03), the hotline (W04)
// and the shared ones (C) name, out of the shipped rules and the functions the core calls.
#include <gtest/gtest.h>

#include <array>

#include "rule/deadline_file.h"
#include "rule/ladder.h"
#include "support/calendars.h"

namespace tf::rule {
namespace {

using test::at;
using test::cn;
using test::shown;

const DeadlineFile& rules() {
  static const DeadlineFile file = [] {
    model::Diagnostics out;
    return read_deadlines(*test::yaml(test::file_text("rules/deadlines.yaml"), out), out, &cn());
  }();
  return file;
}
const Ladders& ladders() {
  static const Ladders all = [] {
    model::Diagnostics out;
    return read_ladders(*test::yaml(test::file_text("rules/ladders.yaml"), out), out);
  }();
  return all;
}

struct ScenarioRow {
  const char* story;
  const char* section;
  const char* name;
  const char* choice;
  const char* start;
  const char* moment;  // due, warn, or a ladder's level as "std.L3"
  const char* at;
};

Due due_of(const ScenarioRow& row) {
  const DeadlineEntry* entry = rules().find(row.section, row.name);
  EXPECT_TRUE(entry) << row.section << "." << row.name;
  const Deadline* deadline = entry ? entry->pick(row.choice) : nullptr;
  EXPECT_TRUE(deadline) << row.name << "/" << row.choice;
  return deadline ? compute(*deadline, at(row.start), cn()).value() : Due{};
}

TEST(Scenarios, InstantsOfTheStories) {
  const char* lines = "three-lines";
  const char* hotline = "hotline-12345";
  for (const ScenarioRow& row : {
           ScenarioRow{"W01-S1", lines, "whole", "small", "2026-03-10 16:40", "due",
                       "2026-03-11 08:00"},
           ScenarioRow{"W01-S1", lines, "whole", "small", "2026-03-10 16:40", "warn",
                       "2026-03-10 22:00"},
           ScenarioRow{"W01-S1", lines, "call-back-after", "", "2026-03-10 19:20", "due",
                       "2026-03-17 08:30"},
           ScenarioRow{"W01-S1", lines, "call-back", "", "2026-03-17 08:30", "due",
                       "2026-03-19 17:30"},
           ScenarioRow{"W01-S2", lines, "whole", "small", "2026-03-10 21:30", "warn",
                       "2026-03-11 06:30"},
           ScenarioRow{"W01-S2", lines, "whole", "small", "2026-03-10 21:30", "std.L2",
                       "2026-03-11 08:00"},
           ScenarioRow{"W01-S2", lines, "whole", "small", "2026-03-10 21:30", "std.L3",
                       "2026-03-12 08:00"},
           ScenarioRow{"W01-S2", lines, "whole", "small", "2026-03-10 21:30", "std.L4",
                       "2026-03-18 17:30"},
           ScenarioRow{"W01-S2", lines, "line-3", "small", "2026-03-11 08:00", "due",
                       "2026-03-12 08:00"},
           ScenarioRow{"W01-S2", "common", "explain", "", "2026-03-11 08:00", "due",
                       "2026-03-12 17:30"},
           ScenarioRow{"W01-S3", lines, "whole", "small", "2026-10-03 20:15", "due",
                       "2026-10-04 08:00"},
           ScenarioRow{"W01-S4", lines, "whole", "big", "2026-01-31 09:00", "due",
                       "2026-03-01 00:00"},
           ScenarioRow{"W01-S4", lines, "whole", "big", "2026-01-31 09:00", "warn",
                       "2026-02-19 11:00"},
           ScenarioRow{"W01-S6", lines, "whole", "small", "2026-03-18 10:00", "due",
                       "2026-03-19 08:00"},
           ScenarioRow{"W01-S7", lines, "repeat-visit", "", "2026-05-20 10:00", "due",
                       "2026-05-21 17:30"},
           ScenarioRow{"W01", lines, "first-contact", "small", "2026-03-10 16:40", "due",
                       "2026-03-10 17:40"},
           ScenarioRow{"W01", lines, "line-1", "small", "2026-03-10 16:40", "due",
                       "2026-03-10 19:40"},
           ScenarioRow{"W01", lines, "line-1", "small", "2026-03-10 21:30", "due",
                       "2026-03-11 08:30"},
           ScenarioRow{"W01", lines, "line-1", "big", "2026-03-10 16:40", "due",
                       "2026-03-12 17:30"},
           ScenarioRow{"W01", lines, "line-2", "big", "2026-03-12 17:30", "due",
                       "2026-03-23 00:00"},
           ScenarioRow{"W03-S1", "promise", "plan", "", "2026-08-20 09:00", "due",
                       "2026-08-25 17:30"},
           ScenarioRow{"W03-S1", "promise", "progress-note", "", "2026-08-20 09:00", "due",
                       "2026-09-04 00:00"},
           ScenarioRow{"W03-S1", "promise", "confirm", "", "2026-09-29 16:00", "due",
                       "2026-10-09 17:30"},
           ScenarioRow{"W03-S3", "common", "explain", "", "2026-10-01 00:00", "due",
                       "2026-10-08 17:30"},
           ScenarioRow{"W04-S1", hotline, "sign", "general", "2026-09-18 16:50", "due",
                       "2026-09-20 09:50"},
           ScenarioRow{"W04-S1", hotline, "dispatch", "general", "2026-09-20 09:30", "due",
                       "2026-09-20 15:30"},
           ScenarioRow{"W04-S1", hotline, "handle", "general", "2026-09-20 11:00", "due",
                       "2026-09-28 17:30"},
           ScenarioRow{"W04-S1", hotline, "handle", "general", "2026-09-20 11:00", "warn",
                       "2026-09-24 17:30"},
           ScenarioRow{"W04-S2", hotline, "review", "", "2026-09-28 16:00", "due",
                       "2026-09-29 17:30"},
           ScenarioRow{"W04-S2", hotline, "call-back", "", "2026-09-29 16:00", "due",
                       "2026-10-08 17:30"},
           ScenarioRow{"W04-S3", hotline, "sign", "urgent", "2026-10-02 22:10", "due",
                       "2026-10-02 22:40"},
           ScenarioRow{"W04-S3", hotline, "handle", "urgent", "2026-10-02 22:10", "due",
                       "2026-10-03 22:10"},
           ScenarioRow{"W04-S4", hotline, "return", "", "2026-05-08 15:00", "due",
                       "2026-05-09 17:30"},
           ScenarioRow{"W04-S5", hotline, "handle", "redo", "2026-05-20 10:00", "due",
                       "2026-05-27 17:30"},
           ScenarioRow{"W04-S6", hotline, "same-order", "", "2026-06-15 09:00", "due",
                       "2026-06-18 09:00"},
           ScenarioRow{"W04-S7", hotline, "contact", "", "2026-06-15 09:00", "due",
                       "2026-06-16 17:30"},
           ScenarioRow{"W04-S7", hotline, "handle", "general", "2026-06-15 09:00", "due",
                       "2026-06-23 17:30"},
           ScenarioRow{"C-S1", lines, "whole", "small", "2026-03-10 21:30", "std.L1",
                       "2026-03-11 06:30"},
           ScenarioRow{"C-S2", hotline, "handle", "general", "2026-09-17 10:00", "due",
                       "2026-09-23 17:30"},
           ScenarioRow{"C-S2", hotline, "handle", "general", "2026-09-17 10:00", "std.L1",
                       "2026-09-22 17:30"},
           ScenarioRow{"C-S2", hotline, "handle", "general", "2026-09-21 10:00", "due",
                       "2026-09-29 17:30"},
           ScenarioRow{"C-S2", hotline, "handle", "general", "2026-09-21 10:00", "warn",
                       "2026-09-28 17:30"},
           ScenarioRow{"C-S3", hotline, "handle", "consult", "2026-12-31 10:00", "due",
                       "2027-01-04 17:30"},
           ScenarioRow{"C-S4", hotline, "sign", "general", "2026-09-18 16:50", "due",
                       "2026-09-20 09:50"},
       }) {
    const Due due = due_of(row);
    std::optional<Instant> moment = due.due;
    const std::string_view word = row.moment;
    if (word == "warn") moment = due.warn;
    if (const auto dot = word.find('.'); dot != std::string_view::npos) {
      const Level* level =
          ladders().at(std::string(word.substr(0, dot))).find(word.substr(dot + 1));
      ASSERT_TRUE(level && level->at) << word;
      moment = moment_of(*level->at, due, cn());
    }
    EXPECT_EQ(moment ? shown(*moment) : "-", row.at) << row.story << " " << row.name << " " << word;
  }
}

// W03-S2, W03-S3: a date promised, a milestone three working days late, a slip's new date.
TEST(Scenarios, PromisedDates) {
  Deadline date;
  date.kind = Deadline::Kind::date;
  const auto promised = [&](const char* day) {
    DueContext context;
    context.reference = Reference::of(parse_date(day).value());
    return compute(date, at("2026-08-21 10:00"), cn(), context).value();
  };
  const Due milestone = promised("2026-09-10");
  EXPECT_EQ(shown(milestone.due), "2026-09-11 00:00");
  EXPECT_FALSE(milestone.warn);
  const Ladder& ladder = ladders().at("milestone");
  EXPECT_EQ(shown(*moment_of(*ladder.find("L1")->at, milestone, cn())), "2026-09-11 00:00");
  EXPECT_EQ(shown(*moment_of(*ladder.find("L2")->at, milestone, cn())), "2026-09-16 00:00");
  EXPECT_EQ(shown(promised("2026-09-30").due), "2026-10-01 00:00");
  EXPECT_EQ(shown(promised("2026-10-16").due), "2026-10-17 00:00");
  const DeadlineEntry* remind = rules().find("promise", "remind-promisor");
  std::string days;
  for (const Span& span : remind->list)
    days += shown(ahead_of(Reference::of(parse_date("2026-09-30").value()), span, cn())) + ";";
  EXPECT_EQ(days, "2026-09-23 09:00;2026-09-27 09:00;2026-09-29 09:00;");
}

// C-S2: the warn of a running deadline comes a day earlier.
TEST(Scenarios, ARuleChangeMovesTheWarn) {
  Deadline general = *rules().find("hotline-12345", "handle")->pick("general");
  general.warn = parse_warn("2 working days before").value();
  EXPECT_EQ(shown(*compute(general, at("2026-09-17 10:00"), cn())->warn), "2026-09-21 17:30");
  EXPECT_EQ(shown(*compute(general, at("2026-09-21 10:00"), cn())->warn), "2026-09-24 17:30");
}

// C-S3: provisional until the notice is loaded, then another day.
TEST(Scenarios, CalendarHorizon) {
  const Deadline& consult = *rules().find("hotline-12345", "handle")->pick("consult");
  const Due before = *compute(consult, at("2026-12-31 10:00"), cn());
  EXPECT_TRUE(before.provisional);
  CalendarLayer notice;
  notice.name = "2027";
  notice.years = {2027};
  notice.days = {{date_of({2027, 1, 2}), false, "new_year"},
                 {date_of({2027, 1, 3}), true, "new_year"}};
  const Calendar loaded = Calendar::build(std::array{test::cn_layer(), notice}).value();
  const Due after = *compute(consult, at("2026-12-31 10:00"), loaded);
  EXPECT_EQ(shown(after.due), "2027-01-03 17:30");
  EXPECT_FALSE(after.provisional);
  EXPECT_NE(loaded.version(), cn().version());
}

}  // namespace
}  // namespace tf::rule

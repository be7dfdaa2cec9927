#include "rule/cycle.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/calendars.h"

namespace tf::rule {
namespace {

using model::Language;
using test::at;
using test::cn;
using test::shown;

TEST(ParseCycle, RefusesWhatIsNone) {
  for (const char* text :
       {"", "fortnight", "month on last", "month on sixth friday", "month on working day 30",
        "month on day 1 sometimes", "day at 25:00", "cron 0 8 * *", "cron 60 8 * * *",
        "cron 0 24 * * *", "cron 0 8 0 * *", "cron 0 8 * 13 *", "cron 0 8 * * 8",
        "cron 0 8-6 * * *", "cron a b c d e", "cron */0 * * * *", "day at 08:00 roll=sideways",
        "day at 08:00 missed=some", "every 0 hours"})
    EXPECT_FALSE(parse_cycle(text)) << text;
}

struct NextRow {
  const char* cycle;
  const char* after;
  const char* next;
};
std::string next_of(const Cycle& cycle, const char* after) {
  return shown(next_occurrence(cycle, at(after), at(after), cn()), cn());
}

// October 2026: 1-7 National Day, Saturday the 10th is a make-up workday.
TEST(NextOccurrence, OfEachKind) {
  for (const NextRow& row : {
           NextRow{"day at 18:00", "2026-10-01 18:00", "2026-10-02 18:00"},
           NextRow{"day at 18:00 roll=skip", "2026-09-30 18:00", "2026-10-08 18:00"},
           NextRow{"day at 18:00 roll=next_workday", "2026-09-30 18:00", "2026-10-08 18:00"},
           NextRow{"day at 18:00 roll=next_workday", "2026-10-08 18:00", "2026-10-09 18:00"},
           NextRow{"working day at 09:00", "2026-10-09 09:00", "2026-10-10 09:00"},
           NextRow{"week on monday at 09:00", "2026-09-28 09:00", "2026-10-05 09:00"},
           NextRow{"week on monday at 17:30 roll=next_workday", "2026-09-28 17:30",
                   "2026-10-08 17:30"},
           NextRow{"week on monday at 09:00 roll=previous_workday", "2026-09-28 09:00",
                   "2026-09-30 09:00"},
           NextRow{"month on day 5 at 17:30 roll=next_workday", "2026-09-30 00:00",
                   "2026-10-08 17:30"},
           NextRow{"month on day 31 at 08:00", "2026-01-31 08:00", "2026-02-28 08:00"},
           NextRow{"month on last day at 08:00", "2028-01-31 08:00", "2028-02-29 08:00"},
           NextRow{"month on last friday at 17:00", "2026-10-01 00:00", "2026-10-30 17:00"},
           NextRow{"month on first monday at 09:00", "2026-10-05 09:00", "2026-11-02 09:00"},
           NextRow{"month on fifth thursday at 09:00", "2026-10-29 09:00", "2026-12-31 09:00"},
           NextRow{"month on working day 1 at 09:00", "2026-09-30 09:00", "2026-10-08 09:00"},
           NextRow{"month on last working day at 17:30", "2026-10-01 00:00", "2026-10-30 17:30"},
           NextRow{"quarter on day 10 at 17:30 roll=next_workday", "2026-07-10 17:30",
                   "2026-10-10 17:30"},
           NextRow{"quarter on last working day at 09:00", "2026-10-01 00:00", "2026-12-31 09:00"},
           NextRow{"week on friday at 09:00 roll=past_holidays", "2026-09-30 00:00",
                   "2026-10-08 09:00"},
           NextRow{"week on saturday at 09:00 roll=past_holidays", "2026-10-09 00:00",
                   "2026-10-10 09:00"},
           NextRow{"year on 01-20 at 17:30", "2026-01-20 17:30", "2027-01-20 17:30"},
           NextRow{"year on 02-29 at 08:00", "2026-03-01 00:00", "2027-02-28 08:00"},
           NextRow{"cron 30 8 * * mon-fri", "2026-10-09 08:30", "2026-10-12 08:30"},
           NextRow{"cron 30 8 * * 1-5 roll=skip", "2026-09-30 08:30", "2026-10-08 08:30"},
           NextRow{"cron */20 8-9 * * *", "2026-10-01 08:40", "2026-10-01 09:00"},
           NextRow{"cron 0 0 29 2 *", "2026-01-01 00:00", "2028-02-29 00:00"},
           NextRow{"cron 0 6 13 * fri", "2026-10-10 00:00", "2026-10-13 06:00"},
           NextRow{"cron 0 6 * * 0,7", "2026-10-10 00:00", "2026-10-11 06:00"},
       }) {
    const auto cycle = parse_cycle(row.cycle);
    ASSERT_TRUE(cycle) << row.cycle << ": " << (cycle ? "" : cycle.error().en);
    EXPECT_EQ(next_of(*cycle, row.after), row.next) << row.cycle << " after " << row.after;
  }
}

TEST(NextOccurrence, IsNeverWhereARuleSkipsAllItsDays) {
  const auto cycle = parse_cycle("year on 01-01 at 00:00 roll=skip");
  EXPECT_EQ(next_occurrence(*cycle, {}, at("2026-10-01 00:00"), cn()), kNever);
}

// Every kind walked for years: each occurrence lies after the one before it, and asking from just
// before an occurrence gives that occurrence.
TEST(NextOccurrence, WalksForwardWithoutHolesOrRepeats) {
  for (const char* text :
       {"day at 18:00 roll=next_workday", "working day at 09:00",
        "week on sunday at 09:00 roll=previous_workday",
        "month on day 31 at 08:00 roll=next_workday",
        "month on last friday at 17:00 roll=previous_workday", "quarter on working day 3 at 09:00",
        "year on 10-01 at 00:00 roll=past_holidays", "cron 15,45 6-8 1,15 * sat"}) {
    const Cycle cycle = *parse_cycle(text);
    Instant t = at("2023-01-01 00:00");
    for (int i = 0; i < 200; ++i) {
      const Instant next = next_occurrence(cycle, {}, t, cn());
      ASSERT_LT(t, next) << text;
      ASSERT_EQ(next_occurrence(cycle, {}, next - 1, cn()), next)
          << text << " " << shown(next, cn());
      t = next;
    }
  }
}

TEST(NextOccurrence, IsTheInstantAfterAGapOfTheClock) {
  CalendarLayer layer;
  layer.zone = "Europe/Lisbon";
  const Calendar lisbon = *Calendar::build(std::span(&layer, 1));
  const Cycle cycle = *parse_cycle("day at 01:30");
  const auto next = [&](const char* after) {
    return to_utc_string(next_occurrence(cycle, {}, *parse_instant(after), lisbon));
  };
  EXPECT_EQ(next("2026-03-28T12:00:00Z"), "2026-03-29T01:00:00Z");  // 01:00 to 02:00 is missing
  EXPECT_EQ(next("2026-10-24T12:00:00Z"), "2026-10-25T00:30:00Z");  // the first of two
  EXPECT_EQ(next("2026-10-25T00:30:00Z"), "2026-10-26T01:30:00Z");
}

TEST(CycleText, ReadsBackWhatItWrites) {
  for (const char* text :
       {"every 14 calendar days", "day at 18:00", "working day at 09:00", "week on monday at 09:00",
        "month on day 5 at 17:30", "month on last friday at 17:00",
        "month on working day 3 at 09:00", "quarter on last working day at 09:00",
        "year on 01-20 at 17:30", "cron 0 8 * * 1-5", "cron 0,20,40 8-18 1-31 * 1"}) {
    const auto cycle = parse_cycle(text);
    ASSERT_TRUE(cycle) << text;
    EXPECT_EQ(to_text(*cycle, Language::en), text);
    const auto chinese = parse_cycle(to_text(*cycle, Language::zh));
    ASSERT_TRUE(chinese) << to_text(*cycle, Language::zh);
    EXPECT_EQ(*chinese, *cycle) << to_text(*cycle, Language::zh);
  }
}

}  // namespace
}  // namespace tf::rule

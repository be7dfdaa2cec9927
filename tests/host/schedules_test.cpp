#include "host/schedules.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "host/shard.h"
#include "store/faulty_store.h"
#include "support/small_town.h"

namespace tf::host {
namespace {

std::string daily(const char* policy) {
  return cat("workflow: errand\ncase:\n  here: required node\nstart:\n  every: day at 08:00 ",
             policy,
             "\n  each: nodes(\"village\") as v\n  set: {here: v}\n"
             "steps:\n  look: {task: look, who: clerk}\n  over: {end: done}\n");
}

class SchedulesTest : public ::testing::Test {
 protected:
  void use(const std::string& workflow) {
    support::Bound bound = support::bind_small(workflow);
    ASSERT_EQ(bound.sentences(), "");
    auto c = std::make_shared<core::Catalog>();
    c->add(bound.town);
    catalog = c;
    if (!memory) memory = store::memory_store();
    clock.set(*parse_instant("2026-03-10T09:00:00+08:00"));
    reopen();
  }
  void reopen() {
    shard.reset();
    shard = *Shard::open(catalog, *memory, clock);
  }
  std::size_t all() {  // fires what is due; how many cases there are then
    while (*shard->fire_due(10) != 0) {
    }
    return memory->counts()->open;
  }
  std::string next() {
    const auto t = *shard->next_due();
    return t ? to_utc_string(*t) : "none";
  }
  VirtualClock clock;
  std::shared_ptr<const core::Catalog> catalog;
  std::unique_ptr<store::Store> memory;
  std::unique_ptr<Shard> shard;
};

TEST_F(SchedulesTest, WhatIsNoScheduleIsSaid) {
  EXPECT_EQ(support::bind_small("workflow: errand\nstart: {every: 3 hours}\n"
                                "steps:\n  over: {end: done}\n")
                .sentences(),
            "2:16 '3 hours' is no cycle: write 'month on day 1 at 08:00', or a deadline with "
            "'every'\n");
  EXPECT_EQ(support::bind_small("workflow: errand\nstart: {each: nodes(\"village\") as v}\n"
                                "steps:\n  over: {end: done}\n")
                .sentences(),
            "2:15 'each' needs 'every' or 'when': when the cases are opened\n");
  EXPECT_EQ(support::bind_small("workflow: errand\ncase: {size: whole}\nstart: {when: size > 3}\n"
                                "steps:\n  over: {end: done}\n")
                .sentences(),
            "3:15 there is no case yet, so the condition cannot read its field 'size'; it can read "
            "metrics, limits and the row of 'each'\n");
}

constexpr const char* kAfterNoon =
    "workflow: errand\nstart:\n  when: now.hour >= 12 and now.hour < 18\n"
    "  every: every 10 minutes\n"
    "steps:\n  look: {task: look, who: clerk}\n  over: {end: done}\n";

// Once each time it turns true: not at every look, not after a restart, again on the next day.
TEST_F(SchedulesTest, AConditionOpensOnItsEdge) {
  use(kAfterNoon);
  all();
  struct Row {
    const char* at;
    std::size_t cases;
    bool restart = false;
  };
  for (const Row& row :
       {Row{"2026-03-10T11:59:00+08:00", 0}, Row{"2026-03-10T12:01:00+08:00", 1},
        Row{"2026-03-10T12:31:00+08:00", 1}, Row{"2026-03-10T13:00:00+08:00", 1, true},
        Row{"2026-03-10T18:10:00+08:00", 1}, Row{"2026-03-10T19:00:00+08:00", 1, true},
        Row{"2026-03-11T12:10:01+08:00", 2}}) {
    clock.set(*parse_instant(row.at));
    if (row.restart) reopen();
    EXPECT_EQ(all(), row.cases) << row.at;
  }
}

// What the host missed while it stood still is one look.
TEST_F(SchedulesTest, MissedLooksAreOne) {
  use(kAfterNoon);
  all();
  clock.set(*parse_instant("2026-03-11T09:00:00+08:00"));
  reopen();
  EXPECT_EQ(all(), 0u);
  clock.set(*parse_instant("2026-03-13T12:05:00+08:00"));
  reopen();
  EXPECT_EQ(all(), 1u);
}

TEST_F(SchedulesTest, ALookThatChangesNothingLeavesNoTrace) {
  use(kAfterNoon);
  all();
  const auto before = *memory->settings();
  clock.set(*parse_instant("2026-03-10T11:30:00+08:00"));
  EXPECT_EQ(all(), 0u);
  EXPECT_EQ(*memory->settings(), before);
  EXPECT_TRUE(memory->read_all(0, 10)->empty());
}

TEST_F(SchedulesTest, BeginsWhenItIsFirstSeen) {
  use(daily(""));
  EXPECT_EQ(next(), "2026-03-11T00:00:00Z");
  EXPECT_EQ(all(), 0u);
}

TEST_F(SchedulesTest, ASecondLookAndARestartOpenNothingMore) {
  use(daily(""));
  EXPECT_EQ(all(), 0u);
  clock.set(*parse_instant("2026-03-11T08:00:01+08:00"));
  EXPECT_EQ(all(), 1u);
  EXPECT_EQ(all(), 1u);
  reopen();
  EXPECT_EQ(all(), 1u);
  EXPECT_EQ(next(), "2026-03-12T00:00:00Z");
}

TEST_F(SchedulesTest, ACaseCountsFromItsTurnHoweverLateItOpens) {
  use(daily(""));
  all();
  clock.set(*parse_instant("2026-03-11T13:00:00+08:00"));
  EXPECT_EQ(all(), 1u);
  const auto rows = *memory->cases({});
  EXPECT_EQ(to_utc_string(Instant{rows.at(0).opened_ms}), "2026-03-11T00:00:00Z");
  EXPECT_EQ(rows.at(0).grid, "dale");
  EXPECT_EQ(to_utc_string(shard->state(CaseId{rows.at(0).id})->now), "2026-03-11T00:00:00Z");
}

TEST_F(SchedulesTest, MissedTurnsGoByTheirPolicy) {
  struct Row {
    const char* policy;
    const char* back;  // when the host is back, three turns missed
    std::size_t cases;
  };
  for (const Row& row :
       {Row{"", "2026-03-13T08:30:00+08:00", 3}, Row{"missed=last", "2026-03-13T12:00:00+08:00", 1},
        Row{"missed=none", "2026-03-13T12:00:00+08:00", 0},
        Row{"missed=none", "2026-03-13T08:30:00+08:00", 1}}) {
    memory.reset();
    use(daily(row.policy));
    all();
    clock.set(*parse_instant(row.back));
    reopen();
    EXPECT_EQ(all(), row.cases) << row.policy << " " << row.back;
    EXPECT_EQ(next(), "2026-03-14T00:00:00Z") << row.policy;
  }
}

// The 14th of March 2026 is a Saturday; the case counts from where its turn lies.
TEST_F(SchedulesTest, ATurnOnARestDayGoesByItsPolicy) {
  struct Row {
    const char* roll;
    const char* turn;
  };
  for (const Row& row : {Row{"", "2026-03-14"}, Row{"roll=next_workday", "2026-03-16"},
                         Row{"roll=previous_workday", "2026-03-13"},
                         Row{"roll=past_holidays", "2026-03-14"}, Row{"roll=skip", "2026-04-14"}}) {
    memory.reset();
    use(cat("workflow: errand\nstart: {every: 'month on day 14 at 08:00 ", row.roll,
            "'}\nsteps:\n  look: {task: look, who: clerk}\n  over: {end: done}\n"));
    all();
    const Instant turn = *parse_instant(cat(row.turn, "T08:00:00+08:00"));
    EXPECT_EQ(next(), to_utc_string(turn)) << row.roll;
    clock.set(turn);
    EXPECT_EQ(all(), 0u) << row.roll;
    clock.set(turn + kMinute);
    ASSERT_EQ(all(), 1u) << row.roll;
    EXPECT_EQ(memory->cases({})->at(0).opened_ms, turn.ms) << row.roll;
  }
}

// A stop between the cases of a turn and its cursor: what was opened is not opened again.
TEST_F(SchedulesTest, AFailedCommitIsTakenUpAgain) {
  use(daily(""));
  all();
  auto faulty = std::make_unique<store::FaultyStore>(std::move(memory));
  store::FaultyStore& faults = *faulty;
  memory = std::move(faulty);
  reopen();
  clock.set(*parse_instant("2026-03-11T08:00:01+08:00"));
  faults.fail({.commit = 1});
  EXPECT_FALSE(shard->fire_due(10));
  EXPECT_EQ(memory->counts()->open, 0u);
  EXPECT_EQ(*shard->fire_due(10), 1u);
  EXPECT_EQ(memory->counts()->open, 1u);
  EXPECT_EQ(*shard->fire_due(10), 0u);
}

TEST_F(SchedulesTest, ATurnGoesInSmallCommitsAndOnce) {
  use("workflow: errand\ncase:\n  here: required text\nstart:\n  every: day at 08:00\n"
      "  each: for i in 1..7 return string(i) as v\n"
      "  set: {here: v}\nsteps:\n  look: {task: look, who: clerk}\n  over: {end: done}\n");
  shard->fire_due(3).value();
  clock.set(*parse_instant("2026-03-11T08:00:01+08:00"));
  EXPECT_EQ(*shard->fire_due(3), 1u);
  EXPECT_EQ(memory->counts()->open, 3u);
  reopen();
  EXPECT_EQ(all(), 7u);
  EXPECT_EQ(next(), "2026-03-12T00:00:00Z");
}

}  // namespace
}  // namespace tf::host

#include "core/apply_event.h"

#include <gtest/gtest.h>

#include "base/check.h"

namespace tf::core {
namespace {

CaseState with(std::vector<Event> events) {
  CaseState state;
  CaseOpened opened;
  opened.id = 1;
  opened.received_at = Instant{100};
  apply_event(state, TimePassed{Instant{100}, Instant{100}});
  apply_event(state, opened);
  for (const Event& event : events) apply_event(state, event);
  return state;
}

Clock clock(std::uint64_t id, const char* of, Instant due) {
  Clock c;
  c.id = id;
  c.of = of;
  c.due = due;
  return c;
}

TEST(ApplyEvent, AFactAboutNothingIsABug) {
  TaskChanged change;
  change.task = 9;
  EXPECT_THROW(with({change}), Bug);
  EXPECT_THROW(with({StepEnded{9, true, "", "", {}}}), Bug);
  EXPECT_THROW(with({ClockPassed{9, true}}), Bug);
}

TEST(ApplyEvent, VisitsAreCountedAndTheLastIsRemembered) {
  const CaseState state = with({TokenPlaced{2, 1, "line-1", "", false, "", ""},
                                StepEnded{2, true, "pass_up", "zhou", true},
                                TokenPlaced{3, 1, "line-1", "line-2", false, "RETURNED", ""}});
  const Visits& visits = state.visits.at("line-1");
  EXPECT_EQ(visits.entered, 2u);
  EXPECT_EQ(visits.completed, 1u);
  EXPECT_EQ(visits.by, "zhou");
  EXPECT_EQ(state.token(3)->visit, 2u);
  EXPECT_EQ(state.reason, "RETURNED");
  EXPECT_EQ(state.next_id, 4u);
}

TEST(ApplyEvent, AnItemsRowIsAlsoTheElementOfItsList) {
  FieldsSet list;
  list.values["marks"] = Value::list(
      {Value::record({{"name", Value::text("a")}}), Value::record({{"name", Value::text("b")}})});
  Scope item;
  item.id = 5;
  item.list = "marks";
  item.index = 1;
  item.row = Value::record({{"name", Value::text("b")}});
  FieldsSet write;
  write.scope = 5;
  write.values["proof"] = Value::text("photo");
  const CaseState state = with({list, ScopeOpened{item}, write});
  EXPECT_EQ(state.field("marks").as_list()[1]["proof"].as_text(), "photo");
  EXPECT_TRUE(state.field("marks").as_list()[0]["proof"].is_null());
}

TEST(ApplyEvent, AStoppedClockOfAStepIsGoneThatOfTheCaseStays) {
  const CaseState state = with({ClockStarted{clock(2, "case", Instant{900})},
                                ClockStarted{clock(3, "step", Instant{500})},
                                ClockPhaseChanged{3, ClockPhase::met, Instant{200}},
                                ClockPhaseChanged{2, ClockPhase::missed, Instant{950}}});
  ASSERT_EQ(state.clocks.size(), 1u);
  EXPECT_EQ(state.case_clock()->phase, ClockPhase::missed);
  EXPECT_EQ(state.case_clock()->stopped_at, Instant{950});
}

TEST(ApplyEvent, NextWakeIsTheEarliestOfClocksWaitsAndHandlers) {
  Clock c = clock(2, "case", Instant{900});
  c.warn = Instant{700};
  c.rungs.push_back({"L1", Instant{700}, false, false, {}});
  std::vector<Event> events{ClockStarted{c}};
  EXPECT_EQ(with(events).next_wake(), Instant{700});
  events.push_back(TokenPlaced{3, 1, "wait-a-week", "", false, "", ""});
  events.push_back(TokenWaits{3, Instant{600}, "", 0, 0, 0});
  EXPECT_EQ(with(events).next_wake(), Instant{600});
  events.push_back(WatchArmed{Watch{0, "remind", Instant{500}, false, 0}});
  EXPECT_EQ(with(events).next_wake(), Instant{500});
  events.push_back(ClockPhaseChanged{2, ClockPhase::paused, Instant{400}});
  CaseChanged suspended;
  suspended.phase = CasePhase::suspended;
  events.push_back(suspended);
  EXPECT_EQ(with(events).next_wake(), std::nullopt);
}

TEST(ApplyEvent, AnExtensionTurnsYellowBackARedNever) {
  Clock c = clock(2, "step", Instant{900});
  c.rungs.push_back({"L1", Instant{700}, false, false, {}});
  RungFired yellow;
  yellow.clock = 2;
  yellow.level = "L1";
  yellow.light = Light::yellow;
  ClockMoved extended;
  extended.clock = 2;
  extended.due = Instant{2000};
  extended.extended = true;
  EXPECT_EQ(with({ClockStarted{c}, yellow, extended}).clock(2)->light, Light::green);
  RungFired red = yellow;
  red.light = Light::red;
  EXPECT_EQ(with({ClockStarted{c}, red, extended}).clock(2)->light, Light::red);
}

TEST(ApplyEvent, ReopeningKeepsWhatTheFirstClosingWas) {
  CaseChanged closed;
  closed.phase = CasePhase::closed;
  closed.result = "settled";
  closed.closed_at = Instant{500};
  CaseChanged reopened;
  reopened.phase = CasePhase::open;
  reopened.reopened = true;
  const CaseState state = with({closed, reopened});
  EXPECT_EQ(state.reopen_count, 1u);
  EXPECT_EQ(state.result, "");
  EXPECT_EQ(state.last_result, "settled");
  EXPECT_EQ(state.last_closed, Instant{500});
}

}  // namespace
}  // namespace tf::core

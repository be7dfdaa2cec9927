#include "store/projector.h"

#include "store/support.h"

namespace tf::store {
namespace {

using core::Event;

// A case with one clock of its own, a claimed task with a clock and an offered one without.
core::CaseState state() {
  core::CaseState s;
  s.id = {7};
  s.number = "RIVERSIDE-2026-0007";
  s.town = "riverside";
  s.workflow = "lamp";
  s.stage = "in_progress";
  s.grid = "east-1";
  s.reporter = "chen";
  s.received_at = {1000};
  s.seq = 3;
  s.light = core::Light::yellow;
  s.keys = {"phone=1", "place=x"};
  core::Clock own;
  own.id = 10;
  own.of = "case";
  own.due = {9000};
  own.warn = Instant{8000};
  core::Clock step;
  step.id = 11;
  step.of = "step";
  step.due = {5000};
  step.light = core::Light::red;
  s.clocks = {own, step};
  core::Task claimed;
  claimed.id = 4;
  claimed.step = "repair";
  claimed.work = "repair";
  claimed.phase = core::TaskPhase::claimed;
  claimed.owner = "li";
  claimed.post = "works";
  claimed.clock = 11;
  claimed.offered_at = {1100};
  core::Task offered;
  offered.id = 5;
  offered.step = "inspect";
  offered.candidates = {"wang"};
  offered.post = "office";
  s.tasks = {claimed, offered};
  return s;
}

Batch projected(const core::CaseState& after, const std::vector<Event>& events) {
  Batch batch;
  Hash hash{};
  hash[0] = 0xcc;
  project(after, events, ProjectionTexts(), hash, batch);
  return batch;
}
std::string closed(const Batch& batch) {
  std::string out;
  for (const auto& [case_id, task] : batch.closed_tasks)
    out += cat(out.empty() ? "" : " ", case_id, "/", task);
  return out;
}

TEST(Projector, EveryTurnWritesTheCaseRow) {
  const Batch batch = projected(state(), {core::Noted{}});
  ASSERT_EQ(batch.cases.size(), 1U);
  CaseRow row = batch.cases[0];
  row.wake_ms.reset();  // next_wake has its own test
  EXPECT_EQ(str(row),
            "7|RIVERSIDE-2026-0007|riverside|lamp|lamp|open|in_progress|||1|false|office|east-1|"
            "wang|chen|1000|9000|8000|-|-|true|0|3|cc000000");
  EXPECT_TRUE(batch.tasks.empty());
  EXPECT_TRUE(batch.matches.empty());
  EXPECT_TRUE(batch.outbox.empty());
}

TEST(Projector, OnlyTouchedTasksAreWritten) {
  const core::CaseState s = state();
  core::ClockStarted started;
  started.clock.id = 11;
  core::ClockMoved moved;
  moved.clock = 11;
  core::ClockPassed passed;
  passed.clock = 11;
  core::RungFired fired;
  fired.clock = 11;
  core::ClockPassed own;
  own.clock = 10;
  core::TaskOffered offered;
  offered.task = s.tasks[1];
  core::TaskChanged claimed;
  claimed.task = 4;
  core::TaskChanged gone;
  gone.task = 99;
  const struct {
    const char* name;
    std::vector<Event> events;
    const char* tasks;
  } table[] = {
      {"its clock starts", {started}, "7/4"},
      {"its clock moves", {moved}, "7/4"},
      {"its clock passes", {passed}, "7/4"},
      {"a rung fires", {fired}, "7/4"},
      {"the clock of the case", {own}, ""},
      {"offered", {offered}, "7/5"},
      {"a verb", {claimed}, "7/4"},
      {"several, once each", {claimed, moved, offered}, "7/4 7/5"},
      {"a task that ended in the same turn", {gone}, ""},
  };
  for (const auto& row : table)
    EXPECT_EQ(ids(projected(s, row.events).tasks), row.tasks) << row.name;
}

TEST(Projector, ATaskShowsTheLightAndDueOfItsClock) {
  core::TaskChanged claimed;
  claimed.task = 4;
  core::TaskChanged offered;
  offered.task = 5;
  EXPECT_EQ(str(projected(state(), {claimed, offered}).tasks),
            "7/4|riverside|lamp|RIVERSIDE-2026-0007|repair|repair|repair|claimed|li||works|2|5000|"
            "1100\n"
            "7/5|riverside|lamp|RIVERSIDE-2026-0007|inspect|inspect||offered||wang|office|0|-|0");
}

TEST(Projector, ClosingATaskAndACase) {
  core::TaskClosed ended;
  ended.task = 3;
  EXPECT_EQ(closed(projected(state(), {ended})), "7/3");
  core::CaseState s = state();
  s.phase = core::CasePhase::closed;
  s.closed_at = Instant{6000};
  s.result = "settled";
  core::CaseChanged change;
  change.phase = core::CasePhase::closed;
  const Batch batch = projected(s, {change});
  EXPECT_EQ(closed(batch), "7/4 7/5");
  EXPECT_TRUE(batch.tasks.empty());
  EXPECT_EQ(batch.cases[0].phase, "closed");
  EXPECT_EQ(str(batch.cases[0].closed_ms), "6000");
  EXPECT_FALSE(batch.cases[0].wake_ms);
  EXPECT_TRUE(batch.cases[0].on_time);
  EXPECT_EQ(str(batch.matches), "phone=1|7|lamp|1000|6000\nplace=x|7|lamp|1000|6000");
}

TEST(Projector, ReopeningAndOpeningWriteTheMatches) {
  core::CaseChanged again;
  again.reopened = true;
  EXPECT_EQ(str(projected(state(), {again}).matches),
            "phone=1|7|lamp|1000|-\nplace=x|7|lamp|1000|-");
  EXPECT_EQ(projected(state(), {core::CaseOpened{}}).matches.size(), 2U);
  core::CaseChanged stage;
  stage.stage = "review";
  EXPECT_TRUE(projected(state(), {stage}).matches.empty());
}

TEST(Projector, OnTimeIsJudgedByTheClockOfTheCase) {
  const struct {
    const char* name;
    core::ClockPhase phase;
    std::optional<Instant> stopped;
    bool on_time;
    bool due;
  } table[] = {
      {"met", core::ClockPhase::met, Instant{9000}, true, true},
      {"missed", core::ClockPhase::missed, Instant{9001}, false, true},
      {"stopped late", core::ClockPhase::met, Instant{9001}, false, true},
      {"running", core::ClockPhase::running, {}, true, true},
      {"cancelled", core::ClockPhase::cancelled, Instant{10}, true, false},
  };
  for (const auto& row : table) {
    core::CaseState s = state();
    s.clocks[0].phase = row.phase;
    s.clocks[0].stopped_at = row.stopped;
    const CaseRow shown = case_row_of(s, ProjectionTexts(), {});
    EXPECT_EQ(shown.on_time, row.on_time) << row.name;
    EXPECT_EQ(shown.due_ms.has_value(), row.due) << row.name;
  }
}

TEST(Projector, EffectsGoToTheOutboxUntilTheyEnd) {
  core::EffectRequested asked;
  asked.id = 12;
  asked.kind = "notice";
  asked.key = "7/repair/1/li";
  asked.to = {"li"};
  asked.text = "due-soon";
  asked.with = Value::record({{"n", Value::number(2)}});
  core::EffectRequested later = asked;
  later.id = 13;
  later.not_before = Instant{7000};
  later.token = 2;
  core::EffectEnded done;
  done.id = 6;
  const Batch batch = projected(state(), {asked, later, done});
  EXPECT_EQ(
      str(batch.outbox),
      "7/12|notice|7/repair/1/li|{\"id\":12,\"kind\":\"notice\",\"key\":\"7/repair/1/li\","
      "\"to\":[\"li\"],\"text\":\"due-soon\",\"with\":{\"n\":2},\"t\":0}|0|0|\n"
      "7/13|notice|7/repair/1/li|{\"id\":13,\"kind\":\"notice\",\"key\":\"7/repair/1/li\","
      "\"to\":[\"li\"],\"text\":\"due-soon\",\"with\":{\"n\":2},\"nb\":7000,\"t\":2}|7000|0|");
  ASSERT_EQ(batch.done_effects.size(), 1U);
  EXPECT_EQ(batch.done_effects[0], std::pair(UINT64_C(7), UINT64_C(6)));
}

TEST(Projector, TitlesAreOneShortLine) {
  struct Long : ProjectionTexts {
    std::string case_title(const core::CaseState&) const override {
      std::string title = "line\nbreak";
      while (title.size() < 400) title += "灯";
      return title;
    }
  };
  const std::string title = case_row_of(state(), Long(), {}).title;
  EXPECT_EQ(title.size(), 238U);  // 240 would cut a character
  EXPECT_EQ(title.substr(0, 10), "line break");
  EXPECT_FALSE(first_bad_utf8(title));
}

}  // namespace
}  // namespace tf::store

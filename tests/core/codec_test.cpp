#include "core/codec.h"

#include <gtest/gtest.h>

#include "core/codec_straight.h"
#include "core/replay.h"

namespace tf::core {
namespace {

CaseOpened opened() {
  CaseOpened e;
  e.id = 77;
  e.number = "RIVERSIDE-2026-0001";
  e.town = "riverside";
  e.workflow = "three-lines";
  e.versions = {"def", "rules"};
  e.reporter = "A";
  e.grid = "micro-3";
  e.received_at = Instant{1'773'132'000'000};
  e.keys = {"k1", "k2"};
  return e;
}

std::vector<Event> every_event() {
  Task task;
  task.id = 5;
  task.token = 2;
  task.step = "line-1";
  task.candidates = {"zhou", "wu"};
  task.counts["urge"] = 2;
  Clock clock;
  clock.id = 6;
  clock.of = "step";
  clock.due = Instant{42};
  clock.warn = Instant{21};
  clock.rungs.push_back({"L1", Instant{21}, true, false, std::nullopt});
  RungFired rung;
  rung.level = "L2";
  rung.light = Light::red;
  EffectRequested effect;
  effect.to = {"zhou"};
  effect.not_before = Instant{0};
  CaseChanged change;
  change.phase = CasePhase::closed;
  change.result = "settled";
  FieldsSet fields;
  fields.values["amount"] = Value::number(*Decimal::parse("800.10"));
  fields.values["when"] = Value::date(*parse_date("2026-03-10"));
  return {TimePassed{Instant{1}, Instant{2}},
          opened(),
          fields,
          Decided{"t", "v", {"row"}, {}},
          Found{"earlier", Value::list({})},
          ScopeOpened{Scope{}},
          ScopeClosed{3},
          TokenPlaced{2, 1, "line-1", "", true, "WHY", "check"},
          TokenWaits{2, Instant{9}, "m", 1, 2, 3},
          TokenArrived{2, Value::text("x")},
          StepEnded{2, true, "settled", "zhou", false},
          TaskOffered{task},
          TaskChanged{},
          TaskClosed{5, "settled", "zhou"},
          ClockStarted{clock},
          ClockMoved{},
          ClockPhaseChanged{6, ClockPhase::missed, Instant{4}},
          ClockPassed{6, true},
          rung,
          LightChanged{{Light::yellow, Instant{1}, Instant{2}, "c", "u"}},
          WatchArmed{Watch{0, "night-missed", Instant{3}, true, 1}},
          WatchDropped{1, "x"},
          effect,
          EffectEnded{1, false, {}},
          ChildOpened{Child{}},
          ChildClosed{8, "kept"},
          MessageKept{"m", {}, true},
          Noted{"urge", "he", "", {}},
          change,
          Migrated{{"d", "r"}, {{"old", "new"}}}};
}

TEST(Codec, EveryEventReadsBackAsItWasWritten) {
  const std::vector<Event> events = every_event();
  ASSERT_EQ(events.size(), std::variant_size_v<Event>);
  const std::string body = encode_row({"zhou", "claimed", ""}, FireTimers{}, events);
  const auto row = decode_row(body);
  ASSERT_TRUE(row) << row.error().text;
  ASSERT_EQ(row->events.size(), events.size());
  for (std::size_t i = 0; i < events.size(); ++i)
    EXPECT_EQ(row->events[i].index(), events[i].index());
  EXPECT_EQ(encode_row(row->actor, row->command, row->events), body);
}

TEST(Codec, EveryCommandReadsBackAsItWasWritten) {
  Act act;
  act.verb = "complete";
  act.task = 5;
  act.form = Value::record({{"terms", Value::text("各修一半")}});
  for (const CommandBody& command :
       {CommandBody(OpenCase{}), CommandBody(act), CommandBody(SendMessage{"m", {}}),
        CommandBody(FireTimers{}), CommandBody(FinishEffect{}), CommandBody(ChildEnded{}),
        CommandBody(CancelCase{}), CommandBody(RulesChanged{"h", "admin"})}) {
    const std::string body = encode_row({}, command, {});
    const auto row = decode_row(body);
    ASSERT_TRUE(row) << row.error().text;
    EXPECT_EQ(row->command.index(), command.index());
    EXPECT_EQ(encode_row(row->actor, row->command, {}), body);
  }
}

// The quick road is taken for all of our own, and goes where the careful one goes.
TEST(Codec, OurOwnRowsAreReadStraight) {
  OpenCase open;
  open.town = "riverside";
  open.data = Value::record({{"when", Value::date(*parse_date("2026-03-10"))}});
  for (const CommandBody& command :
       {CommandBody(open), CommandBody(Act{}), CommandBody(FireTimers{}),
        CommandBody(FinishEffect{}), CommandBody(Published{"h", {"a", "b"}, {}, {"gone"}})}) {
    const std::string body = encode_row({"周", "claimed", ""}, command, every_event());
    const auto straight = row_straight(body);
    ASSERT_TRUE(straight) << body;
    EXPECT_EQ(encode_row(straight->actor, straight->command, straight->events), body);
    // The careful road: the same row with a blank in it.
    const auto careful = decode_row(" " + body);
    ASSERT_TRUE(careful) << careful.error().text;
    EXPECT_EQ(encode_row(careful->actor, careful->command, careful->events), body);
  }
  const std::string refusal = encode_refusal({}, Act{}, {"NO", "不", "no", {}});
  ASSERT_TRUE(row_straight(refusal));
  EXPECT_EQ(row_straight(refusal)->rejection->zh, "不");
}

TEST(Codec, AnotherOrderOfNamesIsReadTheCarefulWay) {
  const char* body =
      R"({"by":{"a":"claimed","p":"zhou"},"c":["timers",{}],"e":[["t",{"seen":2,"at":1}]]})";
  EXPECT_FALSE(row_straight(body));
  const auto row = decode_row(body);
  ASSERT_TRUE(row) << row.error().text;
  EXPECT_EQ(row->actor.person, "zhou");
  EXPECT_EQ(std::get<TimePassed>(row->events.at(0)).at, Instant{1});
}

// What is not written is not what a new struct begins with, but nothing.
TEST(Codec, AFieldLeftOutIsEmpty) {
  const auto row = row_straight(
      R"({"by":{},"c":["effect",{"effect":1}],"e":[["end",{"t":2}],["did",{"id":1}]]})");
  ASSERT_TRUE(row);
  EXPECT_FALSE(std::get<FinishEffect>(row->command).ok);
  EXPECT_FALSE(std::get<StepEnded>(row->events.at(0)).completed);
  EXPECT_FALSE(std::get<EffectEnded>(row->events.at(1)).ok);
}

TEST(Codec, ARefusalKeepsCodeTextsAndOffer) {
  const Rejection rejection{"WRONG_LINE", "应先由第一道防线受理", "This starts at line 1",
                            Value::record({{"asked_line", Value::number(1)}})};
  const auto row = decode_row(encode_refusal({"sun", "claimed", ""}, OpenCase{}, rejection));
  ASSERT_TRUE(row) << row.error().text;
  ASSERT_TRUE(row->rejection);
  EXPECT_EQ(row->rejection->code, "WRONG_LINE");
  EXPECT_EQ(row->rejection->offer, rejection.offer);
}

TEST(Codec, DamageIsNamedNotServed) {
  const struct {
    const char* body;
    const char* text;
  } rows[] = {
      {R"([1])", "journal body: an object was expected"},
      {R"({"by":{},"c":["nothing",{}],"e":[]})", "journal body: unknown name 'nothing'"},
      {R"({"by":{},"c":["timers",{}],"e":[["task",{"id":"x"}]]})",
       "journal body: id: a whole number was expected"},
      {R"({"by":{},"c":["timers",{}],"e":[["task"]]})",
       "journal body: a pair of name and object was expected"},
  };
  for (const auto& row : rows) {
    const auto decoded = decode_row(row.body);
    ASSERT_FALSE(decoded) << row.body;
    EXPECT_EQ(decoded.error().code, Errc::corrupt);
    EXPECT_EQ(decoded.error().text, row.text);
  }
}

TEST(Codec, AStateSurvivesItsSnapshotAndHashesTheSame) {
  CaseState state;
  TokenPlaced at;
  at.id = 2;
  at.scope = 1;
  at.step = "line-1";
  FieldsSet fields;
  fields.values["settlement.method"] = Value::text("oral");
  fold_row(state, {TimePassed{Instant{5}, Instant{5}}, opened(), fields, at}, 1);
  ASSERT_TRUE(state_straight(encode_state(state)));
  const auto again = decode_state(encode_state(state));
  ASSERT_TRUE(again) << again.error().text;
  EXPECT_EQ(encode_state(*again), encode_state(state));
  EXPECT_EQ(state_hash(*again), state_hash(state));
  EXPECT_EQ(again->field("settlement")["method"].as_text(), "oral");
  CaseState other = *again;
  other.reason = "BUDGET_SPENT";
  EXPECT_NE(state_hash(other), state_hash(state));
}

}  // namespace
}  // namespace tf::core

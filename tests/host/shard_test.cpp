// Verbs, idempotency, batches and failure through the real shard, over a small town bound from its
// files.
#include "host/shard.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"
#include "core/codec.h"
#include "core/replay.h"
#include "core/words.h"
#include "host/view.h"
#include "store/faulty_store.h"
#include "support/small_town.h"

namespace tf::host {
namespace {

constexpr const char* kShardErrand = R"(workflow: errand
title: {zh: 跑腿, en: Errand}
case:
  subject: required line
  amount: {type: money, min: 0, default: 0}
fields:
  note_count: {type: whole, default: 0}
start:
  same:
    again: {state: open, match: [subject], then: merge}
    lately: {state: closed, match: [subject], then: reopen}
  refuse:
    TOO_MUCH: {when: amount > 1000, text: {zh: 金额过大, en: "Too much: <amount>"}, offer: {amount: 1000}}
due: {for: 3 hours, extend: {times: 1, at_most: 2 hours}}
ladder: plain
may: [suspend, merge, terminate, jump]
amend:
  amount: {who: clerk}
steps:
  first:
    task: work
    who: clerk
    form: {answer: required line}
    due: {for: 2 hours, extend: {times: 1, at_most: 1 hours}}
    may: [transfer, delegate, add_sign, extend]
    next: {done: second, refused: over}
  second:
    task: check
    who: cadre
    may: {return: {to: first, times: 1}}
    next: over
  over: {end: done}
)";

class ShardTest : public testing::Test {
 protected:
  ShardTest()
      : clock(*parse_instant("2026-03-10T09:00:00+08:00")),
        bound(support::bind_small(
            kShardErrand,
            {{"small/pauses.yaml",
              "deadlines: pauses\npauses:\n  court: {clock: pause, at_most: none}\n"}})) {
    auto c = std::make_shared<core::Catalog>();
    c->add(bound.town);
    catalog = c;
    memory = store::memory_store();
    shard = open(*memory);
  }
  std::unique_ptr<Shard> open(store::Store& store) {
    auto opened = Shard::open(catalog, store, clock);
    EXPECT_TRUE(opened) << opened.error().text;
    return opened ? std::move(*opened) : nullptr;
  }
  static Value data(const char* json) { return parse_json(json).value(); }
  Request open_request(const char* key, const char* json) {
    core::OpenCase body;
    body.town = "small";
    body.workflow = "errand";
    Record with_grid = data(json).as_record();
    with_grid.set("grid", Value::text("dale"));
    body.data = Value::record(std::move(with_grid));
    return {key, "small", "", {"ann", "claimed", ""}, body};
  }
  // The open task of the newest case, asked with `verb`.
  Answer act(const char* verb, const char* by, core::Act act = {}, bool on_case = false) {
    act.verb = verb;
    const auto state = shard->state(current);
    if (!on_case && state && !state->tasks.empty()) act.task = state->tasks.back().id;
    return shard->run({cat("k", ++keys), "small", cat(current.value), {by, "claimed", ""}, act});
  }
  Answer start(const char* json = R"({"subject":"lamp"})") {
    Answer answer = shard->run(open_request(cat("o", ++keys).c_str(), json));
    current = CaseId{answer.case_id};
    return answer;
  }
  core::CaseState state() { return *shard->state(current); }
  static std::string refused(const Answer& a) {
    return a.kind == Answer::Kind::refused    ? cat(a.rejection.code, ": ", a.rejection.en)
           : a.kind == Answer::Kind::accepted ? "accepted"
                                              : a.error.text;
  }
  core::Act with(const char* json, const char* outcome = "") {
    core::Act a;
    a.form = data(json);
    a.outcome = outcome;
    return a;
  }
  core::Act to(const char* whom, const char* reason = "because") {
    core::Act a;
    a.to = whom;
    a.reason = reason;
    return a;
  }

  VirtualClock clock;
  support::Bound bound;
  std::shared_ptr<const core::Catalog> catalog;
  std::unique_ptr<store::Store> memory;
  std::unique_ptr<Shard> shard;
  CaseId current;
  int keys = 0;
};

TEST_F(ShardTest, TheTownItselfHasNoFault) {
  EXPECT_EQ(bound.sentences(), "");
}

TEST_F(ShardTest, OpeningsThatAreWrongLeaveOnlyARecord) {
  core::OpenCase body;
  body.town = "small";
  body.workflow = "erand";
  EXPECT_EQ(refused(shard->run({"a", "small", "", {"ann", "claimed", ""}, body})),
            "start.unknown_workflow: there is no workflow 'erand'; did you mean errand?");
  body.town = "nowhere";
  EXPECT_EQ(refused(shard->run({"b", "nowhere", "", {"ann", "claimed", ""}, body})),
            "town.unknown: there is no town 'nowhere'");
  EXPECT_EQ(refused(start(R"({"amount":"x"})")),
            "form.invalid: amount a number is needed; subject is required");
  EXPECT_EQ(refused(start(R"({"subject":"a","amuont":3})")),
            "form.invalid: amuont is not asked here; did you mean amount?");
  const Answer too_much = start(R"({"subject":"a","amount":2000})");
  EXPECT_EQ(refused(too_much), "TOO_MUCH: Too much: 2000");
  EXPECT_EQ(to_json(too_much.rejection.offer), R"({"amount":1000})");
  EXPECT_EQ(*memory->refusals(), 5u);
  EXPECT_EQ(memory->counts()->open, 0u);
}

TEST_F(ShardTest, TheSameKeyIsAnsweredTheSameForEver) {
  const Request request = open_request("same", R"({"subject":"lamp"})");
  const Answer first = shard->run(request);
  ASSERT_EQ(refused(first), "accepted");
  current = CaseId{first.case_id};
  ASSERT_EQ(refused(act("complete", "ann", with(R"({"answer":"x"})", "done"))), "accepted");
  const Answer again = shard->run(request);
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.body, first.body);
  Request other = open_request("same", R"({"subject":"bench"})");
  EXPECT_EQ(shard->run(other).error.code, Errc::conflict);
  const std::vector<Request> twice{open_request("twice", R"({"subject":"door"})"),
                                   open_request("twice", R"({"subject":"door"})")};
  const auto answers = shard->run(twice);
  EXPECT_EQ(answers[0].body, answers[1].body);
  EXPECT_EQ(memory->counts()->open, 2u);
}

TEST_F(ShardTest, ATaskIsItsOwnersAndSaysSo) {
  start();
  EXPECT_EQ(refused(act("complete", "dan", with(R"({"answer":"x"})", "done"))),
            "task.not_yours: task 5 belongs to ann, bob, not to dan");
  EXPECT_EQ(refused(act("complete", "ann")),
            "task.outcome: an outcome must be chosen; the outcomes are done, refused");
  EXPECT_EQ(refused(act("complete", "ann", with("{}", "done"))),
            "form.invalid: answer is required");
  EXPECT_EQ(refused(act("claim", "ann")), "accepted");
  EXPECT_EQ(refused(act("claim", "bob")), "task.not_yours: task 5 belongs to ann, not to bob");
  EXPECT_EQ(refused(act("fly", "ann")), "verb.unknown: there is no verb 'fly'");
  EXPECT_EQ(refused(act("return", "ann")), "verb.closed: 'return' is not open here");
  core::Act missing;
  missing.verb = "complete";
  missing.task = 99;
  EXPECT_EQ(
      refused(shard->run({"m", "small", cat(current.value), {"ann", "claimed", ""}, missing})),
      "task.not_found: there is no open task 99 in this case: it may be done or withdrawn");
  EXPECT_EQ(
      shard->run({"n", "small", "SMALL-2026-0999", {"ann", "claimed", ""}, missing}).error.code,
      Errc::not_found);
}

TEST_F(ShardTest, AFilledAnswerNeedNotBeGivenAgain) {
  start();
  ASSERT_EQ(refused(act("fill", "ann", with(R"({"answer":"later"})"))), "accepted");
  EXPECT_EQ(state().tasks.back().owner, "ann");
  EXPECT_EQ(refused(act("complete", "ann", with("{}", "done"))), "accepted");
  EXPECT_EQ(state().field("answer").as_text(), "later");
}

TEST_F(ShardTest, HandingOverAndBack) {
  start();
  EXPECT_EQ(refused(act("transfer", "ann", to(""))),
            "verb.to_missing: say to whom: `to` is missing");
  EXPECT_EQ(refused(act("transfer", "ann", to("dam"))),
            "verb.to_unknown: 'dam' is not in the roll; did you mean dan?");
  EXPECT_EQ(refused(act("transfer", "ann", to("bob"))), "accepted");
  EXPECT_EQ(state().tasks.back().candidates, std::vector<std::string>{"bob"});
  EXPECT_EQ(refused(act("delegate", "bob", to("dan"))), "accepted");
  EXPECT_EQ(state().tasks.back().owner, "dan");
  EXPECT_EQ(refused(act("complete", "dan", with(R"({"answer":"x"})", "done"))),
            "accepted");  // comes back, moves nothing
  EXPECT_EQ(state().tasks.back().owner, "bob");
  EXPECT_EQ(refused(act("add_sign", "bob", to("ann"))), "accepted");
  EXPECT_EQ(state().tasks.back().helpers, std::vector<std::string>{"ann"});
  EXPECT_EQ(refused(act("add_sign", "bob", to("ann"))), "add_sign.already: ann helps already");
  EXPECT_EQ(refused(act("urge", "ann", {}, true)), "accepted");
  EXPECT_EQ(state().urges, 1u);
}

TEST_F(ShardTest, ReturningOnceIsAllowedTwiceIsNot) {
  start();
  act("complete", "ann", with(R"({"answer":"x"})", "done"));
  EXPECT_EQ(refused(act("return", "dan", to("", "not mine"))), "accepted");
  EXPECT_EQ(state().tasks.back().step, "first");
  EXPECT_EQ(state().reason, "not mine");
  act("complete", "ann", with(R"({"answer":"y"})", "done"));
  EXPECT_EQ(refused(act("return", "dan", to("", "again"))),
            "verb.times: this may be done 1 time(s); the second decision is final");
}

TEST_F(ShardTest, SuspendedClocksStandAndGoOn) {
  start();
  const Instant due = state().case_clock()->due;
  EXPECT_EQ(refused(act("suspend", "ann", to("", "holiday"), true)),
            "suspend.reason: the reason must be one of court");
  EXPECT_EQ(refused(act("suspend", "ann", to("", "court"), true)), "accepted");
  EXPECT_EQ(refused(act("complete", "ann", with(R"({"answer":"x"})", "done"))),
            "case.suspended: the case is suspended; resume it first");
  clock.set(clock.now() + 5 * kHour);
  EXPECT_EQ(*shard->fire_due(100), 0u);
  EXPECT_EQ(state().light, core::Light::green);
  EXPECT_EQ(refused(act("resume", "ann", {}, true)), "accepted");
  EXPECT_EQ(state().case_clock()->due, due + 5 * kHour);
  EXPECT_EQ(refused(act("resume", "ann", {}, true)),
            "resume.not_suspended: the case is not suspended");
}

TEST_F(ShardTest, ExtensionsBeforeDueOnlyAndOnce) {
  start();
  const Instant due = state().clocks.back().due;
  EXPECT_EQ(refused(act("extend", "ann", to("", ""))),
            "extend.reason_missing: an extension needs a reason");
  EXPECT_EQ(refused(act("extend", "ann", to("", "rain"))), "accepted");
  EXPECT_EQ(state().clocks.back().due, due + kHour);
  EXPECT_EQ(refused(act("extend", "ann", to("", "rain"))),
            "extend.times: it may be extended 1 time(s)");
}

TEST_F(ShardTest, TimersFireOnceInOrderWithBothInstants) {
  start();
  clock.set(clock.now() + 10 * kHour);
  EXPECT_EQ(*shard->fire_due(100), 1u);
  EXPECT_EQ(*shard->fire_due(100), 0u);
  const core::CaseState after = state();
  EXPECT_EQ(after.light, core::Light::yellow);
  EXPECT_EQ(after.lights.back().at, *parse_instant("2026-03-10T11:00:00+08:00"));
  EXPECT_EQ(after.lights.back().seen, clock.now());
}

TEST_F(ShardTest, TheSameMatterIsOneCase) {
  const Answer first = start();
  const Answer second = start(R"({"subject":"lamp","amount":5})");
  EXPECT_EQ(second.case_id, first.case_id);
  EXPECT_FALSE(second.opened);
  EXPECT_EQ(state().counts.at("merge"), 1u);
  act("complete", "ann", with(R"({"answer":"x"})", "refused"));
  EXPECT_EQ(state().phase, core::CasePhase::closed);
  EXPECT_EQ(refused(act("urge", "ann", {}, true)),
            "case.closed: case SMALL-2026-0001 is closed; reopen it to go on");
  const Answer third = start();
  EXPECT_EQ(third.case_id, first.case_id);
  EXPECT_EQ(state().reopen_count, 1u);
  EXPECT_EQ(memory->counts()->open, 1u);
}

TEST_F(ShardTest, AmendJumpTerminate) {
  start();
  EXPECT_EQ(refused(act("amend", "dan", with(R"({"amount":7})"), true)),
            "amend.who: only ann, bob may amend this");
  EXPECT_EQ(refused(act("amend", "ann", with(R"({"amount":7})"), true)), "accepted");
  EXPECT_EQ(state().field("amount"), Value::number(7));
  EXPECT_EQ(refused(act("jump", "ann", to("second", ""), true)),
            "jump.reason_missing: a jump needs a reason");
  EXPECT_EQ(refused(act("jump", "ann", to("second"), true)), "accepted");
  EXPECT_EQ(state().tasks.back().step, "second");
  EXPECT_EQ(refused(act("terminate", "ann", to("", "court"), true)), "accepted");
  EXPECT_EQ(state().result, "terminated");
  EXPECT_EQ(state().phase, core::CasePhase::closed);
}

TEST_F(ShardTest, ReplayingTheJournalGivesTheSameState) {
  start();
  act("fill", "ann", with(R"({"answer":"x"})"));
  act("complete", "ann", with("{}", "done"));
  clock.set(clock.now() + 10 * kHour);
  static_cast<void>(shard->fire_due(10));
  core::CaseState folded;
  const auto rows = memory->read_case(current.value, 0, 1000);
  ASSERT_TRUE(rows);
  for (const store::JournalRow& row : *rows)
    core::fold_row(folded, core::decode_row(row.body)->events, row.case_seq);
  EXPECT_EQ(core::encode_state(folded), core::encode_state(state()));
  EXPECT_EQ(*memory->verify(), std::nullopt);
  // A new shard over the same store goes on where this one stood.
  const core::CaseState before = state();
  shard = open(*memory);
  EXPECT_EQ(core::state_hash(state()), core::state_hash(before));
  EXPECT_EQ(refused(act("complete", "dan")), "accepted");
  EXPECT_EQ(state().result, "done");
}

TEST_F(ShardTest, AFailedCommitIsToldToEverybodyAndLeavesNothing) {
  auto owned = std::make_unique<store::FaultyStore>(store::memory_store());
  store::FaultyStore& faulty = *owned;
  memory = std::move(owned);
  shard = open(*memory);
  start();
  const core::CaseState before = state();
  faulty.fail({.commit = faulty.commits() + 1,
               .when = store::Fault::When::before,
               .error = Errc::full,
               .final = false});
  const Answer lost = act("complete", "ann", with(R"({"answer":"x"})", "done"));
  EXPECT_EQ(lost.kind, Answer::Kind::failed);
  EXPECT_EQ(lost.error.code, Errc::full);
  EXPECT_EQ(core::state_hash(state()), core::state_hash(before));
  EXPECT_EQ(refused(act("complete", "ann", with(R"({"answer":"x"})", "done"))), "accepted");
  EXPECT_EQ(shard->last_seq(), memory->head()->seq);
  EXPECT_EQ(*memory->verify(), std::nullopt);
}

TEST_F(ShardTest, ViewsTellWhatHappenedAndWhy) {
  start();
  act("complete", "ann", with(R"({"answer":"x"})", "done"));
  const auto view = parse_json(case_json(state(), *catalog));
  ASSERT_TRUE(view);
  EXPECT_EQ((*view)["number"].as_text(), "SMALL-2026-0001");
  EXPECT_EQ((*view)["tasks"].as_list()[0]["step"].as_text(), "second");
  const auto lines = timeline(*memory, current.value, *catalog);
  ASSERT_TRUE(lines);
  EXPECT_EQ((*lines)[1].kind, "complete");
  const auto [zh, en] = explain_case(state(), *catalog);
  EXPECT_NE(en.find("'second' has waited since 2026-03-10 09:00 for dan to claim it"),
            std::string::npos)
      << en;
  EXPECT_NE(en.find("The light is green: nothing has been missed."), std::string::npos);
  EXPECT_NE(zh.find("绿灯"), std::string::npos);
  EXPECT_TRUE(workflow_json(*catalog, "small", "errand"));
  EXPECT_EQ(workflow_json(*catalog, "small", "x").error().code, Errc::not_found);
}

}  // namespace
}  // namespace tf::host

// Running cases and new versions of their process: they keep their own, over a restart that finds
// only new files; they move when told to, whole or not at all; and their journal alone tells it.
#include "core/migration.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "core/codec.h"
#include "core/replay.h"
#include "host/publication.h"
#include "host/shard.h"
#include "support/small_town.h"

namespace tf::host {
namespace {

constexpr const char* kOld = R"(workflow: errand
version: old
title: {zh: 跑腿, en: Errand}
case: {houses: list of line}
fields: {answer: line, size: line}
may: {migrate: {by: clerk}}
upon:
  stop-it: {message: stop_it, go: over}
steps:
  first: {task: work, who: clerk, due: answer, form: {answer: line}, next: {good: visits, wait: pause}}
  pause: {wait: {message: ready}}
  visits:
    each: houses as house
    steps:
      visit: {task: visit, who: clerk}
  tea:  {task: tea, who: clerk}
  over: {end: done}
)";
constexpr const char* kNew = R"(workflow: errand
version: new
title: {zh: 跑腿, en: Errand}
case: {houses: list of line}
fields: {answer: line, size: {type: choice, of: [small, big]}, extra: whole}
may: {migrate: {by: clerk}}
upon:
  stop-now: {message: stop_now, go: over}
steps:
  begin:  {task: work, who: clerk, due: answer, form: {answer: line}, next: {good: rounds, wait: pause}}
  pause:  {wait: {message: ready_now}}
  rounds:
    each: houses as house
    steps:
      look: {task: visit, who: clerk}
  report: {task: report, who: clerk}
  over:   {end: done}
)";

class MigrationTest : public testing::Test {
 protected:
  using Files = std::map<std::string, std::string>;
  MigrationTest() : clock(*parse_instant("2026-03-10T09:00:00+08:00")) {
    files = {{"small/town.yaml", support::kSmallTown},
             {"small/roles.yaml", support::kSmallRoles},
             {"small/people.yaml", support::kSmallPeople},
             {"small/ladders.yaml", support::kSmallLadders},
             {"small/deadlines.yaml", support::kSmallDeadlines},
             {"small/errand.yaml", kOld}};
    store = store::memory_store();
    start();
  }
  std::shared_ptr<const core::Catalog> catalog() {
    model::Diagnostics out;
    auto towns = core::load_towns({files.begin(), files.end()}, out);
    EXPECT_FALSE(out.has_errors()) << to_text(out, model::Language::en);
    auto made = std::make_shared<core::Catalog>();
    made->add(std::move(towns.front().town));
    auto sources = std::make_shared<core::Sources>();
    sources->texts = files;
    sources->towns = {"small"};
    std::string all;
    for (const auto& [path, text] : files) all += path + text;
    sources->hash = to_hex(sha256(all));
    made->sources = std::move(sources);
    return made;
  }
  // As after a start of the program: from the files as they are now and the store.
  void start() {
    shard.reset();
    auto opened = Shard::open(*with_history(catalog(), *store), *store, clock);
    ASSERT_TRUE(opened) << opened.error().text;
    shard = std::move(*opened);
    ASSERT_TRUE(shard->publish(*with_history(catalog(), *store), ""));
  }
  void publish_new() {
    files["small/errand.yaml"] = kNew;
    start();
  }
  Answer run(const std::string& ref, core::CommandBody body) {
    clock.set(clock.now() + kMinute);
    return shard->run({cat("k", ++keys), "small", ref, {"ann", "claimed", ""}, std::move(body)});
  }
  CaseId open() {
    core::OpenCase body;
    body.town = "small";
    body.workflow = "errand";
    body.data = Value::record({{"houses", Value::list({Value::text("a"), Value::text("b")})},
                               {"grid", Value::text("dale")}});
    const Answer answer = run("", body);
    EXPECT_EQ(answer.kind, Answer::Kind::accepted) << answer.rejection.en << answer.error.text;
    return CaseId{answer.case_id};
  }
  Answer act(CaseId id, const char* verb, const std::string& step,
             const std::string& outcome = {}) {
    core::Act act;
    act.verb = verb;
    act.outcome = outcome;
    const auto state = shard->state(id);
    for (const core::Task& task : state->tasks)
      if (act.task == 0 && task.step == step) act.task = task.id;
    return run(cat(id.value), act);
  }
  core::Act migration(Value steps, Value fields = {}) {
    core::Act act;
    act.verb = "migrate";
    act.form = Value::record(
        {{"to",
          Value::text(shard->catalog().town("small")->workflows.find("errand")->second->hash)},
         {"steps", std::move(steps)},
         {"fields", std::move(fields)}});
    return act;
  }
  Answer migrate(CaseId id, Value steps, Value fields = {}) {
    return run(cat(id.value), migration(std::move(steps), std::move(fields)));
  }
  std::string steps(CaseId id) {
    std::vector<std::string> out;
    const auto state = shard->state(id);
    for (const core::Token& token : state->tokens) out.push_back(token.step);
    return join(out, " ");
  }
  // What the journal tells without catalog, rules or people.
  void replays(CaseId id) {
    core::CaseState state;
    const auto rows = store->read_case(id.value, 0, 1000);
    for (const auto& row : *rows)
      core::fold_row(state, core::decode_row(row.body)->events, row.case_seq);
    EXPECT_EQ(core::encode_state(state), core::encode_state(*shard->state(id)));
  }
  static Value names(std::initializer_list<std::pair<const char*, const char*>> pairs) {
    Record out;
    for (const auto& [from, to] : pairs) out.set(from, Value::text(to));
    return Value::record(std::move(out));
  }
  static Value all() {
    return names({{"first", "begin"}, {"visits", "rounds"}, {"visit", "look"}, {"tea", "report"}});
  }

  VirtualClock clock;
  Files files;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<Shard> shard;
  int keys = 0;
};

TEST_F(MigrationTest, ACaseGoesOnUnderItsOwnVersionWhenOnlyNewFilesAreThere) {
  const CaseId id = open();
  publish_new();
  EXPECT_EQ(steps(id), "first");
  EXPECT_EQ(act(id, "complete", "first", "good").kind, Answer::Kind::accepted);
  start();  // once more
  EXPECT_EQ(steps(id), "visits visit visit");
  act(id, "complete", "visit");
  act(id, "complete", "visit");
  EXPECT_EQ(steps(id), "tea");
  replays(id);
}

TEST_F(MigrationTest, HoweverOldItsVersionIs) {
  const CaseId id = open();
  for (std::size_t i = 0; i < kMostPublications + 3; ++i) {
    files["small/errand.yaml"] = cat(kNew, "# ", i, "\nabout: ", i, "\n");
    ASSERT_TRUE(shard->publish(catalog(), ""));
  }
  start();
  EXPECT_EQ(shard->catalog().definition(shard->state(id)->versions.definition), nullptr);
  EXPECT_EQ(act(id, "complete", "first", "good").kind, Answer::Kind::accepted);
  EXPECT_EQ(steps(id), "visits visit visit");
}

TEST_F(MigrationTest, TaskAndClockLandAsTheyAre) {
  const CaseId id = open();
  act(id, "claim", "first");
  const core::CaseState before = *shard->state(id);
  publish_new();
  const Answer answer = migrate(id, all());
  ASSERT_EQ(answer.kind, Answer::Kind::accepted) << answer.rejection.en;
  const core::CaseState after = *shard->state(id);
  EXPECT_EQ(steps(id), "begin");
  EXPECT_EQ(after.tasks.front().id, before.tasks.front().id);
  EXPECT_EQ(after.tasks.front().owner, "ann");
  EXPECT_EQ(after.tasks.front().step, "begin");
  ASSERT_EQ(after.clocks.size(), before.clocks.size());
  EXPECT_EQ(after.clocks.front().start, before.clocks.front().start);
  EXPECT_EQ(after.clocks.front().due, before.clocks.front().due);
  EXPECT_EQ(after.visits.count("first"), 0U);
  EXPECT_EQ(after.visits.at("begin").entered, 1U);
  replays(id);
  act(id, "complete", "begin", "good");
  EXPECT_EQ(steps(id), "rounds look look");
  replays(id);
}

TEST_F(MigrationTest, AListHalfDoneKeepsItsCount) {
  const CaseId id = open();
  act(id, "complete", "first", "good");
  act(id, "complete", "visit");
  publish_new();
  ASSERT_EQ(migrate(id, all()).kind, Answer::Kind::accepted);
  EXPECT_EQ(steps(id), "rounds look");
  act(id, "complete", "look");
  EXPECT_EQ(steps(id), "report");
  replays(id);
}

TEST_F(MigrationTest, WhatDoesNotLandStaysAndSaysWhy) {
  const CaseId id = open();
  const std::string before = core::encode_state(*shard->state(id));
  publish_new();
  Answer answer = migrate(id, {});
  EXPECT_EQ(answer.rejection.code, "migrate.no_step");
  EXPECT_NE(answer.rejection.en.find("'first'"), std::string::npos) << answer.rejection.en;
  EXPECT_NE(answer.rejection.zh.find("first"), std::string::npos);
  EXPECT_EQ(migrate(id, names({{"first", "beginn"}})).rejection.code, "migrate.no_step");
  EXPECT_EQ(migrate(id, names({{"first", "look"}})).rejection.code, "migrate.other_place");
  EXPECT_EQ(migrate(id, Value::record({{"first", Value::record({{"drop", Value::boolean(true)}})}}))
                .rejection.code,
            "migrate.nothing_left");
  EXPECT_EQ(migrate(id, all(), names({{"extra", "many"}})).rejection.code, "migrate.field");
  EXPECT_EQ(migrate(id, all(), names({{"gone", "1"}})).rejection.code, "migrate.no_field");
  EXPECT_EQ(core::encode_state(*shard->state(id)), before);
  core::Act other = migration(all());
  other.form = Value::record({{"to", Value::text("nothing")}});
  EXPECT_EQ(run(cat(id.value), other).rejection.code, "migrate.unknown");
  ASSERT_EQ(migrate(id, all()).kind, Answer::Kind::accepted);
  EXPECT_EQ(migrate(id, all()).rejection.code, "migrate.already");
}

TEST_F(MigrationTest, OnlyWhoMay) {
  const CaseId id = open();
  publish_new();
  core::Act act = migration(all());
  const Answer answer = shard->run({"by-dan", "small", cat(id.value), {"dan", "claimed", ""}, act});
  EXPECT_EQ(answer.rejection.code, "verb.by");
}

TEST_F(MigrationTest, AWaitForSomethingElseBeginsAnewAndHandlersAreThoseOfTheNewVersion) {
  const CaseId id = open();
  act(id, "complete", "first", "wait");
  EXPECT_EQ(steps(id), "pause");
  publish_new();
  ASSERT_EQ(migrate(id, {}).kind, Answer::Kind::accepted);
  run(cat(id.value), core::SendMessage{"ready", {}, false});
  EXPECT_EQ(steps(id), "pause");
  run(cat(id.value), core::SendMessage{"ready_now", {}, false});
  EXPECT_EQ(steps(id), "rounds look look");
  run(cat(id.value), core::SendMessage{"stop_it", {}, false});
  EXPECT_EQ(steps(id), "rounds look look");
  run(cat(id.value), core::SendMessage{"stop_now", {}, false});
  EXPECT_EQ(shard->state(id)->phase, core::CasePhase::closed);
  replays(id);
}

TEST_F(MigrationTest, FieldsAreFilledAndReadAgain) {
  const CaseId id = open();
  publish_new();
  ASSERT_EQ(migrate(id, all(),
                    Value::record(
                        {{"size", Value::text("big")}, {"extra", Value::number(std::int64_t{3})}}))
                .kind,
            Answer::Kind::accepted);
  EXPECT_EQ(shard->state(id)->field("size"), Value::text("big"));
  EXPECT_EQ(shard->state(id)->field("extra"), Value::number(std::int64_t{3}));
}

TEST_F(MigrationTest, ARehearsalKeepsNothing) {
  const CaseId id = open(), stuck = open();
  act(stuck, "complete", "first", "good");
  publish_new();
  const std::string before = core::encode_state(*shard->state(id));
  const std::uint64_t seq = shard->last_seq();
  const std::vector<Request> asked{{"r1",
                                    "small",
                                    cat(id.value),
                                    {"ann", "claimed", ""},
                                    migration(names({{"first", "begin"}}))},
                                   {"r2",
                                    "small",
                                    cat(stuck.value),
                                    {"ann", "claimed", ""},
                                    migration(names({{"first", "begin"}}))}};
  const auto answers = shard->rehearse(asked);
  EXPECT_EQ(answers[0].kind, Answer::Kind::accepted);
  EXPECT_EQ(answers[1].rejection.code, "migrate.no_step");
  EXPECT_EQ(shard->last_seq(), seq);
  EXPECT_EQ(store->head()->seq, seq);
  EXPECT_EQ(core::encode_state(*shard->state(id)), before);
  EXPECT_EQ(run(cat(id.value), migration(names({{"first", "begin"}}))).kind,
            Answer::Kind::accepted);
}

}  // namespace
}  // namespace tf::host

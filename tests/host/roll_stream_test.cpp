// The roll as state of the town: acts and files, restarts, failing commits, two towns, replay.
#include "host/roll_stream.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "base/json.h"
#include "base/text.h"
#include "core/codec.h"
#include "host/publication.h"
#include "host/roll_row.h"
#include "host/shard.h"
#include "store/faulty_store.h"
#include "support/small_town.h"

namespace tf::host {
namespace {

constexpr const char* kErrand =
    "workflow: errand\n"
    "case: {note: line}\n"
    "steps:\n"
    "  first: {task: work, who: cadre}\n"
    "  over: {end: done}\n";

// Both stores of the conformance suite: what is durable may not depend on which it is.
class RollStreamTest : public testing::TestWithParam<bool> {
 protected:
  RollStreamTest() : clock(*parse_instant("2026-03-10T09:00:00+08:00")) {
    people("[ann, bob]", "[dan]");
    if (GetParam()) {
      char name[] = "/tmp/rollXXXXXX";
      folder = ::mkdtemp(name);
      store = *store::open_sqlite(folder + "/town.db");
    } else {
      store = store::memory_store();
    }
  }
  ~RollStreamTest() override {
    shard.reset();
    store.reset();
    if (!folder.empty()) std::filesystem::remove_all(folder);
  }
  void people(const std::string& clerks, const std::string& cadres) {
    texts = cat("people: small\ntree:\n  hall:\n    level: town\n    holds: {clerk: ", clerks,
                "}\n    below: {dale: {level: village, holds: {cadre: ", cadres, "}}}\n");
  }
  std::shared_ptr<const core::Catalog> catalog() const {
    std::vector<std::pair<std::string, std::string>> files;
    auto sources = std::make_shared<core::Sources>();
    for (const std::string town : {"small", "other"}) {
      const auto add = [&](const char* name, std::string text) {
        for (auto at = text.find("small"); town != "small" && at != std::string::npos;
             at = text.find("small"))
          text.replace(at, 5, town);
        sources->texts[cat(town, "/", name)] = text;
        files.emplace_back(cat(town, "/", name), std::move(text));
      };
      add("town.yaml", support::kSmallTown);
      add("roles.yaml", support::kSmallRoles);
      add("people.yaml", texts);
      add("errand.yaml", kErrand);
    }
    sources->towns = {"other", "small"};
    sources->hash = to_hex(sha256(texts));
    model::Diagnostics out;
    auto towns = core::load_towns(files, out);
    EXPECT_FALSE(out.has_errors()) << to_text(out, model::Language::en);
    auto made = std::make_shared<core::Catalog>();
    for (auto& town : towns) made->add(std::move(town.town));
    made->sources = std::move(sources);
    return made;
  }
  // As after a start of the program.
  void start() {
    shard.reset();
    if (GetParam()) {
      store.reset();
      store = *store::open_sqlite(folder + "/town.db");
    }
    auto opened = Shard::open(*with_history(catalog(), *store), *store, clock);
    ASSERT_TRUE(opened) << opened.error().text;
    shard = std::move(*opened);
    ASSERT_TRUE(shard->publish(*with_history(catalog(), *store), ""));
    go_on();
  }
  void go_on() {
    for (auto moved = shard->go_on(); moved && *moved; moved = shard->go_on()) {
    }
  }
  Request request(const std::string& verb, const std::string& with,
                  const std::string& town = "small", std::string key = {}) {
    if (key.empty()) key = cat("r", ++keys);
    return {key, town, "", {"ann", "claimed", ""}, core::ChangeRoll{town, verb, *parse_json(with)}};
  }
  Answer act(const std::string& verb, const std::string& with, const std::string& town = "small",
             std::string key = {}) {
    const Answer answer = shard->run(request(verb, with, town, std::move(key)));
    go_on();
    return answer;
  }
  CaseId open(const std::string& town = "small") {
    core::OpenCase body;
    body.town = town;
    body.workflow = "errand";
    body.data = Value::record({{"grid", Value::text("dale")}});
    const Answer answer = shard->run({cat("o", ++keys), town, "", {"ann", "claimed", ""}, body});
    EXPECT_EQ(answer.kind, Answer::Kind::accepted) << answer.rejection.en << answer.error.text;
    return CaseId{answer.case_id};
  }
  void claim(CaseId id, const std::string& who) {
    core::Act body;
    body.verb = "claim";
    body.task = shard->state(id)->tasks.back().id;
    const Answer answer =
        shard->run({cat("c", ++keys), "small", cat(id.value), {who, "claimed", ""}, body});
    EXPECT_EQ(answer.kind, Answer::Kind::accepted) << answer.rejection.en << answer.error.text;
  }
  const core::Task task(CaseId id) { return shard->state(id)->tasks.back(); }
  std::string hands(CaseId id) {
    const core::Task now = task(id);
    return now.owner.empty() ? join(now.candidates, ",") : cat("=", now.owner);
  }
  core::RollEntries roll(const std::string& town = "small") const {
    return core::entries_of(shard->catalog().town(town)->roll);
  }
  std::uint64_t version(const std::string& town = "small") const {
    return shard->catalog().roll_seq(town);
  }

  VirtualClock clock;
  std::string folder, texts;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<Shard> shard;
  int keys = 0;
};

INSTANTIATE_TEST_SUITE_P(Stores, RollStreamTest, testing::Bool(),
                         [](const auto& row) { return row.param ? "sqlite" : "memory"; });

TEST_P(RollStreamTest, FilesAreTakenInOnceAndAnActCountsFromThere) {
  start();
  EXPECT_EQ(version(), 1u);
  start();
  EXPECT_EQ(version(), 1u);  // the same files
  const CaseId before = open();
  EXPECT_EQ(task(before).roll, 1u);
  const Answer answer = act("appoint", R"({"person":"bob","post":"cadre","node":"dale"})");
  ASSERT_EQ(answer.kind, Answer::Kind::accepted) << answer.rejection.en << answer.error.text;
  EXPECT_EQ(answer.body,
            R"({"town":"small","version":2,"verb":"appoint","changed":["hold dale cadre"]})");
  EXPECT_EQ(hands(before), "dan,bob");
  EXPECT_EQ(task(before).roll, 2u);
  const CaseId after = open();
  EXPECT_EQ(hands(after), "dan,bob");
  EXPECT_EQ(task(after).roll, 2u);
}

TEST_P(RollStreamTest, WorkOfAHolderWhoLeftIsOfferedAgain) {
  start();
  const CaseId held = open(), offered = open();
  claim(held, "dan");
  ASSERT_EQ(act("appoint", R"({"person":"bob","post":"cadre","node":"dale"})").kind,
            Answer::Kind::accepted);
  EXPECT_EQ(hands(held), "=dan");
  ASSERT_EQ(act("end", R"({"person":"dan"})").kind, Answer::Kind::accepted);
  EXPECT_EQ(hands(held), "bob");
  EXPECT_EQ(hands(offered), "bob");
  ASSERT_EQ(act("relieve", R"({"person":"bob","post":"cadre","node":"dale"})").kind,
            Answer::Kind::accepted);
  EXPECT_EQ(hands(held), "ann,bob");  // the command room
  EXPECT_EQ(task(held).why, "ROLE_UNRESOLVED");
  EXPECT_EQ(task(held).post, "clerk");
  // Somebody has the post again: what nobody works on goes there.
  ASSERT_EQ(act("appoint", R"({"person":"ann","post":"cadre","node":"dale"})").kind,
            Answer::Kind::accepted);
  EXPECT_EQ(hands(held), "ann");
  EXPECT_EQ(task(held).post, "cadre");
}

TEST_P(RollStreamTest, AbsenceAndSubstituteOnTheDay) {
  start();
  const CaseId id = open();
  ASSERT_EQ(act("absent", R"({"person":"dan","from":"2026-03-11","to":"2026-03-12",)"
                          R"("substitute":"bob"})")
                .kind,
            Answer::Kind::accepted);
  EXPECT_EQ(hands(id), "dan");
  clock.set(*parse_instant("2026-03-11T08:00:00+08:00"));
  ASSERT_TRUE(shard->begin_due_rules());
  go_on();
  EXPECT_EQ(hands(id), "bob");
  ASSERT_EQ(act("present", R"({"person":"dan"})").kind, Answer::Kind::accepted);
  EXPECT_EQ(hands(id), "dan");
  // Away with nobody to stand in: the command room, until they are back.
  ASSERT_EQ(act("absent", R"({"person":"dan","to":"2026-03-12"})").kind, Answer::Kind::accepted);
  EXPECT_EQ(hands(id), "ann,bob");
  clock.set(*parse_instant("2026-03-13T08:00:00+08:00"));
  ASSERT_TRUE(shard->begin_due_rules());
  go_on();
  EXPECT_EQ(hands(id), "dan");
}

TEST_P(RollStreamTest, SurvivesARestartAndReplayEqualsLive) {
  start();
  ASSERT_EQ(act("person", R"({"person":"kim","name":"Kim","skill":["law"]})").kind,
            Answer::Kind::accepted);
  ASSERT_EQ(
      act("appoint", R"({"person":"kim","post":"cadre","node":"dale","to":"2026-12-31"})").kind,
      Answer::Kind::accepted);
  ASSERT_EQ(act("team", R"({"unit":"fire","at":"dale","zh":"消防","head":"kim"})").kind,
            Answer::Kind::accepted);
  const core::RollEntries live = roll();
  EXPECT_EQ(version(), 4u);
  start();
  EXPECT_EQ(roll(), live);
  EXPECT_EQ(version(), 4u);
  EXPECT_EQ(shard->catalog().town("small")->word("fire").zh, "消防");
  // Folded from the journal alone.
  core::RollEntries folded;
  const auto rows = *store->read_case(roll_stream("small").value, 0, 100);
  for (const auto& row : rows)
    core::apply_differences(folded, roll_row_changes(*core::decode_row(row.body)));
  EXPECT_EQ(folded, live);
  EXPECT_EQ(*store->verify(), std::nullopt);
  // Readers beside whoever writes see the same.
  EXPECT_EQ(core::entries_of((*with_history(catalog(), *store))->town("small")->roll), live);
}

TEST_P(RollStreamTest, FilesChangeOnlyWhatChangedInThem) {
  start();
  ASSERT_EQ(act("appoint", R"({"person":"bob","post":"cadre","node":"dale"})").kind,
            Answer::Kind::accepted);
  const CaseId id = open();
  people("[ann, bob, eve]", "[dan]");
  start();
  EXPECT_EQ(version(), 3u);
  EXPECT_EQ(hands(id), "dan,bob");  // the file did not speak of them
  EXPECT_EQ(roll().at("hold hall clerk"), *parse_json(R"(["ann","bob","eve"])"));
  people("[ann, bob, eve]", "[eve]");  // now it does, and comes last
  ASSERT_TRUE(shard->publish(*with_history(catalog(), *store), "ann"));
  go_on();
  EXPECT_EQ(version(), 4u);
  EXPECT_EQ(hands(id), "eve");
  const core::RollEntries live = roll();
  start();
  EXPECT_EQ(version(), 4u);
  EXPECT_EQ(roll(), live);
}

TEST_P(RollStreamTest, FilesThatAreNotPublishedYetAreNotInForce) {
  start();
  people("[ann, bob]", "[eve]");
  shard.reset();
  shard = *Shard::open(*with_history(catalog(), *store), *store, clock);
  EXPECT_EQ(hands(open()), "dan");
  ASSERT_EQ(act("appoint", R"({"person":"bob","post":"cadre","node":"dale"})").kind,
            Answer::Kind::accepted);
  EXPECT_EQ(hands(open()), "dan,bob");
  const core::RollEntries live = roll();
  shard.reset();
  shard = *Shard::open(*with_history(catalog(), *store), *store, clock);
  EXPECT_EQ(roll(), live);
  ASSERT_TRUE(shard->publish(*with_history(catalog(), *store), ""));
  EXPECT_EQ(hands(open()), "eve");
}

TEST_P(RollStreamTest, TheSameKeyIsAnsweredTheSameAndDoneOnce) {
  start();
  const char* with = R"({"person":"bob","post":"cadre","node":"dale"})";
  const Answer first = act("appoint", with, "small", "k1");
  const Answer again = act("appoint", with, "small", "k1");
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(version(), 2u);
  start();
  EXPECT_EQ(act("appoint", with, "small", "k1").body, first.body);
  EXPECT_EQ(act("relieve", with, "small", "k1").kind, Answer::Kind::failed);
  const std::vector<Request> twice{request("end", R"({"person":"dan"})", "small", "k2"),
                                   request("end", R"({"person":"dan"})", "small", "k2")};
  const auto answers = shard->run(twice);
  EXPECT_EQ(answers[0].kind, Answer::Kind::accepted);
  EXPECT_TRUE(answers[1].repeated);
  EXPECT_EQ(version(), 3u);
}

TEST_P(RollStreamTest, ARefusalIsARowAndChangesNothing) {
  start();
  const std::uint64_t refused = *store->refusals();
  const Answer no = act("end", R"({"person":"nobody"})", "small", "k1");
  EXPECT_EQ(no.kind, Answer::Kind::refused);
  EXPECT_EQ(no.rejection.code, "roll.unknown_person");
  EXPECT_EQ(*store->refusals(), refused + 1);
  EXPECT_EQ(version(), 1u);
  EXPECT_EQ(act("end", R"({"person":"nobody"})", "small", "k1").rejection.code,
            "roll.unknown_person");
  EXPECT_EQ(*store->refusals(), refused + 1);
  EXPECT_EQ(act("end", "{}", "nowhere").kind, Answer::Kind::failed);
  EXPECT_EQ(*store->verify(), std::nullopt);
}

TEST_P(RollStreamTest, InForceForTheNextCommandOfTheBatch) {
  start();
  core::OpenCase body;
  body.town = "small";
  body.workflow = "errand";
  body.data = Value::record({{"grid", Value::text("dale")}});
  std::vector<Request> batch{request("appoint", R"({"person":"bob","post":"cadre","node":"dale"})"),
                             request("end", R"({"person":"dan"})"),
                             {"o", "small", "", {"ann", "claimed", ""}, body}};
  const auto tried = shard->rehearse(batch);
  EXPECT_EQ(tried[2].kind, Answer::Kind::accepted);
  EXPECT_EQ(version(), 1u);
  EXPECT_EQ(hands(open()), "dan");  // nothing of the rehearsal is left
  const auto answers = shard->run(batch);
  EXPECT_EQ(hands(CaseId{answers[2].case_id}), "bob");
  EXPECT_EQ(version(), 3u);
}

TEST_P(RollStreamTest, TownsDoNotShareTheirPeople) {
  start();
  const core::RollEntries before = roll("other");
  const CaseId there = open("other");
  ASSERT_EQ(act("end", R"({"person":"dan"})").kind, Answer::Kind::accepted);
  EXPECT_EQ(roll("other"), before);
  EXPECT_EQ(version("other"), 1u);
  EXPECT_EQ(hands(there), "dan");
  const auto changes =
      *parse_json(*roll_changes_json(*shard->catalog().town("other"), *store, 0, 100));
  EXPECT_EQ(changes["changes"].as_list().size(), 1u);
}

// Of a commit that failed the store alone knows whether it was stored.
class FailedRollTest : public testing::TestWithParam<store::Fault::When> {};

INSTANTIATE_TEST_SUITE_P(When, FailedRollTest,
                         testing::Values(store::Fault::When::before, store::Fault::When::after),
                         [](const auto& row) {
                           return row.param == store::Fault::When::before ? "before" : "after";
                         });

TEST_P(FailedRollTest, TheRollIsWhatTheStoreSays) {
  VirtualClock clock(*parse_instant("2026-03-10T09:00:00+08:00"));
  const std::vector<std::pair<std::string, std::string>> files = {
      {"small/town.yaml", support::kSmallTown},
      {"small/roles.yaml", support::kSmallRoles},
      {"small/people.yaml", support::kSmallPeople}};
  model::Diagnostics out;
  auto towns = core::load_towns(files, out);
  auto catalog = std::make_shared<core::Catalog>();
  catalog->add(std::move(towns.front().town));
  store::FaultyStore store(store::memory_store());
  const auto shard = *Shard::open(catalog, store, clock);
  ASSERT_TRUE(shard->publish(catalog));
  const Request end{
      "k1",
      "small",
      "",
      {"ann", "claimed", ""},
      core::ChangeRoll{"small", "end", Value::record({{"person", Value::text("dan")}})}};
  store.fail({store.commits() + 1, GetParam(), Errc::io, false});
  EXPECT_EQ(shard->run(end).kind, Answer::Kind::failed);
  const bool stored = GetParam() == store::Fault::When::after;
  EXPECT_EQ(shard->catalog().roll_seq("small"), stored ? 2u : 1u);
  EXPECT_EQ(shard->catalog().town("small")->roll.knows("dan"), !stored);
  const Answer again = shard->run(end);
  EXPECT_EQ(again.kind, Answer::Kind::accepted) << again.error.text;
  EXPECT_EQ(again.repeated, stored);
  EXPECT_FALSE(shard->catalog().town("small")->roll.knows("dan"));
  EXPECT_EQ(shard->catalog().roll_seq("small"), 2u);
}

}  // namespace
}  // namespace tf::host

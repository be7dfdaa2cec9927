// Two towns in one host that have the same ids of everything: processes, posts, people, nodes.
#include <gtest/gtest.h>

#include "base/text.h"
#include "host/shard.h"
#include "support/small_town.h"

namespace tf::host {
namespace {

constexpr const char* kIsolationErrand = R"(workflow: errand
case: {subject: required line}
start: {same: {again: {state: open, match: [subject], then: merge}}}
steps:
  first: {task: work, who: {role: clerk, pick: least_busy}}
  over: {end: done}
)";

class IsolationTest : public testing::Test {
 protected:
  IsolationTest() : clock(*parse_instant("2026-03-10T09:00:00+08:00")) {
    std::vector<std::pair<std::string, std::string>> files;
    for (const std::string town : {"east", "west"}) {
      const auto add = [&](const char* name, std::string text) {
        for (auto at = text.find("small"); at != std::string::npos; at = text.find("small"))
          text.replace(at, 5, town);
        files.emplace_back(cat(town, "/", name), std::move(text));
      };
      add("town.yaml", support::kSmallTown);
      add("roles.yaml", support::kSmallRoles);
      add("people.yaml", support::kSmallPeople);
      add("errand.yaml", kIsolationErrand);
    }
    files.emplace_back("west/own.yaml",
                       "workflow: own\ncase: {subject: required line}\nsteps: {first: {task: work, "
                       "who: clerk}, over: {end: done}}\n");
    model::Diagnostics out;
    auto towns = core::load_towns(files, out);
    EXPECT_FALSE(out.has_errors()) << to_text(out, model::Language::en);
    auto catalog = std::make_shared<core::Catalog>();
    for (auto& town : towns) catalog->add(std::move(town.town));
    store = store::memory_store();
    shard = *Shard::open(std::move(catalog), *store, clock);
  }
  Answer open(const std::string& town, const std::string& subject,
              const std::string& workflow = "errand") {
    core::OpenCase body;
    body.town = town;
    body.workflow = workflow;
    body.data = Value::record({{"subject", Value::text(subject)}});
    return shard->run({cat("o", ++keys), town, "", {"zoe", "claimed", ""}, body});
  }
  Answer act(const std::string& of, std::uint64_t id, const std::string& verb) {
    core::Act body;
    body.verb = verb;
    body.task = shard->state(CaseId{id})->tasks.back().id;
    return shard->run({cat("a", ++keys), of, cat(id), {"ann", "claimed", ""}, body});
  }

  VirtualClock clock;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<Shard> shard;
  int keys = 0;
};

TEST_F(IsolationTest, ADefinitionOfOneTownIsNotTheOthers) {
  EXPECT_EQ(open("west", "a", "own").kind, Answer::Kind::accepted);
  EXPECT_NE(open("east", "a", "own").kind, Answer::Kind::accepted);
}

TEST_F(IsolationTest, ACaseIsNotFoundByItsLikeInAnotherTown) {
  const Answer east = open("east", "leak"), west = open("west", "leak");
  ASSERT_EQ(west.kind, Answer::Kind::accepted) << west.rejection.en;
  EXPECT_TRUE(west.opened);
  EXPECT_NE(east.case_id, west.case_id);
  EXPECT_EQ(open("east", "leak").case_id, east.case_id);  // at home it is the same
}

TEST_F(IsolationTest, NobodyActsOnACaseOfAnotherTown) {
  const std::uint64_t id = open("east", "a").case_id;
  const Answer refused = act("west", id, "claim");
  EXPECT_EQ(refused.kind, Answer::Kind::failed);
  EXPECT_EQ(refused.error.text, cat("there is no case ", id, " in west"));
  EXPECT_EQ(act("nowhere", id, "claim").kind, Answer::Kind::failed);
  EXPECT_EQ(act("east", id, "claim").kind, Answer::Kind::accepted);
}

// ann and bob of east have work; ann and bob of west, who are others, have none, in one batch too.
TEST_F(IsolationTest, TheWorkOfOneTownWeighsOnNobodyElsewhere) {
  const std::uint64_t first = open("east", "a").case_id;
  EXPECT_EQ(shard->state(CaseId{first})->tasks.front().candidates.front(), "ann");
  std::vector<Request> batch;
  for (const char* town : {"east", "west"}) {
    core::OpenCase body;
    body.town = town;
    body.workflow = "errand";
    body.data = Value::record({{"subject", Value::text("b")}});
    batch.push_back({cat("b", town), town, "", {"zoe", "claimed", ""}, body});
  }
  const auto answers = shard->run(batch);
  EXPECT_EQ(shard->state(CaseId{answers[0].case_id})->tasks.front().candidates.front(), "bob");
  EXPECT_EQ(shard->state(CaseId{answers[1].case_id})->tasks.front().candidates.front(), "ann");
}

TEST_F(IsolationTest, AListOfATownHasItsOwnOnly) {
  open("east", "a");
  open("west", "b");
  store::CaseFilter cases;
  cases.town = "west";
  ASSERT_EQ(store->cases(cases)->size(), 1U);
  EXPECT_EQ(store->cases(cases)->front().town, "west");
  store::TaskFilter tasks;
  tasks.town = "west";
  tasks.person = "ann";
  const auto listed = store->tasks(tasks);
  for (const auto& row : *listed) EXPECT_EQ(row.town, "west");
}

// A town with cases cannot be taken out from under them; one without can.
TEST_F(IsolationTest, ATownWithCasesStays) {
  open("east", "a");
  auto less = std::make_shared<core::Catalog>();
  less->add(*shard->catalog().town("west"));
  const auto refused = shard->publish(less);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().text, "town east has cases here; it cannot be taken away");
  auto rest = std::make_shared<core::Catalog>();
  rest->add(*shard->catalog().town("east"));
  EXPECT_TRUE(shard->publish(rest));
}

}  // namespace
}  // namespace tf::host

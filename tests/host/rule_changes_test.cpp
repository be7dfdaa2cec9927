// Rules that change while cases run: dates, moments, publications, and a crash in the middle.
#include "host/rule_changes.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"
#include "core/codec.h"
#include "host/preview.h"
#include "host/publication.h"
#include "host/shard.h"
#include "store/faulty_store.h"
#include "support/small_town.h"

namespace tf::host {
namespace {

constexpr const char* kRulesErrand =
    "workflow: errand\n"
    "title: {zh: 跑腿, en: Errand}\n"
    "case:\n"
    "  amount: {type: money, default: 0}\n"
    "fields:\n"
    "  size: {type: choice, of: [small, big]}\n"
    "steps:\n"
    "  first: {task: work, who: clerk, due: answer, next: weigh}\n"
    "  weigh: {decide: sizes}\n"
    "  over: {end: done}\n";

std::string sizes(const char* head, const char* limit) {
  return cat("table: sizes\n", head,
             "hit: first\noutputs: {size: {type: choice, of: [small, big]}}\nrules: |\n"
             "  row  | amount | => size\n  big  | > ",
             limit, "  | big\n  else | -      | small\n");
}

class RuleChangesTest : public testing::Test {
 protected:
  using Files = std::map<std::string, std::string>;
  RuleChangesTest() : clock(*parse_instant("2026-03-10T09:00:00+08:00")) {
    files = {{"small/town.yaml", support::kSmallTown},
             {"small/roles.yaml", support::kSmallRoles},
             {"small/people.yaml", support::kSmallPeople},
             {"small/ladders.yaml", support::kSmallLadders},
             {"small/deadlines.yaml", support::kSmallDeadlines},
             {"small/sizes.yaml", sizes("", "100")},
             {"small/errand.yaml", kRulesErrand}};
    store = store::memory_store();
  }
  std::shared_ptr<const core::Catalog> catalog(const Files& of) {
    model::Diagnostics out;
    auto towns = core::load_towns({of.begin(), of.end()}, out);
    EXPECT_FALSE(out.has_errors()) << to_text(out, model::Language::en);
    auto made = std::make_shared<core::Catalog>();
    made->add(std::move(towns.front().town));
    auto sources = std::make_shared<core::Sources>();
    sources->texts = of;
    sources->towns = {"small"};
    std::string all;
    for (const auto& [path, text] : of) all += path + text;
    sources->hash = to_hex(sha256(all));
    made->sources = std::move(sources);
    return made;
  }
  // As after a start of the program: from the files as they are now and the store.
  void start() {
    shard.reset();
    auto opened = Shard::open(*with_history(catalog(files), *store), *store, clock);
    ASSERT_TRUE(opened) << opened.error().text;
    shard = std::move(*opened);
    ASSERT_TRUE(shard->publish(*with_history(catalog(files), *store), ""));
  }
  CaseId open(int amount = 80) {
    core::OpenCase body;
    body.town = "small";
    body.workflow = "errand";
    body.data = Value::record(
        {{"amount", Value::number(std::int64_t{amount})}, {"grid", Value::text("dale")}});
    const Answer answer = shard->run({cat("o", ++keys), "small", "", {"ann", "claimed", ""}, body});
    EXPECT_EQ(answer.kind, Answer::Kind::accepted) << answer.rejection.en << answer.error.text;
    return CaseId{answer.case_id};
  }
  std::string complete(CaseId id) {
    core::Act act;
    act.verb = "complete";
    act.task = shard->state(id)->tasks.back().id;
    const Answer answer =
        shard->run({cat("c", ++keys), "small", cat(id.value), {"ann", "claimed", ""}, act});
    EXPECT_EQ(answer.kind, Answer::Kind::accepted) << answer.rejection.en << answer.error.text;
    return shard->state(id)->field("size").str();
  }
  std::string due(CaseId id) {
    const auto state = *shard->state(id);
    for (const core::Clock& one : state.clocks)
      if (one.of == "step") return to_utc_string(one.due);
    return "none";
  }
  void go_on() {
    for (auto moved = shard->go_on(); moved && *moved; moved = shard->go_on()) {
    }
  }
  int rows_of(CaseId id, const char* kind) {
    int n = 0;
    const auto rows = store->read_case(id.value, 0, 1000);
    for (const auto& row : *rows)
      n += std::string(core::kind_of(core::decode_row(row.body)->command)) == kind ? 1 : 0;
    return n;
  }

  VirtualClock clock;
  Files files;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<Shard> shard;
  int keys = 0;
};

TEST_F(RuleChangesTest, ATableOfTheMomentOfDecisionIsTheDefault) {
  files["small/sizes-april.yaml"] = sizes("effective: 2026-04-01\n", "50");
  start();
  const CaseId march = open(), april = open();
  EXPECT_EQ(complete(march), "small");
  clock.set(*parse_instant("2026-04-01T09:00:00+08:00"));
  EXPECT_EQ(complete(april), "big");
}

TEST_F(RuleChangesTest, OrOfTheOpeningWhenTheTableSaysSo) {
  files["small/sizes.yaml"] = sizes("time: opening\n", "100");
  files["small/sizes-april.yaml"] = sizes("effective: 2026-04-01\ntime: opening\n", "50");
  start();
  const CaseId march = open();
  clock.set(*parse_instant("2026-04-01T09:00:00+08:00"));
  EXPECT_EQ(complete(march), "small");
  EXPECT_EQ(complete(open()), "big");
}

TEST_F(RuleChangesTest, WithoutDateAChangeIsForNewCases) {
  start();
  const CaseId before = open();
  files["small/sizes.yaml"] = sizes("", "50");
  ASSERT_TRUE(shard->publish(catalog(files), "admin"));
  go_on();
  EXPECT_EQ(complete(before), "small");
  EXPECT_EQ(complete(open()), "big");
}

TEST_F(RuleChangesTest, EveryPublicationIsOnTheRecordOnce) {
  start();
  ASSERT_EQ(publications(*store)->size(), 1u);
  EXPECT_FALSE(*shard->publish(catalog(files), "admin"));  // nothing differs
  files["small/sizes.yaml"] = sizes("", "50");
  EXPECT_TRUE(*shard->publish(catalog(files), "admin"));
  const auto all = *publications(*store);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].by, "admin");
  EXPECT_EQ(all[1].changed, std::vector<std::string>{"small/sizes.yaml"});
  EXPECT_EQ(all[1].sources.texts, files);
  EXPECT_FALSE(*store->verify());
}

TEST_F(RuleChangesTest, AfterARestartOldCasesFindTheirProcess) {
  start();
  const CaseId old = open();
  std::string changed = kRulesErrand;
  const std::string decides = "{decide: sizes}";
  changed.replace(changed.find(decides), decides.size(), "{set: {size: big}}");
  files["small/errand.yaml"] = changed;
  start();
  EXPECT_EQ(complete(old), "small");  // still weighed
  EXPECT_EQ(complete(open()), "big");
}

TEST_F(RuleChangesTest, RunningCasesMoveWhenTheFileSaysSo) {
  start();
  const CaseId id = open();
  EXPECT_EQ(due(id), "2026-03-10T04:00:00Z");
  files["small/deadlines.yaml"] = "deadlines: small\napply: running\nerrand: {answer: 1 hours}\n";
  ASSERT_TRUE(shard->publish(catalog(files), "admin"));
  go_on();
  EXPECT_EQ(due(id), "2026-03-10T02:00:00Z");
  EXPECT_EQ(rows_of(id, "rules"), 1);
  start();  // the same files again move nothing
  go_on();
  EXPECT_EQ(rows_of(id, "rules"), 1);
}

TEST_F(RuleChangesTest, AndOnTheDayAVersionBegins) {
  files["small/deadlines-april.yaml"] =
      "deadlines: small\neffective: 2026-04-01\napply: running\nerrand: {answer: 30 calendar "
      "days}\n";
  start();
  const CaseId id = open();
  go_on();
  EXPECT_EQ(due(id), "2026-03-10T04:00:00Z");
  clock.set(*parse_instant("2026-03-31T23:59:00+08:00"));
  ASSERT_TRUE(shard->begin_due_rules());
  go_on();
  EXPECT_EQ(rows_of(id, "rules"), 0);
  clock.set(*parse_instant("2026-04-01T00:01:00+08:00"));
  ASSERT_TRUE(shard->begin_due_rules());
  go_on();
  EXPECT_EQ(rows_of(id, "rules"), 1);
  EXPECT_EQ(due(id).substr(0, 10), "2026-04-09");
}

TEST_F(RuleChangesTest, FilesNotYetLaidDownArePreviewed) {
  start();
  open();
  const auto now = shard->shared_catalog();
  const std::uint64_t rows = store->head()->seq;
  const auto preview = [&](const std::map<std::string, std::string>& changed) {
    return preview_files(*now, *store, "small", changed, clock.now(), 10);
  };
  EXPECT_EQ(preview({{"gone.yaml", ""}}).error().code, Errc::not_found);
  EXPECT_EQ(preview_files(*now, *store, "none", {}, clock.now(), 10).error().code, Errc::not_found);
  const auto bad = preview({{"deadlines.yaml", "deadlines: small\nerrand: {answer: 3 days}\n"}});
  ASSERT_FALSE(bad->findings.empty());
  EXPECT_EQ(bad->findings[0].file, "small/deadlines.yaml");
  EXPECT_EQ(bad->findings[0].line, 2);
  EXPECT_NE(bad->findings[0].zh.find("工作日"), std::string::npos) << bad->findings[0].zh;
  const auto same = preview({{"small/deadlines.yaml", files["small/deadlines.yaml"]}});
  EXPECT_EQ(same->preview.due, 0u);
  const auto shorter =
      preview({{"deadlines.yaml", "deadlines: small\nerrand: {answer: 1 hours}\n"}});
  ASSERT_TRUE(shorter);
  EXPECT_EQ(shorter->preview.open, 1u);
  ASSERT_EQ(shorter->preview.due, 1u);
  EXPECT_EQ(to_utc_string(shorter->preview.cases[0].clocks[0].after), "2026-03-10T02:00:00Z");
  EXPECT_EQ(store->head()->seq, rows);  // nothing was written
}

TEST_F(RuleChangesTest, ACrashInTheMiddleGoesOnWhereItWas) {
  start();
  std::vector<CaseId> ids;
  for (std::size_t i = 0; i < Shard::kCasesAPage + 50; ++i) ids.push_back(open());
  files["small/deadlines.yaml"] = "deadlines: small\napply: running\nerrand: {answer: 1 hours}\n";
  ASSERT_TRUE(shard->publish(catalog(files), "admin"));
  EXPECT_EQ(**shard->go_on(), Shard::kCasesAPage);
  EXPECT_EQ(due(ids.front()), "2026-03-10T02:00:00Z");
  EXPECT_EQ(due(ids.back()), "2026-03-10T04:00:00Z");
  start();  // nothing else was kept than what the store has
  EXPECT_EQ(**shard->go_on(), 50u);
  EXPECT_FALSE(shard->go_on()->has_value());
  for (const CaseId id : ids) {
    EXPECT_EQ(due(id), "2026-03-10T02:00:00Z");
    EXPECT_EQ(rows_of(id, "rules"), 1);
  }
}

// ---- people

constexpr const char* kVisit =
    "workflow: visit\n"
    "case: {where: address, visitor: person}\n"
    "steps:\n"
    "  see: {task: work, who: cadre}\n"
    "  over: {end: done}\n";

class RollTest : public RuleChangesTest {
 protected:
  RollTest() { files["small/visit.yaml"] = kVisit; }
  void people(const std::string& clerks, const std::string& cadres, const std::string& more = {}) {
    files["small/people.yaml"] =
        cat("people: small\ntree:\n  hall:\n    level: town\n    holds: {clerk: ", clerks,
            "}\n    below: {dale: {level: village, addresses: [Mill Lane], holds: {cadre: ", cadres,
            "}}}\n", more);
  }
  void publish() {
    ASSERT_TRUE(shard->publish(catalog(files), "admin"));
    go_on();
  }
  CaseId visit(Record data = {}, const std::string& by = "ann") {
    core::OpenCase body;
    body.town = "small";
    body.workflow = "visit";
    if (data.find("where") == nullptr) data.set("grid", Value::text("dale"));
    body.data = Value::record(std::move(data));
    const Answer answer = shard->run({cat("v", ++keys), "small", "", {by, "claimed", ""}, body});
    EXPECT_EQ(answer.kind, Answer::Kind::accepted) << answer.rejection.en << answer.error.text;
    return CaseId{answer.case_id};
  }
  void claim(CaseId id, const std::string& who) {
    core::Act act;
    act.verb = "claim";
    act.task = shard->state(id)->tasks.back().id;
    const Answer answer =
        shard->run({cat("c", ++keys), "small", cat(id.value), {who, "claimed", ""}, act});
    EXPECT_EQ(answer.kind, Answer::Kind::accepted) << answer.rejection.en << answer.error.text;
  }
  // "ann,bob" who are asked, "=ann" who has it.
  std::string hands(CaseId id) {
    const auto state = *shard->state(id);
    const core::Task& task = state.tasks.back();
    return task.owner.empty() ? join(task.candidates, ",") : cat("=", task.owner);
  }
};

TEST_F(RollTest, WhatNobodyTookGoesToThoseWhoHoldThePostNow) {
  start();
  const CaseId work = open(), other = visit();
  EXPECT_EQ(hands(work), "ann,bob");
  people("[bob, eve]", "[dan]");
  publish();
  EXPECT_EQ(hands(work), "bob,eve");
  EXPECT_EQ(rows_of(work, "roll"), 1);
  EXPECT_EQ(hands(other), "dan");  // it did not hang on what changed
  EXPECT_EQ(rows_of(other, "roll"), 0);
  publish();  // the same people again
  EXPECT_EQ(rows_of(work, "roll"), 1);
}

TEST_F(RollTest, WhoWorksOnItKeepsItUntilTheyLeaveThePost) {
  start();
  const CaseId id = open();
  claim(id, "ann");
  people("[ann, eve]", "[dan]");
  publish();
  EXPECT_EQ(hands(id), "=ann");
  people("[eve]", "[ann]");  // still of the town, but no clerk
  publish();
  EXPECT_EQ(hands(id), "eve");
}

TEST_F(RollTest, ACaseIsNeverWithoutAPerson) {
  start();
  const CaseId id = visit();
  people("[bob]", "[]");
  publish();
  EXPECT_EQ(hands(id), "bob");  // the command room of this town
  const auto rows = *store->read_case(id.value, 0, 100);
  EXPECT_NE(rows.back().body.find("ROLE_UNRESOLVED"), std::string::npos) << rows.back().body;
}

TEST_F(RollTest, ChangedWhileNothingRan) {
  start();
  const CaseId id = open();
  people("[eve]", "[dan]");
  start();
  go_on();
  EXPECT_EQ(hands(id), "eve");
}

TEST_F(RollTest, ATermOfOfficeBeginsAndEndsOnItsDay) {
  people("[bob, {person: ann, to: 2026-03-31}, {person: eve, from: 2026-04-01}]", "[dan]");
  start();
  const CaseId id = open();
  EXPECT_EQ(hands(id), "bob,ann");
  clock.set(*parse_instant("2026-03-31T12:00:00+08:00"));
  ASSERT_TRUE(shard->begin_due_rules());
  go_on();
  EXPECT_EQ(hands(id), "bob,ann");
  clock.set(*parse_instant("2026-04-01T00:30:00+08:00"));
  ASSERT_TRUE(shard->begin_due_rules());
  go_on();
  EXPECT_EQ(hands(id), "bob,eve");
  EXPECT_EQ(hands(open()), "bob,eve");
}

TEST_F(RollTest, NobodyHandlesTheMatterOfARelative) {
  people("[bob]", "[dan, eve]", "persons: {dan: {name: Dan, related: [kin]}}\n");
  start();
  EXPECT_EQ(hands(visit()), "dan,eve");
  EXPECT_EQ(hands(visit({{"visitor", Value::text("kin")}})), "eve");
  EXPECT_EQ(hands(visit({}, "kin")), "eve");
  people("[bob]", "[dan]", "persons: {kin: {name: Kin, related: [dan]}}\n");
  publish();
  EXPECT_EQ(hands(visit({{"visitor", Value::text("kin")}})), "bob");
}

TEST_F(RollTest, AnAddressLeadsToItsGrid) {
  people("[bob]", "[dan]");
  start();
  const CaseId known = visit({{"where", Value::text("3 Mill Lane")}});
  EXPECT_EQ(shard->state(known)->grid, "dale");
  EXPECT_EQ(hands(known), "dan");
  const CaseId unknown = visit({{"where", Value::text("9 Elsewhere")}});
  EXPECT_EQ(shard->state(unknown)->grid, "hall");
  const auto rows = *store->read_case(unknown.value, 0, 100);
  EXPECT_NE(rows.back().body.find("ADDRESS_UNKNOWN"), std::string::npos) << rows.back().body;
}

}  // namespace
}  // namespace tf::host

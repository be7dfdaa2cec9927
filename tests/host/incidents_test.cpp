// Incidents that come from outside the turn: notices that cannot be delivered, internal commands
// that are refused; and signals to more cases than one commit moves.
#include "host/incidents.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"
#include "core/codec.h"
#include "core/incidents.h"
#include "host/shard.h"
#include "store/faulty_store.h"
#include "support/small_town.h"

namespace tf::host {
namespace {

constexpr const char* kIncidentErrand = R"(workflow: errand
case: {call: yes_no}
may: {retry: {by: clerk}, dismiss: {by: clerk}}
steps:
  which: {choose: [{when: call = true, then: all}, {otherwise: rest}]}
  all:   {raise: {signal: rise}, to: town, next: end}
  rest:  {wait: {signal: rise}}
  over:  {end: done}
)";
constexpr const char* kTell = R"(workflow: errand
may: {retry: {by: clerk}, dismiss: {by: clerk}}
steps:
  say:  {notify: clerk}
  work: {task: work, who: clerk}
  over: {end: done}
)";

class IncidentsTest : public testing::Test {
 protected:
  void start(const char* workflow) {
    clock.set(*parse_instant("2026-03-10T09:00:00+08:00"));
    bound = support::bind_small(workflow);
    ASSERT_FALSE(bound.out.has_errors()) << bound.findings();
    catalog = std::make_shared<core::Catalog>();
    catalog->add(bound.town);
    store = store::memory_store();
    reopen();
  }
  void reopen() { shard = std::move(*Shard::open(catalog, *store, clock)); }
  Answer run(const std::string& by, core::CommandBody body, const std::string& ref = "") {
    clock.set(clock.now() + 1);
    const bool person = !by.empty();
    return shard->run({person ? cat("k", ++keys) : "",
                       "small",
                       ref,
                       {by, person ? "claimed" : "engine", ""},
                       std::move(body)});
  }
  CaseId open(bool call = false) {
    core::OpenCase body;
    body.town = "small";
    body.workflow = "errand";
    body.data = Value::record({{"grid", Value::text("dale")}});
    if (call)
      body.data = Value::record({{"grid", Value::text("dale")}, {"call", Value::boolean(true)}});
    const Answer answer = run("ann", body);
    EXPECT_EQ(answer.kind, Answer::Kind::accepted) << answer.rejection.en << answer.error.text;
    return CaseId{answer.case_id};
  }
  Answer act(CaseId id, const char* verb, const char* reason = "") {
    core::Act act;
    act.verb = verb;
    act.reason = reason;
    return run("ann", act, cat(id.value));
  }
  // The outbox gives up on the oldest effect.
  void fail_oldest(CaseId id) {
    const auto rows = store->outbox(clock.now().ms, 10);
    ASSERT_FALSE(rows->empty());
    run("",
        core::FinishEffect{rows->front().effect, false,
                           Value::record({{"error", Value::text("no line")},
                                          {"request", *parse_json(rows->front().payload)}})},
        cat(id.value));
  }
  std::size_t open_now() { return open_incidents(*store, *catalog, "small")->size(); }

  VirtualClock clock;
  support::Bound bound;
  std::shared_ptr<core::Catalog> catalog;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<Shard> shard;
  int keys = 0;
};

TEST_F(IncidentsTest, ANoticeThatCannotBeDeliveredIsAskedForAgainUnderItsKey) {
  start(kTell);
  const CaseId id = open();
  const std::string key = store->outbox(clock.now().ms, 10)->front().key;
  fail_oldest(id);
  ASSERT_EQ(shard->state(id)->incidents.size(), 1U);
  EXPECT_EQ(shard->state(id)->incidents.front().code, "EFFECT_FAILED");
  EXPECT_TRUE(store->outbox(clock.now().ms, 10)->empty());
  EXPECT_EQ(open_now(), 1U);
  // After a minute, by itself; the answer decides.
  clock.set(clock.now() + kMinute + 1);
  ASSERT_TRUE(shard->fire_due(10));
  ASSERT_EQ(store->outbox(clock.now().ms, 10)->size(), 1U);
  EXPECT_EQ(store->outbox(clock.now().ms, 10)->front().key, key);
  fail_oldest(id);
  EXPECT_EQ(shard->state(id)->incidents.front().tries, 1U);
  EXPECT_EQ(shard->state(id)->incidents.front().next, clock.now() + 2 * kMinute);
  EXPECT_EQ(act(id, "retry").kind, Answer::Kind::accepted);
  const auto again = store->outbox(clock.now().ms, 10);
  ASSERT_EQ(again->size(), 1U);
  run("", core::FinishEffect{again->front().effect, true, {}}, cat(id.value));
  EXPECT_TRUE(shard->state(id)->incidents.empty());
  EXPECT_EQ(open_now(), 0U);
}

TEST_F(IncidentsTest, RetriesGrowAndEnd) {
  const Instant now{0};
  EXPECT_EQ(core::next_try(now, 0), now + kMinute);
  EXPECT_EQ(core::next_try(now, 3), now + 8 * kMinute);
  EXPECT_EQ(core::next_try(now, 11), now + kDay);
  EXPECT_EQ(core::next_try(now, core::kMostTries), std::nullopt);
}

TEST_F(IncidentsTest, GivenUpWithAReason) {
  start(kTell);
  const CaseId id = open();
  fail_oldest(id);
  EXPECT_EQ(act(id, "dismiss").rejection.code, "incident.reason_missing");
  EXPECT_EQ(act(id, "dismiss", "told by phone").kind, Answer::Kind::accepted);
  EXPECT_TRUE(shard->state(id)->incidents.empty());
  EXPECT_EQ(act(id, "retry").rejection.code, "incident.not_found");
}

// A town in which nobody stands in for a vacant post.
std::shared_ptr<core::Catalog> strict_town(const char* cadre) {
  model::Diagnostics out;
  auto towns = core::load_towns(
      {{"small/town.yaml", support::kSmallTown},
       {"small/roles.yaml",
        "roles: small\nlevels: [town, village]\nfind: {start: case.grid}\nposts:\n"
        "  clerk: {level: town, queue: true, off_hours: self}\n"
        "  cadre: {level: village, many: true, off_hours: self}\n"},
       {"small/people.yaml",
        cat("people: small\ntree:\n  hall:\n    level: town\n    holds: {clerk: [ann]}\n"
            "    below: {dale: {level: village",
            cadre, "}}\n")},
       {"small/errand.yaml",
        "workflow: errand\nmay: {retry: {by: clerk}, dismiss: {by: clerk}}\nsteps:\n"
        "  work: {task: work, who: cadre}\n  over: {end: done}\n"}},
      out);
  EXPECT_FALSE(out.has_errors()) << to_text(out, model::Language::en);
  auto catalog = std::make_shared<core::Catalog>();
  catalog->add(std::move(towns.front().town));
  return catalog;
}

TEST_F(IncidentsTest, ATaskNobodyIsFoundForIsOfferedAgainUntilSomebodyIs) {
  clock.set(*parse_instant("2026-03-10T09:00:00+08:00"));
  catalog = strict_town("");
  store = store::memory_store();
  reopen();
  const CaseId id = open();
  ASSERT_EQ(shard->state(id)->incidents.size(), 1U);
  EXPECT_EQ(shard->state(id)->incidents.front().code, "ROLE_UNRESOLVED");
  EXPECT_EQ(act(id, "retry").kind, Answer::Kind::accepted);
  EXPECT_EQ(shard->state(id)->incidents.front().tries, 1U);
  catalog = strict_town(", holds: {cadre: [dan]}");
  ASSERT_TRUE(shard->publish(catalog));
  clock.set(clock.now() + kHour);
  ASSERT_TRUE(shard->fire_due(10));
  EXPECT_TRUE(shard->state(id)->incidents.empty());
  EXPECT_EQ(shard->state(id)->tasks.front().candidates, std::vector<std::string>{"dan"});
}

TEST_F(IncidentsTest, ASignalReachesMoreCasesThanOneCommitMoves) {
  start(kIncidentErrand);
  constexpr std::size_t kCases = Shard::kMostFollows + 50;
  for (std::size_t i = 0; i < kCases; ++i) open();
  const CaseId late_before = open();
  open(true);
  const CaseId after = open();  // opened after the signal: it does not hear it
  std::size_t reached = 0;
  bool reopened = false;
  for (;;) {
    const auto some = shard->go_on();
    ASSERT_TRUE(some) << some.error().text;
    if (!*some) break;
    reached += **some;
    if (!reopened) reopen();  // the program ends in the middle
    reopened = true;
  }
  EXPECT_EQ(reached, kCases + 1);
  EXPECT_EQ(shard->state(late_before)->phase, core::CasePhase::closed);
  EXPECT_EQ(shard->state(after)->phase, core::CasePhase::open);
  EXPECT_EQ(store->counts()->open, 1U);
}

}  // namespace
}  // namespace tf::host

// The figures every process has, from cases that run: closing, on time, urged, reopened, returned,
// lights; by node and unit, over periods.
#include "host/standard_facts.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "host/figures.h"
#include "host/shard.h"
#include "support/small_town.h"

namespace tf::host {
namespace {

constexpr const char* kFactsErrand =
    "workflow: errand\n"
    "due: answer\n"
    "ladder: firm\n"
    "may: {reopen: {}}\n"
    "case: {unit: line}\n"
    "metrics: {span: {median: closed_at - received_at, per: town}}\n"
    "steps:\n"
    "  sort: {task: sort, who: clerk}\n"
    "  first: {task: work, who: clerk, may: {return: {to: sort}}}\n"
    "  over: {end: done}\n";
constexpr const char* kDeadlines = "deadlines: small\nerrand: {answer: 2 working days}\n";
constexpr const char* kLadders =
    "ladders: small\n"
    "firm:\n"
    "  L1: {at: warn, light: yellow}\n"
    "  L2: {at: due, light: red, urge: true}\n"
    "  L4: {at: due + 5 working days, listed: true}\n";

// The same dale, first in one town, then in the other.
constexpr const char* kInHall =
    "people: small\ntree:\n"
    "  hall: {level: town, holds: {clerk: [ann, bob]}, below: {dale: {level: village}}}\n"
    "  crest: {level: town, holds: {clerk: [ann]}}\n";
constexpr const char* kInCrest =
    "people: small\ntree:\n"
    "  hall: {level: town, holds: {clerk: [ann, bob]}}\n"
    "  crest: {level: town, holds: {clerk: [ann]}, below: {dale: {level: village}}}\n";

class StandardFactsTest : public testing::Test {
 protected:
  StandardFactsTest() : store(store::memory_store()) {
    use(support::kSmallPeople);
    begin();
  }
  void use(const char* people) {
    model::Diagnostics out;
    auto towns = core::load_towns({{"small/town.yaml", support::kSmallTown},
                                   {"small/roles.yaml", support::kSmallRoles},
                                   {"small/people.yaml", people},
                                   {"small/ladders.yaml", kLadders},
                                   {"small/deadlines.yaml", kDeadlines},
                                   {"small/errand.yaml", kFactsErrand}},
                                  out);
    EXPECT_FALSE(out.has_errors()) << to_text(out, model::Language::en);
    auto made = std::make_shared<core::Catalog>();
    made->add(std::move(towns.front().town));
    catalog = made;
  }
  // The town's files with other people, taken in by a shard that was just started.
  void publish(const char* people) {
    use(people);
    begin();
    ASSERT_TRUE(shard->publish(catalog, ""));
  }
  void begin() {  // as after a start: nothing in memory
    shard.reset();
    shard = std::move(*Shard::open(catalog, *store, clock));
  }
  void at(const char* text) {
    clock.set(*parse_instant(cat("2026-", text, ":00+08:00")));
    while (*shard->fire_due(100) != 0) {
    }
  }
  CaseId open(const char* unit = "") {
    core::OpenCase body;
    body.town = "small";
    body.workflow = "errand";
    Record data{{"grid", Value::text("dale")}};
    if (*unit != 0) data.set("unit", Value::text(unit));
    body.data = Value::record(std::move(data));
    return CaseId{did({cat("k", ++keys), "small", "", {"ann", "claimed", ""}, body}).case_id};
  }
  void act(CaseId id, const char* verb, const char* to = nullptr) {
    core::Act body;
    body.verb = verb;
    body.reason = "why";
    if (to != nullptr) body.to = to;
    if (to == nullptr) body.task = shard->state(id)->tasks.back().id;
    did({cat("k", ++keys), "small", cat(id.value), {"ann", "claimed", ""}, body});
  }
  void finish(CaseId id) {
    while (shard->state(id)->phase != core::CasePhase::closed) act(id, "complete");
  }
  Answer did(const Request& request) {
    Answer answer = shard->run(request);
    EXPECT_EQ(answer.kind, Answer::Kind::accepted) << answer.rejection.en << answer.error.text;
    return answer;
  }
  // "num/den" of a built-in metric at a node over a period.
  std::string figure(const char* metric, const char* period, const char* node = "") {
    const auto days = period_of(period);
    const auto all = figures_of(*catalog->town("small"), *store, metric, days->first, days->second);
    EXPECT_TRUE(all);
    for (const Figure& one : *all)
      if (one.node == node) return cat(one.num, "/", one.den);
    return "none";
  }

  VirtualClock clock;
  std::shared_ptr<const core::Catalog> catalog;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<Shard> shard;
  int keys = 0;
};

TEST_F(StandardFactsTest, NothingDueIsNoFigure) {
  at("03-09 09:00");
  EXPECT_EQ(figure("errand.closing_rate", "2026-03"), "0/0");
  EXPECT_EQ(figure("errand.on_time_rate", "2026-03"), "0/0");
  EXPECT_EQ(figure("urge_rate", "2026-03", "dale"), "none");
}

// Due 03-11; closed in time, closed late, open and overdue, open and not yet due.
TEST_F(StandardFactsTest, ClosingAndOnTime) {
  at("03-09 09:00");
  const CaseId in_time = open("works"), late = open("works"), stays = open();
  at("03-11 17:30");  // the due instant still belongs to the time allowed
  finish(in_time);
  EXPECT_EQ(figure("on_time_rate", "2026-03-11"), "1/1");
  at("03-12 10:00");
  EXPECT_EQ(figure("on_time_rate", "2026-03-11"), "1/3");  // two are overdue at its end
  finish(late);
  begin();
  const CaseId young = open();
  EXPECT_EQ(figure("closing_rate", "2026-03-11"), "1/3");  // one closed by the end of that day
  EXPECT_EQ(figure("closing_rate", "2026-03-12"), "1/1");  // it closed in the period
  EXPECT_EQ(figure("closing_rate", "2026-W11"), "2/3");
  EXPECT_EQ(figure("closing_rate", "2026-03"), "2/4");
  EXPECT_EQ(figure("on_time_rate", "2026-W11"), "1/3");
  EXPECT_EQ(figure("on_time_rate", "2026-W11", "works"), "1/2");
  EXPECT_EQ(figure("on_time_rate", "2026-W11", "dale"), "1/3");
  EXPECT_EQ(figure("on_time_rate", "2026-W11", "hall"), "1/3");
  at("03-17 10:00");
  finish(stays);
  finish(young);
  EXPECT_EQ(figure("on_time_rate", "2026-W11"), "1/3");  // what was overdue then stays so
  EXPECT_EQ(figure("closing_rate", "2026-03"), "4/4");
  EXPECT_EQ(figure("on_time_rate", "2026-03"), "1/4");
}

TEST_F(StandardFactsTest, UrgesLightsAndLists) {
  at("03-09 09:00");
  const CaseId by_hand = open(), by_ladder = open();
  open();
  act(by_hand, "urge");
  act(by_hand, "urge");  // a case is urged once, however often
  EXPECT_EQ(figure("urge_rate", "2026-03-09"), "1/3");
  at("03-10 17:00");
  finish(by_hand);
  EXPECT_EQ(figure("yellow_count", "2026-03"), "3/0");
  at("03-20 09:00");
  EXPECT_EQ(figure("urge_rate", "2026-03-09"), "3/3");
  EXPECT_EQ(figure("red_count", "2026-03-11", "dale"), "2/0");
  EXPECT_EQ(figure("listed_count", "2026-03-18"), "2/0");
  finish(by_ladder);
  EXPECT_EQ(figure("red_count", "2026-03"), "2/0");
}

// A case counts where its grid lay when it was last counted; what moves it takes it along.
TEST_F(StandardFactsTest, AnotherTreeLeavesNothingBehind) {
  at("03-09 09:00");
  publish(kInHall);
  const CaseId settled = open(), again = open(), running = open();
  at("03-09 10:00");
  finish(settled);
  finish(again);
  EXPECT_EQ(figure("urge_rate", "2026-03-09", "hall"), "0/3");
  EXPECT_EQ(figure("closing_rate", "2026-03-09", "hall"), "2/2");
  EXPECT_EQ(figure("errand.span", "2026-03-09", "hall"), "0/2");
  at("03-10 09:00");
  publish(kInCrest);
  EXPECT_EQ(figure("urge_rate", "2026-03-09", "hall"), "0/3");  // nothing moves by itself
  at("03-10 10:00");
  act(running, "urge");
  EXPECT_EQ(figure("urge_rate", "2026-03-09", "hall"), "0/2");
  EXPECT_EQ(figure("urge_rate", "2026-03-09", "crest"), "1/1");
  EXPECT_EQ(figure("urge_rate", "2026-03-09", "dale"), "1/3");
  act(again, "reopen", "sort");
  EXPECT_EQ(figure("reopen_rate", "2026-03-09", "hall"), "1/2");  // of the closing it undid
  EXPECT_EQ(figure("reopen_rate", "2026-03-09", "crest"), "none");
  EXPECT_EQ(figure("closing_rate", "2026-03-09", "hall"), "1/1");
  EXPECT_EQ(figure("errand.span", "2026-03-09", "hall"), "0/1");
  EXPECT_EQ(figure("errand.span", "2026-03-09", "crest"), "none");
  begin();  // what was counted anew is found there, also from the store
  at("03-11 09:00");
  finish(again);
  finish(running);
  EXPECT_EQ(figure("urge_rate", "2026-03-09", "hall"), "0/1");
  EXPECT_EQ(figure("urge_rate", "2026-03-09", "crest"), "1/2");
  EXPECT_EQ(figure("closing_rate", "2026-03", "hall"), "1/1");
  EXPECT_EQ(figure("closing_rate", "2026-03", "crest"), "2/2");
  EXPECT_EQ(figure("closing_rate", "2026-03"), "3/3");
  EXPECT_EQ(figure("errand.span", "2026-03", "crest"), "0/2");
}

TEST_F(StandardFactsTest, ReturnedAndReopened) {
  at("03-09 09:00");
  const CaseId id = open();
  act(id, "complete");
  EXPECT_EQ(figure("return_rate", "2026-03"), "0/1");
  act(id, "return");
  EXPECT_EQ(figure("return_rate", "2026-03"), "1/1");
  finish(id);
  EXPECT_EQ(figure("return_rate", "2026-03"), "1/2");
  EXPECT_EQ(figure("reopen_rate", "2026-03-09"), "0/1");
  EXPECT_EQ(figure("closing_rate", "2026-03-09"), "1/1");
  at("03-20 09:00");
  act(id, "reopen", "sort");
  EXPECT_EQ(figure("reopen_rate", "2026-03-09"), "1/1");  // of the closing it undid
  EXPECT_EQ(figure("closing_rate", "2026-03-09"), "0/0");
}

}  // namespace
}  // namespace tf::host

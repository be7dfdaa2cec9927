// Promises about the rows that lists, timers, `find`, the outbox and figures read.
#include <algorithm>
#include <limits>
#include <random>

#include "base/text.h"
#include "store/support.h"

namespace tf::store {
namespace {

class StoreRows : public StoreTest {
 protected:
  void put(std::vector<CaseRow> cases, std::vector<TaskRow> tasks = {}) {
    Batch batch;
    batch.cases = std::move(cases);
    batch.tasks = std::move(tasks);
    commit(batch);
  }
};

TEST_P(StoreRows, WhatAPluginKeepsHasItsTime) {
  const auto keep = [&](const char* town, const char* key, const char* value,
                        std::optional<std::int64_t> until = {}) {
    Batch batch;
    batch.kept.push_back({town, "ledger", key, value, until});
    commit(batch);
  };
  const auto value = [&](const char* town, const char* key, std::int64_t now) {
    const auto row = must(store().kept(town, "ledger", key, now));
    return row ? row->value : "nothing";
  };
  keep("hill", "a", "1");
  keep("hill", "b", "\"中\"", 500);
  keep("dale", "a", "2");
  EXPECT_EQ(value("hill", "a", 0), "1");
  EXPECT_EQ(value("dale", "a", 0), "2");
  EXPECT_EQ(value("hill", "b", 499), "\"中\"");
  EXPECT_EQ(value("hill", "b", 500), "nothing");
  EXPECT_EQ(must(store().kept_bytes("hill", "ledger", 499)), 2 + 6);
  EXPECT_EQ(must(store().kept_bytes("hill", "ledger", 500)), 2);
  EXPECT_EQ(must(store().kept_bytes("hill", "other", 0)), 0);
  keep("hill", "a", "3");
  EXPECT_EQ(value("hill", "a", 0), "3");
  keep("hill", "a", "");
  EXPECT_EQ(value("hill", "a", 0), "nothing");
  EXPECT_EQ(value("dale", "a", 0), "2");
}

TEST_P(StoreRows, ACaseIsReplacedWhole) {
  CaseRow row = case_row(7, 1, 500);
  row.result = "settled";
  row.reason = "BUDGET_SPENT";
  row.listed = true;
  row.unit = "works";
  row.grid = "east-1";
  row.owner = "li";
  row.reporter = "chen";
  row.warn_ms = 400;
  row.wake_ms = -3;
  row.parent = 5;
  row.case_hash[0] = 0xaa;
  put({row});
  EXPECT_EQ(str(*must(store().case_row(7))), str(row));
  EXPECT_EQ(str(*must(store().case_by_number(row.number))), str(row));
  EXPECT_EQ(str(must(store().children(5))), str(row));
  const std::string before = row.number;
  row = case_row(7, 2);
  row.number = "HILLSIDE-2026-0001";
  row.town = "hillside";
  row.seq = 2;
  row.closed_ms = 900;
  row.phase = "closed";
  row.on_time = false;
  put({row});
  EXPECT_EQ(str(*must(store().case_row(7))), str(row));
  EXPECT_FALSE(must(store().case_by_number(before)));
  EXPECT_EQ(str(*must(store().case_by_number(row.number))), str(row));
  EXPECT_TRUE(must(store().children(5)).empty());
  EXPECT_TRUE(must(store().children(0)).empty());
  EXPECT_FALSE(must(store().case_row(8)));
  EXPECT_FALSE(must(store().next_due()));
}

TEST_P(StoreRows, CasesComeWorstFirst) {
  put({case_row(1, 0, 50), case_row(2, 2, 90), case_row(3, 1), case_row(4, 1, 70),
       case_row(5, 2, 80), case_row(6, 1), case_row(7, 1, 70)});
  EXPECT_EQ(ids(must(store().cases({}))), "5 2 4 7 3 6 1");
  EXPECT_EQ(ids(must(store().cases({.limit = 3}))), "5 2 4");
  EXPECT_EQ(ids(must(store().cases({.limit = 3, .offset = 3}))), "7 3 6");
  EXPECT_EQ(ids(must(store().cases({.limit = 3, .offset = 30}))), "");
  EXPECT_EQ(ids(must(store().cases({.phase = "open", .limit = 2, .offset = 5}))), "6 1");
  EXPECT_EQ(ids(must(store().cases({.light = 1}))), "4 7 3 6");
}

TEST_P(StoreRows, CasesAreFiltered) {
  CaseRow a = case_row(1), b = case_row(2), c = case_row(3), d = case_row(4);
  b.town = "hillside";
  b.title = "路灯坏了 100%_\\ Broken";
  c.workflow = "promise";
  c.unit = "works";
  c.grid = "east-1";
  c.owner = "li";
  c.phase = "suspended";
  d.phase = "closed";
  d.light = 2;
  put({a, b, c, d});
  const struct {
    const char* name;
    CaseFilter filter;
    const char* found;
  } table[] = {
      {"all", {}, "4 1 2 3"},
      {"town", {.town = "riverside"}, "4 1 3"},
      {"workflow", {.workflow = "promise"}, "3"},
      {"open", {.phase = "open"}, "1 2"},
      {"suspended", {.phase = "suspended"}, "3"},
      {"closed", {.phase = "closed"}, "4"},
      {"unknown phase", {.phase = "lost"}, ""},
      {"unit", {.unit = "works"}, "3"},
      {"grid", {.grid = "east-1"}, "3"},
      {"owner", {.owner = "li"}, "3"},
      {"owner and town", {.town = "hillside", .owner = "li"}, ""},
      {"part of a number", {.text = "2026-1004"}, "4"},
      {"letters of either case", {.text = "bROKEn"}, "2"},
      {"characters", {.text = "灯坏"}, "2"},
      {"percent is no wildcard", {.text = "0%_\\"}, "2"},
      {"nor underscore", {.text = "R_VER"}, ""},
      {"empty text", {.text = ""}, "4 1 2 3"},
  };
  for (const auto& row : table)
    EXPECT_EQ(ids(must(store().cases(row.filter))), row.found) << row.name;
}

TEST_P(StoreRows, APageHasAtMost500Rows) {
  std::vector<CaseRow> cases;
  std::vector<TaskRow> tasks;
  for (std::uint64_t id = 1; id <= 510; ++id) {
    cases.push_back(case_row(id));
    tasks.push_back(task_row(id, 1, {"li"}));
  }
  put(cases, tasks);
  EXPECT_EQ(must(store().cases({.limit = 100'000})).size(), 500U);
  EXPECT_EQ(must(store().cases({.phase = "open", .limit = 100'000})).size(), 500U);
  EXPECT_EQ(must(store().tasks({.limit = 100'000})).size(), 500U);
}

TEST_P(StoreRows, TimersComeSoonestFirst) {
  CaseRow a = case_row(1), b = case_row(2), c = case_row(3), d = case_row(4);
  a.wake_ms = 30;
  b.wake_ms = 10;
  c.wake_ms = 30;
  put({c, b, a, d});
  using Due = std::vector<DueCase>;
  EXPECT_EQ(must(store().due(31, 10)), (Due{{10, 2, b.seq}, {30, 1, a.seq}, {30, 3, c.seq}}));
  EXPECT_EQ(must(store().due(30, 10)), (Due{{10, 2, b.seq}}));
  EXPECT_EQ(must(store().due(31, 2)), (Due{{10, 2, b.seq}, {30, 1, a.seq}}));
  EXPECT_EQ(must(store().next_due()), 10);
  b.wake_ms.reset();
  a.phase = "closed";  // whatever its row says, a closed case does not wake
  put({a, b});
  EXPECT_EQ(must(store().due(31, 10)), (Due{{30, 3, c.seq}}));
  EXPECT_EQ(must(store().next_due()), 30);
}

TEST_P(StoreRows, TasksOfPeople) {
  TaskRow open = task_row(1, 5, {"li", "wang"});
  TaskRow claimed = task_row(1, 6, {"zhao"}, "li");
  TaskRow other = task_row(2, 3, {});
  open.light = 1;
  claimed.due_ms = 40;
  put({}, {open, claimed, other});
  EXPECT_EQ(ids(must(store().tasks({}))), "1/5 1/6 2/3");
  EXPECT_EQ(ids(must(store().tasks({.person = "li"}))), "1/5 1/6");
  EXPECT_EQ(ids(must(store().tasks({.person = "zhao"}))), "1/6");
  EXPECT_EQ(ids(must(store().tasks({.person = "wang", .state = "claimed"}))), "");
  EXPECT_EQ(str(must(store().tasks_of(1))), str(std::vector{open, claimed}));

  // Claimed by one of two, transferred, closed.
  open.owner = "wang";
  open.state = "claimed";
  open.candidates.clear();
  put({}, {open});
  EXPECT_EQ(ids(must(store().tasks({.person = "li"}))), "1/6");
  EXPECT_EQ(ids(must(store().tasks({.person = "wang"}))), "1/5");
  open.owner = "sun";
  Batch batch;
  batch.tasks = {open, task_row(9, 1, {"sun"})};
  batch.closed_tasks = {{1, 6}, {9, 1}, {9, 9}};  // closing wins within a batch; unknown ones too
  commit(batch);
  EXPECT_EQ(ids(must(store().tasks({.person = "wang"}))), "");
  EXPECT_EQ(ids(must(store().tasks({.person = "sun"}))), "1/5");
  EXPECT_EQ(ids(must(store().tasks({.person = "li"}))), "");
  EXPECT_EQ(str(must(store().tasks_of(1))), str(open));
  EXPECT_TRUE(must(store().tasks_of(9)).empty());
}

TEST_P(StoreRows, TasksAreFilteredAndComeWorstFirst) {
  TaskRow a = task_row(1, 1, {"li"}), b = task_row(2, 1, {"li"}), c = task_row(3, 1, {"li"}),
          d = task_row(4, 1, {"li"});
  a.due_ms = 90;
  b.due_ms = 80;
  b.town = "hillside";
  c.light = 2;
  c.unit = "police";
  d.workflow = "promise";
  put({}, {a, b, c, d});
  EXPECT_EQ(ids(must(store().tasks({}))), "3/1 2/1 1/1 4/1");
  EXPECT_EQ(ids(must(store().tasks({.limit = 2, .offset = 1}))), "2/1 1/1");
  EXPECT_EQ(ids(must(store().tasks({.person = "li", .limit = 2, .offset = 1}))), "2/1 1/1");
  EXPECT_EQ(ids(must(store().tasks({.town = "hillside"}))), "2/1");
  EXPECT_EQ(ids(must(store().tasks({.unit = "police"}))), "3/1");
  EXPECT_EQ(ids(must(store().tasks({.workflow = "promise"}))), "4/1");
  EXPECT_EQ(ids(must(store().tasks({.light = 2}))), "3/1");
  EXPECT_EQ(ids(must(store().tasks({.town = "riverside", .person = "li", .light = 0}))), "1/1 4/1");
}

TEST_P(StoreRows, EffectsWaitTillTheirMomentAndAreDoneOnce) {
  const OutboxRow now{1, 4, "notice", "k1", "{}", 0, 0, ""};
  const OutboxRow later{1, 5, "notice", "k2", "{\"a\":1}", 100, 0, ""};
  OutboxRow again{2, 1, "webhook", "k3", "{}", 50, 2, "timed out"};
  Batch batch;
  batch.outbox = {later, now, again};
  commit(batch);
  EXPECT_EQ(str(must(store().outbox(99, 10))), str(std::vector{now, again}));
  EXPECT_EQ(str(must(store().outbox(100, 10))), str(std::vector{now, again, later}));
  EXPECT_EQ(str(must(store().outbox(100, 1))), str(now));
  again.next_ms = 200;
  again.tries = 3;
  batch = {};
  batch.outbox = {again, {3, 1, "notice", "k4", "{}", 0, 0, ""}};
  batch.done_effects = {{1, 4}, {3, 1}, {8, 8}};
  commit(batch);
  EXPECT_EQ(str(must(store().outbox(1000, 10))), str(std::vector{later, again}));
  EXPECT_EQ(must(store().counts()).outbox, 2U);
}

TEST_P(StoreRows, CasesAreFoundByKey) {
  Batch batch;
  batch.matches = {{"phone=1", 3, "lamp", 300, {}},
                   {"phone=1", 1, "lamp", 100, 150},
                   {"phone=1", 2, "lamp", 200, 250},
                   {"place=x", 2, "lamp", 200, 250},
                   {"place=x", 4, "lamp", 200, {}}};
  commit(batch);
  EXPECT_EQ(str(must(store().find({"phone=1"}, 0, false))),
            "phone=1|1|lamp|100|150\nphone=1|2|lamp|200|250\nphone=1|3|lamp|300|-");
  EXPECT_EQ(str(must(store().find({"phone=1"}, 200, false))),
            "phone=1|2|lamp|200|250\nphone=1|3|lamp|300|-");
  EXPECT_EQ(str(must(store().find({"phone=1"}, 151, true))), "phone=1|2|lamp|200|250");
  EXPECT_EQ(str(must(store().find({"place=x", "phone=1"}, 101, false))),
            "place=x|2|lamp|200|250\nplace=x|4|lamp|200|-\nphone=1|3|lamp|300|-");
  EXPECT_TRUE(must(store().find({}, 0, false)).empty());
  EXPECT_TRUE(must(store().find({"phone"}, 0, false)).empty());
  batch.matches = {{"phone=1", 3, "lamp", 300, 400}};
  commit(batch);
  EXPECT_EQ(str(must(store().find({"phone=1"}, 300, true))), "phone=1|3|lamp|300|400");
}

TEST_P(StoreRows, MetricsAreSummedOverDays) {
  Batch batch;
  batch.metrics = {{"on_time", "east", 10, 1, 1, 1},
                   {"on_time", "east", 10, 2, 0, 1},
                   {"on_time", "west", 11, 3, 1, 1},
                   {"on_time", "east", 12, 4, 1, 1},
                   {"settled", "east", 10, 1, 5, 7}};
  commit(batch);
  using Sums = std::map<std::string, std::pair<std::int64_t, std::int64_t>>;
  EXPECT_EQ(must(store().metric("on_time", 10, 11)), (Sums{{"east", {1, 2}}, {"west", {1, 1}}}));
  EXPECT_EQ(must(store().metric("on_time", 11, 12)), (Sums{{"east", {1, 1}}, {"west", {1, 1}}}));
  EXPECT_EQ(must(store().metric("settled", 0, 99)), (Sums{{"east", {5, 7}}}));
  EXPECT_EQ(must(store().metric("unknown", 0, 99)), Sums{});
  EXPECT_EQ(must(store().metric("on_time", 13, 99)), Sums{});
  batch.metrics = {{"on_time", "east", 10, 2, 1, 1}, {"on_time", "east", 10, 2, 1, 2}};  // replaced
  commit(batch);
  EXPECT_EQ(must(store().metric("on_time", 10, 10)), (Sums{{"east", {2, 3}}}));
}

// What a median is taken of: facts that count, of the days asked for, however far apart they lie.
TEST_P(StoreRows, ValuesOfANodeOrOfEveryNode) {
  Batch batch;
  batch.metrics = {{"time", "", 10, 1, 70, 1},      {"time", "", 10, 2, 30, 1},
                   {"time", "", 900, 3, 50, 1},     {"time", "east", 10, 1, 70, 1},
                   {"time", "west", 900, 3, 50, 1}, {"time", "west", 11, 4, 20, 1},
                   {"share", "", 10, 1, 5, 1}};
  commit(batch);
  using Values = std::map<std::string, std::vector<std::int64_t>>;
  const auto values = [&](std::optional<std::string> node, std::int64_t from, std::int64_t to) {
    Values out = must(store().metric_values("time", node, from, to));
    for (auto& [where, all] : out) std::ranges::sort(all);
    return out;
  };
  EXPECT_EQ(values(std::nullopt, 0, 1000),
            (Values{{"", {30, 50, 70}}, {"east", {70}}, {"west", {20, 50}}}));
  EXPECT_EQ(values(std::nullopt, 10, 11), (Values{{"", {30, 70}}, {"east", {70}}, {"west", {20}}}));
  EXPECT_EQ(values("", 10, 900), (Values{{"", {30, 50, 70}}}));
  EXPECT_EQ(values("", 11, 899), Values{});
  EXPECT_EQ(values("west", 11, 900), (Values{{"west", {20, 50}}}));
  EXPECT_EQ(values("west", 12, 5000), (Values{{"west", {50}}}));
  EXPECT_EQ(values("nowhere", 0, 1000), Values{});
  EXPECT_EQ(must(store().metric_values("unknown", std::nullopt, 0, 1000)), Values{});
  batch.metrics = {{"time", "west", 900, 3, 0, 0},
                   {"time", "", 10, 2, 31, 1}};  // reopened; replaced
  commit(batch);
  EXPECT_EQ(values(std::nullopt, 0, 1000),
            (Values{{"", {31, 50, 70}}, {"east", {70}}, {"west", {20}}}));
}

TEST_P(StoreRows, SumsOfDaysMoveWithoutAFact) {
  Batch batch;
  batch.sums[{"town/lamp:urge_rate", 10, "east"}] = {1, 2};
  batch.metrics = {{"town/lamp:urge_rate", "east", 10, 1, 1, 1}};
  commit(batch);
  batch = {};
  batch.sums[{"town/lamp:urge_rate", 10, "east"}] = {-1, 0};
  batch.sums[{"town/lamp:urge_rate", 11, "east"}] = {0, 3};
  commit(batch);
  using Sums = std::map<std::string, std::pair<std::int64_t, std::int64_t>>;
  EXPECT_EQ(must(store().metric("town/lamp:urge_rate", 10, 10)), (Sums{{"east", {1, 3}}}));
  EXPECT_EQ(must(store().metric("town/lamp:urge_rate", 10, 11)), (Sums{{"east", {1, 6}}}));
}

// Cases drawn, moved about, and counted one by one by what the words of the definition say.
TEST_P(StoreRows, StandingsAreWhatCountingEachCaseGives) {
  constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max();
  struct Drawn {
    std::string node;
    std::int64_t ended = kNone, due = kNone;
    bool late = false;
  };
  std::mt19937 draw(11);
  const auto below = [&](std::int64_t n) {
    return static_cast<std::int64_t>(draw() % static_cast<std::uint64_t>(n));
  };
  std::vector<Drawn> cases;
  Batch batch;
  const auto count = [&](const Drawn& one, std::int64_t by) {
    batch.standings[{"town/lamp", one.node, one.ended, one.due, one.late}] += by;
  };
  for (int i = 0; i < 400; ++i) {
    Drawn one{cat("n", below(3)), kNone, below(8) == 0 ? kNone : below(40)};
    if (one.due != kNone) one.late = below(2) == 0;
    if (one.due == kNone || below(3) != 0) one.ended = below(40);
    if (one.due != kNone && one.ended != kNone) one.late = one.ended > one.due;
    cases.push_back(one);
    count(one, 1);
  }
  batch.standings[{"town/other", "n1", 5, 5, false}] = 7;
  commit(batch);
  batch = {};
  for (std::size_t i = 0; i < cases.size(); i += 3) {  // taken back, and counted elsewhere
    count(cases[i], -1);
    cases[i].node = "n2";
    count(cases[i], 1);
  }
  commit(batch);
  for (int i = 0; i < 60; ++i) {
    const std::int64_t from = below(42), to = from + below(12);
    std::map<std::string, StandingSums> expected;
    for (const Drawn& one : cases) {
      StandingSums& sums = expected[one.node];
      const bool due = one.due != kNone && one.due >= from && one.due <= to;
      const bool closed = one.ended != kNone && one.ended >= from && one.ended <= to;
      if (due || closed) ++sums.awaited;
      if ((due || closed) && one.ended != kNone && one.ended <= to) ++sums.closed;
      if (one.due == kNone) continue;
      const bool open = one.ended == kNone || one.ended > to;
      if (closed || (open && one.late && one.due <= to)) ++sums.judged;
      if (closed && one.ended <= one.due) ++sums.on_time;
    }
    EXPECT_EQ(must(store().standings("town/lamp", std::nullopt, from, to)), expected)
        << from << " to " << to;
    const auto alone = must(store().standings("town/lamp", "n1", from, to));
    EXPECT_EQ(alone, (std::map<std::string, StandingSums>{{"n1", expected["n1"]}}));
  }
  EXPECT_TRUE(must(store().standings("town/none", std::nullopt, 0, 99)).empty());
  EXPECT_TRUE(must(store().standings("town/lamp", "gone", 0, 99)).empty());
}

TEST_P(StoreRows, CountsAreOfOpenCasesByLight) {
  CaseRow closed = case_row(5, 2);
  closed.phase = "closed";
  CaseRow suspended = case_row(4, 1);
  suspended.phase = "suspended";
  put({case_row(1), case_row(2), case_row(3, 2), suspended, closed}, {task_row(1, 1, {"li"})});
  Counts counts = must(store().counts());
  EXPECT_EQ(counts.open, 4U);
  EXPECT_EQ(counts.closed, 1U);
  EXPECT_EQ(counts.green, 2U);
  EXPECT_EQ(counts.yellow, 1U);
  EXPECT_EQ(counts.red, 1U);
  EXPECT_EQ(counts.tasks, 1U);
  EXPECT_EQ(counts.outbox, 0U);
  closed = case_row(2);
  closed.seq = 9;
  closed.phase = "closed";
  put({closed});
  counts = must(store().counts());
  EXPECT_EQ(counts.open, 3U);
  EXPECT_EQ(counts.closed, 2U);
}

INSTANTIATE_TEST_SUITE_P(Kinds, StoreRows, kAllKinds, kind_name);

}  // namespace
}  // namespace tf::store

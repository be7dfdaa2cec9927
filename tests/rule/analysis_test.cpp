#include "rule/analysis.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/prng.h"
#include "base/temporal.h"
#include "base/text.h"
#include "rule/feel/test_env.h"

namespace tf::rule {
namespace {

using Found = TableFinding::Kind;

TableSource table_of(HitPolicy hit, std::vector<std::string> inputs,
                     std::vector<std::vector<std::string>> rows) {
  TableSource t;
  t.name = "t";
  t.hit = hit;
  for (const std::string& name : inputs) t.inputs.push_back({name, name, {}});
  t.outputs = {{"out", {}, {}, "", {}}};
  for (auto& row : rows) {
    TableRule& rule = t.rules.emplace_back();
    rule.outputs = {row.back()};
    row.pop_back();
    rule.inputs = std::move(row);
  }
  return t;
}

TestNames names_of(const TableSource& t) {
  TestNames names;
  for (const TableInput& input : t.inputs)
    if (!names.find(input.expression)) names.variable(input.expression, Value());
  return names;
}

std::string rule_name(int rule) {
  return rule < 0 ? "" : cat(" ", rule + 1);
}

// One line a finding.
std::string told(const TableSource& t, std::span<const InputFacts> facts = {},
                 std::span<const OutputFacts> outputs = {}) {
  static const std::map<Found, const char*> kWords{{Found::gap, "gap"},
                                                   {Found::gap_of_null, "gap of null"},
                                                   {Found::gap_maybe, "gap maybe"},
                                                   {Found::conflict, "conflict"},
                                                   {Found::masked, "masked"},
                                                   {Found::duplicate, "duplicate"},
                                                   {Found::impossible, "impossible"},
                                                   {Found::unread, "unread"},
                                                   {Found::unused, "unused"},
                                                   {Found::output, "output"},
                                                   {Found::not_analysed, "not analysed"},
                                                   {Found::stopped, "stopped"}};
  const auto table = DecisionTable::compile(t, names_of(t));
  if (!table) return table.error().front().error.en;
  std::string out;
  for (const TableFinding& f : analyse(t, names_of(t), facts, outputs).findings) {
    out += cat(kWords.at(f.kind), rule_name(f.rule), rule_name(f.other));
    for (const int other : f.others) out += rule_name(other);
    if (f.column >= 0) out += cat(" column ", f.column);
    if (f.definition >= 0) out += cat(" definition ", f.definition);
    if (!f.sample.empty()) out += cat(": ", f.sample);
    if (!f.box.empty()) out += cat(" | ", f.box);
    out += "\n";
  }
  return out;
}

InputFacts given(Value::Kind kind) {
  InputFacts facts;
  facts.kind = kind;
  facts.always_given = true;
  return facts;
}
InputFacts one_of(std::vector<std::string> choices, bool always = true) {
  InputFacts facts = given(Value::Kind::text);
  for (const std::string& one : choices) facts.choices.push_back(Value::text(one));
  facts.always_given = always;
  return facts;
}
InputFacts whole(std::int64_t least, std::int64_t most) {
  InputFacts facts = given(Value::Kind::number);
  facts.whole = true;
  facts.least = Decimal(least);
  facts.most = Decimal(most);
  return facts;
}

TEST(Analysis, a_gap_between_two_numbers) {
  const InputFacts facts[] = {given(Value::Kind::number)};
  EXPECT_EQ(told(table_of(HitPolicy::unique, {"amount"}, {{"< 100", "1"}, {"> 100", "2"}}), facts),
            "gap: amount = 100 | amount 100\n");
  EXPECT_EQ(told(table_of(HitPolicy::unique, {"amount"}, {{"<= 100", "1"}, {"> 101", "2"}}), facts),
            "gap: amount = 100.5 | amount (100..101]\n");
  EXPECT_EQ(
      told(table_of(HitPolicy::unique, {"amount"}, {{"<= 0.1", "1"}, {">= 0.2", "2"}}), facts),
      "gap: amount = 0.15 | amount (0.1..0.2)\n");
}

TEST(Analysis, whole_numbers_and_days_have_nothing_between_neighbours) {
  const InputFacts number[] = {whole(0, 10)};
  EXPECT_EQ(told(table_of(HitPolicy::unique, {"n"}, {{"<= 4", "1"}, {">= 5", "2"}}), number), "");
  EXPECT_EQ(told(table_of(HitPolicy::unique, {"n"}, {{"<= 3", "1"}, {">= 5", "2"}}), number),
            "gap: n = 4 | n (3..5)\n");
  const InputFacts day[] = {given(Value::Kind::date)};
  EXPECT_EQ(told(table_of(HitPolicy::unique, {"d"},
                          {{"<= @\"2026-03-09\"", "1"}, {">= @\"2026-03-10\"", "2"}}),
                 day),
            "");
  EXPECT_EQ(told(table_of(HitPolicy::unique, {"d"},
                          {{"<= date(\"2026-03-09\")", "1"}, {"> date(2026, 3, 10)", "2"}}),
                 day),
            "gap: d = @\"2026-03-10\" | d @\"2026-03-10\"\n");
}

TEST(Analysis, texts_with_and_without_allowed_values) {
  const auto t = table_of(HitPolicy::unique, {"kind"}, {{"\"a\"", "1"}, {"\"b\", \"c\"", "2"}});
  const InputFacts any[] = {given(Value::Kind::text)};
  EXPECT_EQ(told(t, any), "gap: kind = \"ca\" | kind not(\"a\", \"b\", \"c\")\n");
  const InputFacts closed[] = {one_of({"a", "b", "c"})};
  EXPECT_EQ(told(t, closed), "");
  const InputFacts more[] = {one_of({"a", "b", "c", "d"})};
  EXPECT_EQ(told(t, more), "gap: kind = d | kind d\n");
  const InputFacts empty[] = {one_of({"a", "b", "c"}, false)};
  EXPECT_EQ(told(t, empty), "gap of null: kind = null | kind null\n");
}

TEST(Analysis, several_inputs_at_once) {
  const InputFacts facts[] = {whole(0, 100), one_of({"a", "b"}), given(Value::Kind::boolean)};
  EXPECT_EQ(told(table_of(HitPolicy::unique, {"n", "kind", "hurt"},
                          {{"< 50", "\"a\"", "-", "1"},
                           {"-", "\"b\"", "true", "2"},
                           {">= 50", "-", "false", "3"},
                           {">= 50", "\"a\"", "true", "4"}}),
                 facts),
            "gap: n = 0, kind = b, hurt = false | n [0..50); kind b; hurt false\n");
}

TEST(Analysis, times_durations_and_moments) {
  const InputFacts time[] = {given(Value::Kind::time)};
  EXPECT_EQ(
      told(table_of(HitPolicy::unique, {"t"}, {{"< @\"08:00:00\"", "1"}, {"> @\"08:00:00\"", "2"}}),
           time),
      "gap: t = @\"08:00:00\" | t @\"08:00:00\"\n");
  const InputFacts lasting[] = {given(Value::Kind::duration)};
  EXPECT_EQ(told(table_of(HitPolicy::unique, {"d"}, {{"<= @\"P1D\"", "1"}, {">= @\"P3D\"", "2"}}),
                 lasting),
            "gap: d = @\"P2D\" | d (@\"P1D\"..@\"P3D\")\n");
  const InputFacts months[] = {given(Value::Kind::months)};
  EXPECT_EQ(told(table_of(HitPolicy::unique, {"d"}, {{"<= @\"P1Y\"", "1"}, {">= @\"P13M\"", "2"}}),
                 months),
            "");
  const InputFacts moment[] = {given(Value::Kind::moment)};
  EXPECT_EQ(told(table_of(HitPolicy::unique, {"m"},
                          {{"< @\"2026-03-10T08:00:00+08:00\"", "1"},
                           {">= @\"2026-03-10T01:00:00Z\"", "2"}}),
                 moment),
            "gap: m = @\"2026-03-10T08:00:00+08:00\" | m "
            "[@\"2026-03-10T08:00:00+08:00\"..@\"2026-03-10T01:00:00Z\")\n");
}

TEST(Analysis, overlaps_mean_what_the_hit_policy_says) {
  const InputFacts facts[] = {given(Value::Kind::number)};
  const auto rows =
      std::vector<std::vector<std::string>>{{"<= 10", "1"}, {">= 10", "2"}, {"[3..4]", "1"}};
  const char* both = "conflict 2 1: x = 10 | x 10\nconflict 3 1: x = 3 | x [3..4]\n";
  EXPECT_EQ(told(table_of(HitPolicy::unique, {"x"}, rows), facts), both);
  EXPECT_EQ(told(table_of(HitPolicy::any, {"x"}, rows), facts), "conflict 2 1: x = 10 | x 10\n");
  EXPECT_EQ(told(table_of(HitPolicy::first, {"x"}, rows), facts), "masked 3 1\n");
  EXPECT_EQ(told(table_of(HitPolicy::collect, {"x"}, rows), facts), "");
  const auto t = table_of(HitPolicy::collect, {"x"}, rows);
  EXPECT_EQ(analyse(t, names_of(t), facts).harmless_overlaps, 2U);
}

TEST(Analysis, rules_that_never_win) {
  const InputFacts facts[] = {given(Value::Kind::number), one_of({"a", "b"})};
  EXPECT_EQ(told(table_of(HitPolicy::first, {"x", "k"},
                          {{"< 5", "-", "1"},
                           {">= 5", "\"a\"", "2"},
                           {"[3..7]", "\"a\"", "3"},
                           {"> 100", "\"b\"", "4"},
                           {"-", "-", "5"},
                           {"-", "-", "6"}}),
                 facts),
            "masked 3 1 2\nmasked 6 5\n");
  EXPECT_EQ(told(table_of(HitPolicy::first, {"x", "k"},
                          {{"< 5", "\"a\"", "1"}, {"< 5", "\"a\"", "1"}, {"-", "-", "2"}}),
                 facts),
            "duplicate 2 1\n");
  auto ranked = table_of(HitPolicy::priority, {"x", "k"},
                         {{"< 5", "-", "1"}, {"< 9", "-", "2"}, {"-", "-", "3"}});
  for (const int rank : {2, 1, 3}) ranked.outputs[0].allowed.push_back(Value::number(rank));
  EXPECT_EQ(told(ranked, facts), "masked 1 2\nunread column 1\n");
}

TEST(Analysis, cells_that_never_pass_and_columns_that_never_ask) {
  const InputFacts facts[] = {whole(1, 5), one_of({"a", "b"})};
  EXPECT_EQ(told(table_of(HitPolicy::first, {"n", "k"},
                          {{"> 5", "-", "1"},
                           {"[4..2]", "-", "1"},
                           {"2.5", "-", "1"},
                           {"-", "\"c\"", "1"},
                           {"-", "-", "2"}}),
                 facts),
            "impossible 1 column 0\nimpossible 2 column 0\nimpossible 3 column 0\n"
            "impossible 4 column 1\n");
  EXPECT_EQ(
      told(table_of(HitPolicy::first, {"n", "k"}, {{"<= 5", "\"a\"", "1"}, {">= 1", "-", "2"}}),
           facts),
      "unread column 0\n");
}

TEST(Analysis, definitions_nobody_reads) {
  TableSource t = table_of(HitPolicy::first, {"twice"}, {{"-", "1"}, {"> 3", "2"}});
  t.definitions = {{"once", "1 + 1"}, {"twice", "once * 2"}, {"thrice", "once * 3"}};
  std::vector<int> unused;
  for (const TableFinding& f : analyse(t, TestNames()).findings)
    if (f.kind == Found::unused) unused.push_back(f.definition);
  EXPECT_EQ(unused, std::vector<int>{2});
}

TEST(Analysis, outputs_outside_their_allowed_values) {
  const InputFacts facts[] = {given(Value::Kind::boolean)};
  OutputFacts range = whole(1, 3);
  EXPECT_EQ(
      told(table_of(HitPolicy::unique, {"b"}, {{"true", "3"}, {"false", "4"}}), facts, {&range, 1}),
      "output 2 column 1: 4\n");
  OutputFacts choice = one_of({"big", "small"});
  EXPECT_EQ(told(table_of(HitPolicy::unique, {"b"}, {{"true", "\"big\""}, {"false", "\"huge\""}}),
                 facts, {&choice, 1}),
            "output 2 column 1: \"huge\"\n");
}

TEST(Analysis, says_which_cells_it_cannot_read) {
  const InputFacts facts[] = {given(Value::Kind::text), given(Value::Kind::number)};
  EXPECT_EQ(told(table_of(HitPolicy::unique, {"s", "n"},
                          {{"contains(?, \"cow\")", "-", "1"}, {"-", "> 5", "2"}}),
                 facts),
            "gap maybe: n = 4 | n <= 5\nnot analysed 1 column 0\n");
  // Conditions with `?` are read as long as they compare with constants.
  EXPECT_EQ(told(table_of(HitPolicy::unique, {"s", "n"},
                          {{"-", "? > 5 and ? <= 7 or ? = 9", "1"},
                           {"-", "not(? > 5)", "2"},
                           {"-", "? in (7..9), > 9", "3"}}),
                 facts),
            "unread column 0\n");
}

TEST(Analysis, default_or_a_count_needs_no_match) {
  const InputFacts facts[] = {given(Value::Kind::number)};
  TableSource t = table_of(HitPolicy::unique, {"x"}, {{"> 5", "1"}});
  t.outputs[0].otherwise = Value::number(0);
  EXPECT_EQ(told(t, facts), "");
  EXPECT_EQ(told(table_of(HitPolicy::collect_count, {"x"}, {{"> 5", "1"}}), facts), "");
  EXPECT_EQ(told(table_of(HitPolicy::collect, {"x"}, {{"> 5", "1"}}), facts),
            "gap: x = 4 | x <= 5\n");
}

// ---- against brute force

struct Pool {  // an input, the cells it may have, and values that reach every part of it
  InputFacts facts;
  std::vector<std::string> cells;
  std::vector<Value> values;
};

std::vector<Pool> pools() {
  std::vector<Pool> out;
  Pool number{given(Value::Kind::number), {}, {}};
  for (const char* cell : {"-",
                           "< 2",
                           "<= 2",
                           "> 1",
                           ">= 3",
                           "1",
                           "[1..3]",
                           "(1..3)",
                           "]0..2]",
                           "1, 3",
                           "not(2)",
                           "not(> 1)",
                           "not([1..2])",
                           "!= 2",
                           "? > 0 and ? < 3",
                           "? between 1 and 2",
                           "[0, 1, 2]",
                           "-1, [2..3)",
                           "0.5",
                           "null",
                           "not(null)",
                           "\"x\"",
                           "not(1, 2)",
                           "not(\"x\")",
                           "< 1, > 2",
                           "if ? > 1 then ? < 2 else ? = 0"})
    number.cells.emplace_back(cell);
  for (int half = -4; half <= 8; ++half)
    number.values.push_back(Value::number(Decimal::scaled(half * 5, -1)));
  Pool between = number;
  between.facts = whole(0, 3);
  std::erase_if(between.values, [](const Value& v) {
    return !v.as_number().is_whole() || v.as_number() < Decimal(0) || Decimal(3) < v.as_number();
  });
  Pool nullable = number;
  nullable.facts.always_given = false;
  nullable.values.emplace_back();
  Pool unknown{
      {}, {"-", "> 1", "\"a\"", "not(\"a\")", "not(1)", "null", "1, \"b\"", "< \"b\""}, {}};
  unknown.values = {Value(),           Value::text(""),  Value::text("a"),
                    Value::text("aa"), Value::text("b"), Value::text("ba")};
  for (int n = 0; n < 4; ++n) unknown.values.push_back(Value::number(n));
  Pool text{given(Value::Kind::text),
            {"-", "\"a\"", "\"b\", \"c\"", "not(\"a\")", "not(\"a\", \"b\")", "[\"a\", \"c\"]"},
            {Value::text("a"), Value::text("b"), Value::text("c"), Value::text("zz")}};
  Pool choice{
      one_of({"a", "b", "c"}), text.cells, {Value::text("a"), Value::text("b"), Value::text("c")}};
  Pool truth{given(Value::Kind::boolean),
             {"-", "true", "false", "not(true)", "true, false", "?", "not(?)", "> false"},
             {Value::boolean(true), Value::boolean(false)}};
  Pool date{given(Value::Kind::date), {}, {}};
  for (const char* cell : {"-", "< @\"2026-03-02\"", ">= @\"2026-03-02\"", "@\"2026-03-01\"",
                           "[@\"2026-03-01\"..@\"2026-03-03\")", "not(@\"2026-03-02\")",
                           "(@\"2026-03-01\"..@\"2026-03-02\")"})
    date.cells.emplace_back(cell);
  for (int d = 1; d < 8; ++d) date.values.push_back(Value::date(Date{20'510 + d}));
  Pool time{given(Value::Kind::time), {}, {}};
  for (const char* cell : {"-", "< @\"01:00:00\"", ">= @\"02:00:00\"",
                           "[@\"00:00:00\"..@\"01:00:00\"]", "> @\"02:00:00\", @\"01:30:00\""})
    time.cells.emplace_back(cell);
  for (int quarter = 0; quarter < 16; ++quarter)
    time.values.push_back(Value::time({quarter * 900 * kNanosPerSecond}));
  const auto moments = [](const char* zone) {
    Pool pool{given(Value::Kind::moment), {"-"}, {}};
    pool.facts.zoned = *zone != '\0';
    for (const char* form : {"< @\"2026-03-10T00:00:00$\"", ">= @\"2026-03-10T02:00:00$\"",
                             "@\"2026-03-10T01:00:00$\"", "!= @\"2026-03-10T01:00:00$\"",
                             "not(@\"2026-03-10T00:00:00$\")", "@\"2026-03-10T01:00:00+05:00\""}) {
      std::string cell = form;
      if (const auto at = cell.find('$'); at != cell.npos) cell.replace(at, 1, zone);
      pool.cells.push_back(cell);
    }
    for (int half = -12; half < 8; ++half) {
      const Moment base = *parse_moment(cat("2026-03-10T00:00:00", zone));
      pool.values.push_back(Value::moment(
          *moment_at(utc_nanos(base) + Nanos{half} * 1800 * kNanosPerSecond, base.time)));
    }
    return pool;
  };
  Pool moment = moments("Z"), unzoned = moments("");
  unzoned.cells.pop_back();
  Pool lasting{given(Value::Kind::duration),
               {"-", "< @\"PT2H\"", ">= @\"PT2H\"", "@\"PT1H\"", "[@\"PT1H\"..@\"PT3H\")"},
               {}};
  for (int half = -1; half < 9; ++half) lasting.values.push_back(Value::duration({half * 1800, 0}));
  out = {number, between, nullable, unknown, text,    choice,
         truth,  date,    time,     moment,  unzoned, lasting};
  return out;
}

struct Brute {
  std::set<int> fires, first;
  std::set<std::pair<int, int>> pairs;
  bool gap = false, gap_of_null = false;
};

// Runs the table for every combination of the pools' values.
Brute run_all(const TableSource& t, const std::vector<const Pool*>& pools) {
  TestNames names = names_of(t);
  TableSource collected = t;
  collected.hit = HitPolicy::collect;
  const auto table = DecisionTable::compile(collected, names);
  Brute out;
  std::vector<std::size_t> at(pools.size(), 0);
  while (true) {
    bool null = false;
    for (std::size_t i = 0; i < pools.size(); ++i) {
      names.values[i] = pools[i]->values[at[i]];
      null = null || names.values[i].is_null();
    }
    TestEnv env(names);
    std::vector<int> fired;
    for (const std::string& id : table->decide(env).fired) fired.push_back(std::stoi(id) - 1);
    if (fired.empty()) (null ? out.gap_of_null : out.gap) = true;
    if (!fired.empty()) out.first.insert(fired.front());
    out.fires.insert(fired.begin(), fired.end());
    for (std::size_t x = 0; x < fired.size(); ++x)
      for (std::size_t y = 0; y < x; ++y) out.pairs.emplace(fired[x], fired[y]);
    std::size_t i = 0;
    while (i < pools.size() && ++at[i] == pools[i]->values.size()) at[i++] = 0;
    if (i == pools.size()) return out;
  }
}

// Runs it once; the rules that fire.
std::vector<std::string> fired_for(const TableSource& t, const std::vector<Value>& inputs) {
  TestNames names = names_of(t);
  TableSource collected = t;
  collected.hit = HitPolicy::collect;
  const auto table = DecisionTable::compile(collected, names);
  for (std::size_t i = 0; i < inputs.size(); ++i) names.values[i] = inputs[i];
  TestEnv env(names);
  return table->decide(env).fired;
}

TEST(Analysis, agrees_with_brute_force) {
  const auto all = pools();
  Prng prng(20261122);
  for (int round = 0; round < 1500; ++round) {
    std::vector<const Pool*> chosen;
    TableSource t;
    t.hit = round % 2 == 0 ? HitPolicy::unique : HitPolicy::first;
    t.outputs = {{"out", {}, {}, "", {}}};
    const std::size_t inputs = 1 + prng.below(3);
    std::vector<InputFacts> facts;
    for (std::size_t i = 0; i < inputs; ++i) {
      chosen.push_back(&all[prng.below(all.size())]);
      const std::string name = cat("in", i);
      t.inputs.push_back({name, name, {}});
      facts.push_back(chosen.back()->facts);
    }
    const std::size_t rules = 1 + prng.below(6);
    std::string shown;
    for (std::size_t r = 0; r < rules; ++r) {
      TableRule& rule = t.rules.emplace_back();
      for (const Pool* pool : chosen) {
        rule.inputs.push_back(pool->cells[prng.below(pool->cells.size())]);
        shown += rule.inputs.back() + " | ";
      }
      rule.outputs = {std::to_string(r)};
      shown += "\n";
    }
    SCOPED_TRACE(shown);
    const auto table = DecisionTable::compile(t, names_of(t));
    ASSERT_TRUE(table) << table.error().front().error.en;
    const TableAnalysis found = analyse(t, names_of(t), facts);
    ASSERT_TRUE(found.is_exact());
    const Brute brute = run_all(t, chosen);

    bool gap = false, gap_of_null = false;
    std::set<std::pair<int, int>> conflicts;
    std::set<int> never_first, never;
    for (const TableFinding& f : found.findings) {
      if (f.kind == Found::gap || f.kind == Found::gap_of_null) {
        (f.kind == Found::gap ? gap : gap_of_null) = true;
        EXPECT_EQ(fired_for(t, f.inputs), std::vector<std::string>{}) << f.sample;
      }
      if (f.kind == Found::conflict) {
        conflicts.emplace(f.rule, f.other);
        const auto fired = fired_for(t, f.inputs);
        for (const int rule : {f.rule, f.other})
          EXPECT_EQ(std::ranges::count(fired, std::to_string(rule + 1)), 1) << f.sample;
      }
      if (f.kind == Found::impossible) never.insert(f.rule);
      if (f.kind == Found::impossible || f.kind == Found::masked) never_first.insert(f.rule);
    }
    EXPECT_EQ(gap, brute.gap);
    EXPECT_EQ(gap_of_null, !brute.gap && brute.gap_of_null);
    for (int r = 0; r < static_cast<int>(rules); ++r) {
      EXPECT_EQ(never.contains(r), !brute.fires.contains(r)) << "rule " << r + 1;
      if (t.hit == HitPolicy::first) {
        EXPECT_EQ(never_first.contains(r), !brute.first.contains(r)) << "rule " << r + 1;
      }
    }
    if (t.hit == HitPolicy::unique) {
      EXPECT_EQ(conflicts, brute.pairs);
    }
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace tf::rule

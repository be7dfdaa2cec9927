#include "rule/decision_table.h"

#include <gtest/gtest.h>

#include "rule/feel/test_env.h"

namespace tf::rule {
namespace {

TableSource size_table(HitPolicy hit) {
  TableSource t;
  t.name = "size";
  t.hit = hit;
  t.definitions = {{"earlier_90", "count(earlier)"}};
  t.inputs = {{"amount", "amount", {}}, {"earlier_90", "earlier_90", {}}, {"kind", "kind", {}}};
  t.outputs = {{"size", {}, {}, "", {}}, {"score", {}, {}, "", {}}};
  t.rules = {{"amount", {"> 5000", "-", "-"}, {"big", "2"}, "money"},
             {"earlier", {"-", ">= 2", "-"}, {"big", "3"}, ""},
             {"family", {"[100..5000]", "", "family, land"}, {"small", "1"}, ""}};
  return t;
}

TestNames table_names(std::int64_t amount, int earlier, const char* kind) {
  TestNames names;
  List list;
  for (int i = 0; i < earlier; ++i) list.push_back(Value::number(i));
  names.variable("amount", Value::number(amount)).variable("earlier", Value::list(list));
  names.variable("kind", kind == nullptr ? Value() : Value::text(kind), {"family", "land"});
  names.constant("big").constant("small").constant("family").constant("land").constant("oral");
  return names;
}

std::string decide(HitPolicy hit, std::int64_t amount, int earlier, const char* kind) {
  const TestNames names = table_names(amount, earlier, kind);
  const auto table = DecisionTable::compile(size_table(hit), names);
  if (!table) return table.error().front().error.en;
  TestEnv env(names);
  const Decision d = table->decide(env);
  EXPECT_EQ(to_feel_text(table->outputs(env)), to_feel_text(d.outputs));
  std::string out = to_feel_text(d.outputs) + (d.problem.empty() ? "" : " " + d.problem) + " <-";
  for (const std::string& id : d.fired) out += " " + id;
  return out;
}

TEST(DecisionTable, hit_policies) {
  EXPECT_EQ(decide(HitPolicy::unique, 1, 0, "family"), "null decision.no_match <-");
  EXPECT_EQ(decide(HitPolicy::unique, 200, 0, "family"), "{size: \"small\", score: 1} <- family");
  EXPECT_EQ(decide(HitPolicy::unique, 200, 0, nullptr), "null decision.no_match <-");
  EXPECT_EQ(decide(HitPolicy::unique, 6000, 2, "land"),
            "null decision.not_unique <- amount earlier");
  EXPECT_EQ(decide(HitPolicy::first, 6000, 2, "land"), "{size: \"big\", score: 2} <- amount");
  EXPECT_EQ(decide(HitPolicy::any, 6000, 2, "land"), "null decision.any_differs <- amount earlier");
  EXPECT_EQ(decide(HitPolicy::collect, 6000, 2, "land"),
            "[{size: \"big\", score: 2}, {size: \"big\", score: 3}] <- amount earlier");
  EXPECT_EQ(decide(HitPolicy::collect_sum, 6000, 2, "land"),
            "null decision.fold <- amount earlier");
  EXPECT_EQ(decide(HitPolicy::collect_count, 6000, 2, "land"),
            "{size: 2, score: 2} <- amount earlier");
  EXPECT_EQ(decide(HitPolicy::collect_count, 1, 0, "land"), "{size: 0, score: 0} <-");
}

TEST(DecisionTable, outputs_that_fold_by_themselves) {
  const TestNames names = table_names(6000, 2, "land");
  TableSource t = size_table(HitPolicy::collect_sum);
  t.outputs[0].hit = "first";
  t.outputs[1].cap = Decimal(4);
  const auto table = DecisionTable::compile(std::move(t), names);
  ASSERT_TRUE(table);
  TestEnv env(names);
  EXPECT_EQ(to_feel_text(table->decide(env).outputs), "{size: \"big\", score: 4}");
}

TEST(DecisionTable, priority_and_output_order_follow_the_allowed_values) {
  const TestNames names = table_names(300, 2, "land");
  TableSource t = size_table(HitPolicy::priority);
  t.outputs[0].allowed = {Value::text("small"), Value::text("big")};
  TestEnv env(names);
  EXPECT_EQ(to_feel_text(DecisionTable::compile(t, names)->decide(env).outputs),
            "{size: \"small\", score: 1}");
  t.hit = HitPolicy::output_order;
  EXPECT_EQ(to_feel_text(DecisionTable::compile(t, names)->decide(env).outputs),
            "[{size: \"small\", score: 1}, {size: \"big\", score: 3}]");
}

TEST(DecisionTable, explain_names_the_column_that_failed) {
  const TestNames names = table_names(300, 1, "land");
  const auto table = DecisionTable::compile(size_table(HitPolicy::first), names);
  TestEnv env(names);
  std::string out;
  for (const Fired& one : table->explain(env))
    out +=
        one.id + (one.fired ? " fired; " : " column " + std::to_string(one.failed_column) + "; ");
  EXPECT_EQ(out, "amount column 0; earlier column 1; family fired; ");
}

TEST(DecisionTable, every_mistake_at_once_with_its_place) {
  const TestNames names = table_names(300, 1, "land");
  TableSource t = size_table(HitPolicy::first);
  t.rules[0].inputs[0] = "> ";
  t.rules[1].outputs[0] = "bigg";
  t.inputs[2].expression = "knid";
  const auto table = DecisionTable::compile(std::move(t), names);
  ASSERT_FALSE(table);
  std::string out;
  for (const TableError& e : table.error())
    out += std::to_string(e.rule) + "," + std::to_string(e.column) + " " + e.error.en + "\n";
  EXPECT_EQ(out,
            "0,0 the expression is not finished\n"
            "-1,2 no such name: `knid`; did you mean `kind`?\n"
            "1,3 no such name: `bigg`; did you mean `big`?\n");
}

// The index against the cells run one by one.
TEST(DecisionTable, index_agrees_with_the_cells) {
  const char* cells[] = {"-",         "> 3",    ">= 3",   "< 3",     "<= 3",   "3",
                         "!= 3",      "not(3)", "[1..3]", "(1..3)",  "1, 5",   "not(1,5)",
                         "[1..2], 5", "null",   "-1.5",   "(-2..0]", "[1, 2]", "3.5"};
  TestNames names;
  names.variable("x", Value());
  TableSource t;
  t.hit = HitPolicy::collect;
  t.inputs = {{"x", "x", {}}};
  t.outputs = {{"n", {}, {}, "", {}}};
  for (const char* cell : cells) t.rules.push_back({cell, {cell}, {"1"}, ""});
  const auto table = DecisionTable::compile(t, names);
  ASSERT_TRUE(table);
  for (const Value& input :
       {Value(), Value::number(Decimal::scaled(-15, -1)), Value::number(0), Value::number(1),
        Value::number(2), Value::number(3), Value::number(Decimal::scaled(35, -1)),
        Value::number(5), Value::number(9), Value::text("3"), Value::boolean(true)}) {
    names.values[0] = input;
    TestEnv env(names);
    std::vector<std::string> expected;
    for (const char* cell : cells)
      if (compile_unary_tests(cell, names)->test(input, env)) expected.emplace_back(cell);
    EXPECT_EQ(table->decide(env).fired, expected) << input.str();
  }
}

TEST(HitPolicy, words) {
  EXPECT_EQ(parse_hit_policy("collect sum"), HitPolicy::collect_sum);
  EXPECT_EQ(parse_hit_policy("C+"), HitPolicy::collect_sum);
  EXPECT_EQ(parse_hit_policy("sometimes"), std::nullopt);
}

TEST(DecisionTable, warnings_say_where_in_the_table) {
  TestNames names;
  names.variable("amount", Value::text("much")).variable("price", Value());
  TableSource t;
  t.hit = HitPolicy::first;
  t.definitions = {{"double", "amount * 2"}};
  t.inputs = {{"double", "double", {}}, {"price", "price", {}}};
  t.outputs = {{"fee", {}, {}, "", {}}};
  t.rules = {{"a", {"-", "? > price + 1"}, {"1"}, ""}, {"else", {"null", "-"}, {"price * 3"}, ""}};
  const auto table = DecisionTable::compile(t, names);
  ASSERT_TRUE(table) << table.error().front().error.en;
  TestEnv env(names);
  std::vector<Warning> warnings;
  table->decide(env, &warnings);
  std::string told;
  for (const Warning& one : warnings) told += one.en + "\n";
  EXPECT_EQ(told,
            "column `double`: this calculation has no result: text and number\n"
            "row `a`, column `price`: null takes part in this calculation\n"
            "row `a`, column `price`: no order between null and null\n"
            "row `else`, column `fee`: null takes part in this calculation\n");
}

}  // namespace
}  // namespace tf::rule

#include "rule/graph_table.h"

#include <gtest/gtest.h>

#include "rule/feel/test_env.h"

namespace tf::rule {
namespace {

BoxedPtr literal(std::string feel) {
  auto out = std::make_shared<Boxed>();
  out->kind = Boxed::Kind::literal;
  out->text = std::move(feel);
  return out;
}

DrgElement element(DrgElement::Kind kind, std::string name, std::vector<std::string> required = {},
                   BoxedPtr logic = nullptr) {
  DrgElement out;
  out.kind = kind;
  out.id = out.name = std::move(name);
  out.required = std::move(required);
  out.logic = std::move(logic);
  return out;
}

using Kind = DrgElement::Kind;

Graph loans() {
  DrgModel model{"loans", "urn:loans", {}, {}, {}};
  model.elements = {element(Kind::input, "Loan Amount"), element(Kind::input, "age"),
                    element(Kind::decision, "Risk Level", {"#Loan Amount"},
                            literal("if Loan Amount > 100 then \"high\" else \"low\"")),
                    element(Kind::decision, "may", {"#Risk Level", "#age"},
                            literal("Risk Level = \"low\" and age >= 18"))};
  return Graph::link({model});
}

TestNames fields(std::int64_t amount) {
  TestNames out;
  out.variable("loan_amount", Value::number(amount)).variable("age", Value::number(20));
  out.variable("risk_level", {}).variable("may", {});
  return out;
}

TEST(GraphTable, AnInputNobodyGivesIsNamed) {
  TestNames names;
  names.variable("age", {});
  const GraphAsTable as = graph_as_table(loans(), "loans", names);
  EXPECT_EQ(as.lost, std::vector<std::string>{"Loan Amount"});
  EXPECT_TRUE(as.source.outputs.empty());
}

TEST(GraphTable, DecidesAndShowsEveryValueOnTheWay) {
  for (const auto& [amount, risk, may] :
       {std::tuple{50, "low", true}, std::tuple{500, "high", false}}) {
    const TestNames names = fields(amount);
    const Graph graph = loans();
    const auto table = DecisionTable::compile(graph_as_table(graph, "loans", names).source,
                                              GraphNames(graph, names));
    ASSERT_TRUE(table) << table.error().front().error.en;
    TestEnv env(names);
    Explanation why;
    const Decision decision = table->decide(env, why);
    EXPECT_EQ(decision.problem, "");
    EXPECT_EQ(decision.outputs["risk_level"].str(), risk);
    EXPECT_EQ(decision.outputs["may"], Value::boolean(may));
    ASSERT_EQ(why.inputs.size(), 4u);
    EXPECT_EQ(table->source().inputs[2].title, "Risk Level");
    EXPECT_EQ(why.inputs[2].str(), risk);
  }
}

TEST(GraphTable, TellsOnceWhatEachTableBehindItSaw) {
  BoxedTable rules;
  rules.source.hit = HitPolicy::first;
  rules.source.inputs = {{"", "age", {}}};
  rules.source.outputs = {TableOutput{"risk", {}, {}, "", {}}};
  rules.source.rules = {{"old", {"> 60"}, {"\"low\""}, ""}, {"", {"-"}, {"\"high\""}, ""}};
  auto boxed = std::make_shared<Boxed>();
  boxed->kind = Boxed::Kind::table;
  boxed->table = std::make_shared<const BoxedTable>(std::move(rules));
  DrgModel model{"loans", "urn:loans", {}, {}, {}};
  model.elements = {
      element(Kind::input, "age"), element(Kind::decision, "risk_level", {"#age"}, boxed),
      element(Kind::decision, "may", {"#risk_level"}, literal("risk_level = \"low\"")),
      element(Kind::decision, "must", {"#risk_level"}, literal("risk_level"))};
  const Graph graph = Graph::link({model});
  ASSERT_TRUE(graph.problems().empty()) << graph.problems().front().en;
  const TestNames names = fields(1);
  const auto table = DecisionTable::compile(graph_as_table(graph, "loans", names).source,
                                            GraphNames(graph, names));
  ASSERT_TRUE(table) << table.error().front().error.en;
  TestEnv env(names);
  Explanation why;
  table->decide(env, why);
  ASSERT_EQ(why.behind.size(), 1u);
  EXPECT_EQ(why.behind[0].name, "risk_level");
  EXPECT_EQ(why.behind[0].why.inputs, std::vector{Value::number(20)});
  ASSERT_EQ(why.behind[0].why.rules.size(), 2u);
  EXPECT_EQ(why.behind[0].why.rules[0].failed_column, 0);
  EXPECT_TRUE(why.behind[0].why.rules[1].fired);
}

TEST(GraphTable, AMistakeInsideIsAWarning) {
  TestNames names = fields(1);
  names.values[0] = Value::text("much");
  const Graph graph = loans();
  const auto table = DecisionTable::compile(graph_as_table(graph, "loans", names).source,
                                            GraphNames(graph, names));
  ASSERT_TRUE(table);
  TestEnv env(names);
  std::vector<Warning> warnings;
  table->decide(env, &warnings);
  ASSERT_FALSE(warnings.empty());
  EXPECT_EQ(warnings[0].en,
            "row `graph`, column `risk_level`: `Risk Level`: no order between text and number");
}

}  // namespace
}  // namespace tf::rule

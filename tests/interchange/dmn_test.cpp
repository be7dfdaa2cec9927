#include "interchange/dmn.h"

#include <gtest/gtest.h>

namespace tf::interchange {
namespace {

constexpr const char* kHead =
    "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m' namespace='urn:m'>"
    "<inputData id='i' name='Amount'><variable name='Amount' typeRef='number'/></inputData>";

rule::Graph graph_of(const std::string& body) {
  auto model = read_dmn(kHead + body + "</definitions>");
  EXPECT_TRUE(model) << model.error().en;
  return rule::Graph::link({*std::move(model)});
}

std::string decide(const rule::Graph& graph, const char* name, Value amount) {
  const Zone utc;
  return rule::to_feel_text(
      graph.decision(name, Record{{"Amount", std::move(amount)}}, Instant{}, utc));
}

TEST(Dmn, refusals) {
  EXPECT_EQ(read_dmn("<process/>").error().en, "the root must be DMN's definitions, not process");
  EXPECT_EQ(
      read_dmn(
          "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'><decision name='d'>"
          "<decisionTable hitPolicy='SOME'/></decision></definitions>")
          .error()
          .name,
      "dmn.hit_policy");
}

TEST(Dmn, a_decision_sees_only_what_it_requires) {
  const auto graph = graph_of(
      "<decision id='a' name='a'><informationRequirement><requiredInput "
      "href='#i'/></informationRequirement>"
      "<literalExpression><text>Amount * 2</text></literalExpression></decision>"
      "<decision id='b' name='b'><literalExpression><text>Amount * "
      "2</text></literalExpression></decision>"
      "<decision id='c' name='c'><informationRequirement><requiredDecision "
      "href='urn:m#a'/></informationRequirement>"
      "<informationRequirement><requiredDecision href='#nowhere'/></informationRequirement>"
      "<literalExpression><text>a + 1</text></literalExpression></decision>");
  EXPECT_EQ(decide(graph, "a", Value::number(3)), "6");
  EXPECT_EQ(decide(graph, "a", Value::text("3")), "null");
  EXPECT_EQ(decide(graph, "b", Value::number(3)), "null");
  EXPECT_EQ(decide(graph, "c", Value::number(3)), "7");
  ASSERT_EQ(graph.problems().size(), 2u);
  EXPECT_EQ(graph.problems()[0].en, "the reference `#nowhere` leads nowhere");
  EXPECT_EQ(graph.problems()[1].en, "no such name: `Amount`: Amount * 2");
}

TEST(Dmn, a_circle_is_null) {
  const auto graph = graph_of(
      "<decision id='a' name='a'><informationRequirement><requiredDecision "
      "href='#b'/></informationRequirement>"
      "<literalExpression><text>b</text></literalExpression></decision>"
      "<decision id='b' name='b'><informationRequirement><requiredDecision "
      "href='#a'/></informationRequirement>"
      "<literalExpression><text>a</text></literalExpression></decision>");
  EXPECT_EQ(decide(graph, "a", {}), "null");
}

TEST(Dmn, boxes) {
  const auto graph = graph_of(
      "<businessKnowledgeModel id='k' name='k'><variable "
      "name='k'/><encapsulatedLogic><formalParameter name='n' typeRef='number'/>"
      "<literalExpression><text>if n &lt;= 1 then 1 else n * k(n - "
      "1)</text></literalExpression></encapsulatedLogic>"
      "</businessKnowledgeModel>"
      "<decision id='a' name='a'><informationRequirement><requiredInput "
      "href='#i'/></informationRequirement>"
      "<knowledgeRequirement><requiredKnowledge href='#k'/></knowledgeRequirement><context>"
      "<contextEntry><variable name='x y'/><literalExpression><text>Amount + "
      "1</text></literalExpression></contextEntry>"
      "<contextEntry><variable name='size'/><decisionTable><input><inputExpression><text>x "
      "y</text></inputExpression></input>"
      "<output/><rule><inputEntry><text>&gt; "
      "4</text></inputEntry><outputEntry><text>\"big\"</text></outputEntry></rule>"
      "<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>\"any\"</text></"
      "outputEntry></rule>"
      "</decisionTable></contextEntry>"
      "<contextEntry><variable "
      "name='f'/><invocation><literalExpression><text>k</text></literalExpression>"
      "<binding><parameter name='n'/><literalExpression><text>x "
      "y</text></literalExpression></binding></invocation></contextEntry>"
      "</context></decision>");
  EXPECT_EQ(decide(graph, "a", Value::number(3)), "{\"x y\": 4, size: \"any\", f: 24}");
  EXPECT_EQ(decide(graph, "a", Value::number(4)),
            "{\"x y\": 5, size: null, f: 120}");  // two rules of a unique table
}

}  // namespace
}  // namespace tf::interchange

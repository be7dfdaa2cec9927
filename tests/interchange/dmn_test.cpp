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
  ASSERT_EQ(graph.problems().size(), 1u);
  EXPECT_EQ(graph.problems()[0].name, "drg.circle");
  EXPECT_EQ(graph.problems()[0].element, "b");
  EXPECT_EQ(graph.problems()[0].en, "requires itself by way of `a` and has no answer");
}

// Odd but allowed: what a strict reader must not stumble over.
TEST(Dmn, blanks_in_names_are_one) {
  const auto graph = graph_of(
      "<inputData id='j' name=' how\n  much '/><decision id='d' name='the\tanswer'>"
      "<informationRequirement><requiredInput href='#j'/></informationRequirement>"
      "<literalExpression><text>how much + 1</text></literalExpression></decision>");
  EXPECT_TRUE(graph.problems().empty());
  EXPECT_EQ(graph.names(rule::DrgElement::Kind::input),
            (std::vector<std::string>{"Amount", "how much"}));
  const Zone utc;
  EXPECT_EQ(
      graph.decision("the answer", Record{{"how much", Value::number(2)}}, Instant{}, utc).str(),
      "3");
}

TEST(Dmn, texts_in_pieces_and_none_at_all) {
  const auto graph = graph_of(
      "<decision name='a'><literalExpression><text><![CDATA[1 <]]> 2 <!-- no --> and "
      "true</text></literalExpression></decision>"
      "<decision name='b'><literalExpression><text>  </text></literalExpression></decision>"
      "<decision name='c'><literalExpression/></decision><decision name='d'/>"
      "<decision name='e'><relation><column name='x'/><column name='y'/><row><literalExpression>"
      "<text>1</text></literalExpression></row></relation></decision>"
      "<decision name='f'><decisionTable><output/><rule><outputEntry><text>5</text></outputEntry>"
      "</rule></decisionTable></decision>");
  EXPECT_TRUE(graph.problems().empty());
  for (const auto& [name, value] :
       {std::pair{"a", "true"}, std::pair{"b", "null"}, std::pair{"c", "null"},
        std::pair{"d", "null"}, std::pair{"e", "[{x: 1, y: null}]"}, std::pair{"f", "5"}})
    EXPECT_EQ(decide(graph, name, {}), value) << name;
}

TEST(Dmn, a_function_is_what_a_function_type_asks) {
  const auto graph = graph_of(
      "<itemDefinition name='tF'><functionItem outputTypeRef='number'><parameters name='a' "
      "typeRef='number'/></functionItem></itemDefinition>"
      "<decision name='a'><variable name='a' typeRef='tF'/><literalExpression><text>function(x: "
      "number) x + 1</text></literalExpression></decision>"
      "<decision name='b'><variable name='b' typeRef='tF'/><literalExpression><text>function(x: "
      "string) x</text></literalExpression></decision>"
      "<decision name='c'><variable name='c' typeRef='tF'/><literalExpression><text>function() "
      "1</text></literalExpression></decision>");
  EXPECT_EQ(decide(graph, "a", {}), "function(x)");
  EXPECT_EQ(decide(graph, "b", {}), "null");
  EXPECT_EQ(decide(graph, "c", {}), "null");
}

TEST(Dmn, files_in_other_encodings) {
  const std::string text =
      "<definitions xmlns='http://www.omg.org/spec/DMN/20151101/dmn.xsd' "
      "name='m' namespace='u'><decision name='d'><literalExpression><text>\"\xE9\"</text>"
      "</literalExpression></decision></definitions>";
  const auto latin = read_dmn("<?xml version='1.0' encoding='ISO-8859-1'?>" + text);
  ASSERT_TRUE(latin) << latin.error().en;
  EXPECT_EQ(decide(rule::Graph::link({*latin}), "d", {}), "\u00E9");
  EXPECT_EQ(read_dmn(text).error().name, "xml.syntax");
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

std::string namespace_of(const std::string& version) {
  return "<definitions xmlns='" + version + "' xmlns:feel='urn:feel' name='m' namespace='urn:m'>";
}

TEST(Dmn, every_version_is_read) {
  for (const char* version : {"http://www.omg.org/spec/DMN/20151101/dmn.xsd",
                              "http://www.omg.org/spec/DMN/20180521/MODEL/",
                              "https://www.omg.org/spec/DMN/20191111/MODEL/",
                              "https://www.omg.org/spec/DMN/20211108/MODEL/",
                              "https://www.omg.org/spec/DMN/20230324/MODEL/"}) {
    const auto model =
        read_dmn(namespace_of(version) +
                 "<inputData id='i' name='n'><variable name='n' typeRef='feel:number'/></inputData>"
                 "<decision id='d' name='d'><variable name='d' typeRef='feel:string'/>"
                 "<informationRequirement><requiredInput href='#i'/></informationRequirement>"
                 "<literalExpression><text><!-- said so -->\n <![CDATA[ if n < 3 then \"few\" else "
                 "\"many\" ]]></text></literalExpression></decision></definitions>");
    ASSERT_TRUE(model) << version;
    const auto graph = rule::Graph::link({*model});
    EXPECT_TRUE(graph.problems().empty()) << version;
    const Zone utc;
    EXPECT_EQ(graph.decision("d", {{"n", Value::number(2)}}, {}, utc).str(), "few");
    EXPECT_TRUE(graph.decision("d", {{"n", Value::text("2")}}, {}, utc).str() == "many");
  }
}

constexpr const char* kFunctionType =
    "<itemDefinition name='tF'><functionItem outputTypeRef='number'><parameters name='n' "
    "typeRef='number'/></functionItem></itemDefinition>";

TEST(Dmn, the_type_of_a_function_is_no_type_of_its_result) {
  const auto graph = graph_of(
      std::string(kFunctionType) +
      "<businessKnowledgeModel id='k' name='k'><variable name='k' typeRef='tF'/>"
      "<encapsulatedLogic typeRef='tF'><formalParameter name='n' typeRef='number'/>"
      "<literalExpression><text>n + 1</text></literalExpression></encapsulatedLogic>"
      "</businessKnowledgeModel>"
      "<decisionService id='s' name='s'><variable name='s' typeRef='tF'/><outputDecision "
      "href='#inner'/><inputData href='#i'/></decisionService>"
      "<decision id='inner' name='inner'><informationRequirement><requiredInput "
      "href='#i'/></informationRequirement><literalExpression><text>Amount * 2</text>"
      "</literalExpression></decision>"
      "<decision id='a' name='a'><informationRequirement><requiredInput "
      "href='#i'/></informationRequirement><knowledgeRequirement><requiredKnowledge href='#k'/>"
      "</knowledgeRequirement><knowledgeRequirement><requiredKnowledge href='#s'/>"
      "</knowledgeRequirement><literalExpression><text>[k(Amount), s(Amount), k(\"x\"), s()]"
      "</text></literalExpression></decision>");
  EXPECT_EQ(decide(graph, "a", Value::number(3)), "[4, 6, null, null]");
}

TEST(Dmn, functions_of_other_languages_are_refused_with_a_word) {
  const auto graph = graph_of(
      "<businessKnowledgeModel id='k' name='k'><variable name='k'/>"
      "<encapsulatedLogic kind='Java'><formalParameter name='n'/><context><contextEntry><variable "
      "name='class'/><literalExpression><text>\"java.lang.Math\"</text></literalExpression>"
      "</contextEntry></context></encapsulatedLogic></businessKnowledgeModel>"
      "<decision id='a' name='a'><knowledgeRequirement><requiredKnowledge href='#k'/>"
      "</knowledgeRequirement><literalExpression><text>k(1)</text></literalExpression></decision>");
  ASSERT_EQ(graph.problems().size(), 1u);
  EXPECT_EQ(graph.problems()[0].name, "feel.external");
  std::vector<rule::Warning> warnings;
  const Zone utc;
  EXPECT_TRUE(graph.decision("a", {}, {}, utc, &warnings).is_null());
  ASSERT_FALSE(warnings.empty());
  EXPECT_EQ(warnings[0].en, "`k`: functions in Java or PMML are not run; write it in FEEL");
}

// c imports b by name, b imports a by name.
TEST(Dmn, imports_of_imports) {
  const std::string version = "https://www.omg.org/spec/DMN/20230324/MODEL/";
  const auto model = [&](const std::string& name, const std::string& body) {
    const auto read = read_dmn("<definitions xmlns='" + version + "' name='" + name +
                               "' namespace='urn:" + name + "'>" + body + "</definitions>");
    EXPECT_TRUE(read) << read.error().en;
    return *read;
  };
  const auto import = [&](const std::string& name) {
    return "<import name='" + name + "' namespace='urn:" + name + "' importType='" + version +
           "'/>";
  };
  const auto a = model("a",
                       "<itemDefinition name='tKind'><typeRef>string</typeRef><allowedValues>"
                       "<text>\"x\", \"y\"</text></allowedValues></itemDefinition>"
                       "<inputData id='k' name='kind'><variable name='kind' typeRef='tKind'/>"
                       "</inputData>");
  const auto b = model("b", import("a") +
                                "<decision id='d' name='d'><informationRequirement><requiredInput "
                                "href='urn:a#k'/></informationRequirement><literalExpression>"
                                "<text>a.kind + \"!\"</text></literalExpression></decision>");
  const auto c = model(
      "c", import("b") +
               "<decision id='e' name='e'><variable name='e' typeRef='b.a.tKind'/>"
               "<informationRequirement><requiredDecision href='urn:b#d'/></informationRequirement>"
               "<literalExpression><text>substring before(b.d, \"!\")</text></literalExpression>"
               "</decision>");
  const auto graph = rule::Graph::link({c, b, a});
  for (const rule::DrgProblem& problem : graph.problems()) ADD_FAILURE() << problem.en;
  const Zone utc;
  EXPECT_EQ(graph.decision("e", {{"kind", Value::text("x")}}, {}, utc).str(), "x");
  EXPECT_TRUE(graph.decision("e", {{"kind", Value::text("z")}}, {}, utc).is_null());
}

}  // namespace
}  // namespace tf::interchange

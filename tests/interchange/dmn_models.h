// A DMN file with every kind of logic, and what its decisions answer; and the ways a model may go
// through other forms.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "interchange/dmn.h"
#include "interchange/dmn_write.h"
#include "interchange/graph_file.h"
#include "model/loader.h"

namespace tf::interchange {

inline constexpr const char* kEverything = R"(<?xml version="1.0"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="All &amp; sundry" namespace="urn:all">
 <itemDefinition name="tSize"><typeRef>string</typeRef><allowedValues><text>"small", "big"</text></allowedValues></itemDefinition>
 <itemDefinition name="tItem"><itemComponent name="price"><typeRef>number</typeRef></itemComponent><itemComponent name="odd name"><typeRef>string</typeRef></itemComponent></itemDefinition>
 <itemDefinition name="tItems" isCollection="true"><typeRef>tItem</typeRef></itemDefinition>
 <inputData id="1st" name="Order"><variable name="Order" typeRef="tItems"/></inputData>
 <inputData id="amount" name="Amount"><description>in yuan</description><variable name="Amount" typeRef="number"/></inputData>
 <decision id="_literal" name="Literal"><variable name="Literal"/><informationRequirement><requiredInput href="#amount"/></informationRequirement>
  <literalExpression><text>if Amount &lt; 5 then "a &amp; | b"
else "c"</text></literalExpression></decision>
 <decision id="_context" name="Context"><variable name="Context"/><informationRequirement><requiredInput href="#amount"/></informationRequirement>
  <context><contextEntry><variable name="twice" typeRef="number"/><literalExpression><text>Amount * 2</text></literalExpression></contextEntry>
   <contextEntry><variable name="f"/><functionDefinition><formalParameter name="x" typeRef="number"/><literalExpression><text>x + twice</text></literalExpression></functionDefinition></contextEntry>
   <contextEntry><literalExpression><text>f(1)</text></literalExpression></contextEntry></context></decision>
 <decision id="_relation" name="Relation"><variable name="Relation"/>
  <relation><column name="a"/><column name="b c"/><row><literalExpression><text>1</text></literalExpression><literalExpression><text>"x, y"</text></literalExpression></row>
   <row><literalExpression><text>2</text></literalExpression><list><literalExpression><text>3</text></literalExpression></list></row></relation></decision>
 <decision id="_if" name="If"><variable name="If"/><informationRequirement><requiredInput href="#amount"/></informationRequirement>
  <conditional><if><literalExpression><text>Amount &gt; 3</text></literalExpression></if><then><literalExpression><text>"more"</text></literalExpression></then><else><literalExpression><text>"less"</text></literalExpression></else></conditional></decision>
 <decision id="_filter" name="Filter"><variable name="Filter"/><informationRequirement><requiredInput href="#1st"/></informationRequirement>
  <filter><in><literalExpression><text>Order</text></literalExpression></in><match><literalExpression><text>price &gt; 2</text></literalExpression></match></filter></decision>
 <decision id="_for" name="For"><variable name="For"/><informationRequirement><requiredInput href="#1st"/></informationRequirement>
  <for iteratorVariable="o"><in><literalExpression><text>Order</text></literalExpression></in><return><literalExpression><text>o.price * 2</text></literalExpression></return></for></decision>
 <decision id="_some" name="Some"><variable name="Some"/><informationRequirement><requiredInput href="#1st"/></informationRequirement>
  <some iteratorVariable="o"><in><literalExpression><text>Order</text></literalExpression></in><satisfies><literalExpression><text>o.price &gt; 2</text></literalExpression></satisfies></some></decision>
 <decision id="_every" name="Every"><variable name="Every"/><informationRequirement><requiredInput href="#1st"/></informationRequirement>
  <every iteratorVariable="o"><in><literalExpression><text>Order</text></literalExpression></in><satisfies><literalExpression><text>o.price &gt; 2</text></literalExpression></satisfies></every></decision>
 <decision id="_call" name="Call"><variable name="Call" typeRef="number"/><informationRequirement><requiredInput href="#amount"/></informationRequirement><knowledgeRequirement><requiredKnowledge href="#bkm"/></knowledgeRequirement>
  <invocation><literalExpression><text>Fee</text></literalExpression><binding><parameter name="p"/><literalExpression><text>Amount</text></literalExpression></binding></invocation></decision>
 <businessKnowledgeModel id="bkm" name="Fee"><variable name="Fee" typeRef="number"/><encapsulatedLogic><formalParameter name="p" typeRef="number"/><literalExpression><text>p / 4</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
 <decision id="_size" name="Size of it"><variable name="Size of it" typeRef="tSize"/><informationRequirement><requiredInput href="#amount"/></informationRequirement>
  <decisionTable hitPolicy="FIRST"><input><inputExpression><text>Amount</text></inputExpression></input><output/>
   <annotation name="row"/><annotation name="note"/>
   <rule><inputEntry><text>&gt; 5</text></inputEntry><outputEntry><text>"big"</text></outputEntry><annotationEntry><text>much</text></annotationEntry><annotationEntry><text>yuan</text></annotationEntry></rule>
   <rule><inputEntry><text>-</text></inputEntry><outputEntry><text>"small"</text></outputEntry><annotationEntry><text>else</text></annotationEntry><annotationEntry><text></text></annotationEntry></rule></decisionTable></decision>
 <decision id="_rank" name="Rank"><variable name="Rank"/><informationRequirement><requiredInput href="#amount"/></informationRequirement>
  <decisionTable hitPolicy="OUTPUT ORDER"><input label="How much"><inputExpression><text>Amount
 + 0</text></inputExpression><inputValues><text>[0..100]</text></inputValues></input>
   <output name="grade"><outputValues><text>"C", "A"</text></outputValues><defaultOutputEntry><text>"none"</text></defaultOutputEntry></output><output name="the why"/>
   <rule><inputEntry><text>&gt; 1</text></inputEntry><outputEntry><text>"A"</text></outputEntry><outputEntry><text>"a|b"</text></outputEntry></rule>
   <rule><inputEntry><text>&gt; 2</text></inputEntry><outputEntry><text>"C"</text></outputEntry><outputEntry><text></text></outputEntry></rule></decisionTable></decision>
 <decision id="_none" name="None"><variable name="None"/></decision>
 <decision id="_sum" name="Sum"><variable name="Sum"/><informationRequirement><requiredInput href="#amount"/></informationRequirement>
  <decisionTable hitPolicy="COLLECT" aggregation="SUM"><input><inputExpression><text>Amount</text></inputExpression></input><output/>
   <rule><inputEntry><text>&gt; 1</text></inputEntry><outputEntry><text>Amount</text></outputEntry></rule>
   <rule><inputEntry><text>&gt; 2</text></inputEntry><outputEntry><text>10</text></outputEntry></rule></decisionTable></decision>
 <decisionService id="svc" name="Service"><variable name="Service"/><outputDecision href="#_size"/><inputData href="#amount"/></decisionService>
 <knowledgeSource id="ks" name="Law"/><knowledgeSource id="ks2" name="Custom"/>
</definitions>)";

inline rule::DrgModel everything(Report* report = nullptr) {
  auto model = read_dmn(kEverything, {}, report);
  EXPECT_TRUE(model) << model.error().en;
  return *std::move(model);
}

// What every decision answers, as one text.
inline std::map<std::string, std::string> answers(const rule::DrgModel& model, int amount) {
  const rule::Graph graph = rule::Graph::link({model});
  const auto item = [](std::int64_t price) {
    return Value::record({{"price", Value::number(price)}, {"odd name", Value::text("x")}});
  };
  const Record inputs{{"Amount", Value::number(std::int64_t{amount})},
                      {"Order", Value::list({item(1), item(amount)})}};
  std::map<std::string, std::string> out;
  const Zone utc;
  for (const auto& problem : graph.problems()) out["problem " + problem.element] = problem.en;
  for (const std::string& name : graph.names(rule::DrgElement::Kind::decision))
    out[name] = rule::to_feel_text(graph.decision(name, inputs, Instant{}, utc));
  out["service"] = rule::to_feel_text(graph.service("Service", inputs, Instant{}, utc));
  return out;
}

// Through the files of the native form.
inline rule::DrgModel through_native(const rule::DrgModel& model) {
  std::map<std::string, model::Document> tables;
  model::Diagnostics findings;
  std::optional<model::Document> graph;
  for (const NativeFile& file : write_graph(model, "g")) {
    auto read = model::read_document(file.id + ".yaml", file.text, findings);
    if (!graph)
      graph = std::move(read);
    else
      tables[file.id] = std::move(read);
  }
  auto out = read_graph(
      *graph,
      [&](const std::string& id) {
        const auto found = tables.find(id);
        return found == tables.end() ? nullptr : &found->second;
      },
      findings);
  EXPECT_TRUE(findings.empty()) << to_text(findings, model::Language::en);
  EXPECT_TRUE(out);
  return out ? *std::move(out) : rule::DrgModel{};
}

inline rule::DrgModel through_dmn(const rule::DrgModel& model) {
  auto out = read_dmn(write_dmn(model));
  EXPECT_TRUE(out) << out.error().en;
  return out ? *std::move(out) : rule::DrgModel{};
}

}  // namespace tf::interchange

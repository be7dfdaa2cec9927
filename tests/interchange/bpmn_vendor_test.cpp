// What other products write beside BPMN: used, or named.
#include <gtest/gtest.h>

#include "bpmn_files.h"
#include "interchange/bpmn_decision.h"
#include "interchange/dmn.h"

namespace tf::interchange {
namespace {

TEST(BpmnVendor, work_of_another_program_is_named_and_passed_through) {
  EXPECT_EQ(notes_of("<serviceTask id='a' class='org.x.Y'/>"),
            "a: what the serviceTask does (class=org.x.Y) was not carried over: the step is passed "
            "through\n");
  EXPECT_EQ(notes_of("<serviceTask id='a' expression='${bean.run(x)}' resultVariable='y'/>"),
            "a: what the serviceTask does (expression=${bean.run(x)}) was not carried over: the "
            "step is passed through\n");
  EXPECT_EQ(notes_of("<serviceTask id='a'><extensionElements><taskDefinition type='pay'/>"
                     "</extensionElements></serviceTask>"),
            "a: what the serviceTask does (type=pay) was not carried over: the step is passed "
            "through\n");
  EXPECT_EQ(steps_of("<serviceTask id='a' delegateExpression='${x}'/>"), "a: next: end");
}

TEST(BpmnVendor, an_expression_with_a_variable_for_its_value_is_a_script) {
  EXPECT_EQ(steps_of("<serviceTask id='a' expression='${net * 2}' resultVariable='gross'/>"),
            "a: set: gross: net * 2 next: end");
  EXPECT_EQ(steps_of("<serviceTask id='a' expression='${net + 1}' resultVariableName='gross'/>"),
            "a: set: gross: net + 1 next: end");
}

TEST(BpmnVendor, tuning_of_another_engine_is_named_as_such) {
  EXPECT_EQ(notes_of("<task id='a' asyncBefore='true' exclusive='false' jobPriority='5'/>"),
            "a: without a meaning here and left out: asyncBefore=true exclusive=false "
            "jobPriority=5 (every step is durable, what fails is tried again)\n");
  EXPECT_EQ(notes_of("<task id='a' followUpDate='P3D'><extensionElements><executionListener "
                     "class='x'/></extensionElements></task>"),
            "a: not carried over: followUpDate=P3D executionListener\n");
}

constexpr const char* kCalled =
    "</process><process id='q'><scriptTask id='qa' scriptFormat='feel' resultVariable='sum'>"
    "<script>n + 1</script></scriptTask>";

TEST(BpmnVendor, a_call_that_hands_over_everything) {
  const std::string call =
      "<callActivity id='k' calledElement='q'><extensionElements><in variables='all'/>"
      "<out variables='all'/><in businessKey='#{execution.key}'/></extensionElements>"
      "</callActivity>";
  EXPECT_EQ(steps_of(call + kCalled),
            "k: open: q and_wait: true with: n: n sum: sum next: done: go: end set: n: if get "
            "value(message.answers, \"n\") = null then n else get value(message.answers, \"n\") "
            "sum: if get value(message.answers, \"sum\") = null then sum else get "
            "value(message.answers, \"sum\")");
  EXPECT_EQ(notes_of(call + kCalled),
            "k: the business key #{execution.key} was not carried over: every case has its "
            "number\n");
  // In a file of its own it cannot be known; with what the other file has it can.
  EXPECT_NE(notes_of(call).find("the variables of q are not known"), std::string::npos);
  BpmnFill fill;
  fill.known["q"] = {{"n", "number"}};
  EXPECT_NE(steps_of(call, "", fill).find("with: n: n"), std::string::npos);
}

TEST(BpmnVendor, instances_of_zeebe_with_their_output) {
  EXPECT_EQ(
      steps_of("<task id='a'><multiInstanceLoopCharacteristics><extensionElements>"
               "<loopCharacteristics inputCollection='=xs' inputElement='x' outputCollection='ys' "
               "outputElement='=x + 1'/></extensionElements></multiInstanceLoopCharacteristics>"
               "</task>"),
      "a-all: each: \"for e in xs return {item: e} as x\" steps: a: next: a-kept a-kept: set: ys: "
      "append(if ys = null then [] else ys, x.item + 1) next: end next: end");
}

constexpr const char* kDish = R"(<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
  id="d" name="Dishes" namespace="urn:d"><decision id="dish" name="Dish Choice"><decisionTable
  hitPolicy="UNIQUE"><input><inputExpression><text>season</text></inputExpression></input>
  <input><inputExpression><text>state</text></inputExpression></input><output name="result"
  typeRef="string"/><rule><inputEntry><text>"Winter"</text></inputEntry><inputEntry>
  <text>&lt; 8</text></inputEntry><outputEntry><text>"Roast"</text></outputEntry></rule>
  </decisionTable></decision><inputData id="i" name="Guest Count"><variable name="Guest Count"
  typeRef="number"/></inputData><decision id="big" name="Big Table"><informationRequirement>
  <requiredInput href="#i"/></informationRequirement><literalExpression><text>Guest Count &gt; 8
  </text></literalExpression></decision></definitions>)";

TEST(BpmnVendor, decisions_given_with_the_file_are_asked) {
  const auto model = read_dmn(kDish);
  ASSERT_TRUE(model);
  BpmnFill fill;
  add_decisions(*model, write_graph(*model, "dishes"), fill);
  // Names that mean something else here are handed over under their own.
  EXPECT_EQ(steps_of("<businessRuleTask id='a' decisionRef='dish' resultVariable='r' "
                     "mapDecisionResult='singleEntry'/>",
                     "", fill),
            "a: decide: dish-choice with: state: state_ into: a_decided next: done: go: end set: "
            "r: get value(a_decided, \"result\")");
  EXPECT_EQ(steps_of("<businessRuleTask id='a'><extensionElements><calledDecision "
                     "decisionId='big' resultVariable='r'/></extensionElements></businessRuleTask>",
                     "", fill),
            "a: decide: dishes into: a_decided next: done: go: end set: r: get value(a_decided, "
            "\"big_table\")");
  EXPECT_EQ(steps_of("<serviceTask id='a' type='dmn'><extensionElements><field "
                     "name='decisionTableReferenceKey'><string>dish</string></field>"
                     "</extensionElements></serviceTask>",
                     "", fill),
            "a: decide: dish-choice with: state: state_ into: a_decided next: done: go: end set: "
            "result_: get value(a_decided, \"result\")");
  EXPECT_EQ(notes_of("<businessRuleTask id='a' decisionRef='dish' resultVariable='r'/>"),
            "a: the decision dish was not carried over; import its DMN file together with this "
            "one, or write `decide`\n");
}

}  // namespace
}  // namespace tf::interchange

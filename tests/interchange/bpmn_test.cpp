#include "interchange/bpmn.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "interchange/bpmn_text.h"
#include "model/print.h"
#include "model/shape.h"

namespace tf::interchange {
namespace {

std::string file_of(const std::string& body, const std::string& head = {}) {
  return cat("<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'>", head,
             "<process id='p'>", body, "</process></definitions>");
}

// The steps of the one workflow, in one line.
std::string steps_of(const std::string& body, const std::string& head = {}) {
  auto read = read_bpmn(file_of(body, head));
  if (!read) return read.error().en;
  if (!read->report.errors.empty()) return cat("error: ", read->report.errors.front().en);
  model::Document document;
  document.kind = "workflow";
  document.id = read->workflows.front().id;
  document.root = std::move(read->workflows.front().root);
  model::Diagnostics findings;
  model::check_shape(document, findings);
  if (findings.has_errors()) return model::to_text(findings, model::Language::en);
  const std::string text = model::print_node(*document.root->get("steps"));
  std::string out;
  for (const char c : text)
    if (c == '\n')
      out += ' ';
    else if (c != ' ' || (!out.empty() && out.back() != ' '))
      out += c;
  return std::string(trim(out));
}

constexpr const char* kTask =
    "<startEvent id='s'/><sequenceFlow id='f' sourceRef='s' "
    "targetRef='t'/>";

TEST(Bpmn, refuses_what_cannot_run) {
  EXPECT_EQ(read_bpmn("<process/>").error().name, "bpmn.root");
  EXPECT_EQ(read_bpmn("<a><b></a>").error().name, "xml.syntax");
  EXPECT_EQ(steps_of("<task id='a'/><sequenceFlow id='f' sourceRef='a' targetRef='b'/>"),
            "error: the sequence flow f leads to or from b, which is not in its scope");
  EXPECT_EQ(steps_of("<task id='a'/><task id='a'/>"), "error: the id a is used twice");
  EXPECT_EQ(steps_of("<task id='a' startQuantity='0'/>"),
            "error: startQuantity must be a whole number from 1 to 1000");
  EXPECT_EQ(steps_of("<task id='a' default='g'/>"),
            "error: the default flow g does not leave here");
  EXPECT_EQ(steps_of("<boundaryEvent id='b' attachedToRef='x'/>"),
            "error: the boundary event is attached to no activity");
  EXPECT_EQ(steps_of(cat(kTask,
                         "<intermediateCatchEvent id='t'><timerEventDefinition>"
                         "<timeCycle>0 0 * * *</timeCycle></timerEventDefinition>"
                         "</intermediateCatchEvent>")),
            "error: the time '0 0 * * *' cannot be read; use ISO 8601");
  EXPECT_EQ(steps_of(cat(kTask,
                         "<task id='t'><standardLoopCharacteristics loopMaximum='-1'/>"
                         "</task>")),
            "error: loopMaximum cannot be negative");
}

TEST(Bpmn, flows_become_jumps) {
  EXPECT_EQ(steps_of(cat(kTask, "<task id='t'/>")), "s: next: t t: next: end");
  EXPECT_EQ(
      steps_of("<startEvent id='s'/><sequenceFlow id='f' sourceRef='s' targetRef='g'/>"
               "<exclusiveGateway id='g' default='h'/><task id='a'/><task id='b'/>"
               "<sequenceFlow id='h' sourceRef='g' targetRef='b'/>"
               "<sequenceFlow id='i' sourceRef='g' targetRef='a'>"
               "<conditionExpression>${paid == true}</conditionExpression></sequenceFlow>"),
      "s: next: g g: choose: - when: paid = true then: a - otherwise: b a: next: end b: next: end");
}

TEST(Bpmn, events_become_waits_and_handlers) {
  const std::string message = "<message id='m' name='new order'/>";
  EXPECT_EQ(steps_of(cat(kTask,
                         "<intermediateCatchEvent id='t'><messageEventDefinition "
                         "messageRef='m'/></intermediateCatchEvent>"),
                     message),
            "s: next: t t: wait: message: new-order next: end");
  EXPECT_EQ(steps_of(cat(kTask,
                         "<userTask id='t'/><boundaryEvent id='b' attachedToRef='t' "
                         "cancelActivity='false'><timerEventDefinition>"
                         "<timeCycle>R3/PT1H</timeCycle></timerEventDefinition></boundaryEvent>")),
            "s: next: t t: task: work who: reporter upon: b: at: now + duration(\"PT1H\") again: "
            "duration(\"PT1H\") times: 3 keep: true go: b next: end b: next: end");
}

TEST(Bpmn, loops_become_each) {
  EXPECT_EQ(steps_of(cat(kTask,
                         "<userTask id='t'><multiInstanceLoopCharacteristics "
                         "isSequential='true'><loopCardinality>n</loopCardinality>"
                         "<completionCondition>numberOfCompletedInstances = 2"
                         "</completionCondition></multiInstanceLoopCharacteristics>"
                         "</userTask>")),
            "s: next: t-all t-all: each: \"if (n) < 1 then [] else for i in 1..(n) return {item: "
            "i} as t_round\" one_by_one: true join: when: count(done) = 2 steps: t: task: work "
            "who: reporter next: end next: end");
}

TEST(Bpmn, says_what_was_left_out) {
  const auto read =
      read_bpmn(file_of("<laneSet id='l'><lane id='x'/></laneSet><serviceTask id='a'/>"
                        "<strangeThing id='z'/>"));
  ASSERT_TRUE(read);
  std::string all;
  for (const BpmnNote& note : read->report.notes) all += cat(note.element, ": ", note.en, "\n");
  EXPECT_EQ(all,
            "l: lanes are drawing only: `who` says who does the work\n"
            "z: the element strangeThing is not known; it was left out\n"
            "a: what the serviceTask does was not carried over: the step is passed through\n");
}

struct Row {
  const char *name, *from, *to;
};
class BpmnFeel : public testing::TestWithParam<Row> {};
TEST_P(BpmnFeel, reads_conditions) {
  EXPECT_EQ(bpmn::to_feel(GetParam().from), GetParam().to);
}
INSTANTIATE_TEST_SUITE_P(
    Table, BpmnFeel,
    testing::Values(Row{"plain", "a = 1", "a = 1"}, Row{"feel", "= a = 1", "a = 1"},
                    Row{"equal", "${a == 'x'}", "a = \"x\""},
                    Row{"logic", "${a > 1 && !b || c != 2}", "a > 1  and  not(b)  or  c != 2"},
                    Row{"group", "#{!(a)}", "not(a)"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(BpmnText, names) {
  EXPECT_EQ(bpmn_id("_9"), "n-9");
  EXPECT_EQ(bpmn_id("Task_1jt.x"), "Task-1jt-x");
  EXPECT_EQ(bpmn_id("end"), "n-end");
  EXPECT_EQ(bpmn_reference("new order"), "new-order");
  EXPECT_EQ(bpmn_variable("result"), "result_");
  EXPECT_EQ(bpmn::with_names("x.y + f(x) + \"x\" and x",
                             [](std::string_view name) { return cat("<", name, ">"); }),
            "<x>.y + f(<x>) + \"x\" and <x>");
}

}  // namespace
}  // namespace tf::interchange

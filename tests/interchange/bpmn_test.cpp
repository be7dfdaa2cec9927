#include "interchange/bpmn.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "bpmn_files.h"
#include "interchange/bpmn_text.h"
#include "model/print.h"
#include "model/shape.h"

namespace tf::interchange {
namespace {

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
            "i} as t_round\" one_by_one: true join: when: done = 2 steps: t: task: work "
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

// The whole workflow, in one line.
std::string starts_of(const std::string& start) {
  auto read = read_bpmn(file_of(cat("<startEvent id='s'>", start,
                                    "</startEvent><sequenceFlow id='f' sourceRef='s' "
                                    "targetRef='t'/><task id='t'/>")));
  if (!read || read->workflows.empty()) return "refused";
  const model::Node* made = read->workflows.front().root->get("start");
  if (made == nullptr) return read->report.notes.empty() ? "none" : read->report.notes.front().en;
  std::string out = model::print_node(*made);
  for (char& c : out)
    if (c == '\n') c = ' ';
  return std::string(trim(out));
}

TEST(Bpmn, starts_by_time_and_condition) {
  const auto timer = [](const std::string& kind, const std::string& text) {
    return starts_of(
        cat("<timerEventDefinition><", kind, ">", text, "</", kind, "></timerEventDefinition>"));
  };
  EXPECT_EQ(timer("timeCycle", "R/P1D"), "every: every 1 calendar days");
  EXPECT_EQ(timer("timeCycle", "R/PT90M"), "every: every 90 minutes");
  EXPECT_EQ(timer("timeCycle", "R/P1M"), "every: every 1 months");
  EXPECT_EQ(timer("timeCycle", "0 0 9 ? * MON-FRI"), "every: cron 0 9 * * mon-fri");
  EXPECT_EQ(timer("timeCycle", "R/P1DT1M"), "every: every 1441 minutes");
  EXPECT_TRUE(
      timer("timeDate", "2026-12-01T08:00:00").starts_with("every: year on 12-01 at 08:00"));
  EXPECT_EQ(timer("timeDuration", "PT1H"),
            "'PT1H' cannot open cases here: write start: {every: …}; now somebody opens the case");
  EXPECT_NE(starts_of("<conditionalEventDefinition><condition>n &gt; 5</condition>"
                      "</conditionalEventDefinition>")
                .find("when: not((n > 5) = true)"),
            std::string::npos);
  // What needs no variable of the process is watched.
  EXPECT_EQ(starts_of("<conditionalEventDefinition><condition>count(nodes(\"village\")) &gt; 5"
                      "</condition></conditionalEventDefinition>"),
            "when: count(nodes(\"village\")) > 5");
}

// Camunda 7, Flowable and Activiti differ in their namespace only.
constexpr const char* kVendor =
    "<startEvent id='s' initiator='starter'/>"
    "<sequenceFlow id='f' sourceRef='s' targetRef='t'/>";

TEST(Bpmn, who_does_a_task) {
  BpmnFill fill;
  fill.posts = {"clerk", "village_team"};
  fill.persons = {"ann"};
  const auto who = [&](const std::string& attributes, const BpmnFill& known) {
    auto read = read_bpmn(file_of(cat(kVendor, "<userTask id='t' ", attributes, "/>")), known);
    std::string out =
        model::print_node(*read->workflows.front().root->get("steps")->get("t")->get("who"));
    out.pop_back();  // the end of the line
    for (const BpmnNote& note : read->report.notes) out += cat(" | ", note.en);
    return out;
  };
  EXPECT_EQ(who("candidateGroups='clerk'", fill), "clerk");
  EXPECT_EQ(who("candidateGroups='Village Team, clerk'", fill), "[village_team, clerk]");
  EXPECT_EQ(who("assignee='ann'", fill), "{person: '\"ann\"'}");
  EXPECT_EQ(who("assignee='${starter}'", {}), "reporter");
  EXPECT_EQ(who("assignee='ann' candidateGroups='clerk'", fill),
            "{person: '\"ann\"'} | not carried over: candidateGroups=clerk");
  // Nobody of the town, or no town: told, and the reporter has it for now.
  EXPECT_EQ(who("candidateGroups='management'", fill),
            "reporter | who does the work was not carried over, it goes to the reporter; say it in "
            "`who`: candidateGroups=management");
  EXPECT_EQ(who("assignee='${boss}'", fill),
            "reporter | who does the work was not carried over, it goes to the reporter; say it in "
            "`who`: assignee=${boss}");
}

TEST(Bpmn, forms_of_tasks_and_starts) {
  const std::string fields =
      "<formData><formField id='amount' label='How much' type='long'><validation>"
      "<constraint name='required'/><constraint name='min' config='1'/></validation></formField>"
      "<formField id='verdict' type='enum'><value id='fine' name='Fine'/><value id='poor'/>"
      "</formField></formData>";
  const std::string other =
      "<formProperty id='amount' name='How much' type='long' required='true'/>"
      "<formProperty id='shown' writable='false'/><formProperty id='on' type='custom'/>";
  EXPECT_EQ(steps_of(cat(kVendor, "<userTask id='t'><extensionElements>", fields,
                         "</extensionElements></userTask>")),
            "s: next: t t: task: work who: reporter form: {amount: {type: whole, required: true, "
            "min: 1, title: How much}, verdict: {type: choice, of: [fine, poor]}} next: end");
  auto read = read_bpmn(file_of(
      cat("<startEvent id='s'><extensionElements>", other, "</extensionElements></startEvent>")));
  EXPECT_EQ(model::print_node(*read->workflows.front().root->get("case")),
            "amount: {type: whole, required: true, title: How much}\non_: {type: text}\n");
  EXPECT_EQ(read->report.notes.front().en, "the field on of type custom is filled in as text");
}

TEST(BpmnText, names_of_other_scripts_stay) {
  EXPECT_EQ(bpmn_variable("金额"), "金额");
  EXPECT_EQ(bpmn_variable("金额（元）"), "_______________");
}

TEST(Bpmn, due_dates_of_tasks) {
  EXPECT_EQ(steps_of(cat(kTask, "<userTask id='t' dueDate='P3D'/>")),
            "s: next: t t: task: work who: reporter due: 3 calendar days next: end");
  EXPECT_EQ(steps_of(cat(kTask, "<userTask id='t' dueDate='${when}'/>")),
            "s: next: t t: task: work who: reporter next: end");
}

TEST(Bpmn, scripts_in_feel_set_fields) {
  EXPECT_EQ(steps_of(cat(kTask,
                         "<scriptTask id='t' scriptFormat='FEEL' resultVariable='x'>"
                         "<script>a + 1</script></scriptTask>")),
            "s: next: t t: set: x: a + 1 next: end");
  EXPECT_EQ(steps_of(cat(kTask,
                         "<scriptTask id='t' scriptFormat='feel'><script>{x: 1, y: [1, 2]}"
                         "</script></scriptTask>")),
            "s: next: t t: set: x: 1 y: \"[1, 2]\" next: end");
}

}  // namespace
}  // namespace tf::interchange

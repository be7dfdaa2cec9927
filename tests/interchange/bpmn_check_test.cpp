// Models the standard forbids: each with the whole of what is said, in both languages.
#include <gtest/gtest.h>

#include "bpmn_files.h"

namespace tf::interchange {
namespace {

struct Fault {
  const char *name, *body, *zh, *en;
};
class BpmnFault : public testing::TestWithParam<Fault> {};

TEST_P(BpmnFault, is_told) {
  const auto read = read_bpmn(file_of(GetParam().body, "<message id='m' name='m'/>"));
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->workflows.empty());
  ASSERT_FALSE(read->report.errors.empty());
  EXPECT_EQ(read->report.errors.front().zh, GetParam().zh);
  EXPECT_EQ(read->report.errors.front().en, GetParam().en);
}

INSTANTIATE_TEST_SUITE_P(
    Table, BpmnFault,
    testing::Values(
        Fault{"no_source", "<task id='a'/><sequenceFlow id='f' targetRef='a'/>",
              "顺序流 f 没有 sourceRef", "the sequence flow f has no sourceRef"},
        Fault{"into_start",
              "<startEvent id='s'/><sequenceFlow id='f' sourceRef='s' targetRef='s'/>",
              "起点不能有来路", "no sequence flow can lead to a start event"},
        Fault{"out_of_end",
              "<endEvent id='e'/><task id='a'/><sequenceFlow id='f' sourceRef='e' targetRef='a'/>",
              "结束事件不能有去路", "no sequence flow can leave an end event"},
        Fault{"bare_boundary", "<task id='a'/><boundaryEvent id='b' attachedToRef='a'/>",
              "边界事件没有说等什么", "the boundary event does not say what it waits for"},
        Fault{"cancel_alone", "<endEvent id='e'><cancelEventDefinition/></endEvent>",
              "取消结束事件只能在事务子流程里", "a cancel end event stands in a transaction only"},
        Fault{"cancel_border",
              "<subProcess id='p1'><task id='a'/></subProcess><boundaryEvent id='b' "
              "attachedToRef='p1'><cancelEventDefinition/></boundaryEvent>",
              "取消边界事件只能附着在事务子流程上",
              "a cancel boundary event is attached to a transaction only"},
        Fault{"start_by_error", "<startEvent id='s'><errorEventDefinition/></startEvent>",
              "startEvent：流程不能由它开始；只有事件子流程可以",
              "startEvent: a process cannot start by it, only an event sub-process can"},
        Fault{"sub_start",
              "<subProcess id='p1'><startEvent id='s'><messageEventDefinition messageRef='m'/>"
              "</startEvent></subProcess>",
              "startEvent：子流程的起点不能有触发事件；要等事件，请用事件子流程或中间事件",
              "startEvent: the start event of a sub-process has no trigger; wait with an event "
              "sub-process or an intermediate event"},
        Fault{"two_starts",
              "<subProcess id='p1'><startEvent id='s'/><startEvent id='t'/></subProcess>",
              "子流程至多一个起点；要同时做几件事，请用并行网关",
              "a sub-process has one start event at most; use a parallel gateway to begin several "
              "things at once"},
        Fault{"thrown_error",
              "<intermediateThrowEvent id='t'><errorEventDefinition/></intermediateThrowEvent>",
              "intermediateThrowEvent：中间事件不能发出它；错误、取消、终止只在结束事件",
              "intermediateThrowEvent: an intermediate event cannot throw it; error, cancel and "
              "terminate are for end events"},
        Fault{"caught_error",
              "<intermediateCatchEvent id='t'><errorEventDefinition/></intermediateCatchEvent>",
              "intermediateCatchEvent：流程中间不能等它",
              "intermediateCatchEvent: it cannot be waited for in the flow"},
        Fault{"time",
              "<intermediateCatchEvent id='t'><timerEventDefinition><timeDuration>three days"
              "</timeDuration></timerEventDefinition></intermediateCatchEvent>",
              "读不懂的时间：three days；请用 ISO 8601",
              "the time 'three days' cannot be read; use ISO 8601"},
        Fault{"event_sub_led_to",
              "<startEvent id='s'/><subProcess id='h' triggeredByEvent='true'><startEvent id='x'>"
              "<messageEventDefinition messageRef='m'/></startEvent></subProcess>"
              "<sequenceFlow id='f' sourceRef='s' targetRef='h'/>",
              "事件子流程不能有来路或去路",
              "no sequence flow can lead to or leave an event sub-process"},
        Fault{"race_of_nothing", "<eventBasedGateway id='g'/>", "事件网关没有去路",
              "no sequence flow leaves the event-based gateway"},
        Fault{"link_twice",
              "<intermediateCatchEvent id='x'><linkEventDefinition name='L'/>"
              "</intermediateCatchEvent><intermediateCatchEvent id='y'><linkEventDefinition "
              "name='L'/></intermediateCatchEvent>",
              "链接 L 有两个去处", "the link 'L' leads to two places"}),
    [](const auto& row) { return row.param.name; });

TEST(BpmnFaults, of_the_file) {
  const auto first = [](const std::string& file) {
    const auto read = read_bpmn(file);
    return read ? read->report.errors.empty() ? "" : read->report.errors.front().en
                : read.error().en;
  };
  EXPECT_EQ(first("<definitions/>"), "the file has no process");
  EXPECT_EQ(first("<definitions><process><task id='a'/></process></definitions>"),
            "process has no id");
  EXPECT_EQ(first("<definitions><process id='p'><task id='a'/></process><process id='p'>"
                  "<task id='b'/></process></definitions>"),
            "there are two processes p");
}

TEST(BpmnFaults, an_error_always_interrupts) {
  EXPECT_EQ(notes_of("<task id='a'/><boundaryEvent id='b' attachedToRef='a' cancelActivity='false'>"
                     "<errorEventDefinition/></boundaryEvent>"),
            "b: an error always interrupts, whatever is written\n");
}

}  // namespace
}  // namespace tf::interchange

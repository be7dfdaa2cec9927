#include "core/step/kinds.h"

namespace tf::core {

namespace {

void enter_task(Walk& walk, const Token& token, const Step& step) {
  const auto& spec = std::get<TaskSpec>(step.spec);
  walk.offer(&token, &step, spec, step.due, step.ladder, step.id);
}

}  // namespace

const StepKind kStepTask{
    .name = "task",
    .zh = "任务",
    .doc_zh = "一项人办的工作：派给岗位，签收，办结；点哪个按钮就走哪个结果。",
    .doc_en =
        "One item of work for a person: offered, claimed, done; the button pressed is the outcome.",
    .bpmn = "user task; manual task with `record: true`",
    .enter = enter_task};

}  // namespace tf::core

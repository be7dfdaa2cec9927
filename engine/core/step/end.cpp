#include "core/step/kinds.h"

namespace tf::core {

namespace {

void name_result(Walk& walk, const std::string& result) {
  if (result.empty()) return;
  CaseChanged change;
  change.result = result;
  walk.emit(std::move(change));
}

void enter_end(Walk& walk, const Token& token, const Step& step) {
  name_result(walk, std::get<EndSpec>(step.spec).result);
  Outcome over = step.outcomes.front();
  over.go = {Target{Target::Kind::end, -1, 1}};
  walk.complete(token.id, over);
}

void enter_stop(Walk& walk, const Token& token, const Step& step) {
  const auto& spec = std::get<StopSpec>(step.spec);
  name_result(walk, spec.result);
  Outcome over = step.outcomes.front();
  over.go = {Target{Target::Kind::end, -1, 1}};
  const std::uint64_t scope = spec.whole_case ? 1 : token.scope;
  walk.complete(token.id, over);
  walk.empty_scope(scope);
}

}  // namespace

const StepKind kStepEnd{.name = "end",
                        .zh = "结束",
                        .doc_zh = "这条路到此为止，并命名结果；最后一个为准。",
                        .doc_en = "This path is over; names the result, the last one wins.",
                        .bpmn = "none end event",
                        .enter = enter_end};
const StepKind kStepStop{.name = "stop",
                         .zh = "中止",
                         .doc_zh = "取消本组或整个案件里其余的一切。",
                         .doc_en = "Cancels everything else in the scope or the case.",
                         .bpmn = "terminate end event",
                         .enter = enter_stop};

}  // namespace tf::core

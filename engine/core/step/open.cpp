#include "core/step/kinds.h"

namespace tf::core {

namespace {

void enter_open(Walk& walk, const Token& token, const Step& step) {
  const auto& spec = std::get<OpenSpec>(step.spec);
  const CaseId child = walk.open_child(spec, token.id, token.scope, spec.and_wait);
  if (!spec.into.empty())
    walk.set_fields(token.scope, {{spec.into, Value::text(std::to_string(child.value))}}, step.id);
  if (!spec.and_wait) return walk.complete(token.id);
  walk.emit(TokenWaits{token.id, {}, "", child.value, 0, 0});
}

// The child has ended; turn().message: {result, answers}.
void woken_open(Walk& walk, const Token& token, const Step& step) {
  const Value result = walk.turn().message["result"];
  for (const Outcome& outcome : step.outcomes)
    if (result.is(Value::Kind::text) && outcome.name == result.as_text())
      return walk.complete(token.id, outcome);
  walk.complete(token.id);
}

}  // namespace

const StepKind kStepOpen{
    .name = "open",
    .zh = "开立",
    .doc_zh = "开一个子案件；可等它办完，结果就是本步的结果。",
    .doc_en = "Opens a child case; may wait for it, its result is then the outcome.",
    .bpmn = "call activity; else message start",
    .enter = enter_open,
    .woken = woken_open};

}  // namespace tf::core

#include "base/text.h"
#include "core/step/kinds.h"

namespace tf::core {

namespace {

// An expression failed: nothing is written, and the token waits here until that is put right.
void stand_still(Walk& walk, const Token& token, const Step& step) {
  const Value why = walk.turn().last_null;
  walk.incident("EXPRESSION_FAILED",
                cat("步骤 ", step.id, " 的表达式算不出来：", why["expression"].str(), "（",
                    why["zh"].str(), "）"),
                cat("an expression of step ", step.id, " has no value: ", why["expression"].str(),
                    " (", why["en"].str(), ")"),
                {.token = token.id, .task = 0, .cause = why, .again = true});
}

void enter_set(Walk& walk, const Token& token, const Step& step) {
  if (!walk.assign(std::get<SetSpec>(step.spec).set, token.scope, step.id, nullptr, true))
    return stand_still(walk, token, step);
  walk.complete(token.id);
}

void enter_pass(Walk& walk, const Token& token, const Step&) {
  walk.complete(token.id);
}

void enter_decide(Walk& walk, const Token& token, const Step& step) {
  const auto& spec = std::get<DecideSpec>(step.spec);
  for (const std::string& table : spec.tables)
    if (!walk.decide_table(table, token.scope, &spec, token.id)) return;  // stands still
  walk.complete(token.id);
}

}  // namespace

const StepKind kStepSet{.name = "set",
                        .zh = "赋值",
                        .doc_zh = "给字段赋值：先算全部右边，再一起写入。",
                        .doc_en = "Assigns fields: all right sides first, then all at once.",
                        .bpmn = "script task",
                        .enter = enter_set};
const StepKind kStepPass{.name = "pass",
                         .zh = "经过",
                         .doc_zh = "只指明下一步。",
                         .doc_en = "Only names what comes next.",
                         .bpmn = "sequence flow",
                         .enter = enter_pass};
const StepKind kStepDecide{
    .name = "decide",
    .zh = "判定",
    .doc_zh = "查规则表，把答案写入字段，并记下命中的行。",
    .doc_en =
        "Asks a decision table; its answers become fields and the rows that fired are recorded.",
    .bpmn = "business rule task",
    .enter = enter_decide};

}  // namespace tf::core

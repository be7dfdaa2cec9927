#include "core/step/kinds.h"

namespace tf::core {

namespace {

// The chosen ways replace `next`.
void take(Walk& walk, const Token& token, const Step& step, const std::vector<Target>& targets) {
  Outcome chosen = step.outcomes.front();
  chosen.go = targets;
  walk.complete(token.id, chosen);
}

void enter_choose(Walk& walk, const Token& token, const Step& step) {
  const auto& spec = std::get<ChooseSpec>(step.spec);
  CaseEnv env(walk.turn(), token.scope);
  std::vector<Target> targets;
  for (const Branch& branch : spec.branches) {
    if (!holds(walk.turn(), branch.when, env)) continue;
    targets.insert(targets.end(), branch.then.begin(), branch.then.end());
    if (!spec.every) break;
  }
  take(walk, token, step, targets.empty() ? spec.otherwise : targets);
}

}  // namespace

const StepKind kStepChoose{
    .name = "choose",
    .zh = "分支",
    .doc_zh = "按条件选路；都不成立走“否则”。",
    .doc_en =
        "Takes the first way whose condition holds (or every one), else the way of `otherwise`.",
    .bpmn = "exclusive gateway, inclusive gateway",
    .enter = enter_choose};

}  // namespace tf::core

#include "core/step/kinds.h"

namespace tf::core {

namespace {

void enter_block(Walk& walk, const Token& token, const Step& step) {
  const Block& block =
      walk.definition().blocks[static_cast<std::size_t>(std::get<BlockSpec>(step.spec).block)];
  walk.open_scope(token, step.id, block.steps.empty() ? -1 : block.steps.front(), Scope{});
}

void enter_together(Walk& walk, const Token& token, const Step& step) {
  const auto& spec = std::get<TogetherSpec>(step.spec);
  walk.emit(TokenWaits{token.id, {}, "", 0, 0, static_cast<std::int64_t>(spec.branches.size())});
  walk.open_scope(token, step.id, -1, Scope{});
  const std::uint64_t scope = walk.scope_of(token.id);
  for (const int branch : spec.branches) walk.enter(scope, branch, step.id);
  if (spec.join.kind == Join::Kind::none) walk.complete(token.id);
}

void scope_done_block(Walk& walk, const Token& owner, const Step& step, const Scope& scope) {
  walk.close_scope(scope.id, step);
  if (walk.rest_is_over(owner.id)) return;
  walk.complete(owner.id);
}

}  // namespace

const StepKind kStepBlock{.name = "block",
                          .zh = "步骤组",
                          .doc_zh = "一组步骤，里面都走完才算完。",
                          .doc_en = "A group of steps; complete when nothing inside is left to do.",
                          .bpmn = "sub-process",
                          .enter = enter_block,
                          .scope_done = scope_done_block};
const StepKind kStepTogether{.name = "together",
                             .zh = "并行",
                             .doc_zh = "几条路同时走；按汇合条件结束。",
                             .doc_en = "Several ways at once; ends by its join.",
                             .bpmn = "parallel gateways around branches; race: event-based gateway",
                             .enter = enter_together,
                             .scope_done = scope_done_block};

}  // namespace tf::core

#include "base/text.h"
#include "core/step/kinds.h"

namespace tf::core {

namespace {

void enter_do(Walk& walk, const Token& token, const Step& step) {
  const auto& spec = std::get<DoSpec>(step.spec);
  const std::string key = cat(step.id, "#", token.visit);
  if (spec.effect == "notice") {
    walk.tell(spec.tell, step.id, token.scope, key);
    return walk.complete(token.id);
  }
  CaseEnv env(walk.turn(), token.scope);
  Record with;
  for (const Assign& a : spec.with) with.set(a.field, assigned(walk.turn(), a, env));
  const std::uint64_t id = walk.turn().new_id();
  walk.emit(EffectRequested{id,
                            spec.effect,
                            cat(walk.state().id.value, ":", key),
                            {},
                            "",
                            Value::record(std::move(with)),
                            {},
                            token.id,
                            spec.retry.times + 1,
                            spec.retry.after});
  walk.emit(TokenWaits{token.id, {}, "", 0, id, 0});
}

std::string why(const Value& answer) {
  return answer["error"].is(Value::Kind::text) ? cat(" (", answer["error"].as_text(), ")") : "";
}

// The answer is in turn().message: {ok, answer}.
void woken_do(Walk& walk, const Token& token, const Step& step) {
  const auto& spec = std::get<DoSpec>(step.spec);
  const bool ok = walk.turn().message["ok"].is_true();
  const Value answer = walk.turn().message["answer"];
  if (!spec.into.empty() && ok) walk.set_fields(token.scope, {{spec.into, answer}}, step.id);
  if (!ok && !spec.retry.then.to.empty())
    walk.tell(spec.retry.then, step.id, token.scope, cat(step.id, "#", token.visit, "/failed"));
  // An effect may answer with an outcome of its own.
  if (const Value& named = answer["outcome"]; named.is(Value::Kind::text))
    for (const Outcome& outcome : step.outcomes)
      if (outcome.name == named.as_text()) return walk.complete(token.id, outcome);
  for (const Outcome& outcome : step.outcomes)
    if (outcome.name == (ok ? "ok" : "failed")) return walk.complete(token.id, outcome);
  if (ok) return walk.complete(token.id);
  if (!walk.raise(token.id, EventSpec::Kind::error, "EFFECT_FAILED", answer))
    walk.incident("EFFECT_FAILED", cat("对外动作 ", spec.effect, " 失败", why(answer)),
                  cat("the effect ", spec.effect, " failed", why(answer)),
                  {.token = token.id, .task = 0, .cause = {}, .again = true});
}

}  // namespace

const StepKind kStepDo{
    .name = "do",
    .zh = "执行",
    .doc_zh = "对外的动作或通知：先提交，后执行，带固定的去重键。",
    .doc_en = "An effect on the world or a notice: performed after the commit, under a stable key.",
    .bpmn = "service task, send task",
    .enter = enter_do,
    .woken = woken_do};

}  // namespace tf::core

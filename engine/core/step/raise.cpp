#include "base/text.h"
#include "core/step/kinds.h"

namespace tf::core {

namespace {

EventSpec::Kind event_kind(RaiseSpec::Kind kind) {
  switch (kind) {
    case RaiseSpec::Kind::escalation:
      return EventSpec::Kind::escalation;
    case RaiseSpec::Kind::signal:
      return EventSpec::Kind::signal;
    case RaiseSpec::Kind::message:
      return EventSpec::Kind::message;
    case RaiseSpec::Kind::cancel:
      return EventSpec::Kind::cancel;
    case RaiseSpec::Kind::undo:
      return EventSpec::Kind::undo;
    default:
      return EventSpec::Kind::error;
  }
}

// A message to another case: `to` is a field holding it.
void send(Walk& walk, const Token& token, const RaiseSpec& spec, const Value& with) {
  CaseEnv env(walk.turn(), token.scope);
  const Value to = env.path(spec.to);
  const Value& id = to.is(Value::Kind::record) ? to["id"] : to;
  const auto number = Decimal::parse(id.str());
  if (const auto whole = number ? number->whole() : std::nullopt)
    return walk.turn().follow(CaseId{static_cast<std::uint64_t>(*whole)},
                              SendMessage{spec.name, with});
  walk.incident("NO_SUCH_CASE", cat("消息 ", spec.name, " 没有收件案件"),
                cat("the message ", spec.name, " has no case to go to"));
}

void enter(Walk& walk, const Token& token, const Step& step) {
  const auto& spec = std::get<RaiseSpec>(step.spec);
  CaseEnv env(walk.turn(), token.scope);
  Record with;
  for (const Assign& a : spec.with) with.set(a.field, assigned(walk.turn(), a, env));
  const Value data = Value::record(std::move(with));
  if (spec.kind == RaiseSpec::Kind::message && !spec.to.empty()) {
    send(walk, token, spec, data);
    return walk.complete(token.id);
  }
  if (spec.kind == RaiseSpec::Kind::signal || spec.kind == RaiseSpec::Kind::message) {
    walk.complete(token.id);
    walk.deliver(event_kind(spec.kind), spec.name, data);
    return;
  }
  const bool caught = walk.raise(token.id, event_kind(spec.kind), spec.name, data);
  if (!caught && spec.kind == RaiseSpec::Kind::error)
    walk.incident(spec.name, cat("错误 ", spec.name, " 无人处理"),
                  cat("nobody handles the error ", spec.name));
  // Not interrupted: it goes on. An error ends this path.
  if (walk.state().token(token.id) == nullptr) return;
  if (spec.kind == RaiseSpec::Kind::error)
    walk.cancel(token.id);
  else
    walk.complete(token.id);
}

}  // namespace

const StepKind kStepRaise{.name = "raise",
                          .zh = "发出",
                          .doc_zh = "发出错误、升级、信号或消息。",
                          .doc_en = "Throws an error, an escalation, a signal or a message.",
                          .bpmn = "intermediate throw event, end event",
                          .enter = enter};

}  // namespace tf::core

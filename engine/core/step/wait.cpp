#include "core/listeners.h"
#include "core/step/kinds.h"
#include "core/timing.h"
#include "core/town_locks.h"

namespace tf::core {

namespace {

// A message that came before its wait; one that no longer fits its form is left out.
bool take_kept(Walk& walk, const Token& token, const EventSpec& event) {
  if (event.kind != EventSpec::Kind::message || !event.kept) return false;
  while (true) {
    const auto kept = walk.state().kept.find(event.name);
    if (kept == walk.state().kept.end() || kept->second.empty()) return false;
    const Value with = walk.turn().opened(kept->second.front());
    walk.emit(MessageKept{event.name, {}, true});
    if (walk.take_message(token.scope, event, with)) return true;
  }
}

void enter_wait(Walk& walk, const Token& token, const Step& step) {
  const auto& wait = std::get<WaitSpec>(step.spec);
  if (!wait.lock.empty()) {
    if (take_town_lock(walk, token, wait.lock)) walk.complete(token.id);
    return;
  }
  const EventSpec& event = wait.event;
  const bool now = may_end(walk.turn(), wait, token.scope);
  if (now && take_kept(walk, token, event)) return walk.complete(token.id);
  const auto at = first_moment(walk.turn(), event, token.scope);
  if (now && at && *at <= walk.turn().effective()) return walk.complete(token.id);
  walk.arm_parts(token.id, "", event, token.scope);
  const std::string message =
      event.kind == EventSpec::Kind::message || event.kind == EventSpec::Kind::signal ? event.name
                                                                                      : "";
  walk.emit(TokenWaits{token.id, at, message, 0, 0, 0});
  for (std::size_t i = 0; i < event.parts.size(); ++i)
    if (walk.state().token(token.id) != nullptr && take_kept(walk, token, event.parts[i]))
      walk.part_came(token.id, nullptr, i, event.parts[i].name);
}

void woken_wait(Walk& walk, const Token& token, const Step& step) {
  const auto& wait = std::get<WaitSpec>(step.spec);
  if (may_end(walk.turn(), wait, token.scope)) return walk.complete(token.id);
  walk.emit(TokenWaits{token.id, {}, token.message, 0, 0, 0});  // its moment has gone by
}

}  // namespace

const StepKind kStepWait{.name = "wait",
                         .zh = "等待",
                         .doc_zh = "等一个事件：时间、消息、条件或信号。",
                         .doc_en = "Waits for one event: a time, a message, a condition, a signal.",
                         .bpmn = "intermediate catch event, receive task",
                         .enter = enter_wait,
                         .woken = woken_wait};

}  // namespace tf::core

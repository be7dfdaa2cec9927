#include "core/step/kinds.h"
#include "core/timing.h"
#include "core/town_locks.h"

namespace tf::core {

namespace {

void enter_wait(Walk& walk, const Token& token, const Step& step) {
  const auto& wait = std::get<WaitSpec>(step.spec);
  if (!wait.lock.empty()) {
    if (take_town_lock(walk, token, wait.lock)) walk.complete(token.id);
    return;
  }
  const EventSpec& event = wait.event;
  if (event.kind == EventSpec::Kind::message && event.kept) {
    if (const auto kept = walk.state().kept.find(event.name);
        kept != walk.state().kept.end() && !kept->second.empty()) {
      walk.turn().message = kept->second.front();
      walk.emit(MessageKept{event.name, {}, true});
      return walk.complete(token.id);
    }
  }
  const auto at = first_moment(walk.turn(), event, token.scope);
  if (at && *at <= walk.turn().effective()) return walk.complete(token.id);
  walk.arm_parts(token.id, "", event, token.scope);
  const std::string message =
      event.kind == EventSpec::Kind::message || event.kind == EventSpec::Kind::signal ? event.name
                                                                                      : "";
  walk.emit(TokenWaits{token.id, at, message, 0, 0, 0});
}

void woken_wait(Walk& walk, const Token& token, const Step&) {
  walk.complete(token.id);
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

// What comes from elsewhere than a person at a task: messages, time, answers of effects, ends of
// children, cancellation by a parent, new rules.
#include <algorithm>

#include "base/text.h"
#include "core/decide.h"
#include "core/incidents.h"
#include "core/plugin_memory.h"
#include "core/step/step_kind.h"
#include "core/town_locks.h"

namespace tf::core {

namespace {

// Where a message that nobody waits for yet will be taken up, or null.
const EventSpec* keeper_of(Turn& turn, const std::string& name) {
  const auto keeps = [&](const EventSpec& event) {
    return event.kept && event.kind == EventSpec::Kind::message && event.name == name;
  };
  for (const Step& step : turn.definition().steps) {
    const auto* wait = std::get_if<WaitSpec>(&step.spec);
    if (wait == nullptr) continue;
    if (keeps(wait->event)) return &wait->event;
    for (const EventSpec& part : wait->event.parts)
      if (keeps(part)) return &part;
  }
  return nullptr;
}

}  // namespace

Verdict send_message(Turn& turn, const SendMessage& command) {
  if (turn.state().phase == CasePhase::closed)
    return refuse("case.closed", cat("案件 ", turn.state().number, " 已归档"),
                  cat("case ", turn.state().number, " is closed"));
  if (command.name.starts_with(kTownLockMessage) && turn.actor().assurance != "engine")
    return refuse("message.engine", "这个消息只由引擎自己发出",
                  "only the engine sends this message");
  Walk walk(turn);
  const EventSpec* keeper = command.signal ? nullptr : keeper_of(turn, command.name);
  if (!command.signal)
    if (auto no = walk.message_refused(command.name, command.with, keeper))
      return std::unexpected(std::move(*no));
  begin(turn);
  turn.emit(Noted{cat(command.signal ? "signal:" : "message:", command.name), turn.actor().person,
                  "", command.with});
  if (command.signal) {
    walk.deliver(EventSpec::Kind::signal, command.name, command.with);
    walk.settle();
    return {};
  }
  // Kept when some wait of this workflow takes messages that came early; else lost, as the record
  // shows.
  if (!walk.deliver(EventSpec::Kind::message, command.name, command.with) && keeper != nullptr)
    turn.emit(MessageKept{command.name, command.with, false});
  walk.settle();
  return {};
}

Verdict fire_timers(Turn& turn, const FireTimers&) {
  const Instant now = turn.now();
  Walk walk(turn);
  constexpr int kMostFirings = 2000;  // of one case in one turn; the rest waits for the next
  for (int i = 0; i < kMostFirings && turn.state().phase != CasePhase::closed; ++i)
    if (!fire_next(walk, now)) break;
  return {};
}

namespace {

// Wakes the token that waits; its kind reads the answer from turn.message.
void wake(Turn& turn, std::uint64_t token_id, Value message) {
  const Token* found = turn.state().token(token_id);
  if (found == nullptr) return;
  const Token token = *found;
  Walk walk(turn);
  const Step* step = walk.step_of(token);
  turn.message = std::move(message);
  if (step->kind->woken != nullptr) step->kind->woken(walk, token, *step);
  walk.settle();
  turn.message = {};
}

// What a plugin's effect wants people told; once, however often it was tried. Who is not on the
// roll by now is left out and noted.
void send_notices(Turn& turn, Walk& walk, const Value& notices, std::uint64_t effect) {
  if (!notices.is(Value::Kind::list)) return;
  std::size_t n = 0;
  for (const Value& one : notices.as_list()) {
    std::vector<std::string> to, by;
    if (one["to"].is(Value::Kind::list))
      for (const Value& person : one["to"].as_list()) {
        if (turn.town().roll.knows(person.str()))
          to.push_back(person.str());
        else
          turn.note("notice-left-out", Value::record({{"to", person}}), one["text"].str());
      }
    if (one["by"].is(Value::Kind::list))
      for (const Value& channel : one["by"].as_list()) by.push_back(channel.str());
    walk.notice(to, one["text"].str(), cat("effect", effect, ":told:", ++n), std::nullopt,
                Walk::by_channels(by));
  }
}

}  // namespace

Verdict finish_effect(Turn& turn, const FinishEffect& command) {
  begin(turn);
  // What a plugin's effect wrote while it ran is kept from this turn on.
  const Value request = command.ok ? Value() : request_of(command.answer);
  Value answer = command.answer;
  const auto without = [&answer](std::string_view key) {
    Record rest = answer.as_record();
    rest.erase(std::string(key));
    answer = rest.empty() ? Value() : Value::record(std::move(rest));
  };
  if (const Value& writes = command.answer[kKeptWrites]; writes.is(Value::Kind::record)) {
    for (const std::string& key : apply_kept(turn, writes))
      turn.note("kept-left-out", Value::record({{"plugin", writes["plugin"]}}), key);
    without(kKeptWrites);
  }
  const Value notices = command.answer[kToldNotices];
  if (!notices.is_null()) without(kToldNotices);
  if (!request.is_null()) without("request");  // what was asked stands in its own event already
  turn.emit(EffectEnded{command.effect, command.ok, answer});
  Walk walk(turn);
  send_notices(turn, walk, notices, command.effect);
  if (answer_incident(walk, command.effect, command.ok)) return {};
  for (const Token& token : turn.state().tokens)
    if (token.effect == command.effect) {
      wake(turn, token.id, Value::record({{"ok", Value::boolean(command.ok)}, {"answer", answer}}));
      return {};
    }
  if (!command.ok) {
    // Whoever sees to notices that fail hears of it; of a failure to tell them nobody does.
    const auto& retry = turn.town().retry;
    const Value& text = request["request"]["text"];
    if (retry && !retry->then.to.empty() && text.is(Value::Kind::text) &&
        text.as_text() != retry->then.text)
      walk.tell(retry->then, "notice", 1, cat("failed/", command.effect));
    walk.incident("EFFECT_FAILED", "通知未能送达", "a notice could not be delivered",
                  {.token = 0, .task = 0, .cause = request, .again = true});
  }
  return {};
}

Verdict child_ended(Turn& turn, const ChildEnded& command) {
  begin(turn);
  turn.emit(ChildClosed{command.child, command.result});
  if (turn.state().phase == CasePhase::closed) return {};
  for (const Token& token : turn.state().tokens)
    if (token.child == command.child) {
      wake(
          turn, token.id,
          Value::record({{"result", command.result.empty() ? Value() : Value::text(command.result)},
                         {"answers", command.answers}}));
      return {};
    }
  finish(turn);
  return {};
}

Verdict child_raised(Turn& turn, const ChildRaised& command) {
  if (turn.state().phase == CasePhase::closed) return {};
  begin(turn);
  Walk walk(turn);
  const std::vector<Token> tokens = turn.state().tokens;
  const auto waits = std::find_if(tokens.begin(), tokens.end(),
                                  [&](const Token& t) { return t.child == command.child; });
  turn.emit(Noted{cat(command.error ? "error:" : "escalation:", command.name), turn.actor().person,
                  std::to_string(command.child), command.with});
  if (waits == tokens.end()) return {};
  const auto kind = command.error ? EventSpec::Kind::error : EventSpec::Kind::escalation;
  // An error ends the child; the step that waits for it will not hear of its end again.
  if (command.error) turn.emit(TokenWaits{waits->id, {}, "", 0, 0, 0});
  const bool caught = walk.raise(waits->id, kind, command.name, command.with);
  if (!caught && turn.state().parent_token != 0) {
    turn.follow(CaseId{turn.state().parent},
                ChildRaised{turn.state().id.value, command.error, command.name, command.with});
    if (command.error) walk.cancel_scope(1);
  } else if (!caught && command.error) {
    walk.uncaught(command.name);
  } else if (caught && command.error && turn.state().token(waits->id) != nullptr) {
    // Told beside it, not instead of it: the case it waited for is over all the same.
    walk.incident(
        "CHILD_FAILED", cat("步骤 ", waits->step, " 等待的案件因错误 ", command.name, " 结束"),
        cat("the case that step ", waits->step, " waits for ended with the error ", command.name),
        {.token = waits->id, .task = 0, .cause = {}, .again = false});
  }
  walk.settle();
  turn.message = {};
  return {};
}

Verdict cancel_case(Turn& turn, const CancelCase& command) {
  if (turn.state().phase == CasePhase::closed) return {};
  begin(turn);
  Walk walk(turn);
  turn.emit(Noted{"cancelled", turn.actor().person, command.reason, {}});
  CaseChanged result;
  result.result = "cancelled";
  turn.emit(std::move(result));
  walk.cancel_scope(1);
  walk.settle();
  return {};
}

Verdict rules_changed(Turn& turn, const RulesChanged& command) {
  if (turn.state().phase == CasePhase::closed) return {};
  if (turn.state().versions.rules == command.rules) return {};  // taken along already
  const auto rules = turn.world().catalog->rules(command.rules);
  if (!rules)
    return refuse("rules.unknown", "没有这一版规则", "this version of the rules is not known");
  if (command.rules == turn.state().versions.rules) return {};  // has them already
  if (rules->definition != turn.state().versions.definition)
    return refuse("rules.other_process", "案件用的是旧版流程，规则不变",
                  "the case stands on an older process; its rules stay");
  begin(turn);
  turn.emit(Noted{"rules", command.by, command.rules, {}});
  CaseChanged change;
  change.versions = Versions{turn.state().versions.definition, command.rules};
  turn.emit(std::move(change));
  turn.bind_to(turn.world().catalog->definition(turn.state().versions.definition), rules);
  Walk walk(turn);
  for (const Clock& clock : std::vector<Clock>(turn.state().clocks))
    if (clock.phase == ClockPhase::running) move_clock(walk, clock.id, "rules changed");
  walk.settle();
  return {};
}

}  // namespace tf::core

// Handlers (`upon`): arming, firing, and the delivery of messages, signals, errors and escalations.
#include <algorithm>

#include "base/text.h"
#include "core/timing.h"
#include "core/walk.h"

namespace tf::core {

void Walk::arm(const Token* owner, const std::vector<Handler>& handlers) {
  const std::uint64_t id = owner == nullptr ? 0 : owner->id;
  const std::uint64_t scope = owner == nullptr ? 1 : owner->scope;
  for (const Handler& handler : handlers) {
    Watch watch{id, handler.name, {}, false, 0};
    if (turn_.armed(id, handler.name)) continue;
    if (handler.event.kind == EventSpec::Kind::when) {
      emit(WatchArmed{watch});
    } else if (const auto at = first_moment(turn_, handler.event, scope)) {
      watch.at = at;
      emit(WatchArmed{watch});
    }
  }
}

void Walk::run_handler(std::uint64_t owner, const Handler& handler, const std::string& cause) {
  const Token* found = owner == 0 ? nullptr : state().token(owner);
  if (owner != 0 && found == nullptr) return;
  Token at;
  at.scope = 1;
  if (found != nullptr) at = *found;
  CaseEnv env(turn_, at.scope);
  if (handler.if_ && !holds(turn_, handler.if_, env)) return;
  const std::string reason = handler.reason.empty() ? cause : handler.reason;
  if (handler.keep) {
    std::uint64_t scope = at.scope;
    if (owner != 0)
      if (const std::uint64_t inner = scope_of(owner);
          inner != 0 && state().scope(inner)->index < 0)
        scope = inner;
    if (handler.step >= 0) enter(scope, handler.step, at.step, true, handler.reason);
    for (const Target& target : handler.go)
      if (target.kind == Target::Kind::step && handler.step < 0)
        enter(scope, target.step, at.step, true, handler.reason);
    return;
  }
  if (owner == 0)
    cancel_scope(1);
  else
    cancel(owner);
  if (handler.step >= 0)
    enter(at.scope, handler.step, at.step, at.side, reason);
  else
    go(at, handler.go, reason);
}

bool Walk::watch_conditions() {
  bool any = false;
  for (const Watch& armed : std::vector<Watch>(state().watches)) {
    if (armed.handler.starts_with("milestone:")) continue;
    const Token* owner = armed.owner == 0 ? nullptr : state().token(armed.owner);
    if (armed.owner != 0 && owner == nullptr) continue;
    const std::vector<Handler>& handlers =
        owner == nullptr ? definition().upon : step_of(*owner)->upon;
    const auto handler = std::find_if(handlers.begin(), handlers.end(),
                                      [&](const Handler& h) { return h.name == armed.handler; });
    if (handler == handlers.end() || handler->event.kind != EventSpec::Kind::when) continue;
    CaseEnv env(turn_, owner == nullptr ? 1 : owner->scope);
    const bool now_true = holds(turn_, handler->event.when, env);
    if (now_true == armed.was_true) continue;
    emit(WatchArmed{
        Watch{armed.owner, armed.handler, {}, now_true, armed.fired + (now_true ? 1 : 0)}});
    if (!now_true) continue;
    run_handler(armed.owner, *handler, "");
    any = true;
    if (!handler->keep) return true;  // what was armed may be gone
  }
  for (const Token& token : std::vector<Token>(state().tokens)) {
    if (state().token(token.id) == nullptr) continue;
    const Step* step = step_of(token);
    const auto* wait = std::get_if<WaitSpec>(&step->spec);
    if (wait == nullptr || wait->event.kind != EventSpec::Kind::when) continue;
    CaseEnv env(turn_, token.scope);
    if (!holds(turn_, wait->event.when, env)) continue;
    complete(token.id);
    any = true;
  }
  return any;
}

namespace {

bool matches(Turn& turn, const EventSpec& event, const Value& with, std::uint64_t scope) {
  CaseEnv env(turn, scope);
  return std::all_of(event.match.begin(), event.match.end(), [&](const Assign& m) {
    return rule::feel_equal(with[m.field], evaluate(turn, m.value, env)).value_or(false);
  });
}

bool named(const EventSpec& event, EventSpec::Kind kind, const std::string& name) {
  return event.kind == kind && (event.name == name || event.name == "any");
}

}  // namespace

bool Walk::deliver(EventSpec::Kind kind, const std::string& name, const Value& with) {
  struct Waiter {
    int depth;
    std::uint64_t token;
    const Handler* handler;  // null: a wait
  };
  std::vector<Waiter> waiters;
  for (const Token& token : state().tokens) {
    const Step* step = step_of(token);
    if (const auto* wait = std::get_if<WaitSpec>(&step->spec);
        wait != nullptr && named(wait->event, kind, name) &&
        matches(turn_, wait->event, with, token.scope))
      waiters.push_back({depth_of(token.scope), token.id, nullptr});
    for (const Handler& handler : step->upon)
      if (named(handler.event, kind, name) && matches(turn_, handler.event, with, token.scope))
        waiters.push_back({depth_of(token.scope), token.id, &handler});
  }
  for (const Handler& handler : definition().upon)
    if (named(handler.event, kind, name) && matches(turn_, handler.event, with, 1))
      waiters.push_back({-1, 0, &handler});
  if (waiters.empty()) return false;
  std::stable_sort(waiters.begin(), waiters.end(),
                   [](const Waiter& a, const Waiter& b) { return a.depth > b.depth; });
  if (kind != EventSpec::Kind::signal) waiters.resize(1);
  const Value before = turn_.message;
  turn_.message = with;
  for (const Waiter& waiter : waiters) {
    if (waiter.token != 0 && state().token(waiter.token) == nullptr) continue;
    if (waiter.handler != nullptr)
      run_handler(waiter.token, *waiter.handler, name);
    else
      complete(waiter.token);
  }
  settle();  // `message` is in scope until everything it moved waits again
  turn_.message = before;
  return true;
}

bool Walk::raise(std::uint64_t from, EventSpec::Kind kind, const std::string& name,
                 const Value& with) {
  // Inside out: the steps around the raising one, then the case.
  const Token* token = state().token(from);
  std::uint64_t owner = 0;
  for (const Scope* s = token == nullptr ? nullptr : state().scope(token->scope);
       s != nullptr && s->id != 1;) {
    const Token* outer = state().token(s->token);
    if (outer == nullptr) break;
    for (const Handler& handler : step_of(*outer)->upon)
      if (named(handler.event, kind, name)) {
        owner = outer->id;
        turn_.message = with;
        run_handler(owner, handler, name);
        return true;
      }
    s = state().scope(outer->scope);
  }
  for (const Handler& handler : definition().upon)
    if (named(handler.event, kind, name)) {
      turn_.message = with;
      run_handler(0, handler, name);
      return true;
    }
  return false;
}

}  // namespace tf::core

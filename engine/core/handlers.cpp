// Handlers (`upon`): arming, firing, and the delivery of messages, signals, errors and escalations.
#include <algorithm>

#include "base/text.h"
#include "core/listeners.h"
#include "core/message_forms.h"
#include "core/timing.h"
#include "core/walk.h"

namespace tf::core {

void Walk::arm(const Token* owner, const std::vector<Handler>& handlers) {
  const std::uint64_t id = owner == nullptr ? 0 : owner->id;
  const std::uint64_t scope = owner == nullptr ? 1 : owner->scope;
  for (const Handler& handler : handlers) {
    Watch watch{id, handler.name, {}, false, 0};
    if (turn_.armed(id, handler.name)) continue;
    arm_parts(id, handler.name, handler.event, scope);
    if (handler.event.kind == EventSpec::Kind::when) {
      emit(WatchArmed{watch});
    } else if (const auto at = first_moment(turn_, handler.event, scope)) {
      watch.at = at;
      emit(WatchArmed{watch});
    }
  }
}

// Only what needs looking at: times and conditions. Messages are looked for when they come.
void Walk::arm_parts(std::uint64_t owner, const std::string& name, const EventSpec& event,
                     std::uint64_t scope) {
  for (std::size_t i = 0; i < event.parts.size(); ++i) {
    const EventSpec& part = event.parts[i];
    const auto at = first_moment(turn_, part, scope);
    if (at || part.kind == EventSpec::Kind::when)
      emit(WatchArmed{Watch{owner, cat(name, "#", i), at, false, 0}});
  }
}

void Walk::part_came(std::uint64_t owner, const Handler* handler, std::size_t part,
                     const std::string& cause) {
  const Token* token = owner == 0 ? nullptr : state().token(owner);
  if (owner != 0 && token == nullptr) return;
  const EventSpec& event =
      handler != nullptr ? handler->event : std::get<WaitSpec>(step_of(*token)->spec).event;
  const std::string name = handler == nullptr ? "" : handler->name;
  const auto fire = [&] {
    if (handler != nullptr)
      run_handler(owner, *handler, cause);
    else if (may_end(turn_, std::get<WaitSpec>(step_of(*token)->spec), token->scope))
      complete(owner);
  };
  if (event.kind == EventSpec::Kind::any) return fire();
  const auto came = [&](std::size_t i) {
    return std::any_of(state().watches.begin(), state().watches.end(), [&](const Watch& w) {
      return w.owner == owner && w.handler == cat(name, "#", i) && w.fired > 0;
    });
  };
  Watch seen{owner, cat(name, "#", part), {}, true, 1};
  emit(WatchArmed{seen});
  for (std::size_t i = 0; i < event.parts.size(); ++i)
    if (!came(i)) return;
  for (std::size_t i = 0; i < event.parts.size(); ++i)  // the next round begins
    emit(WatchArmed{Watch{owner, cat(name, "#", i), {}, false, 0}});
  fire();
}

// A block that a handler inside it has taken over hears only those around it.
bool Walk::deaf(std::uint64_t owner, const Handler& handler) const {
  return handler.inside && turn_.armed(owner, kInterrupted);
}

// Whether it takes what has come: else it is for another handler, or for nobody. Of an event of
// several parts the condition is asked when all of it has come.
bool Walk::minds(std::uint64_t owner, const Handler& handler, std::uint64_t scope) {
  if (deaf(owner, handler)) return false;
  if (!handler.if_ || !handler.event.parts.empty()) return true;
  CaseEnv env(turn_, scope);
  return holds(turn_, handler.if_, env);
}

bool Walk::is_in(int step, std::uint64_t scope) {
  const Step& target = definition().steps[static_cast<std::size_t>(step)];
  const Scope* s = state().scope(scope);
  return s != nullptr &&
         s->block == definition().blocks[static_cast<std::size_t>(target.block)].owner;
}

void Walk::run_handler(std::uint64_t owner, const Handler& handler, const std::string& cause) {
  const Token* found = owner == 0 ? nullptr : state().token(owner);
  if (owner != 0 && found == nullptr) return;
  Token at;
  at.scope = 1;
  if (found != nullptr) at = *found;
  CaseEnv env(turn_, at.scope);
  if (handler.if_ && !holds(turn_, handler.if_, env)) return;
  if (deaf(owner, handler)) return;
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
        enter(is_in(target.step, scope) ? scope : at.scope, target.step, at.step, true,
              handler.reason);
    return;
  }
  if (handler.inside) {
    const std::uint64_t inner = scope_of(owner);
    if (inner == 0) return;
    empty_scope(inner);
    for (const Handler& other : step_of(at)->upon)
      if (other.inside && turn_.armed(owner, other.name)) emit(WatchDropped{owner, other.name});
    emit(WatchArmed{Watch{owner, kInterrupted, {}, true, 0}});
    return enter(inner, handler.step, at.step, at.side, reason);
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

Walk::Armed Walk::armed_event(std::uint64_t owner, const std::string& name) {
  Armed out;
  const Token* token = owner == 0 ? nullptr : state().token(owner);
  if (owner != 0 && token == nullptr) return out;
  const std::size_t at = name.rfind('#');
  const std::string handler = name.substr(0, at);
  for (const Handler& h : token == nullptr ? definition().upon : step_of(*token)->upon)
    if (h.name == handler) out.handler = &h;
  const auto* wait = token == nullptr ? nullptr : std::get_if<WaitSpec>(&step_of(*token)->spec);
  if (out.handler != nullptr)
    out.event = &out.handler->event;
  else if (handler.empty() && wait != nullptr)
    out.event = &wait->event;
  if (at == std::string::npos || out.event == nullptr) return out;
  const auto part = static_cast<std::size_t>(std::stoul(name.substr(at + 1)));
  out.part = static_cast<int>(part);
  out.event = part < out.event->parts.size() ? &out.event->parts[part] : nullptr;
  return out;
}

bool Walk::watch_conditions() {
  bool any = false;
  for (const Watch& armed : std::vector<Watch>(state().watches)) {
    if (armed.handler.starts_with("milestone:")) continue;
    const Token* owner = armed.owner == 0 ? nullptr : state().token(armed.owner);
    if (armed.owner != 0 && owner == nullptr) continue;
    const Armed what = armed_event(armed.owner, armed.handler);
    if (what.event == nullptr || what.event->kind != EventSpec::Kind::when) continue;
    CaseEnv env(turn_, owner == nullptr ? 1 : owner->scope);
    const bool now_true = holds(turn_, what.event->when, env);
    if (now_true == armed.was_true || (what.part >= 0 && armed.fired > 0)) continue;
    emit(WatchArmed{Watch{armed.owner,
                          armed.handler,
                          {},
                          now_true,
                          armed.fired + (now_true && what.part < 0 ? 1 : 0)}});
    if (!now_true) continue;
    if (what.part >= 0)
      part_came(armed.owner, what.handler, static_cast<std::size_t>(what.part), "");
    else
      run_handler(armed.owner, *what.handler, "");
    any = true;
    if (what.handler == nullptr || !what.handler->keep) return true;  // what was armed may be gone
  }
  for (const Token& token : std::vector<Token>(state().tokens)) {
    if (state().token(token.id) == nullptr) continue;
    const Step* step = step_of(token);
    const auto* wait = std::get_if<WaitSpec>(&step->spec);
    if (wait == nullptr || wait->event.kind != EventSpec::Kind::when) continue;
    CaseEnv env(turn_, token.scope);
    if (!holds(turn_, wait->event.when, env) || !may_end(turn_, *wait, token.scope)) continue;
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

// The one event, or the part of several, that this message or signal is; -1: none.
int part_meant(Turn& turn, const EventSpec& event, EventSpec::Kind kind, const std::string& name,
               const Value& with, std::uint64_t scope) {
  const int part = part_named(event, kind, name);
  if (part < 0) return -1;
  const EventSpec& one = event.parts.empty() ? event : event.parts[static_cast<std::size_t>(part)];
  return matches(turn, one, with, scope) ? part : -1;
}

bool is_caught(const EventSpec& event, EventSpec::Kind kind, const std::string& name) {
  return part_named(event, kind, name) >= 0;
}

}  // namespace

std::vector<Walk::Waiter> Walk::waiters(EventSpec::Kind kind, const std::string& name,
                                        const Value& with) {
  std::vector<Waiter> out;
  const Value before = turn_.message;
  turn_.message = with;
  const auto listen = [&](int depth, std::uint64_t token, std::uint64_t scope,
                          const Handler* handler, const EventSpec& event) {
    const int part = part_meant(turn_, event, kind, name, with, scope);
    if (part >= 0 && (handler == nullptr || minds(token, *handler, scope)))
      out.push_back({depth, token, scope, handler, &event, static_cast<std::size_t>(part)});
  };
  for (const Token& token : state().tokens) {
    if (token.message == kRest) continue;  // its step is over, only the rest runs on
    const Step* step = step_of(token);
    if (const auto* wait = std::get_if<WaitSpec>(&step->spec);
        wait != nullptr && may_end(turn_, *wait, token.scope))
      listen(depth_of(token.scope), token.id, token.scope, nullptr, wait->event);
    for (const Handler& handler : step->upon)
      listen(depth_of(token.scope), token.id, token.scope, &handler, handler.event);
  }
  for (const Handler& handler : definition().upon) listen(-1, 0, 1, &handler, handler.event);
  turn_.message = before;
  std::stable_sort(out.begin(), out.end(),
                   [](const Waiter& a, const Waiter& b) { return a.depth > b.depth; });
  if (kind != EventSpec::Kind::signal && out.size() > 1) out.resize(1);
  return out;
}

std::optional<Rejection> Walk::message_refused(const std::string& name, const Value& with,
                                               const EventSpec* later) {
  const auto now = waiters(EventSpec::Kind::message, name, with);
  if (!now.empty()) return read_message(turn_, now.front().one(), with, now.front().scope).refused;
  return later == nullptr ? std::nullopt : read_message(turn_, *later, with, 1).refused;
}

// What comes from within the case, or from another one, was not asked before it came.
bool Walk::take_message(std::uint64_t scope, const EventSpec& event, const Value& with) {
  MessageAnswers read = read_message(turn_, event, with, scope);
  if (read.refused) {
    incident("MESSAGE_REFUSED", cat("消息 ", event.name, " 不符合所要的表单：", read.refused->zh),
             cat("the message ", event.name, " does not fit its form: ", read.refused->en));
    return false;
  }
  turn_.message = std::move(read.with);
  if (!read.values.empty()) set_fields(scope, std::move(read.values), cat("message ", event.name));
  return true;
}

bool Walk::deliver(EventSpec::Kind kind, const std::string& name, const Value& with) {
  const std::vector<Waiter> heard = waiters(kind, name, with);
  if (heard.empty()) return false;
  const Value before = turn_.message;
  for (const Waiter& waiter : heard) {
    if (waiter.token != 0 && state().token(waiter.token) == nullptr) continue;
    if (!take_message(waiter.scope, waiter.one(), with)) continue;
    if (!waiter.event->parts.empty())
      part_came(waiter.token, waiter.handler, waiter.part, name);
    else if (waiter.handler != nullptr)
      run_handler(waiter.token, *waiter.handler, name);
    else
      complete(waiter.token);
  }
  settle();  // `message` is in scope until everything it moved waits again
  turn_.message = before;
  return true;
}

// The handlers of one step (or of the case): one that names it before one that takes any.
bool Walk::caught_by(const Token* owner, EventSpec::Kind kind, const std::string& name,
                     const Value& with) {
  const std::uint64_t id = owner == nullptr ? 0 : owner->id;
  const std::vector<Handler>& handlers =
      owner == nullptr ? definition().upon : step_of(*owner)->upon;
  for (const std::string& word : {name, std::string("any")})
    for (const Handler& handler : handlers) {
      if (!is_caught(handler.event, kind, word)) continue;
      const Value before = turn_.message;
      turn_.message = with;
      if (minds(id, handler, owner == nullptr ? 1 : owner->scope)) {
        run_handler(id, handler, name);
        return true;
      }
      turn_.message = before;
    }
  return false;
}

bool Walk::raise_at(std::uint64_t token, EventSpec::Kind kind, const std::string& name,
                    const Value& with) {
  const Token* owner = state().token(token);
  return owner != nullptr && caught_by(owner, kind, name, with);
}

bool Walk::raise_in(std::uint64_t scope, EventSpec::Kind kind, const std::string& name,
                    const Value& with) {
  for (const Scope* s = state().scope(scope); s != nullptr && s->id != 1;) {
    const Token* outer = state().token(s->token);
    if (outer == nullptr) break;
    if (outer->message != kRest && caught_by(outer, kind, name, with)) return true;
    s = state().scope(outer->scope);
  }
  return caught_by(nullptr, kind, name, with);
}

bool Walk::raise(std::uint64_t from, EventSpec::Kind kind, const std::string& name,
                 const Value& with) {
  const Token* token = state().token(from);
  if (token == nullptr) return raise_in(1, kind, name, with);
  const std::uint64_t scope = token->scope;
  return raise_at(from, kind, name, with) || raise_in(scope, kind, name, with);
}

}  // namespace tf::core

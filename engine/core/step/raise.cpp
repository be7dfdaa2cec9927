#include <algorithm>

#include "base/text.h"
#include "core/listeners.h"
#include "core/sealing.h"
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
  const CaseId found = id.is_null() ? CaseId{} : walk.turn().world().lookup->numbered(id.str());
  if (found.value != 0) return walk.turn().follow(found, SendMessage{spec.name, with, false});
  walk.incident("NO_SUCH_CASE", cat("消息 ", spec.name, " 没有收件案件"),
                cat("the message ", spec.name, " has no case to go to"));
}

// Beyond the case: a message to the first who waits, else it opens what begins with it; a signal to
// all of them.
void send_to_town(Walk& walk, const RaiseSpec& spec, const Value& with, bool heard) {
  Turn& turn = walk.turn();
  const bool signal = spec.kind == RaiseSpec::Kind::signal;
  const EventSpec::Kind kind = event_kind(spec.kind);
  if (!signal || !turn.world().lookup->broadcast(
                     spec.name, turn.sealing() != nullptr ? turn.sealing()->sealed(with) : with,
                     walk.state().id))
    for (const CaseId id : turn.world().lookup->listening(kind, spec.name, walk.state().id)) {
      if (heard && !signal) return;
      turn.follow(id, SendMessage{spec.name, with, signal});
      heard = true;
    }
  for (const auto& [workflow, definition] : turn.town().workflows) {
    const Start* way = start_taking(turn.world(), turn.town(), definition, kind, spec.name, with,
                                    turn.effective());
    if (way == nullptr || (heard && !signal)) continue;
    OpenCase open;
    open.town = walk.state().town;
    open.workflow = workflow;
    open.data = with;
    open.start = way->name;
    turn.follow(CaseId{}, std::move(open));
    heard = true;
  }
}

void tell(Walk& walk, const Token& token, const RaiseSpec& spec, const Value& data) {
  const bool elsewhere = spec.kind == RaiseSpec::Kind::message && !spec.to.empty() && !spec.town;
  if (elsewhere) send(walk, token, spec, data);
  walk.complete(token.id);
  if (elsewhere) return;
  const bool heard = walk.deliver(event_kind(spec.kind), spec.name, data);
  if (spec.town) send_to_town(walk, spec, data, heard);
}

// Nobody here catches it: a child's goes to whoever opened it; else an error is an incident.
void uncaught(Walk& walk, const RaiseSpec& spec, const Value& data) {
  const bool error = spec.kind == RaiseSpec::Kind::error;
  if (walk.state().parent_token != 0) {
    walk.turn().follow(CaseId{walk.state().parent},
                       ChildRaised{walk.state().id.value, error, spec.name, data});
    if (error) walk.cancel_scope(1);
    return;
  }
  if (error) walk.uncaught(spec.name);
}

void throw_it(Walk& walk, const Token& token, const RaiseSpec& spec, const Value& data) {
  const EventSpec::Kind kind = event_kind(spec.kind);
  if (walk.raise_at(token.id, kind, spec.name, data)) {
    if (walk.state().token(token.id) != nullptr) walk.complete(token.id);
    return;
  }
  // It is thrown, whatever becomes of it; an error ends its path.
  const std::uint64_t scope = token.scope;
  Outcome thrown = walk.step_of(token)->outcomes.front();
  if (spec.kind == RaiseSpec::Kind::error) thrown.go = {Target{Target::Kind::end, -1, 1}};
  walk.complete(token.id, thrown);
  if (!walk.raise_in(scope, kind, spec.name, data)) uncaught(walk, spec, data);
}

// ---- undoing: the token waits, each handler runs in a scope of its own
const Handler* cancel_handler(const Step& step) {
  for (const Handler& handler : step.upon)
    if (handler.event.kind == EventSpec::Kind::cancel) return &handler;
  return nullptr;
}

// The scope that `raise: {cancel: true}` calls off: the nearest whose step has a handler for it.
std::uint64_t called_off(Walk& walk, const Token& token) {
  for (std::uint64_t scope = token.scope; scope > 1;) {
    const Token* owner = walk.state().token(walk.state().scope(scope)->token);
    if (owner == nullptr) break;
    if (cancel_handler(*walk.step_of(*owner)) != nullptr) return scope;
    scope = owner->scope;
  }
  return token.scope;
}

void undone(Walk& walk, const Token& token, const RaiseSpec& spec) {
  if (spec.kind != RaiseSpec::Kind::cancel) return walk.complete(token.id);
  const std::uint64_t scope = called_off(walk, token);
  const Scope* off = walk.state().scope(scope);
  const Token* owner = off == nullptr ? nullptr : walk.state().token(off->token);
  Outcome over = walk.step_of(token)->outcomes.front();
  over.go = {Target{Target::Kind::end, -1, 1}};
  const std::uint64_t holder = owner == nullptr ? 0 : owner->id;
  const Handler* handler = owner == nullptr ? nullptr : cancel_handler(*walk.step_of(*owner));
  walk.complete(token.id, over);
  if (handler != nullptr)
    walk.run_handler(holder, *handler, "CANCELLED");
  else if (holder != 0)
    walk.cancel(holder);
}

// Its scopes lie between the target (outermost) and the raising token.
void call_off(Walk& walk, const Token& token, std::uint64_t target) {
  std::vector<std::uint64_t> chain{token.id};
  for (std::uint64_t scope = token.scope; scope != target;) {
    const Scope* s = walk.state().scope(scope);
    const Token* owner = s == nullptr ? nullptr : walk.state().token(s->token);
    if (owner == nullptr) break;
    chain.push_back(owner->id);
    scope = owner->scope;
  }
  std::vector<std::uint64_t> scopes;
  for (const std::uint64_t id : chain) scopes.push_back(walk.state().token(id)->scope);
  for (const Token& other : std::vector<Token>(walk.state().tokens)) {
    const bool in = std::find(scopes.begin(), scopes.end(), other.scope) != scopes.end();
    if (in && std::find(chain.begin(), chain.end(), other.id) == chain.end())
      walk.lay_off(other.id);
  }
  for (const std::uint64_t scope : scopes) walk.drop_moves(scope);
}

std::string undoing(std::uint64_t scope, const std::string& what) {
  return cat("undo:", scope, ":", what);
}

void go_on_undoing(Walk& walk, std::uint64_t id, const RaiseSpec& spec) {
  // What is being undone stands in what the token waits for: "undo:SCOPE:STEP".
  const auto parts = split(walk.state().token(id)->message, ':');
  const std::string what(parts[2]);
  std::uint64_t scope = 0;
  for (const char c : parts[1]) scope = scope * 10 + static_cast<std::uint64_t>(c - '0');
  while (!walk.undo_next(id, scope, what)) {
    const Token token = *walk.state().token(id);
    if (spec.kind != RaiseSpec::Kind::cancel || scope == called_off(walk, token))
      return undone(walk, token, spec);
    // All inside is undone; what was done around it comes next.
    scope = walk.state().token(walk.state().scope(scope)->token)->scope;
    walk.emit(TokenWaits{id, {}, undoing(scope, what), 0, 0, 0});
  }
}

void undo(Walk& walk, const Token& token, const RaiseSpec& spec) {
  const bool cancel = spec.kind == RaiseSpec::Kind::cancel;
  if (cancel) call_off(walk, token, called_off(walk, token));
  // What is called off is undone from the inside.
  const std::uint64_t scope = cancel ? token.scope : walk.undo_scope(token, spec.name);
  const bool all = cancel || spec.name == "scope" || spec.name == "case";
  walk.emit(TokenWaits{token.id, {}, undoing(scope, all ? "" : spec.name), 0, 0, 0});
  go_on_undoing(walk, token.id, spec);
}

void scope_done_raise(Walk& walk, const Token& owner, const Step& step, const Scope& scope) {
  walk.forget(scope.id);
  walk.emit(ScopeClosed{scope.id, false});
  go_on_undoing(walk, owner.id, std::get<RaiseSpec>(step.spec));
}

void enter_raise(Walk& walk, const Token& token, const Step& step) {
  const auto& spec = std::get<RaiseSpec>(step.spec);
  CaseEnv env(walk.turn(), token.scope);
  Record with;
  for (const Assign& a : spec.with) with.set(a.field, assigned(walk.turn(), a, env));
  const Value data = Value::record(std::move(with));
  switch (spec.kind) {
    case RaiseSpec::Kind::signal:
    case RaiseSpec::Kind::message:
      return tell(walk, token, spec, data);
    case RaiseSpec::Kind::undo:
    case RaiseSpec::Kind::cancel:
      return undo(walk, token, spec);
    case RaiseSpec::Kind::incident:
      return walk.incident(spec.name, cat("步骤 ", step.id, " 停在原处：", spec.name),
                           cat("work stands still at ", step.id, ": ", spec.name),
                           {.token = token.id, .task = 0, .cause = {}, .again = false});
    default:
      return throw_it(walk, token, spec, data);
  }
}

}  // namespace

const StepKind kStepRaise{.name = "raise",
                          .zh = "发出",
                          .doc_zh = "发出错误、升级、信号或消息。",
                          .doc_en = "Throws an error, an escalation, a signal or a message.",
                          .bpmn = "intermediate throw event, end event",
                          .enter = enter_raise,
                          .scope_done = scope_done_raise};

}  // namespace tf::core

// Undoing: a completed step with a handler `undo` leaves a mark in its scope (a Watch named
// "undo:STEP#n", newest last); a scope in which such marks were left stays asleep when it ends, and
// the step it belongs to leaves a mark that leads to it. `undo` runs the handlers newest first, one
// after the other, each in a scope of its own with the data of the scope it belongs to.
// What was under way when its scope was called off has no handler of its own, but what was done
// inside it has: its mark names no step ("undo:#n") and leads inside.
#include <algorithm>

#include "base/text.h"
#include "core/walk.h"

namespace tf::core {

namespace {

constexpr std::string_view kMark = "undo:";

bool is_mark(const Watch& watch, std::uint64_t scope) {
  return watch.owner == scope && watch.handler.starts_with(kMark);
}

std::string step_of_mark(const Watch& mark) {
  return mark.handler.substr(kMark.size(), mark.handler.rfind('#') - kMark.size());
}

const Handler* undo_handler(const Step& step) {
  for (const Handler& handler : step.upon)
    if (handler.event.kind == EventSpec::Kind::undo) return &handler;
  return nullptr;
}

const Watch* newest(const CaseState& state, std::uint64_t scope, const std::string& step) {
  for (auto watch = state.watches.rbegin(); watch != state.watches.rend(); ++watch)
    if (is_mark(*watch, scope) && (step.empty() || step_of_mark(*watch) == step)) return &*watch;
  return nullptr;
}

}  // namespace

void Walk::close_scope(std::uint64_t scope, const Step& owner) {
  const Handler* handler = undo_handler(owner);
  const bool keep =
      (handler != nullptr && handler->inside) || newest(state(), scope, "") != nullptr;
  emit(ScopeClosed{scope, keep});
}

void Walk::forget(std::uint64_t scope) {
  for (const Watch& watch : std::vector<Watch>(state().watches)) {
    if (!is_mark(watch, scope)) continue;
    emit(WatchDropped{scope, watch.handler});
    if (watch.fired == 0) continue;
    forget(watch.fired);
    emit(ScopeClosed{watch.fired, false});
  }
}

void Walk::lay_off(std::uint64_t token_id) {
  const Token* found = state().token(token_id);
  if (found == nullptr) return;
  const Token token = *found;
  while (const std::uint64_t inner = scope_of(token_id)) {
    for (const Token& one : std::vector<Token>(state().tokens))
      if (one.scope == inner) lay_off(one.id);
    drop_moves(inner);
    emit(ScopeClosed{inner, newest(state(), inner, "") != nullptr});
  }
  for (const Scope& scope : std::vector<Scope>(state().scopes))
    if (scope.token == token_id && scope.kept)
      emit(WatchArmed{Watch{token.scope, cat(kMark, "#", scope.id), {}, false, scope.id}});
  end_early(token, false, true);
}

// The step has completed: what of it can be undone is marked in its scope.
void Walk::remember(const Token& ended, const Step& step) {
  const Handler* handler = undo_handler(step);
  const auto mark = [&](std::uint64_t number, std::uint64_t inner) {
    emit(WatchArmed{Watch{ended.scope, cat(kMark, step.id, "#", number), {}, false, inner}});
  };
  for (const Scope& scope : std::vector<Scope>(state().scopes)) {
    if (scope.token != ended.id || !scope.kept) continue;
    if (handler == nullptr || handler->inside) {
      mark(scope.id, scope.id);
    } else {  // the handler stands for all that was done inside
      forget(scope.id);
      emit(ScopeClosed{scope.id, false});
    }
  }
  if (handler != nullptr && !handler->inside) mark(ended.id, 0);
}

std::uint64_t Walk::undo_scope(const Token& token, const std::string& what) {
  std::uint64_t scope = token.scope;
  const auto outward = [&](std::uint64_t s) -> std::uint64_t {
    const Scope* here = state().scope(s);
    const Token* owner = here == nullptr ? nullptr : state().token(here->token);
    return owner == nullptr ? 0 : owner->scope;
  };
  if (what == "case") return 1;
  if (what != "scope") {
    for (; scope != 0; scope = outward(scope))
      if (newest(state(), scope, what) != nullptr) return scope;
    return 0;
  }
  // A handler undoes what was done in the scope it belongs to.
  for (;;) {
    const Token* owner = state().token(state().scope(scope)->token);
    const Step* step = owner == nullptr ? nullptr : step_of(*owner);
    if (step == nullptr || !step->beside) return scope;
    scope = owner->scope;
  }
}

bool Walk::undo_next(std::uint64_t token_id, std::uint64_t scope_id, const std::string& name) {
  for (;;) {
    const Watch* found = newest(state(), scope_id, name);
    if (found == nullptr) return false;
    const Watch mark = *found;
    const Step* step = definition().step(step_of_mark(mark));
    const Handler* handler = step == nullptr ? nullptr : undo_handler(*step);
    const Token token = *state().token(token_id);
    if (handler == nullptr && mark.fired != 0 && undo_next(token_id, mark.fired, "")) return true;
    emit(WatchDropped{scope_id, mark.handler});
    if (handler == nullptr) {  // all inside is undone
      if (mark.fired != 0) emit(ScopeClosed{mark.fired, false});
      continue;
    }
    int first = handler->step;
    if (first < 0 && !handler->go.empty()) first = handler->go.front().step;
    if (first < 0) continue;
    const Scope* source = state().scope(handler->inside ? mark.fired : scope_id);
    if (source == nullptr) continue;
    Scope inner = *source;
    inner.kept = false;
    inner.token = token_id;
    if (handler->inside) {
      emit(ScopeClosed{inner.id, false});  // awake again, as it was left
    } else {
      inner.id = turn_.new_id();
      const Step& handled = definition().steps[static_cast<std::size_t>(first)];
      inner.block = definition().blocks[static_cast<std::size_t>(handled.block)].owner;
    }
    const std::uint64_t id = inner.id;
    emit(ScopeOpened{std::move(inner)});
    enter(id, first, step->id);
    return true;
  }
}

}  // namespace tf::core

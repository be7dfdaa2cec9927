#include "core/rename_steps.h"

namespace tf::core {

namespace {

void rename(const StepNames& steps, std::string& id) {
  if (const auto found = steps.find(id); found != steps.end()) id = found->second;
}

// What rows remember of their own steps, however deep they lie.
Value renamed_rows(const StepNames& steps, const Value& value) {
  if (value.is(Value::Kind::list)) {
    List out;
    for (const Value& item : value.as_list()) out.push_back(renamed_rows(steps, item));
    return Value::list(std::move(out));
  }
  if (!value.is(Value::Kind::record)) return value;
  Record out;
  for (const auto& [name, inner] : value.as_record()) {
    if (name != kRowVisits || !inner.is(Value::Kind::record)) {
      out.set(name, renamed_rows(steps, inner));
      continue;
    }
    Record visits;
    for (const auto& [step, visit] : inner.as_record()) {
      std::string id(step);
      rename(steps, id);
      visits.set(id, visit);
    }
    out.set(name, Value::record(std::move(visits)));
  }
  return Value::record(std::move(out));
}

// A meeting remembers the ways that came; a `together` its branches; an `each` its rows.
Value renamed_arrival(const StepNames& steps, const Value& what) {
  if (what.is(Value::Kind::text)) {
    std::string id = what.as_text();
    rename(steps, id);
    return Value::text(std::move(id));
  }
  if (what.is(Value::Kind::record) && what.as_record().size() == 1 &&
      what["branch"].is(Value::Kind::text))
    return Value::record({{"branch", renamed_arrival(steps, what["branch"])}});
  return renamed_rows(steps, what);
}

}  // namespace

void rename_steps(CaseState& state, const StepNames& steps) {
  if (steps.empty()) return;
  for (Token& token : state.tokens) {
    rename(steps, token.step);
    rename(steps, token.from);
    rename(steps, token.back);
    for (Value& what : token.done) what = renamed_arrival(steps, what);
  }
  for (Task& task : state.tasks) rename(steps, task.step);
  for (Scope& scope : state.scopes) {
    rename(steps, scope.block);
    scope.row = renamed_rows(steps, scope.row);
  }
  for (Clock& clock : state.clocks)
    if (clock.of == "step") rename(steps, clock.name);
  for (Incident& incident : state.incidents) rename(steps, incident.step);
  for (Watch& watch : state.watches) {  // "undo:STEP#n"
    const std::size_t mark = watch.handler.rfind('#');
    if (!watch.handler.starts_with("undo:") || mark == std::string::npos) continue;
    std::string step = watch.handler.substr(5, mark - 5);
    rename(steps, step);
    watch.handler = "undo:" + step + watch.handler.substr(mark);
  }
  for (auto& [name, value] : state.facts) {
    const bool lock = name.starts_with("lock_") || name.starts_with("town_lock_");  // who holds it
    value = lock && value.is(Value::Kind::text) ? renamed_arrival(steps, value)
                                                : renamed_rows(steps, value);
  }
  std::map<std::string, Visits, std::less<>> visits;
  for (auto& [step, visit] : state.visits) {
    std::string id = step;
    rename(steps, id);
    if (const auto [at, fresh] = visits.try_emplace(id, visit); !fresh) {
      at->second.entered += visit.entered;
      at->second.completed += visit.completed;
    }
  }
  state.visits = std::move(visits);
}

}  // namespace tf::core

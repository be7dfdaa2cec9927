#include "core/words.h"

#include "base/seal_value.h"
#include "core/value_path.h"

namespace tf::core {

const char* word_of(CasePhase phase) {
  constexpr const char* kWords[] = {"open", "suspended", "closed"};
  return kWords[static_cast<int>(phase)];
}
const char* word_of(Light light) {
  constexpr const char* kWords[] = {"green", "yellow", "red"};
  return kWords[static_cast<int>(light)];
}
const char* word_of(TaskPhase phase) {
  constexpr const char* kWords[] = {"offered", "claimed"};
  return kWords[static_cast<int>(phase)];
}
const char* word_of(ClockPhase phase) {
  constexpr const char* kWords[] = {"running", "paused", "met", "missed", "cancelled"};
  return kWords[static_cast<int>(phase)];
}

namespace {

// `item.field` and `field` as a step sees them: of its item, of the items around, of the case.
Value seen_from(const CaseState& state, const Scope* scope, std::string_view path) {
  const std::string_view head = path.substr(0, path.find('.'));
  const std::string_view rest =
      head.size() == path.size() ? std::string_view() : path.substr(head.size() + 1);
  for (; scope != nullptr && scope->id != 1;) {
    if (scope->variable == head) {
      if (rest.empty()) return scope->row["item"].is_null() ? scope->row : scope->row["item"];
      return along(scope->row, rest);
    }
    if (const Value& own = scope->row[head]; !own.is_null())
      return rest.empty() ? own : along(own, rest);
    const Token* owner = state.token(scope->token);
    scope = owner == nullptr ? nullptr : state.scope(owner->scope);
  }
  if (head == "number") return Value::text(state.number);
  const Value& fact = state.field(head);
  return rest.empty() ? fact : along(fact, rest);
}

}  // namespace

std::string filled_title(std::string_view title, const CaseState& state, const Task& task) {
  const Token* token = state.token(task.token);
  const Scope* scope = token == nullptr ? nullptr : state.scope(token->scope);
  std::string out;
  while (!title.empty()) {
    const std::size_t open = title.find('<');
    const std::size_t close = open == title.npos ? open : title.find('>', open);
    if (close == title.npos) break;
    out += title.substr(0, open);
    const Value value = seen_from(state, scope, title.substr(open + 1, close - open - 1));
    out += value.is_null() ? "–" : holds_sealed(value) ? "…" : value.str();
    title.remove_prefix(close + 1);
  }
  return out.append(title);
}

std::string current_owner(const CaseState& state) {
  for (auto task = state.tasks.rbegin(); task != state.tasks.rend(); ++task) {
    if (task->token == 0) continue;
    if (!task->owner.empty()) return task->owner;
    if (!task->candidates.empty()) return task->candidates.front();
  }
  return {};
}

std::string last_worker(const CaseState& state) {
  if (std::string owner = current_owner(state); !owner.empty()) return owner;
  std::string by;
  Instant best{};
  for (const auto& [step, visits] : state.visits)
    if (!visits.by.empty() && visits.completed_at && *visits.completed_at >= best) {
      best = *visits.completed_at;
      by = visits.by;
    }
  return by;
}

std::string unit_of(const CaseState& state) {
  for (auto task = state.tasks.rbegin(); task != state.tasks.rend(); ++task)
    if (task->token != 0 && !task->post.empty())
      return task->node.empty() ? task->post : task->post + "@" + task->node;
  return state.grid;
}

std::string node_of_last_worker(const CaseState& state) {
  for (auto task = state.tasks.rbegin(); task != state.tasks.rend(); ++task)
    if (task->token != 0 && !task->node.empty()) return task->node;
  return state.grid;
}

bool on_time(const CaseState& state) {
  const Clock* clock = state.case_clock();
  if (clock == nullptr) return true;
  if (clock->phase == ClockPhase::met) return true;
  if (clock->phase == ClockPhase::missed) return false;
  return !clock->overdue_seen;
}

Value shown(const Value& value) {
  if (value.is(Value::Kind::list)) {
    List out;
    for (const Value& item : value.as_list()) out.push_back(shown(item));
    return Value::list(std::move(out));
  }
  if (!value.is(Value::Kind::record)) return value;
  Record out;
  for (const auto& [name, field] : value.as_record())
    if (!name.starts_with('@')) out.set(name, shown(field));
  return Value::record(std::move(out));
}

}  // namespace tf::core

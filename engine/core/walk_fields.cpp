// What a walk writes: fields of the case and of items, computed by `set` and by tables.
#include "base/text.h"
#include "core/decided_why.h"
#include "core/frozen.h"
#include "core/walk.h"

namespace tf::core {

std::uint64_t Walk::home_of(std::uint64_t scope, const std::string& name) const {
  const std::string head = name.substr(0, name.find('.'));
  for (const Scope* s = state().scope(scope); s != nullptr && s->id != 1;) {
    if (s->index >= 0) {
      const Field* declared = turn_.definition().field(head);
      const bool has = s->row.is(Value::Kind::record) && s->row.as_record().find(head) != nullptr;
      if (has || declared == nullptr || declared->item) return s->id;
    }
    const Token* owner = state().token(s->token);
    s = owner == nullptr ? nullptr : state().scope(owner->scope);
  }
  return 1;
}

void Walk::set_fields(std::uint64_t scope, std::map<std::string, Value> values,
                      const std::string& by) {
  std::map<std::uint64_t, std::map<std::string, Value>> homes;
  for (auto& [name, value] : values) {
    // `by` ends in the step that writes: "form freeze", "set freeze".
    const Step* frozen = frozen_by(turn_, name, scope, by.substr(by.rfind(' ') + 1));
    const bool changes = !(CaseEnv(turn_, scope).path(name) == value);
    if (frozen == nullptr && changes && is_fixed(turn_, name, scope))
      incident("FIELD_LOCKED", cat("“", name, "”定后不得改，未写入"),
               cat("'", name, "' may not change once set and was not written"));
    else if (frozen != nullptr && changes)
      incident("FIELD_FROZEN", cat("“", name, "”已在步骤 ", frozen->id, " 冻结，未写入"),
               cat("'", name, "' was frozen at step ", frozen->id, " and was not written"));
    else
      homes[home_of(scope, name)][name] = std::move(value);
  }
  for (auto& [home, fields] : homes) emit(FieldsSet{home, std::move(fields), by});
}

bool Walk::assign(const std::vector<Assign>& sets, std::uint64_t scope, const std::string& by,
                  CaseEnv* given, bool strict) {
  if (sets.empty()) return true;
  CaseEnv own(turn_, scope);
  CaseEnv& env = given != nullptr ? *given : own;
  std::map<std::string, Value> values;  // all right sides first
  const std::size_t nulls = turn_.nulls;
  for (const Assign& set : sets) values[set.field] = assigned(turn_, set, env);
  const bool sound = turn_.nulls == nulls;
  if (!sound && strict) return false;
  set_fields(scope, std::move(values), by);
  return sound;
}

namespace {

// The set whose table decides: that of the case for `time: opening`, else the one in force now
// among the versions of the case's rules. A set bound to another definition would read other
// fields.
std::shared_ptr<const RuleSet> rules_for_table(Turn& turn, const std::string& name) {
  const std::string& hash = turn.state().versions.rules;
  auto own = turn.shared_rules();
  if (own->at_opening.contains(name)) return own;
  auto now = turn.world().catalog->rules_on(hash, turn.town().calendar->date(turn.effective()));
  const bool fits = now && now->definition == own->definition && now->tables.contains(name) &&
                    !now->at_opening.contains(name);
  return fits ? now : own;
}

// What `with` gives stands in for the fields of the same names.
void give(Turn& turn, const std::vector<Assign>& with, CaseEnv& env) {
  std::map<std::string, Value> given;
  for (const Assign& assign : with) given[assign.field] = evaluate(turn, assign.value, env);
  for (auto& [name, value] : given) env.answers[name] = std::move(value);
}

}  // namespace

namespace {

// Of a question that was asked by no step: asked again as such.
Walk::Stuck asked_by(std::uint64_t token, const std::string& table) {
  Value cause = token != 0 ? Value() : Value::record({{"table", Value::text(table)}});
  return {.token = token, .task = 0, .cause = std::move(cause), .again = true};
}

}  // namespace

bool Walk::decide_rows(const std::string& name, const RuleSet& rules, std::uint64_t scope,
                       const DecideSpec* how, std::uint64_t token) {
  const rule::DecisionTable& table = rules.tables.find(name)->second;
  const TableRows& rows = rules.table_rows.find(name)->second;
  CaseEnv env(turn_, scope);
  const Value asked = evaluate(turn_, rows.list, env);
  const Value whole = env.path(rows.field);
  if (!asked.is(Value::Kind::list) || !whole.is(Value::Kind::list)) return true;
  if (how != nullptr) give(turn_, how->with, env);
  env.row_name = rows.variable;
  List kept = whole.as_list();
  std::vector<std::string> fired;
  std::vector<bool> answered(kept.size(), false);
  bool sound = true;
  for (const Value& row : asked.as_list()) {
    env.row = row;
    const rule::Decision decision = table.decide(env);
    for (std::size_t i = 0; i < kept.size(); ++i) {
      if (answered[i] || !(kept[i] == row) || !row.is(Value::Kind::record)) continue;
      answered[i] = true;
      for (const std::string& id : decision.fired) fired.push_back(cat(i + 1, ":", id));
      if (!decision.problem.empty()) {
        sound = false;
        incident("NO_ROW",
                 cat("规则表 ", name, " 对第 ", i + 1, " 行没有答案（", decision.problem, "）"),
                 cat("table ", name, " has no answer for row ", i + 1, " (", decision.problem, ")"),
                 asked_by(token, name));
      }
      if (!decision.outputs.is(Value::Kind::record)) break;
      Record filled = row.as_record();
      for (const auto& [field, value] : decision.outputs.as_record()) filled.set(field, value);
      kept[i] = Value::record(std::move(filled));
      break;
    }
  }
  const auto version = rules.table_versions.find(name);
  emit(Decided{
      name, version == rules.table_versions.end() ? "" : version->second, std::move(fired), {}});
  set_fields(scope, {{rows.field, Value::list(std::move(kept))}}, cat("table ", name));
  return sound;
}

bool Walk::decide_table(const std::string& name, std::uint64_t scope, const DecideSpec* how,
                        std::uint64_t token) {
  const auto stuck = [&](const char* code, const std::string& zh, const std::string& en) {
    incident(code, zh, en, asked_by(token, name));
    return false;
  };
  const std::shared_ptr<const RuleSet> rules = rules_for_table(turn_, name);
  const auto table = rules->tables.find(name);
  if (table == rules->tables.end())
    return stuck("NO_TABLE", cat("没有规则表 ", name), cat("there is no table ", name));
  if (rules->table_rows.contains(name)) return decide_rows(name, *rules, scope, how, token);
  CaseEnv env(turn_, scope);
  if (how != nullptr) give(turn_, how->with, env);
  const rule::TableSource& source = table->second.source();
  rule::Explanation why;
  std::vector<rule::Warning> warnings;
  const rule::Decision decision = source.rules.size() <= kMostWhyRules
                                      ? table->second.decide(env, why, &warnings)
                                      : table->second.decide(env, &warnings);
  const auto version = rules->table_versions.find(name);
  emit(Decided{name, version == rules->table_versions.end() ? "" : version->second, decision.fired,
               why_of(turn_.definition(), source, why)});
  if (!decision.problem.empty())
    return stuck("NO_ROW", cat("规则表 ", name, " 没有命中的行（", decision.problem, "）"),
                 cat("table ", name, " has no answer here (", decision.problem, ")"));
  if (!decision.outputs.is(Value::Kind::record)) return true;
  if (const rule::Warning* mistake = mistake_in(warnings))
    for (const auto& [field, value] : decision.outputs.as_record())
      if (value.is_null()) {
        turn_.note("null", Value::record({{"expression", Value::text(cat(name, ".", field))},
                                          {"en", Value::text(mistake->en)},
                                          {"zh", Value::text(mistake->zh)}}));
        break;
      }
  if (how != nullptr && !how->into.empty()) {
    set_fields(scope, {{how->into, decision.outputs}}, cat("table ", name));
    return true;
  }
  std::map<std::string, Value> values;
  for (const auto& [field, value] : decision.outputs.as_record()) values[field] = value;
  set_fields(scope, std::move(values), cat("table ", name));
  return true;
}

}  // namespace tf::core

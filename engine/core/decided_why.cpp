#include "core/decided_why.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "core/private_fields.h"

namespace tf::core {

namespace {

constexpr std::size_t kMostText = 80;

bool is_single(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::list:
    case Value::Kind::record:
    case Value::Kind::range:
    case Value::Kind::function:
      return false;
    case Value::Kind::text:
      return value.as_text().size() <= kMostText;
    default:
      return true;
  }
}

const std::string& name_of(const rule::TableInput& input) {
  return input.title.empty() ? input.expression : input.title;
}

// Whether an expression may show a private field: a name inside another counts too, so that it errs
// on the quiet side.
bool shows_private(const Definition& definition, const rule::TableSource& table,
                   const std::string& expression, std::size_t definitions) {
  for (const auto& field : definition.fields)
    if (is_private(*field) && expression.find(field->name) != std::string::npos) return true;
  for (std::size_t i = 0; i < definitions; ++i)
    if (expression.find(table.definitions[i].first) != std::string::npos &&
        shows_private(definition, table, table.definitions[i].second, i))
      return true;
  return false;
}

Value names_or_count(List names) {
  return names.size() > kMostWhyNames ? Value::number(static_cast<std::int64_t>(names.size()))
                                      : Value::list(std::move(names));
}

// `shown`: the columns whose values may be told. `known`: values that stand above already.
Record cells_of(const rule::TableSource& table, const rule::Explanation& why,
                const std::vector<bool>& shown, const Value* known) {
  Record in, no, out;
  List unseen, after;
  for (std::size_t c = 0; c < why.inputs.size(); ++c) {
    const std::string& name = name_of(table.inputs[c]);
    if (!is_single(why.inputs[c]) || !shown[c])
      unseen.push_back(Value::text(name));
    else if (known == nullptr || !((*known)[name] == why.inputs[c]))
      in.set(name, why.inputs[c]);
  }
  std::map<std::string, List> failed;
  std::size_t named = 0;
  for (const rule::Fired& row : why.rules) {
    if (row.fired) continue;
    ++named;
    if (row.failed_column < 0)
      after.push_back(Value::text(row.id));
    else
      failed[name_of(table.inputs[static_cast<std::size_t>(row.failed_column)])].push_back(
          Value::text(row.id));
  }
  const auto rows = [&](List list) {
    return named > kMostWhyNames ? Value::number(static_cast<std::int64_t>(list.size()))
                                 : Value::list(std::move(list));
  };
  for (auto& [name, list] : failed) no.set(name, rows(std::move(list)));
  if (in.size() != 0) out.set("in", Value::record(std::move(in)));
  if (!unseen.empty()) out.set("unseen", Value::list(std::move(unseen)));
  if (no.size() != 0) out.set("no", Value::record(std::move(no)));
  if (!after.empty()) out.set("after", rows(std::move(after)));
  return out;
}

}  // namespace

const rule::Warning* mistake_in(const std::vector<rule::Warning>& warnings) {
  const auto at = std::ranges::find_if(
      warnings, [](const rule::Warning& one) { return one.name != "feel.absent"; });
  return at == warnings.end() ? nullptr : &*at;
}

Value why_of(const Definition& definition, const rule::TableSource& table,
             const rule::Explanation& why) {
  std::vector<bool> shown;
  bool open = true;  // nothing private goes in
  for (std::size_t c = 0; c < why.inputs.size(); ++c) {
    shown.push_back(
        !shows_private(definition, table, table.inputs[c].expression, table.definitions.size()));
    open = open && shown.back();
  }
  Record out = cells_of(table, why, shown, nullptr);
  if (why.behind.empty()) return Value::record(std::move(out));
  // Inside a graph a name may be made of private ones: only inputs taken as they are remain.
  std::vector<std::string> plain;
  for (std::size_t c = 0; c < shown.size(); ++c)
    if (shown[c]) plain.push_back(table.inputs[c].title);
  Record behind;
  for (const rule::ExplainedTable& one : why.behind) {
    if (behind.size() == kMostWhyTables) break;
    std::vector<bool> may;
    for (const rule::TableInput& input : one.table->inputs)
      may.push_back(open || std::ranges::find(plain, input.expression) != plain.end());
    const bool brief = one.table->rules.size() > kMostWhyRules;
    Record inner = cells_of(*one.table, brief ? rule::Explanation{one.why.inputs, {}, {}} : one.why,
                            may, out.find("in"));
    List fired;
    for (const rule::Fired& row : one.why.rules)
      if (row.fired) fired.push_back(Value::text(row.id));
    inner.set("rows", names_or_count(std::move(fired)));
    behind.set(one.name, Value::record(std::move(inner)));
  }
  out.set("of", Value::record(std::move(behind)));
  return Value::record(std::move(out));
}

}  // namespace tf::core

#include "rule/decision_table_fold.h"

#include <algorithm>
#include <array>
#include <utility>

#include "rule/feel/arithmetic.h"
#include "rule/feel/compare.h"
#include "rule/feel/sort_stably.h"

namespace tf::rule {
namespace {

using Kind = Value::Kind;

struct PolicyWord {
  std::string_view word;
  HitPolicy policy;
};
constexpr std::array<PolicyWord, 28> kPolicies = {{
    {"unique", HitPolicy::unique},
    {"any", HitPolicy::any},
    {"priority", HitPolicy::priority},
    {"first", HitPolicy::first},
    {"rule_order", HitPolicy::rule_order},
    {"output_order", HitPolicy::output_order},
    {"collect", HitPolicy::collect},
    {"collect sum", HitPolicy::collect_sum},
    {"collect min", HitPolicy::collect_min},
    {"collect max", HitPolicy::collect_max},
    {"collect count", HitPolicy::collect_count},
    {"U", HitPolicy::unique},
    {"A", HitPolicy::any},
    {"P", HitPolicy::priority},
    {"F", HitPolicy::first},
    {"R", HitPolicy::rule_order},
    {"O", HitPolicy::output_order},
    {"C", HitPolicy::collect},
    {"C+", HitPolicy::collect_sum},
    {"C<", HitPolicy::collect_min},
    {"C>", HitPolicy::collect_max},
    {"C#", HitPolicy::collect_count},
    {"UNIQUE", HitPolicy::unique},
    {"ANY", HitPolicy::any},
    {"PRIORITY", HitPolicy::priority},
    {"FIRST", HitPolicy::first},
    {"RULE ORDER", HitPolicy::rule_order},
    {"OUTPUT ORDER", HitPolicy::output_order},
}};

std::vector<Value> column(std::span<const Value> hits, const std::string& name) {
  std::vector<Value> out;
  for (const Value& hit : hits) out.push_back(hit[name]);
  return out;
}

// Null with `ok` false when the values do not fit.
Value summed(const std::vector<Value>& values, bool& ok) {
  Value total;
  for (const Value& value : values) {
    if (value.is_null()) continue;
    total = total.is_null() ? value : plus(total, value);
    if (total.is_null() || total.is(Kind::text)) return ok = false, Value();
  }
  return total;
}

Value extreme(const std::vector<Value>& values, bool largest, bool& ok) {
  Value best;
  for (const Value& value : values) {
    if (value.is_null()) continue;
    if (best.is_null()) {
      best = value;
      continue;
    }
    const auto at = order(value, best);
    if (!at) return ok = false, Value();
    if (largest ? *at > 0 : *at < 0) best = value;
  }
  return best;
}

Value folded(std::string_view how, const std::vector<Value>& values, bool& ok) {
  if (how == "sum") return summed(values, ok);
  if (how == "min") return extreme(values, false, ok);
  if (how == "max") return extreme(values, true, ok);
  if (how == "count") return Value::number(static_cast<std::int64_t>(values.size()));
  if (how == "list") return Value::list(values);
  if (how == "first") return values.empty() ? Value() : values.front();
  if (how == "any true")
    return Value::boolean(std::ranges::any_of(values, [](const Value& v) { return v.is_true(); }));
  if (how == "all true")
    return Value::boolean(std::ranges::all_of(values, [](const Value& v) { return v.is_true(); }));
  return ok = false, Value();
}

std::string_view fold_word(HitPolicy policy) {
  switch (policy) {
    case HitPolicy::collect_sum:
      return "sum";
    case HitPolicy::collect_min:
      return "min";
    case HitPolicy::collect_max:
      return "max";
    case HitPolicy::collect_count:
      return "count";
    default:
      return "";
  }
}

// The place of a value among the ordered allowed values; those not listed come last.
std::size_t rank(const TableOutput& output, const Value& value) {
  std::size_t i = 0;
  while (i < output.allowed.size() && equal(output.allowed[i], value) != Tri::yes) ++i;
  return i;
}

std::vector<Value> by_priority(const TableSource& source, std::span<const Value> hits) {
  std::vector<Value> out(hits.begin(), hits.end());
  sort_stably(out, [&](const Value& a, const Value& b) {
    for (const TableOutput& output : source.outputs) {
      const std::size_t x = rank(output, a[output.name]), y = rank(output, b[output.name]);
      if (x != y) return x < y;
    }
    return false;
  });
  return out;
}

Value capped(const TableOutput& output, Value value) {
  if (!output.cap || !value.is(Kind::number) || value.as_number() <= *output.cap) return value;
  return Value::number(*output.cap);
}

bool folds_by_itself(const TableSource& source) {
  return std::ranges::any_of(source.outputs, [](const TableOutput& o) { return !o.hit.empty(); });
}

Folded each_by_itself(const TableSource& source, std::span<const Value> hits) {
  Record out;
  for (const TableOutput& output : source.outputs) {
    std::string_view how =
        output.hit.empty() ? fold_word(source.hit) : std::string_view(output.hit);
    if (how.empty())
      how = source.hit == HitPolicy::collect || source.hit == HitPolicy::rule_order ? "list"
                                                                                    : "first";
    bool ok = true;
    Value value = folded(how, column(hits, output.name), ok);
    if (!ok) return {{}, "decision.fold"};
    if (value.is_null()) value = output.otherwise;
    out.set(output.name, capped(output, std::move(value)));
  }
  return {Value::record(std::move(out)), ""};
}

Folded defaults(const TableSource& source) {
  const bool any = std::ranges::any_of(source.outputs,
                                       [](const TableOutput& o) { return !o.otherwise.is_null(); });
  if (!any) return {{}, "decision.no_match"};
  Record out;
  for (const TableOutput& output : source.outputs) out.set(output.name, output.otherwise);
  return {Value::record(std::move(out)), ""};
}

Value capped(const TableSource& source, const Value& record) {
  if (std::ranges::none_of(source.outputs, [](const TableOutput& o) { return o.cap.has_value(); }))
    return record;
  Record out;
  for (const TableOutput& output : source.outputs)
    out.set(output.name, capped(output, record[output.name]));
  return Value::record(std::move(out));
}

}  // namespace

std::optional<HitPolicy> parse_hit_policy(std::string_view word) {
  for (const PolicyWord& one : kPolicies)
    if (one.word == word) return one.policy;
  return std::nullopt;
}

const char* to_string(HitPolicy policy) {
  for (const PolicyWord& one : kPolicies)
    if (one.policy == policy) return one.word.data();
  return "";
}

Folded fold(const TableSource& source, std::span<const Value> hits) {
  const bool counts = source.hit == HitPolicy::collect_count;
  if (hits.empty() && !counts && !(folds_by_itself(source) && source.hit >= HitPolicy::collect))
    return defaults(source);
  if (folds_by_itself(source) || !fold_word(source.hit).empty())
    return each_by_itself(source, hits);
  switch (source.hit) {
    case HitPolicy::unique:
      if (hits.size() > 1) return {{}, "decision.not_unique"};
      return {capped(source, hits.front()), ""};
    case HitPolicy::any:
      for (const Value& hit : hits.subspan(1))
        if (equal(hit, hits.front()) != Tri::yes) return {{}, "decision.any_differs"};
      return {capped(source, hits.front()), ""};
    case HitPolicy::first:
      return {capped(source, hits.front()), ""};
    case HitPolicy::priority:
      return {capped(source, by_priority(source, hits).front()), ""};
    case HitPolicy::output_order:
      return {Value::list(by_priority(source, hits)), ""};
    default:
      return {Value::list(List(hits.begin(), hits.end())), ""};
  }
}

}  // namespace tf::rule

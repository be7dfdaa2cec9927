#include "core/metrics.h"

#include <algorithm>

#include "base/decimal_math.h"
#include "base/text.h"
#include "core/env.h"

namespace tf::core {

namespace {

// The nodes and values one `per` dimension names for this case.
std::string dimension(Turn& turn, CaseEnv& env, const std::string& per) {
  if (std::find(turn.town().roles.levels.begin(), turn.town().roles.levels.end(), per) !=
      turn.town().roles.levels.end()) {
    const Value level = node_value(turn.town(), turn.state().grid)[per];
    return level.is_null() ? "" : level.as_text();
  }
  const Value v = env.path(per);
  if (v.is(Value::Kind::record)) return v["id"].is_null() ? "" : v["id"].str();
  return v.is_null() ? "" : v.str();
}

// A condition counts the case once, a number counts as many.
std::int64_t amount(const Value& v) {
  if (v.is(Value::Kind::number)) return v.as_number().whole().value_or(0);
  return v.is(Value::Kind::boolean) && v.as_boolean() ? 1 : 0;
}

// A number, or a duration in seconds, in thousandths.
std::optional<std::int64_t> thousandths(const Value& v) {
  if (v.is(Value::Kind::duration)) return v.as_duration().seconds * 1000;
  if (!v.is(Value::Kind::number)) return std::nullopt;
  const auto scaled = multiply(v.as_number(), Decimal{1000});
  const auto rounded = scaled ? round(*scaled, 0, Rounding::half_even) : std::nullopt;
  return rounded ? rounded->whole() : std::nullopt;
}

}  // namespace

std::string metric_key(std::string_view town, std::string_view workflow, std::string_view metric) {
  return cat(town, "/", workflow, ".", metric);
}

std::string incidents_metric(std::string_view town) {
  return cat("_incidents/", town);
}

bool is_spread(Metric::Kind kind) {
  return kind == Metric::Kind::median || kind == Metric::Kind::p95;
}

std::optional<std::int64_t> share_of_values(std::vector<std::int64_t> values, int percent) {
  if (values.empty()) return std::nullopt;
  const std::size_t rank = (values.size() * static_cast<std::size_t>(percent) + 99) / 100;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

std::vector<MetricValue> metric_values(Turn& turn) {
  std::vector<MetricValue> out;
  const CaseState& state = turn.state();
  const bool reopened = state.phase != CasePhase::closed;
  const std::optional<Instant> closed = reopened ? state.last_closed : state.closed_at;
  if (!closed) return out;
  const Date day = turn.town().calendar->date(*closed);
  CaseEnv env(turn);
  env.as_closed = true;
  for (const Metric& metric : turn.definition().metrics) {
    std::int64_t num = 0, den = 0;
    if (is_spread(metric.kind)) {
      if (const auto value = thousandths(metric.what.run(env)); value && !reopened) {
        num = *value;
        den = 1;
      }
    } else {
      const std::int64_t what = amount(metric.what.run(env));
      den = metric.kind == Metric::Kind::share ? amount(metric.of.run(env)) : what;
      num = den == 0 ? 0 : what;
    }
    std::vector<std::string> nodes{""};
    for (const std::string& per : metric.per)
      if (std::string node = dimension(turn, env, per); !node.empty())
        nodes.push_back(std::move(node));
    for (std::string& node : nodes)
      if (den != 0 || reopened || state.reopen_count > 0)
        out.push_back({metric.name, std::move(node), day, num, den});
  }
  return out;
}

}  // namespace tf::core

#include "core/metrics.h"

#include <algorithm>

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

}  // namespace

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
    if (metric.kind == Metric::Kind::median || metric.kind == Metric::Kind::p95) continue;
    const std::int64_t what = amount(metric.what.run(env));
    const std::int64_t den = metric.kind == Metric::Kind::share ? amount(metric.of.run(env)) : what;
    const std::int64_t num = den == 0 ? 0 : what;
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

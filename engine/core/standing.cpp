#include "core/standing.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace tf::core {

namespace {

using MetricKind = StandardMetric::Kind;

constexpr std::array kStandard{
    StandardMetric{"closing_rate", MetricKind::closing, Metric::Kind::share, "办结率"},
    StandardMetric{"on_time_rate", MetricKind::on_time, Metric::Kind::share, "按时办结率"},
    StandardMetric{"urge_rate", MetricKind::summed, Metric::Kind::share, "催办率"},
    StandardMetric{"reopen_rate", MetricKind::summed, Metric::Kind::share, "重办率"},
    StandardMetric{"return_rate", MetricKind::summed, Metric::Kind::share, "退单率"},
    StandardMetric{"red_count", MetricKind::summed, Metric::Kind::count, "红灯数"},
    StandardMetric{"yellow_count", MetricKind::summed, Metric::Kind::count, "黄灯数"},
    StandardMetric{"listed_count", MetricKind::summed, Metric::Kind::count, "挂牌数"}};

void add(std::vector<std::string>& nodes, std::string node) {
  if (std::ranges::find(nodes, node) == nodes.end()) nodes.push_back(std::move(node));
}

std::vector<std::string> nodes_of(const std::vector<std::string>& places, const CaseState& state) {
  std::vector<std::string> nodes{""};
  for (const std::string& place : places) add(nodes, place);
  // The unit that answers for it, as processes call it.
  const Value& unit = state.field("unit");
  const Value& id = unit.is(Value::Kind::record) ? unit["id"] : unit;
  if (id.is(Value::Kind::text) && !id.as_text().empty()) add(nodes, id.as_text());
  return nodes;
}

}  // namespace

std::span<const StandardMetric> standard_metrics() {
  return kStandard;
}
const StandardMetric* standard_metric(std::string_view name) {
  const auto found = std::ranges::find_if(
      kStandard, [&](const StandardMetric& metric) { return metric.name == name; });
  return found == kStandard.end() ? nullptr : &*found;
}

std::string standard_key(std::string_view town, std::string_view workflow,
                         std::string_view metric) {
  return cat(town, "/", workflow, ":", metric);
}
std::string flow_key(std::string_view town, std::string_view workflow) {
  return cat(town, "/", workflow);
}

std::vector<std::string> places_of(const Town& town, std::string_view grid) {
  std::vector<std::string> out;
  for (const Place* place = town.roll.node(grid); place != nullptr;
       place = town.roll.node(place->parent))
    out.push_back(place->id);
  return out;
}

Standing standing_of(const Town& town, const CaseState& state,
                     const std::vector<std::string>* places) {
  Standing out;
  if (!state.id) return out;
  const Calendar& calendar = *town.calendar;
  out.nodes = nodes_of(places != nullptr ? *places : places_of(town, state.grid), state);
  out.received = calendar.date(state.received_at).days;
  out.urged = state.urges > 0;
  if (const auto returns = state.counts.find("return"); returns != state.counts.end())
    out.returns = returns->second;
  const Clock* clock = state.case_clock();
  if (clock != nullptr && clock->phase != ClockPhase::cancelled) {
    // A date that ends at 24:00 is stored as 00:00 of the next day.
    out.due = calendar.date(clock->ends_midnight ? clock->due - 1 : clock->due).days;
    const bool over = clock->phase == ClockPhase::missed ||
                      (clock->stopped_at && *clock->stopped_at > clock->due);
    out.late = over || (clock->phase != ClockPhase::met && clock->overdue_seen);
  }
  if (state.phase == CasePhase::closed && state.closed_at)
    out.ended = calendar.date(*state.closed_at).days;
  out.counted = state.merged_into == 0 && (out.ended != kNoDay || out.due != kNoDay);
  return out;
}

}  // namespace tf::core

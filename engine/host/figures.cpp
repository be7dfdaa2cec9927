#include "host/figures.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "core/metrics.h"
#include "host/standard_facts.h"

namespace tf::host {

namespace {

Result<void> add(const core::Town& town, store::Store& store, const std::string& workflow,
                 const core::Metric& metric, Date from, Date to, std::vector<Figure>& out) {
  const std::string key = core::metric_key(town.id, workflow, metric.name);
  const auto sums = TF_TRY(store.metric(key, from.days, to.days));
  std::map<std::string, std::vector<std::int64_t>> values;
  if (core::is_spread(metric.kind))
    values = TF_TRY(store.metric_values(key, std::nullopt, from.days, to.days));
  for (const auto& [node, sum] : sums) {
    Figure figure{cat(workflow, ".", metric.name), node, metric.kind, sum.first, sum.second, {}};
    if (core::is_spread(metric.kind)) {
      const int percent = metric.kind == core::Metric::Kind::median ? 50 : 95;
      figure.num = 0;
      if (const auto found = values.find(node); found != values.end())
        figure.value = core::share_of_values(std::move(found->second), percent);
    }
    out.push_back(std::move(figure));
  }
  if (!sums.contains(""))
    out.push_back({cat(workflow, ".", metric.name), "", metric.kind, 0, 0, {}});
  return {};
}

using Sums = std::map<std::string, std::pair<std::int64_t, std::int64_t>>;

Result<void> add_standard(const core::Town& town, store::Store& store, const std::string& workflow,
                          const core::StandardMetric& metric, Date from, Date to, Sums& out) {
  Sums sums;
  if (metric.kind == core::StandardMetric::Kind::summed)
    sums = TF_TRY(
        store.metric(core::standard_key(town.id, workflow, metric.name), from.days, to.days));
  else
    for (const auto& [node, standings] : TF_TRY(
             store.standings(core::flow_key(town.id, workflow), std::nullopt, from.days, to.days)))
      sums[node] = share_of(metric, standings);
  for (const auto& [node, sum] : sums) {
    out[node].first += sum.first;
    out[node].second += sum.second;
  }
  return {};
}

void append(const std::string& name, const core::StandardMetric& metric, Sums sums,
            std::vector<Figure>& out) {
  sums.try_emplace("");
  for (const auto& [node, sum] : sums)
    if (node.empty() || sum.first != 0 || sum.second != 0)
      out.push_back({name, node, metric.shown, sum.first, sum.second, {}});
}

bool has_own(const core::Definition& definition, std::string_view name) {
  return std::ranges::any_of(definition.metrics,
                             [&](const core::Metric& metric) { return metric.name == name; });
}

}  // namespace

Result<std::vector<Figure>> figures_of(const core::Town& town, store::Store& store,
                                       const std::string& metric, Date from, Date to) {
  std::vector<Figure> out;
  bool known = false;
  for (const auto& [workflow, definition] : town.workflows)
    for (const core::Metric& one : definition->metrics) {
      if (metric != workflow && metric != cat(workflow, ".", one.name)) continue;
      known = true;
      TF_OK(add(town, store, workflow, one, from, to, out));
    }
  for (const core::StandardMetric& standard : core::standard_metrics()) {
    Sums all;
    for (const auto& [workflow, definition] : town.workflows) {
      const std::string name = cat(workflow, ".", standard.name);
      const bool asked = metric == workflow || metric == name;
      if (metric != standard.name && (!asked || has_own(*definition, standard.name))) continue;
      known = true;
      Sums of_one;
      TF_OK(add_standard(town, store, workflow, standard, from, to,
                         metric == standard.name ? all : of_one));
      if (metric != standard.name) append(name, standard, std::move(of_one), out);
    }
    if (metric == standard.name) append(standard.name, standard, std::move(all), out);
  }
  if (!known)
    return fail(Errc::not_found, cat("town ", town.id, " has no metric ", metric),
                cat("乡镇 ", town.id, " 没有指标 ", metric));
  return out;
}

std::optional<std::pair<Date, Date>> period_of(std::string_view text) {
  if (const auto day = parse_date(text)) return std::pair(*day, *day);
  const auto months = [](std::string_view first, std::int64_t n) {
    const auto day = parse_date(first);
    return day ? std::optional(std::pair(*day, add_months(*day, n) - 1)) : std::nullopt;
  };
  if (text.size() == 4) return months(cat(text, "-01-01"), 12);
  if (text.size() == 7 && text[5] == 'Q' && text[6] >= '1' && text[6] <= '4')
    return months(
        cat(text.substr(0, 5), text[6] == '4' ? "10" : cat("0", (text[6] - '1') * 3 + 1), "-01"),
        3);
  if (text.size() == 7) return months(cat(text, "-01"), 1);
  if (text.size() == 8 && text[5] == 'W') {
    // ISO 8601: week 1 has the year's first Thursday; weeks begin on Monday.
    const auto fourth = parse_date(cat(text.substr(0, 5), "01-04"));
    if (!fourth || text[6] < '0' || text[6] > '5' || text[7] < '0' || text[7] > '9')
      return std::nullopt;
    const int week = (text[6] - '0') * 10 + (text[7] - '0');
    const Date monday =
        *fourth - (static_cast<int>(weekday_of(*fourth)) - 1) + std::int64_t{7} * (week - 1);
    const bool in_year = week >= 1 && ymd_of(monday + 3).year == ymd_of(*fourth).year;
    return in_year ? std::optional(std::pair(monday, monday + 6)) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace tf::host

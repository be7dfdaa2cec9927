#include "host/reports.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>

#include "base/decimal_math.h"
#include "base/text.h"
#include "core/case_state.h"
#include "host/figures.h"
#include "host/opened.h"
#include "host/report_counts.h"
#include "host/shard.h"

namespace tf::host {

namespace {

using interchange::Heading;
using interchange::Sheet;
using Row = std::vector<Value>;

const Heading kOnDay{"day", "日期", "Day"};
const Heading kNode{"node", "网格", "Node"};
const Heading kName{"name", "名称", "Name"};
const Heading kProcess{"process", "流程", "Process"};
const Heading kRank{"rank", "名次", "Rank"};

Value number(std::int64_t n) {
  return Value::number(n);
}
Value number(std::size_t n) {
  return Value::number(static_cast<std::int64_t>(n));
}

// In per cent with one decimal, half to even; nothing of nothing.
Value percent(std::int64_t part, std::int64_t of) {
  if (of == 0) return {};
  const auto ratio = divide(Decimal(part * 100), Decimal(of));
  const auto rounded = ratio ? round(*ratio, 1, Rounding::half_even) : std::nullopt;
  return rounded ? Value::number(*rounded) : Value();
}

struct Reporter {
  const core::Town& town;
  store::Store& store;
  Date from, to;
  Instant now;
  std::vector<CountedCase> cases = {};

  std::string words(std::string_view id) const {
    const core::Words& found = town.word(id);
    return found.zh.empty() ? std::string(id) : found.zh;
  }
  std::string name_of(const std::string& node) const {
    const core::Place* place = town.roll.node(node);
    return place == nullptr ? words(node) : place->title.zh;
  }
  std::string process_name(const std::string& id) const {
    const auto found = town.workflows.find(id);
    return found == town.workflows.end() ? id : found->second->title.zh;
  }
  // `node` itself, or the node of `level` above it.
  std::string above(const std::string& node, std::string_view level) const {
    return town.roll.above(node, level, town.roles);
  }
  Instant end_of(Date day) const { return std::min(now, town.calendar->instant(day, tf::kDay)); }

  ReportCounts counts(Date first, Date last,
                      const std::function<bool(const CountedCase&)>& wanted = {}) const {
    ReportCounts out;
    for (const CountedCase& one : cases)
      if (!wanted || wanted(one)) count(out, one, first, last, end_of(last));
    return out;
  }
};

const std::vector<Heading>& count_columns() {
  static const std::vector<Heading> columns{
      {"received", "受理", "Received"},
      {"closed", "办结", "Closed"},
      {"on_time", "按时办结", "Closed on time"},
      {"late", "超期办结", "Closed late"},
      {"open", "期末在办", "Open at the end"},
      {"overdue", "期末超期", "Overdue at the end"},
      {"closing_rate", "办结率（%）", "Closing rate (%)"},
      {"on_time_rate", "按时办结率（%）", "On-time rate (%)"}};
  return columns;
}

void put(Row& row, const ReportCounts& c) {
  for (const std::int64_t n : {c.received, c.closed, c.on_time, c.late, c.open, c.overdue})
    row.push_back(number(n));
  row.push_back(percent(c.closed, c.due_or_closed));
  row.push_back(percent(c.on_time, c.closed + c.overdue));
}

std::vector<Heading> with_counts(std::vector<Heading> columns) {
  columns.insert(columns.end(), count_columns().begin(), count_columns().end());
  return columns;
}

// One row for each day and the total of the whole period, by day and, where asked, by node.
Sheet by_day(const Reporter& r) {
  Sheet sheet{{"days", "逐日", "Day by day"}, with_counts({kOnDay}), {}};
  for (Date day = r.from; day <= r.to; day = day + 1) {
    Row row{Value::date(day)};
    put(row, r.counts(day, day));
    sheet.rows.push_back(std::move(row));
  }
  Row total{Value::text("total")};
  put(total, r.counts(r.from, r.to));
  sheet.rows.push_back(std::move(total));
  return sheet;
}

Sheet by_day_and_grid(const Reporter& r) {
  Sheet sheet{{"handling", "逐日逐格", "By day and grid"}, with_counts({kOnDay, kNode, kName}), {}};
  std::map<std::string, std::vector<CountedCase>> by_grid;
  for (const CountedCase& one : r.cases) by_grid[one.grid].push_back(one);
  for (Date day = r.from; day <= r.to; day = day + 1)
    for (const auto& [grid, cases] : by_grid) {
      ReportCounts counts;
      for (const CountedCase& one : cases) count(counts, one, day, day, r.end_of(day));
      if (!counts.any()) continue;
      Row row{Value::date(day), Value::text(grid), Value::text(r.name_of(grid))};
      put(row, counts);
      sheet.rows.push_back(std::move(row));
    }
  Row total{Value::text("total"), Value::text(""), Value::text("")};
  put(total, r.counts(r.from, r.to));
  sheet.rows.push_back(std::move(total));
  return sheet;
}

// One row for each key of the cases, then the total; with what the period before had received and
// closed.
Sheet by_key(const Reporter& r, Heading title, std::vector<Heading> columns,
             const std::function<std::string(const CountedCase&)>& key_of,
             const std::function<std::string(const std::string&)>& name, bool with_before) {
  Sheet sheet{std::move(title), with_counts(std::move(columns)), {}};
  if (with_before) {
    sheet.columns.push_back({"received_before", "上期受理", "Received, period before"});
    sheet.columns.push_back({"closed_before", "上期办结", "Closed, period before"});
  }
  const std::int64_t days = r.to - r.from + 1;
  const auto add = [&](Row row, const std::function<bool(const CountedCase&)>& wanted) {
    const ReportCounts before = r.counts(r.from - days, r.from - 1, wanted);
    const ReportCounts counts = r.counts(r.from, r.to, wanted);
    if (wanted && !counts.any() && !before.any()) return;
    put(row, counts);
    if (with_before) {
      row.push_back(number(before.received));
      row.push_back(number(before.closed));
    }
    sheet.rows.push_back(std::move(row));
  };
  std::set<std::string> keys;
  for (const CountedCase& one : r.cases) keys.insert(key_of(one));
  for (const std::string& key : keys)
    add({Value::text(key), Value::text(name(key))},
        [&](const CountedCase& one) { return key_of(one) == key; });
  add({Value::text("total"), Value::text("")}, {});
  return sheet;
}

Sheet by_process(const Reporter& r, bool with_before) {
  return by_key(
      r, {"processes", "按流程", "By process"}, {kProcess, kName},
      [](const CountedCase& one) { return one.workflow; },
      [&](const std::string& id) { return r.process_name(id); }, with_before);
}

// Those that stand above every village (of the town, of the county) count under their own node.
std::string village_of(const Reporter& r, const std::string& grid) {
  const std::string village = r.above(grid, "village");
  return village.empty() ? grid : village;
}

Sheet by_village(const Reporter& r, bool with_before) {
  return by_key(
      r, {"villages", "按村社", "By village"}, {kNode, kName},
      [&](const CountedCase& one) { return village_of(r, one.grid); },
      [&](const std::string& id) { return r.name_of(id); }, with_before);
}

Result<Sheet> metrics_of(const Reporter& r) {
  Sheet sheet{{"metrics", "指标", "Figures"},
              {{"metric", "指标", "Metric"},
               kNode,
               {"num", "分子", "Numerator"},
               {"den", "分母", "Denominator"},
               {"rate", "比率（%）", "Rate (%)"},
               {"value", "中位数或九五位", "Median or p95"}},
              {}};
  for (const auto& [workflow, definition] : r.town.workflows) {
    if (definition->metrics.empty()) continue;
    for (const Figure& figure : TF_TRY(figures_of(r.town, r.store, workflow, r.from, r.to))) {
      const bool share = figure.kind == core::Metric::Kind::share;
      const bool counted = share || figure.kind == core::Metric::Kind::count;
      if (figure.den == 0) continue;
      Row row{Value::text(figure.metric), Value::text(figure.node)};
      row.push_back(counted ? number(figure.num) : Value());
      row.push_back(share || !counted ? number(figure.den) : Value());
      row.push_back(share ? percent(figure.num, figure.den) : Value());
      const auto thousandth =
          figure.value ? divide(Decimal(*figure.value), Decimal(1000)) : std::nullopt;
      row.push_back(thousandth ? Value::number(*thousandth) : Value());
      sheet.rows.push_back(std::move(row));
    }
  }
  return sheet;
}

// The states of the town's cases of one process, oldest first.
Result<std::vector<core::CaseState>> states_of(const Reporter& r, std::string_view process) {
  std::vector<std::uint64_t> ids;
  for (const CountedCase& one : r.cases)
    if (one.workflow == process) ids.push_back(one.id);
  std::ranges::sort(ids);
  std::vector<core::CaseState> out;
  for (const std::uint64_t id : ids) out.push_back(TF_TRY(seen_state(r.store, CaseId{id})));
  return out;
}

Value fact(const core::CaseState& state, std::string_view name) {
  const auto found = state.facts.find(name);
  return found == state.facts.end() ? Value() : found->second;
}
std::string node_id(const Value& node) {
  const Value& id = node.is(Value::Kind::record) ? node["id"] : node;
  return id.is_null() ? "" : id.str();
}
std::optional<Date> day_of(const Value& value) {
  if (!value.is(Value::Kind::date)) return std::nullopt;
  return value.as_date();
}

// A report that was filed as "nothing", filed, or is not there, for every node that had to.
Result<Sheet> zero_reports(const Reporter& r) {
  Sheet sheet{{"zero", "零报告", "Zero reports"},
              {{"cycle", "周期", "Cycle"},
               kNode,
               kName,
               {"from", "起", "From"},
               {"to", "止", "To"},
               {"filed", "上报", "Filed"},
               {"light", "灯", "Light"},
               {"number", "编号", "Number"}},
              {}};
  std::map<std::string, std::size_t> totals;
  for (const core::CaseState& state : TF_TRY(states_of(r, kReportProcess))) {
    const auto first = day_of(fact(state, "from"));
    const auto last = day_of(fact(state, "to"));
    if (!first || !last || *first < r.from || *last > r.to) continue;
    const Value zero = fact(state, "zero_report");
    const bool closed = state.phase == core::CasePhase::closed;
    const std::string filed = !closed                                              ? "missing"
                              : zero.is(Value::Kind::boolean) && zero.as_boolean() ? "zero"
                                                                                   : "report";
    ++totals[filed];
    const std::string node = node_id(fact(state, "node"));
    constexpr std::array kLights{"green", "yellow", "red"};
    sheet.rows.push_back({fact(state, "cycle"), Value::text(node), Value::text(r.name_of(node)),
                          Value::date(*first), Value::date(*last), Value::text(filed),
                          Value::text(kLights[static_cast<std::size_t>(state.light)]),
                          Value::text(state.number)});
  }
  for (const auto& [filed, n] : totals)
    sheet.rows.push_back({Value::text("total"), Value::text(""), Value::text(""), Value(), Value(),
                          Value::text(filed), Value(), number(n)});
  return sheet;
}

// The score sheets of the villages counted in the period: weights, caps and hard fails are rules of
// the town, what they gave is frozen in the case.
Result<Sheet> assessment(const Reporter& r) {
  static const std::vector<Heading> kGiven{
      {"local_rate", "就地化解率", "Settled in the village"},
      {"kept_rate", "承诺兑现率", "Promises kept"},
      {"backlog_left", "积案", "Backlog left"},
      {"skip_level", "越级", "Skip-level petitions"},
      {"without", "五无项数", "Of five, without"},
      {"score", "得分", "Score"},
      {"hard_fail", "一票否决", "Hard fail"},
      {"no_petition_village", "无信访村", "No-petition village"},
      {"snapshot_no", "版次", "Snapshot"}};
  Sheet sheet{{"assessment", "季度考核", "Assessment"}, {kNode, kName}, {}};
  sheet.columns.insert(sheet.columns.end(), kGiven.begin(), kGiven.end());
  sheet.columns.push_back({"number", "编号", "Number"});
  for (const core::CaseState& state : TF_TRY(states_of(r, kAssessmentProcess))) {
    const Date day = r.town.calendar->date(state.received_at);
    if (day < r.from || day > r.to) continue;
    const std::string node = node_id(fact(state, "village_node"));
    Row row{Value::text(node), Value::text(r.name_of(node))};
    for (const Heading& given : kGiven) row.push_back(fact(state, given.id));
    row.push_back(Value::text(state.number));
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

// Villages by on-time rate, then by what is overdue; equals share a rank.
Sheet ranking(const Reporter& r) {
  Sheet sheet{{"ranking", "排名", "Ranking"}, with_counts({kRank, kNode, kName}), {}};
  std::map<std::string, ReportCounts> villages;
  for (const CountedCase& one : r.cases)
    if (const std::string village = r.above(one.grid, "village"); !village.empty())
      count(villages[village], one, r.from, r.to, r.end_of(r.to));
  std::vector<std::pair<std::string, ReportCounts>> order(villages.begin(), villages.end());
  std::erase_if(order, [](const auto& one) { return !one.second.any(); });
  // a/b before c/d when a*d > c*b; who has nothing to judge comes last.
  const auto before = [](const ReportCounts& a, const ReportCounts& b) {
    const std::int64_t of_a = a.closed + a.overdue, of_b = b.closed + b.overdue;
    if (of_a == 0 || of_b == 0) return of_a > of_b;
    if (a.on_time * of_b != b.on_time * of_a) return a.on_time * of_b > b.on_time * of_a;
    return a.overdue < b.overdue;
  };
  std::ranges::stable_sort(
      order, [&](const auto& a, const auto& b) { return before(a.second, b.second); });
  std::size_t rank = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i == 0 || before(order[i - 1].second, order[i].second)) rank = i + 1;
    Row row{number(rank), Value::text(order[i].first), Value::text(r.name_of(order[i].first))};
    put(row, order[i].second);
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

// What every holder earned and spent in the period, from the ledgers; they are only ever added to.
Result<Sheet> points(const Reporter& r) {
  Sheet sheet{{"points", "积分", "Points"},
              {{"holder", "持有人", "Holder"},
               {"notes", "笔数", "Entries"},
               {"earned", "记入", "Earned"},
               {"spent", "支出", "Spent"},
               {"net", "净额", "Net"}},
              {}};
  struct Sum {
    std::int64_t notes = 0, earned = 0, spent = 0;
  };
  std::map<std::string, Sum> holders;
  Sum all;
  for (const core::CaseState& state : TF_TRY(states_of(r, kPointsProcess))) {
    const Value ledger = fact(state, "ledger");
    if (!ledger.is(Value::Kind::list)) continue;
    for (const Value& entry : ledger.as_list()) {
      const Value& at = entry["noted_at"];
      const Value& given = entry["points"];
      if (!at.is(Value::Kind::moment) || !given.is(Value::Kind::number)) continue;
      const Date day = at.as_moment().date;
      if (day < r.from || day > r.to) continue;
      const std::int64_t n = given.as_number().whole().value_or(0);
      for (Sum* sum : {&holders[entry["holder"].str()], &all}) {
        ++sum->notes;
        (n >= 0 ? sum->earned : sum->spent) += n >= 0 ? n : -n;
      }
    }
  }
  const auto add = [&](const std::string& name, const Sum& sum) {
    sheet.rows.push_back({Value::text(name), number(sum.notes), number(sum.earned),
                          number(sum.spent), number(sum.earned - sum.spent)});
  };
  for (const auto& [holder, sum] : holders) add(holder, sum);
  add("total", all);
  return sheet;
}

Result<std::vector<Sheet>> sheets_of(const Reporter& r, ReportKind kind) {
  switch (kind) {
    case ReportKind::daily:
      return std::vector{by_day_and_grid(r)};
    case ReportKind::weekly:
      return std::vector{by_day(r), by_process(r, false), by_village(r, false)};
    case ReportKind::monthly:
      return std::vector{by_process(r, true), by_village(r, true), by_day(r),
                         TF_TRY(metrics_of(r))};
    case ReportKind::quarterly:
      return std::vector{TF_TRY(assessment(r)), by_village(r, true), by_process(r, true),
                         TF_TRY(metrics_of(r))};
    case ReportKind::zero:
      return std::vector{TF_TRY(zero_reports(r))};
    case ReportKind::ranking:
      return std::vector{ranking(r)};
    case ReportKind::points:
      return std::vector{TF_TRY(points(r))};
  }
  return std::vector<Sheet>{};
}

constexpr const char* kTitles[][2] = {{"日处理", "Daily handling"},
                                      {"周汇总", "Weekly summary"},
                                      {"月分析", "Monthly analysis"},
                                      {"季评估", "Quarterly assessment"},
                                      {"零报告", "Zero reports"},
                                      {"村社排名", "Ranking of villages"},
                                      {"积分", "Points"}};

}  // namespace

std::optional<ReportKind> report_kind(std::string_view word) {
  const auto found = std::ranges::find(kReportKinds, word);
  if (found == std::end(kReportKinds)) return std::nullopt;
  return static_cast<ReportKind>(found - std::begin(kReportKinds));
}

Result<Report> report_of(const core::Town& town, store::Store& store, ReportKind kind, Date from,
                         Date to, Instant now) {
  if (to - from >= kMostReportDays)
    return fail(Errc::too_large, cat("a report is of at most ", kMostReportDays, " days"),
                cat("一份报表最多 ", kMostReportDays, " 天"));
  Reporter reporter{town, store, from, to, now};
  reporter.cases = TF_TRY(counted_cases(town, store));
  const auto at = static_cast<std::size_t>(kind);
  const std::string days = cat(to_string(from), "…", to_string(to));
  Report report;
  report.title = {kReportKinds[at], cat(town.title.zh, " ", kTitles[at][0], " ", days),
                  cat(town.title.en, ", ", kTitles[at][1], ", ", days)};
  report.sheets = TF_TRY(sheets_of(reporter, kind));
  return report;
}

}  // namespace tf::host

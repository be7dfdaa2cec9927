#include "core/functions.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "core/env.h"
#include "core/match_keys.h"
#include "core/metrics.h"
#include "core/standing.h"
#include "core/words.h"

namespace tf::core {

namespace {

using Arguments = std::span<const Value>;

std::string text_argument(Arguments a, std::size_t i) {
  return i < a.size() && a[i].is(Value::Kind::text) ? a[i].as_text() : std::string();
}

// The end of the day of a date (24:00); of a moment, itself.
Value end_of(Turn& turn, const Value& v) {
  const Calendar& calendar = *turn.town().calendar;
  if (v.is(Value::Kind::date))
    return Value::moment(calendar.instant(v.as_date(), kDay), calendar.zone());
  return v.is(Value::Kind::moment) ? v : Value();
}

Value workday(Turn& turn, const Value& v) {
  const Calendar& calendar = *turn.town().calendar;
  if (v.is(Value::Kind::date)) return Value::boolean(calendar.is_workday(v.as_date()));
  const auto at = v.instant(calendar.zone());
  return at ? Value::boolean(calendar.is_workday(calendar.date(*at))) : Value();
}

Value half_of(Turn& turn, const Value& v) {
  const Calendar& calendar = *turn.town().calendar;
  const auto end = end_of(turn, v).instant(calendar.zone());
  if (!end) return {};
  const Instant from = turn.state().received_at;
  return Value::moment(from + (*end - from) / 2, calendar.zone());
}

// When a deadline of this length is due that starts then; a date starts at its 00:00.
Value due_after(Turn& turn, const Value& from, const std::string& length) {
  const Calendar& calendar = *turn.rules().calendar;
  const auto start = from.instant(calendar.zone());
  const auto deadline = rule::parse_deadline(length);
  if (!start || !deadline) return {};
  const auto due = rule::compute(*deadline, *start, calendar);
  return due ? Value::moment(due->due, calendar.zone()) : Value();
}

// What a row remembers of one step (apply_event.cpp).
Visits visits_in(const Value& row, const std::string& step) {
  Visits out;
  if (!row.is(Value::Kind::record)) return out;
  const Value& own = row[kRowVisits][step];
  if (!own.is(Value::Kind::record)) return out;
  const auto whole = [&](const char* name) -> std::optional<std::int64_t> {
    const Value& v = own[name];
    return v.is(Value::Kind::number) ? v.as_number().whole() : std::nullopt;
  };
  out.entered = static_cast<std::uint64_t>(whole("n").value_or(0));
  out.completed = static_cast<std::uint64_t>(whole("c").value_or(0));
  if (const auto at = whole("s")) out.started_at = Instant{*at};
  if (const auto at = whole("e")) out.completed_at = Instant{*at};
  if (own["ok"].is(Value::Kind::boolean)) out.on_time = own["ok"].is_true();
  return out;
}

// The visits of a step as seen from here; none: nothing of this name was ever entered.
std::optional<Visits> visits_of(Turn& turn, const std::string& step, std::uint64_t scope,
                                const Value* item) {
  const Step* named = turn.definition().step(step);
  const Step* each = named == nullptr ? nullptr : turn.definition().each_around(*named);
  if (each != nullptr && item != nullptr && item->is(Value::Kind::record))
    return visits_in(*item, step);
  if (each != nullptr)
    for (const Scope* s = turn.state().scope(scope); s != nullptr && s->id != 1;) {
      if (s->block == each->id) return visits_in(s->row, step);
      const Token* outer = turn.state().token(s->token);
      s = outer == nullptr ? nullptr : turn.state().scope(outer->scope);
    }
  const auto found = turn.state().visits.find(step);
  if (found == turn.state().visits.end()) return std::nullopt;
  return found->second;
}

Value spent(Turn& turn, const Visits& visits) {
  if (!visits.started_at) return {};
  const Instant end = visits.completed_at.value_or(turn.effective());
  return Value::duration({(end - *visits.started_at) / kSecond, 0});
}

// The period of `cycle` that ended last before `at`: {from, to}, both days included.
Value period(Turn& turn, const std::string& cycle, const Value& at) {
  const Calendar& calendar = *turn.town().calendar;
  Date today = calendar.date(turn.effective());
  if (at.is(Value::Kind::date)) today = at.as_date();
  if (const auto moment = at.instant(calendar.zone())) today = calendar.date(*moment);
  const YearMonthDay ymd = ymd_of(today);
  Date from, after;  // after: the first day of the period that is still going on
  if (cycle == "day") {
    after = today;
    from = after - 1;
  } else if (cycle == "week") {
    after = today - (static_cast<int>(weekday_of(today)) - 1);
    from = after - 7;
  } else if (cycle == "month") {
    after = date_of({ymd.year, ymd.month, 1});
    from = add_months(after, -1);
  } else if (cycle == "quarter") {
    after = date_of({ymd.year, (ymd.month - 1) / 3 * 3 + 1, 1});
    from = add_months(after, -3);
  } else if (cycle == "year") {
    after = date_of({ymd.year, 1, 1});
    from = add_months(after, -12);
  } else {
    return {};
  }
  return Value::record({{"from", Value::date(from)}, {"to", Value::date(after - 1)}});
}

std::string node_id(const Value& node) {
  const Value& id = node.is(Value::Kind::record) ? node["id"] : node;
  return id.is(Value::Kind::text) ? id.as_text() : std::string();
}

// Every metric of the town's processes at a node over days: name → {num, den, share}; metrics of
// the same name in several processes are added.
Value metrics(Turn& turn, const Value& node, Date from, Date to) {
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> sums;
  const auto add = [&](std::string_view name, const std::string& key) {
    const auto [num, den] = turn.world().lookup->metric(key, node_id(node), from, to);
    auto& sum = sums[std::string(name)];
    sum.first += num;
    sum.second += den;
  };
  for (const auto& [id, workflow] : turn.town().workflows) {
    std::set<std::string_view> own;
    for (const Metric& metric : workflow->metrics) {
      own.insert(metric.name);
      if (!is_spread(metric.kind)) add(metric.name, metric_key(turn.town().id, id, metric.name));
    }
    for (const StandardMetric& metric : standard_metrics())
      if (!own.contains(metric.name))
        add(metric.name, standard_key(turn.town().id, id, metric.name));
  }
  Record out;
  for (const auto& [name, sum] : sums) {
    const auto share =
        sum.second == 0 ? std::nullopt : divide(Decimal{sum.first}, Decimal{sum.second});
    out.set(name, Value::record({{"num", Value::number(sum.first)},
                                 {"den", Value::number(sum.second)},
                                 {"share", share ? Value::number(*share) : Value()}}));
  }
  return Value::record(std::move(out));
}

// One row for every node directly below: its report of the same cycle and period, or none yet.
Value reports_below(Turn& turn, const Value& node, const Value& cycle, const Value& from) {
  List rows;
  const std::string above = node_id(node);
  for (const auto& [id, place] : turn.town().roll.nodes) {
    if (place.parent != above) continue;
    Record row{{"node", node_value(turn.town(), id)}, {"state", Value()}, {"result", Value()}};
    const auto found = turn.world().lookup->find(
        keys_of({"cycle", "node.id", "from"}, {cycle, Value::text(id), from}), Instant{0}, false);
    for (const Lookup::Found& report : found) {
      if (report.workflow != turn.state().workflow) continue;
      row.set("number", Value::text(report.number));
      row.set("state", Value::text(report.phase));
      row.set("result", report.result.empty() ? Value() : Value::text(report.result));
      row.set("closed_at", report.closed_at
                               ? Value::moment(*report.closed_at, turn.town().calendar->zone())
                               : Value());
    }
    rows.push_back(Value::record(std::move(row)));
  }
  return Value::list(std::move(rows));
}

// The households of some cases, each once, as {household: …}: what the case lists, else its one
// household, else its parties, else who reported it.
Value households_of(const Value& cases) {
  List out;
  const auto add_one = [&](const Value& household) {
    if (household.is_null()) return;
    Value row = household.is(Value::Kind::record) && !household["household"].is_null()
                    ? household
                    : Value::record({{"household", household}});
    const bool known = std::any_of(out.begin(), out.end(), [&](const Value& other) {
      return other["household"] == row["household"];
    });
    if (!known) out.push_back(std::move(row));
  };
  const List one{cases};
  for (const Value& row : cases.is(Value::Kind::list) ? cases.as_list() : one) {
    if (row["households"].is(Value::Kind::list)) {
      for (const Value& household : row["households"].as_list()) add_one(household);
    } else if (!row["household"].is_null()) {
      add_one(row["household"]);
    } else if (row["parties"].is(Value::Kind::list)) {
      for (const Value& party : row["parties"].as_list())
        add_one(party.is(Value::Kind::record) ? party["id"] : party);
    } else {
      add_one(row["reporter"]);
    }
  }
  return Value::list(std::move(out));
}

Value children(Turn& turn, const std::string& workflow) {
  List rows;
  for (const Child& child : turn.state().children) {
    if (!workflow.empty() && child.workflow != workflow) continue;
    Value fields = turn.world().lookup->case_fields(CaseId{child.id});
    Record row = fields.is(Value::Kind::record) ? fields.as_record() : Record{};
    row.set("state", Value::text(child.closed ? "closed" : "open"));
    row.set("result", child.result.empty() ? Value() : Value::text(child.result));
    rows.push_back(Value::record(std::move(row)));
  }
  return Value::list(std::move(rows));
}

// Planned minus actual progress of the milestones in `marks`, in points.
Decimal progress_gap(Turn& turn) {
  const Value& marks = turn.state().field("marks");
  Decimal planned, actual;
  if (!marks.is(Value::Kind::list)) return planned;
  const Calendar& calendar = *turn.town().calendar;
  for (const Value& mark : marks.as_list()) {
    if (!mark["weight"].is(Value::Kind::number)) continue;
    const Decimal& weight = mark["weight"].as_number();
    if (mark["by"].is(Value::Kind::date) &&
        calendar.instant(mark["by"].as_date(), kDay) <= turn.effective())
      planned = add(planned, weight).value_or(planned);
    if (!mark["done_at"].is_null()) actual = add(actual, weight).value_or(actual);
  }
  return subtract(planned, actual).value_or(Decimal{});
}

Instant window_start(Turn& turn, const std::string& window) {
  const Calendar& calendar = *turn.town().calendar;
  const Date today = calendar.date(turn.effective());
  const YearMonthDay ymd = ymd_of(today);
  if (window == "month") return calendar.instant(date_of({ymd.year, ymd.month, 1}), 0);
  if (window == "year") return calendar.instant(add_months(today, -12), 0);
  if (window == "quarter")
    return calendar.instant(date_of({ymd.year, (ymd.month - 1) / 3 * 3 + 1, 1}), 0);
  return calendar.instant(today - 7, 0);
}

std::string subject_of(Turn& turn, const std::string& what) {
  if (what == "unit") return unit_of(turn.state());
  const Value v = CaseEnv(turn).path(what);
  return v.is(Value::Kind::record) ? v["id"].str() : v.str();
}

// Reds or broken promises in a window. In the condition of a rung reds count up to the moment this
// case itself turns red, that one too, and are none at any other time: the third red lists the
// third case, not the two before it. Broken promises likewise: up to the moment this case ends as
// broken.
Value counted(Turn& turn, const char* what, Arguments a) {
  const std::string of = text_argument(a, 0), window = text_argument(a, 1);
  std::int64_t n =
      turn.world().lookup->count(what, subject_of(turn, of), window_start(turn, window));
  if (!turn.counted.on) return Value::number(n);
  if (std::string_view(what) == "reds") {
    const bool now_red =
        std::any_of(turn.events().begin(), turn.events().end(), [](const Event& event) {
          const auto* light = std::get_if<LightChanged>(&event);
          return light != nullptr && light->change.light == Light::red;
        });
    n = now_red ? n + 1 : 0;
  } else if (std::string_view(what) == "broken") {
    const CaseState& state = turn.state();
    n = state.result == kBroken && state.phase != CasePhase::closed ? n + 1 : 0;
  }
  turn.counted.used.set(cat(what, " ", of, " ", window), Value::number(n));
  return Value::number(n);
}

Value nodes(Turn& turn, const std::string& level) {
  List out;
  for (const auto& [id, place] : turn.town().roll.nodes)
    if (place.level == level) out.push_back(node_value(turn.town(), id));
  return Value::list(std::move(out));
}

// A department's duty: there is a unit above the town that answers for this category.
bool department_duty(Turn& turn, const std::string& category) {
  const Unit* unit = turn.town().roll.unit(category);
  return unit != nullptr && turn.town().roles.level_of(unit->level) == 0;
}

constexpr FunctionInfo kTable[] = {
    {kFnDone, "done", "步骤是否已完成", "done(step): the step has completed at least once"},
    {kFnTimes, "times", "步骤进入次数或操作次数", "times(step or verb): how often"},
    {kFnSpent, "spent", "步骤所用时间", "spent(step): time from entry to completion, or until now"},
    {kFnOnTime, "on_time", "步骤是否按时完成", "on_time(step): its last visit met its deadline"},
    {kFnChildren, "children", "子案件", "children(workflow): child cases as rows"},
    {kFnNodes, "nodes", "某一层级的全部网格", "nodes(level): every node of a level"},
    {kFnEndOf, "end_of", "当日结束时刻", "end_of(date): its 24:00"},
    {kFnDateAfter, "date_after", "若干天后的日期", "date_after(date, n): n natural days later"},
    {kFnHalfOf, "half_of", "到期前的中点", "half_of(date): half way from receipt to its end"},
    {kFnDueAfter, "due_after", "自某时起的到期时刻",
     "due_after(moment, length): when \"5 working days\" from that moment are due"},
    {kFnYellows, "yellows", "黄灯次数", "yellows(): missed steps and milestones of this case"},
    {kFnReds, "reds", "红灯次数", "reds(of, window): reds of a unit in a month, quarter, year"},
    {kFnBroken, "broken", "失诺次数", "broken(of, window): broken promises of a promisor"},
    {kFnBehind, "behind", "进度落后百分点",
     "behind(points): planned minus actual progress is at least so many points"},
    {kFnHash, "hash", "内容摘要", "hash(value): SHA-256 of a value, as text"},
    {kFnDepartmentDuty, "department_duty", "是否部门职责",
     "department_duty(category): belongs to a department above the town"},
    {kFnWorkday, "workday", "是否工作日", "workday(date or moment): a working day of the town"},
    {kFnFree, "free", "锁是否空闲", "free(lock): nobody in this case holds it"},
    {kFnPeriod, "period", "刚结束的周期",
     "period(cycle, moment): {from, to} of the day, week, month, quarter or year that ended last"},
    {kFnMetrics, "metrics", "某节点的全部指标",
     "metrics(node, from, to): every metric there as {num, den, share}"},
    {kFnReportsBelow, "reports_below", "下级各节点的报告",
     "reports_below(node, cycle, from): a row for each node below, with the result of its report"},
    {kFnHouseholdsOf, "households_of", "若干案件的户", "households_of(cases): each household once"},
};

}  // namespace

std::span<const FunctionInfo> function_table() {
  return kTable;
}

namespace {

// Nobody holds it; or who held it has gone on, and what it let run on (rest: run_on) is over.
bool is_free(const CaseState& state, std::string_view lock) {
  const Value& holder = state.field(lock);
  if (!holder.is(Value::Kind::text)) return holder.is_null();
  const std::string& step = holder.as_text();
  return step.starts_with(kLockRest) && std::ranges::none_of(state.tokens, [&](const Token& token) {
           return token.message == kRest &&
                  step.compare(kLockRest.size(), step.npos, token.step) == 0;
         });
}

}  // namespace

std::uint64_t missed_milestones(Turn& turn, bool late) {
  std::uint64_t n = 0;
  for (const Clock& clock : turn.state().clocks) {
    if (clock.of != "milestone" || !clock.overdue_seen) continue;
    rule::Due due;
    due.start = clock.start;
    due.due = clock.due;
    due.ends_midnight = clock.ends_midnight;
    if (!late || rule::after_due(due, {3, rule::Unit::working_days}, *turn.rules().calendar) <=
                     turn.effective())
      ++n;
  }
  return n;
}

Value call_function(Turn& turn, int function, Arguments a, std::uint64_t scope, const Value* item) {
  const CaseState& state = turn.state();
  const std::string first = text_argument(a, 0);
  const bool of_step =
      function == kFnDone || function == kFnTimes || function == kFnSpent || function == kFnOnTime;
  const auto visits = of_step ? visits_of(turn, first, scope, item) : std::nullopt;
  switch (function) {
    case kFnDone:
      return Value::boolean(visits && visits->completed > 0);
    case kFnTimes: {
      if (visits) return Value::number(static_cast<std::int64_t>(visits->entered));
      const auto verb = state.counts.find(first);
      return Value::number(verb == state.counts.end() ? 0
                                                      : static_cast<std::int64_t>(verb->second));
    }
    case kFnSpent:
      return visits ? spent(turn, *visits) : Value();
    case kFnOnTime:
      return !visits || !visits->on_time ? Value() : Value::boolean(*visits->on_time);
    case kFnChildren:
      return children(turn, first);
    case kFnNodes:
      return nodes(turn, first);
    case kFnEndOf:
      return a.empty() ? Value() : end_of(turn, a[0]);
    case kFnHalfOf:
      return a.empty() ? Value() : half_of(turn, a[0]);
    case kFnDueAfter:
      return a.size() == 2 ? due_after(turn, a[0], text_argument(a, 1)) : Value();
    case kFnDateAfter:
      if (a.size() == 2 && a[0].is(Value::Kind::date) && a[1].is(Value::Kind::number))
        return Value::date(a[0].as_date() + a[1].as_number().whole().value_or(0));
      return {};
    case kFnYellows:
      return Value::number(static_cast<std::int64_t>(state.yellows));
    case kFnReds:
      return counted(turn, "reds", a);
    case kFnBroken:
      return counted(turn, "broken", a);
    case kFnBehind:
      return a.empty() || !a[0].is(Value::Kind::number)
                 ? Value()
                 : Value::boolean(progress_gap(turn) >= a[0].as_number());
    case kFnHash:
      return a.empty() ? Value() : Value::text(to_hex(sha256(to_json(a[0], true))));
    case kFnDepartmentDuty:
      return Value::boolean(department_duty(turn, first));
    case kFnWorkday:
      return a.empty() ? Value() : workday(turn, a[0]);
    case kFnPeriod:
      return period(turn, first, a.size() > 1 ? a[1] : Value());
    case kFnMetrics:
      if (a.size() == 3 && a[1].is(Value::Kind::date) && a[2].is(Value::Kind::date))
        return metrics(turn, a[0], a[1].as_date(), a[2].as_date());
      return {};
    case kFnReportsBelow:
      return a.size() == 3 ? reports_below(turn, a[0], a[1], a[2]) : Value();
    case kFnHouseholdsOf:
      return a.empty() ? Value() : households_of(a[0]);
    case kFnFree:
      return Value::boolean(is_free(state, first));
    default:
      return {};
  }
}

}  // namespace tf::core

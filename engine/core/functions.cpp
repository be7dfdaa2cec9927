#include "core/functions.h"

#include <algorithm>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "core/env.h"
#include "core/metrics.h"
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

// A step of this scope: inside an item, only its own visits count; elsewhere those of the whole
// case.
bool done(Turn& turn, const std::string& step) {
  const auto found = turn.state().visits.find(step);
  return found != turn.state().visits.end() && found->second.completed > 0;
}

Value spent(Turn& turn, const std::string& step) {
  const auto found = turn.state().visits.find(step);
  if (found == turn.state().visits.end() || !found->second.started_at) return {};
  const Instant end = found->second.completed_at.value_or(turn.effective());
  return Value::duration({(end - *found->second.started_at) / kSecond, 0});
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
// third case, not the two before it.
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

// The last whole day, week, month, quarter or year before now.
Value period(Turn& turn, const std::string& kind) {
  const Calendar& calendar = *turn.town().calendar;
  const Date today = calendar.date(turn.effective());
  const YearMonthDay ymd = ymd_of(today);
  const auto months = [&](int first_month, int n) {
    const Date end = date_of({ymd.year, first_month, 1});
    return std::pair{add_months(end, -n), end - 1};
  };
  std::pair<Date, Date> days{today - 1, today - 1};
  if (kind == "week") {
    const Date monday = today - (static_cast<int>(weekday_of(today)) - 1);
    days = {monday - 7, monday - 1};
  } else if (kind == "month") {
    days = months(ymd.month, 1);
  } else if (kind == "quarter") {
    days = months((ymd.month - 1) / 3 * 3 + 1, 3);
  } else if (kind == "year") {
    days = months(1, 12);
  } else if (kind != "day") {
    return {};
  }
  return Value::record({{"id", Value::text(cat(kind, " ", to_string(days.first)))},
                        {"kind", Value::text(kind)},
                        {"from", Value::date(days.first)},
                        {"to", Value::date(days.second)}});
}

// metrics("three-lines", node, period): {metric: {num, den, share}}; share is null where den is 0.
Value metrics(Turn& turn, Arguments a) {
  const auto definition = turn.town().workflows.find(text_argument(a, 0));
  if (a.size() != 3 || definition == turn.town().workflows.end() ||
      !a[2]["from"].is(Value::Kind::date) || !a[2]["to"].is(Value::Kind::date))
    return {};
  std::string node;
  if (a[1].is(Value::Kind::record)) node = a[1]["id"].str();
  if (a[1].is(Value::Kind::text)) node = a[1].as_text();
  Record out;
  for (const Metric& metric : definition->second->metrics) {
    if (is_spread(metric.kind)) continue;
    const auto [num, den] =
        turn.world().lookup->metric(metric_key(turn.town().id, definition->first, metric.name),
                                    node, a[2]["from"].as_date(), a[2]["to"].as_date());
    const auto share = den == 0 ? std::nullopt : divide(Decimal{num}, Decimal{den});
    out.set(metric.name, Value::record({{"num", Value::number(num)},
                                        {"den", Value::number(den)},
                                        {"share", share ? Value::number(*share) : Value()}}));
  }
  return Value::record(std::move(out));
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
    {kFnYellows, "yellows", "黄灯次数", "yellows(): missed steps and milestones of this case"},
    {kFnReds, "reds", "红灯次数", "reds(of, window): reds of a unit in a month, quarter, year"},
    {kFnBroken, "broken", "失诺次数", "broken(of, window): broken promises of a promisor"},
    {kFnBehind, "behind", "进度落后百分点",
     "behind(points): planned minus actual progress is at least so many points"},
    {kFnHash, "hash", "内容摘要", "hash(value): SHA-256 of a value, as text"},
    {kFnDepartmentDuty, "department_duty", "是否部门职责",
     "department_duty(category): belongs to a department above the town"},
    {kFnWorkday, "workday", "是否工作日", "workday(date or moment): a working day of the town"},
    {kFnPeriod, "period", "上一个完整时段",
     "period(kind): the last whole day, week, month, quarter or year: {id, kind, from, to}"},
    {kFnMetrics, "metrics", "一段时间的指标",
     "metrics(workflow, node, period): {metric: {num, den, share}}; node null: the town"},
    {kFnFree, "free", "锁是否空闲", "free(lock): nobody in this case holds it"},
};

}  // namespace

std::span<const FunctionInfo> function_table() {
  return kTable;
}

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

Value call_function(Turn& turn, int function, Arguments a) {
  const CaseState& state = turn.state();
  const std::string first = text_argument(a, 0);
  const auto visits = state.visits.find(first);
  switch (function) {
    case kFnDone:
      return Value::boolean(done(turn, first));
    case kFnTimes: {
      if (visits != state.visits.end())
        return Value::number(static_cast<std::int64_t>(visits->second.entered));
      const auto verb = state.counts.find(first);
      return Value::number(verb == state.counts.end() ? 0
                                                      : static_cast<std::int64_t>(verb->second));
    }
    case kFnSpent:
      return spent(turn, first);
    case kFnOnTime:
      return visits == state.visits.end() || !visits->second.on_time
                 ? Value()
                 : Value::boolean(*visits->second.on_time);
    case kFnChildren:
      return children(turn, first);
    case kFnNodes:
      return nodes(turn, first);
    case kFnEndOf:
      return a.empty() ? Value() : end_of(turn, a[0]);
    case kFnHalfOf:
      return a.empty() ? Value() : half_of(turn, a[0]);
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
      return period(turn, first);
    case kFnMetrics:
      return metrics(turn, a);
    case kFnFree:
      return Value::boolean(state.field(first).is_null());
    default:
      return {};
  }
}

}  // namespace tf::core

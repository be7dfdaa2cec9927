#include "core/timing.h"

#include <algorithm>

#include "core/clocks.h"
#include "core/env.h"

namespace tf::core {

namespace {

std::optional<rule::Reference> reference_of(Turn& turn, const Value& v) {
  if (v.is(Value::Kind::date)) return rule::Reference::of(v.as_date());
  if (const auto t = v.instant(turn.town().calendar->zone())) return rule::Reference::of(*t);
  return std::nullopt;
}

// A step (its last completion), a moment field, or a built-in.
std::optional<Instant> instant_of_name(Turn& turn, std::string_view name, std::uint64_t scope) {
  if (const auto visits = turn.state().visits.find(name); visits != turn.state().visits.end())
    return visits->second.completed_at;
  if (turn.definition().step(name) != nullptr) return std::nullopt;
  return CaseEnv(turn, scope).path(name).instant(turn.town().calendar->zone());
}

// The moments of `ahead`: one for each span of the list.
std::vector<Instant> ahead_moments(Turn& turn, const EventSpec& event, std::uint64_t scope) {
  std::vector<Instant> out;
  CaseEnv env(turn, scope);
  const auto of = reference_of(turn, evaluate(turn, event.at, env));
  if (!of) return out;
  std::vector<rule::Span> spans = event.ahead_spans;
  if (const auto entry = turn.rules().deadlines.find(event.ahead_by);
      entry != turn.rules().deadlines.end()) {
    spans = entry->second.entry.list;
    if (spans.empty())
      if (const rule::Deadline* d = entry->second.entry.pick("")) spans.push_back(d->span);
  }
  for (const rule::Span& span : spans)
    out.push_back(rule::ahead_of(*of, span, *turn.rules().calendar));
  std::sort(out.begin(), out.end());
  return out;
}

std::optional<rule::Cycle> cycle_of(Turn& turn, const DueSpec& due, std::uint64_t scope) {
  const rule::Deadline* d = picked_deadline(turn, due, scope, nullptr);
  return d == nullptr ? std::nullopt : d->every;
}

// A duration, or months of the calendar, after an instant; none for what is neither, or for no time
// at all.
std::optional<Instant> later(Turn& turn, Instant from, const Value& span) {
  if (span.is(Value::Kind::duration) && span.as_duration().seconds > 0)
    return from + span.as_duration().seconds * kSecond;
  if (!span.is(Value::Kind::months) || span.as_months().count <= 0) return std::nullopt;
  const Calendar& calendar = *turn.town().calendar;
  const LocalTime local = calendar.local(from);
  return calendar.instant(add_months(local.date, span.as_months().count), local.of_day);
}

}  // namespace

const Calendar& calendar_of_step(Turn& turn, const Step* step, std::uint64_t scope) {
  const RuleSet& rules = turn.rules();
  const auto* task = step == nullptr ? nullptr : std::get_if<TaskSpec>(&step->spec);
  if (rules.unit_calendars.empty() || task == nullptr) return *rules.calendar;
  CaseEnv env(turn, scope);
  for (const WhoItem& item : task->who) {
    Value unit;
    if (item.kind == WhoItem::Kind::unit) unit = evaluate(turn, item.unit, env);
    if (item.kind == WhoItem::Kind::field) unit = env.path(item.name);
    const Value& id = unit.is(Value::Kind::record) ? unit["id"] : unit;
    if (!id.is(Value::Kind::text)) continue;
    if (const auto own = rules.unit_calendars.find(id.as_text()); own != rules.unit_calendars.end())
      return *own->second;
  }
  return *rules.calendar;
}

std::optional<rule::Due> compute_due(Turn& turn, const DueSpec& due, std::uint64_t scope,
                                     std::optional<Instant> start, bool want_warn,
                                     std::span<const rule::Span> extensions,
                                     std::span<const rule::Pause> pauses, std::string* source,
                                     const Calendar* of_unit) {
  const Calendar& calendar = of_unit == nullptr ? *turn.rules().calendar : *of_unit;
  CaseEnv env(turn, scope);
  if (due.date) {
    const auto at = reference_of(turn, evaluate(turn, due.date, env));
    if (!at) return std::nullopt;
    rule::Deadline given = due.given ? *due.given : rule::Deadline{};
    given.kind = rule::Deadline::Kind::date;
    rule::DueContext context;
    context.reference = at;
    context.want_warn = want_warn && due.given != nullptr;
    context.extensions = extensions;
    context.pauses = pauses;
    if (source != nullptr) *source = "date";
    return rule::compute(given, start.value_or(turn.effective()), calendar, context);
  }
  const rule::Deadline* deadline = picked_deadline(turn, due, scope, source);
  if (deadline == nullptr) return std::nullopt;
  Instant begin = start.value_or(turn.effective());
  if (deadline->from) {
    const auto from = instant_of_name(turn, deadline->from.text, scope);
    if (!from) return std::nullopt;
    begin = *from;
  }
  rule::DueContext context;
  context.want_warn = want_warn;
  context.extensions = extensions;
  context.pauses = pauses;
  if (const Clock* whole = turn.state().case_clock()) {
    context.case_due = rule::Reference::of(whole->due);
    context.case_due->ends_midnight = whole->ends_midnight;
  }
  if (deadline->kind == rule::Deadline::Kind::before)
    context.reference = reference_of(turn, env.path(deadline->before.text));
  if (deadline->kind == rule::Deadline::Kind::date && !deadline->case_due)
    context.reference = reference_of(turn, env.path(deadline->date.text));
  return rule::compute(*deadline, begin, calendar, context);
}

std::optional<Instant> first_moment(Turn& turn, const EventSpec& event, std::uint64_t scope) {
  switch (event.kind) {
    case EventSpec::Kind::after: {
      const auto due = compute_due(turn, event.after, scope, std::nullopt, false);
      return due ? std::optional(due->due) : std::nullopt;
    }
    case EventSpec::Kind::at: {
      CaseEnv env(turn, scope);
      const Value v = evaluate(turn, event.at, env);
      if (v.is(Value::Kind::date)) return turn.town().calendar->instant(v.as_date(), 0);
      return v.instant(turn.town().calendar->zone());
    }
    case EventSpec::Kind::ahead: {
      for (const Instant t : ahead_moments(turn, event, scope))
        if (t >= turn.effective()) return t;
      return std::nullopt;
    }
    case EventSpec::Kind::every: {
      const auto cycle = cycle_of(turn, event.every, scope);
      if (!cycle) return std::nullopt;
      return rule::next_occurrence(*cycle, turn.effective(), turn.effective(),
                                   *turn.rules().calendar);
    }
    default:
      return std::nullopt;
  }
}

std::optional<Instant> next_moment(Turn& turn, const EventSpec& event, std::uint64_t scope,
                                   const Firing& fired) {
  if (event.kind == EventSpec::Kind::at && event.again) {
    if (event.times > 0 && fired.count >= static_cast<std::uint64_t>(event.times))
      return std::nullopt;
    CaseEnv env(turn, scope);
    return later(turn, fired.at, evaluate(turn, event.again, env));
  }
  if (event.kind == EventSpec::Kind::every) {
    const auto cycle = cycle_of(turn, event.every, scope);
    if (!cycle) return std::nullopt;
    return rule::next_occurrence(*cycle, fired.at, std::max(fired.at, fired.seen),
                                 *turn.rules().calendar);
  }
  if (event.kind == EventSpec::Kind::ahead)
    for (const Instant t : ahead_moments(turn, event, scope))
      if (t > fired.at) return t;
  return std::nullopt;
}

}  // namespace tf::core

#include "rule/calendar_questions.h"

#include "base/text.h"
#include "rule/deadline.h"
#include "rule/feel/feel.h"

namespace tf::rule {

namespace {

using CalendarAnswer = std::expected<Value, std::string>;

// A date or a moment of the town.
std::expected<Value, std::string> asked_time(std::span<const Value> a, std::size_t i) {
  Value at = i < a.size() ? a[i] : Value();
  if (at.is(Value::Kind::text)) at = parse_temporal(at.as_text());
  if (at.is(Value::Kind::date) || at.is(Value::Kind::moment)) return at;
  return std::unexpected(cat("argument ", i + 1,
                             " is no date and no moment; write 2026-03-10 or "
                             "2026-03-10T09:00:00+08:00"));
}

std::string asked_text(std::span<const Value> a, std::size_t i, const char* otherwise) {
  return i < a.size() && a[i].is(Value::Kind::text) ? a[i].as_text() : otherwise;
}

CalendarAnswer added(const Calendar& calendar, std::span<const Value> a) {
  const auto start = asked_time(a, 0);
  if (!start) return start;
  const auto span = parse_span(asked_text(a, 1, ""));
  if (!span)
    return std::unexpected(
        cat("argument 2 is no span: write 2 working days, 3 calendar days, "
            "4 office hours or 30 minutes"));
  if (start->is(Value::Kind::date)) {
    const Date day = start->as_date();
    if (span->unit == Unit::working_days)
      return Value::text(to_string(calendar.add_workdays(day, span->n)));
    if (span->unit == Unit::calendar_days) return Value::text(to_string(day + span->n));
    return std::unexpected("a date takes working days or calendar days; give a moment");
  }
  const auto begin = start->instant(calendar.zone());
  Deadline deadline;
  deadline.span = *span;
  DueContext context;
  context.want_warn = false;
  const auto due = begin ? compute(deadline, *begin, calendar, context) : std::nullopt;
  if (!due) return std::unexpected("that is beyond what the calendar can count");
  return Value::text(calendar.zone().format(due->due));
}

CalendarAnswer between(const Calendar& calendar, std::span<const Value> a) {
  const auto from = asked_time(a, 0), to = asked_time(a, 1);
  if (!from) return from;
  if (!to) return to;
  const std::string unit = asked_text(a, 2, "working days");
  const auto day = [&](const Value& v) {
    if (v.is(Value::Kind::date)) return v.as_date();
    const auto at = v.instant(calendar.zone());
    return at ? calendar.date(*at) : Date{};
  };
  if (unit == "working days") return Value::number(calendar.workdays_between(day(*from), day(*to)));
  if (unit == "calendar days") return Value::number(day(*to) - day(*from));
  if (unit != "office minutes")
    return std::unexpected(
        cat("'", unit, "' is no unit; write working days, calendar days or office minutes"));
  const auto moment = [&](const Value& v) {
    return v.is(Value::Kind::date) ? std::optional(calendar.instant(v.as_date(), 0))
                                   : v.instant(calendar.zone());
  };
  const auto begin = moment(*from), end = moment(*to);
  if (!begin || !end) return std::unexpected("that is beyond what the calendar can count");
  return Value::number(calendar.office_between(*begin, *end) / kMinute);
}

}  // namespace

std::optional<std::expected<Value, std::string>> answer_of_calendar(
    const Calendar& calendar, std::string_view what, std::span<const Value> arguments) {
  if (what == "calendar.add") return added(calendar, arguments);
  if (what == "calendar.between") return between(calendar, arguments);
  if (what != "calendar.is_workday") return std::nullopt;
  const auto at = asked_time(arguments, 0);
  if (!at) return at;
  if (at->is(Value::Kind::date)) return Value::boolean(calendar.is_workday(at->as_date()));
  const auto instant = at->instant(calendar.zone());
  if (!instant) return std::unexpected("that is beyond what the calendar can count");
  return Value::boolean(calendar.is_workday(calendar.date(*instant)));
}

}  // namespace tf::rule

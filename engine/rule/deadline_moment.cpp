// Moments of a clock for ladders, reminders and bounds.
#include <algorithm>

#include "rule/deadline.h"
#include "rule/deadline_count.h"

namespace tf::rule {

std::optional<Instant> moment_of(const TimePoint& point, const Due& due, const Calendar& calendar,
                                 Instant now) {
  using Kind = TimePoint::Kind;
  Due base{due.start, now};
  switch (point.kind) {
    case Kind::clock:
    case Kind::month_day:
    case Kind::day_of_month:
    case Kind::weekday: {
      const LocalTime reading = next_reading(point, now, true, calendar);
      return calendar.instant(reading.date, reading.of_day);
    }
    case Kind::warn:
      if (!due.warn) return std::nullopt;
      base.due = *due.warn;
      break;
    case Kind::due:
    case Kind::due_of_case:
      base.due = due.due;
      base.ends_midnight = due.ends_midnight;
      break;
    case Kind::start:
      base.due = due.start;
      break;
    case Kind::now:
      break;
  }
  if (point.sign == 0) return base.due;
  const Span span = point.grace ? due.grace : point.span;
  return after_due(base, {point.sign * span.n, span.unit}, calendar);
}

Instant ahead_of(const Reference& of, const Span& span, const Calendar& calendar, Milliseconds at) {
  const Date day = of.day ? *of.day : calendar.date(of.at);
  const Instant instant = of.day ? calendar.instant(day, 0) : of.at;
  switch (span.unit) {
    case Unit::minutes:
      return instant - span.n * kMinute;
    case Unit::hours:
      return instant - span.n * kHour;
    case Unit::office_hours:
      return office_before(calendar, instant, span.n * kHour);
    case Unit::working_days:
      return calendar.instant(calendar.add_workdays(day, -span.n), at);
    case Unit::calendar_days:
      return calendar.instant(day - span.n, at);
    case Unit::months:
      return calendar.instant(add_months(day, -span.n), at);
    case Unit::years:
      return calendar.instant(add_months(day, -span.n * 12), at);
  }
  return instant;
}

std::optional<Instant> ask_until(const Extend& extend, const Due& due, const Calendar& calendar) {
  if (!extend.ask) return std::nullopt;
  return after_due(due, {-extend.ask->n, extend.ask->unit}, calendar);
}

std::optional<Extent> extent_of(const Deadline& deadline, const Calendar& calendar) {
  switch (deadline.kind) {
    case Deadline::Kind::span:
      return extent_of(deadline.span, calendar);
    case Deadline::Kind::until: {
      const Extent least =
          deadline.at_least ? extent_of(*deadline.at_least, calendar) : Extent{0, 0};
      // How far the next such reading can be; an hour more for a day on which clocks go back.
      Milliseconds round = kDay + kHour;
      if (deadline.until.kind == TimePoint::Kind::weekday) round = 7 * kDay + kHour;
      if (deadline.until.kind == TimePoint::Kind::day_of_month)
        round = (deadline.until.next_month ? 62 : 31) * kDay + kHour;
      if (deadline.until.kind == TimePoint::Kind::month_day) round = 366 * kDay + kHour;
      return Extent{least.shortest, least.longest + round};
    }
    case Deadline::Kind::date:
    case Deadline::Kind::before:
    case Deadline::Kind::cycle:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace tf::rule

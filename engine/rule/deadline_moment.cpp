// Moments of a clock for ladders, cycles, reminders and bounds.
#include <algorithm>

#include "rule/deadline.h"
#include "rule/deadline_count.h"

namespace tf::rule {
namespace {

Instant occurrence(const Cycle& cycle, Date day, const Calendar& calendar) {
  return calendar.instant(day, cycle.at);
}

// The k-th end of the cycle's span, counted from the origin.
Instant span_occurrence(const Cycle& cycle, Instant origin, std::int64_t k,
                        const Calendar& calendar) {
  Deadline deadline;
  deadline.span = {cycle.span.n * k, cycle.span.unit};
  DueContext context;
  context.want_warn = false;
  return compute(deadline, origin, calendar, context)->due;
}

Instant next_span(const Cycle& cycle, Instant origin, Instant after, const Calendar& calendar) {
  std::int64_t low = 0, high = 1;  // occurrence `low` is not after, `high` will be
  while (span_occurrence(cycle, origin, high, calendar) <= after) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (span_occurrence(cycle, origin, middle, calendar) <= after ? low : high) = middle;
  }
  return span_occurrence(cycle, origin, high, calendar);
}

Date in_month(Date first, int day) {
  const YearMonthDay ymd = ymd_of(first);
  return first + (std::min(day, days_in_month(ymd.year, ymd.month)) - 1);
}

}  // namespace

Instant next_occurrence(const Cycle& cycle, Instant origin, Instant after,
                        const Calendar& calendar) {
  const Date today = calendar.date(after);
  const auto first_after = [&](Date day, auto following) {
    while (occurrence(cycle, day, calendar) <= after) day = following(day);
    return occurrence(cycle, day, calendar);
  };
  const auto monthly = [&](int first_month, int months) {
    Date month = date_of({ymd_of(today).year, first_month, 1});
    while (occurrence(cycle, in_month(month, cycle.day), calendar) <= after)
      month = add_months(month, months);
    return occurrence(cycle, in_month(month, cycle.day), calendar);
  };
  switch (cycle.kind) {
    case Cycle::Kind::span:
      return next_span(cycle, origin, after, calendar);
    case Cycle::Kind::day:
      return first_after(today - 1, [](Date day) { return day + 1; });
    case Cycle::Kind::working_day:
      return first_after(calendar.next_workday(today),
                         [&](Date day) { return calendar.add_workdays(day, 1); });
    case Cycle::Kind::week: {
      const int ahead = static_cast<int>(cycle.weekday) - static_cast<int>(weekday_of(today));
      return first_after(today + (ahead - 7), [](Date day) { return day + 7; });
    }
    case Cycle::Kind::month:
      return monthly(1, 1);
    case Cycle::Kind::quarter:
      return monthly(1, 3);
    case Cycle::Kind::year:
      return monthly(cycle.month, 12);
  }
  return after;
}

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

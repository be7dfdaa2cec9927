// When a cycle comes next: nominal days one after another, moved where nobody works, then the time.
#include "rule/cycle.h"

#include <algorithm>

#include "rule/deadline.h"

namespace tf::rule {
namespace {

constexpr int kMostDays = 36'600;       // looked at for one occurrence
constexpr std::int64_t kRollSpan = 45;  // no roll moves a day further

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

int months_of(Cycle::Kind kind) {
  return kind == Cycle::Kind::month ? 1 : kind == Cycle::Kind::quarter ? 3 : 12;
}

// The nominal day of the period (month, quarter, year) that begins at `first`; a fifth friday that
// a month does not have is none.
std::optional<Date> day_in_period(const Cycle& cycle, Date first, const Calendar& calendar) {
  const Date next = add_months(first, months_of(cycle.kind));
  if (cycle.nth == 0) {
    const Date month = cycle.kind == Cycle::Kind::year ? add_months(first, cycle.month - 1) : first;
    const YearMonthDay ymd = ymd_of(month);
    return month + (std::min(cycle.day, days_in_month(ymd.year, ymd.month)) - 1);
  }
  if (cycle.of_workdays) {
    const Date day = cycle.nth > 0 ? calendar.add_workdays(first - 1, cycle.nth)
                                   : calendar.add_workdays(next, cycle.nth);
    return day >= first && day < next ? std::optional(day) : std::nullopt;
  }
  const auto from_to = [](Weekday from, Weekday to) {
    return (static_cast<int>(to) - static_cast<int>(from) + 7) % 7;
  };
  if (cycle.nth < 0) return next - 1 - from_to(cycle.weekday, weekday_of(next - 1));
  const Date day = first + from_to(weekday_of(first), cycle.weekday) + 7 * (cycle.nth - 1);
  return day < add_months(first, 1) ? std::optional(day) : std::nullopt;
}

// The first nominal day at or after `from`.
Date nominal_from(const Cycle& cycle, Date from, const Calendar& calendar) {
  switch (cycle.kind) {
    case Cycle::Kind::span:
    case Cycle::Kind::day:
      return from;
    case Cycle::Kind::working_day:
      return calendar.next_workday(from);
    case Cycle::Kind::week:
      return from + (static_cast<int>(cycle.weekday) - static_cast<int>(weekday_of(from)) + 7) % 7;
    case Cycle::Kind::cron: {
      Date day = from;
      for (int i = 0; i < kMostDays && !cycle.cron.on(day); ++i) day = day + 1;
      return day;
    }
    case Cycle::Kind::month:
    case Cycle::Kind::quarter:
    case Cycle::Kind::year:
      break;
  }
  const YearMonthDay ymd = ymd_of(from);
  const int months = months_of(cycle.kind);
  Date first = date_of({ymd.year, (ymd.month - 1) / months * months + 1, 1});
  for (int i = 0; i < 1'200; ++i, first = add_months(first, months))
    if (const auto day = day_in_period(cycle, first, calendar); day && *day >= from) return *day;
  return first;
}

// The first time of `day` after `after`; none when they are all past.
std::optional<Instant> time_after(const Cycle& cycle, Date day, Instant after,
                                  const Calendar& calendar) {
  if (cycle.kind != Cycle::Kind::cron) {
    const Instant at = calendar.instant(day, cycle.at);
    return at > after ? std::optional(at) : std::nullopt;
  }
  for (int hour = 0; hour < 24; ++hour) {
    if ((cycle.cron.hours >> hour & 1U) == 0) continue;
    for (int minute = 0; minute < 60; ++minute) {
      if ((cycle.cron.minutes >> minute & 1U) == 0) continue;
      const Instant at = calendar.instant(day, hour * kHour + minute * kMinute);
      if (at > after) return at;
    }
  }
  return std::nullopt;
}

}  // namespace

Date rolled(Date day, Roll roll, const Calendar& calendar) {
  switch (roll) {
    case Roll::none:
    case Roll::skip:
      return day;
    case Roll::next_workday:
      return calendar.next_workday(day);
    case Roll::previous_workday:
      return calendar.previous_workday(day);
    case Roll::past_holidays:
      break;
  }
  const auto holiday = [&](Date d) {
    const DayKind kind = calendar.why(d).kind;
    return kind == DayKind::holiday || kind == DayKind::statutory || kind == DayKind::local_rest;
  };
  while (holiday(day)) day = day + 1;
  return day;
}

Instant next_occurrence(const Cycle& cycle, Instant origin, Instant after,
                        const Calendar& calendar) {
  if (cycle.kind == Cycle::Kind::span) return next_span(cycle, origin, after, calendar);
  const bool moves = cycle.roll != Roll::none && cycle.roll != Roll::skip;
  Date day = calendar.date(after) - (moves ? kRollSpan : 1);
  for (int i = 0; i < kMostDays; ++i, day = day + 1) {
    day = nominal_from(cycle, day, calendar);
    if (cycle.roll == Roll::skip && !calendar.is_workday(day)) continue;
    if (const auto at = time_after(cycle, rolled(day, cycle.roll, calendar), after, calendar))
      return *at;
  }
  return kNever;
}

}  // namespace tf::rule

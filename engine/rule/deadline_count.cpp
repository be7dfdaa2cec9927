#include "rule/deadline_count.h"

#include <algorithm>

#include "base/check.h"

namespace tf::rule {
namespace {

// A clock's own running time: office hours, open hours, or all of it; less the pauses.
class Running {
 public:
  Running(const Deadline& deadline, const Span& whole, const Calendar& calendar,
          std::span<const Pause> pauses)
      : deadline_(deadline), calendar_(calendar), pauses_(pauses) {
    office_ = deadline.kind == Deadline::Kind::span &&
              (whole.unit == Unit::working_days || whole.unit == Unit::office_hours);
  }
  Milliseconds between(Instant a, Instant b) const {
    if (b <= a) return 0;
    Milliseconds sum = plain(a, b);
    for (const Pause& pause : pauses_)
      sum -= plain(std::clamp(pause.from, a, b), std::clamp(pause.to, a, b));
    return sum;
  }
  Instant add(Instant t, Milliseconds ms) const {
    for (const Pause& pause : pauses_) {
      if (pause.to <= t) continue;
      const Milliseconds before = plain(t, std::max(t, pause.from));
      if (ms <= before) break;
      ms -= before;
      t = pause.to;
    }
    if (office_) return calendar_.add_office(t, ms);
    return deadline_.open.empty() ? t + ms : calendar_.add_open(t, ms, deadline_.open);
  }

 private:
  Milliseconds plain(Instant a, Instant b) const {
    if (b <= a) return 0;
    if (office_) return calendar_.office_between(a, b);
    return deadline_.open.empty() ? b - a : calendar_.open_between(a, b, deadline_.open);
  }
  const Deadline& deadline_;
  const Calendar& calendar_;
  std::span<const Pause> pauses_;
  bool office_ = false;
};

Date day_of_due(const Due& due, const Calendar& calendar) {
  const Date day = calendar.date(due.due);
  return due.ends_midnight ? day - 1 : day;
}

Instant fraction_instant(const Running& running, const Due& due, std::int64_t a, std::int64_t b) {
  const Milliseconds whole = running.between(due.start, due.due);
  return running.add(due.start, whole / b * a + whole % b * a / b);
}

// What the shared conventions prescribe when an entry is silent.
std::optional<Instant> usual_warn(const Deadline& deadline, const Span& whole, const Due& due,
                                  const Calendar& calendar, const Running& running) {
  if (deadline.kind != Deadline::Kind::span) return std::nullopt;
  if (whole.unit == Unit::office_hours) return std::nullopt;
  if (whole.unit != Unit::working_days) return fraction_instant(running, due, 2, 3);
  if (whole.n < 3) return fraction_instant(running, due, 1, 2);
  return calendar.instant(calendar.add_workdays(day_of_due(due, calendar), -1), calendar.closing());
}

// The last `clock` before due of each, and of these the first that is far enough from the start.
std::optional<Instant> first_of(const Warn& warn, const Due& due, const Calendar& calendar) {
  const Date day = calendar.date(due.due);
  const Instant far = after_due(Due{due.start, due.start}, warn.more_than, calendar);
  std::optional<Instant> first;
  for (const Milliseconds clock : warn.first_of) {
    Instant at = calendar.instant(day, clock);
    if (at >= due.due) at = calendar.instant(day - 1, clock);
    if (at > far && (!first || at < *first)) first = at;
  }
  return first;
}

}  // namespace

Date DayCounter::working_days(Date start, std::int64_t n) {
  const Date end = calendar_.add_workdays(start, n);
  consulted(start + 1, end);
  if (explain_) {
    std::int64_t count = 0;
    for (Date day = start + 1; day <= end; day = day + 1)
      note(day, calendar_.is_workday(day) ? ++count : 0, false);
  }
  return end;
}

Date DayCounter::calendar_days(Date start, Date end) {
  if (explain_)
    for (Date day = start + 1; day <= end; day = day + 1) note(day, day - start, false);
  return end;
}

Date DayCounter::roll(Date day, Roll roll) {
  if (roll == Roll::none) return day;
  const Date end = rolled(day, roll, calendar_);
  consulted(std::min(day, end), std::max(day, end));
  if (explain_ && end > day)
    for (Date d = day; d <= end; d = d + 1)
      if (due_.days.empty() || due_.days.back().date < d) note(d, 0, true);
  return end;
}

void DayCounter::consulted(Date first, Date last) {
  if (calendar_.provisional(first, last)) due_.provisional = true;
}

void DayCounter::note(Date day, std::int64_t count, bool rolled) {
  const Calendar::Reason reason = calendar_.why(day);
  due_.days.push_back(
      {day, reason.kind, reason.provisional, count, rolled, std::string(reason.name)});
}

LocalTime next_reading(const TimePoint& point, Instant from, bool strictly,
                       const Calendar& calendar) {
  const LocalTime start = calendar.local(from);
  const auto in_time = [&](Date day) {
    const Instant at = calendar.instant(day, point.at);
    return strictly ? at > from : at >= from;
  };
  switch (point.kind) {
    case TimePoint::Kind::clock: {
      Date day = start.date - 1;  // 24:00 of yesterday is 00:00 of today
      while (!in_time(day)) day = day + 1;
      return {day, point.at};
    }
    case TimePoint::Kind::weekday: {
      const auto ahead = static_cast<int>(point.weekday) - static_cast<int>(weekday_of(start.date));
      Date day = start.date + (ahead - 7);
      while (!in_time(day)) day = day + 7;
      return {day, point.at};
    }
    case TimePoint::Kind::day_of_month:
    case TimePoint::Kind::month_day: {
      const bool yearly = point.kind == TimePoint::Kind::month_day;
      const YearMonthDay today = ymd_of(start.date);
      Date month = date_of({today.year, yearly ? point.month : today.month, 1});
      if (point.next_month) month = add_months(month, 1);
      for (;; month = add_months(month, yearly ? 12 : 1)) {
        const YearMonthDay first = ymd_of(month);
        const Date day = month + (std::min(point.day, days_in_month(first.year, first.month)) - 1);
        if (in_time(day)) return {day, point.at};
      }
    }
    default: {
      if (point.sign == 0) return start;
      const Due here{from, from};
      return calendar.local(
          after_due(here, {point.sign * point.span.n, point.span.unit}, calendar));
    }
  }
}

Instant office_before(const Calendar& calendar, Instant t, Milliseconds ms) {
  const std::int64_t days = ms / calendar.office_per_day() + 2;
  Instant from = calendar.instant(calendar.add_workdays(calendar.date(t), -days), 0);
  return calendar.add_office(from, calendar.office_between(from, t) - ms);
}

std::optional<Instant> warn_instant(const Deadline& deadline, const Span& whole, const Due& due,
                                    const Calendar& calendar, std::span<const Pause> pauses) {
  const Warn& warn = deadline.warn;
  const Running running(deadline, whole, calendar, pauses);
  switch (warn.kind) {
    case Warn::Kind::usual:
      return usual_warn(deadline, whole, due, calendar, running);
    case Warn::Kind::none:
      return std::nullopt;
    case Warn::Kind::fraction:
      return fraction_instant(running, due, warn.numerator, warn.denominator);
    case Warn::Kind::after:
      return after_due(Due{due.start, due.start}, warn.span, calendar);
    case Warn::Kind::before:
      return after_due(due, {-warn.span.n, warn.span.unit}, calendar);
    case Warn::Kind::first_of:
      return first_of(warn, due, calendar);
    case Warn::Kind::moment:
      return moment_of(warn.moment, due, calendar, due.start);
  }
  return std::nullopt;
}

// Where `span` after (or, negative, before) a due ends: the rule of `due + n working days`.
Instant after_due(const Due& due, const Span& span, const Calendar& calendar) {
  const Date day = day_of_due(due, calendar);
  const bool back = span.n < 0;
  // A date that ends at 24:00 keeps doing so; looking back, a day ends at its closing or at the
  // same clock.
  const auto same_clock = [&](Date to) {
    if (due.ends_midnight || !back) return calendar.instant(to, kDay);
    return calendar.instant(to, calendar.local(due.due).of_day);
  };
  switch (span.unit) {
    case Unit::minutes:
      return due.due + span.n * kMinute;
    case Unit::hours:
      return due.due + span.n * kHour;
    case Unit::office_hours:
      return back ? office_before(calendar, due.due, -span.n * kHour)
                  : calendar.add_office(due.due, span.n * kHour);
    case Unit::working_days:
      if (span.n == 0) return due.due;
      return calendar.instant(calendar.add_workdays(day, span.n),
                              due.ends_midnight && !back ? kDay : calendar.closing());
    case Unit::calendar_days:
      return span.n == 0 ? due.due : same_clock(day + span.n);
    case Unit::months:
      return span.n == 0 ? due.due : same_clock(add_months(day, span.n));
    case Unit::years:
      return span.n == 0 ? due.due : same_clock(add_months(day, span.n * 12));
  }
  return due.due;
}

}  // namespace tf::rule

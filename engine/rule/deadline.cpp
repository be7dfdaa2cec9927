#include "rule/deadline.h"

#include <algorithm>

#include "base/check.h"
#include "rule/deadline_count.h"

namespace tf::rule {
namespace {

bool monthly(Unit unit) {
  return unit == Unit::months || unit == Unit::years;
}
bool in_days(Unit unit) {
  return unit >= Unit::working_days;
}

// The deadline's span with the granted extensions of its own unit.
Span whole_span(const Deadline& deadline, std::span<const Span> extensions) {
  Span whole = deadline.span;
  for (const Span& extra : extensions) {
    if (extra.unit == whole.unit) {
      whole.n += extra.n;
    } else if (monthly(extra.unit) && monthly(whole.unit)) {
      if (whole.unit == Unit::years) whole = {whole.n * 12, Unit::months};
      whole.n += extra.unit == Unit::years ? extra.n * 12 : extra.n;
    }
  }
  return whole;
}
bool joins(const Span& extra, const Deadline& deadline) {
  return extra.unit == deadline.span.unit || (monthly(extra.unit) && monthly(deadline.span.unit));
}

// What pauses take from a clock: days it counts, or running time.
struct Stood {
  std::int64_t days = 0;
  Milliseconds ms = 0;
};
Stood stood_still(const Deadline& deadline, Instant start, const Calendar& calendar,
                  std::span<const Pause> pauses) {
  Stood stood;
  Date counted = calendar.date(start) - 1;
  for (const Pause& pause : pauses) {
    const Instant from = std::max(start, pause.from);
    if (pause.to <= from) continue;
    if (in_days(deadline.span.unit) || deadline.kind != Deadline::Kind::span) {
      const Date first = std::max(counted, calendar.date(from) - 1);
      const Date last = std::max(first, calendar.date(pause.to));
      stood.days += deadline.span.unit == Unit::working_days
                        ? calendar.workdays_between(first, last)
                        : last - first;
      counted = last;
    }
    if (deadline.kind == Deadline::Kind::span && deadline.span.unit == Unit::office_hours)
      stood.ms += calendar.office_between(from, pause.to);
    else if (!deadline.open.empty())
      stood.ms += calendar.open_between(from, pause.to, deadline.open);
    else
      stood.ms += pause.to - from;
  }
  return stood;
}

// Where a count has arrived: an instant, or a civil day that is counted whole.
struct Position {
  bool whole_day = false;
  Date day;
  Instant at;
};

class Reckoning {
 public:
  Reckoning(const Deadline& deadline, const Calendar& calendar, const DueContext& context, Due& due)
      : deadline_(deadline),
        calendar_(calendar),
        context_(context),
        count_(calendar, due, context.explain),
        due_(due) {}

  // Fills due_.due and ends_midnight; false when a reference is missing.
  bool run(std::span<const Pause> pauses) {
    due_.provisional = false;
    due_.days.clear();
    const Stood stood = stood_still(deadline_, due_.start, calendar_, pauses);
    switch (deadline_.kind) {
      case Deadline::Kind::span:
        span(stood);
        return true;
      case Deadline::Kind::until:
        until(due_.start + stood.ms);
        return true;
      case Deadline::Kind::date:
        return date(stood);
      case Deadline::Kind::before:
        return before();
      case Deadline::Kind::cycle:
        due_.due = next_occurrence(*deadline_.every, due_.start, due_.start, calendar_);
        due_.ends_midnight = calendar_.local(due_.due).of_day == 0;
        return true;
    }
    return false;
  }

 private:
  void span(const Stood& stood) {
    Span whole = whole_span(deadline_, context_.extensions);
    Position at{false, received_on(), due_.start};
    Milliseconds extra_ms = stood.ms;
    if (whole.unit == Unit::working_days || whole.unit == Unit::calendar_days) {
      whole.n += stood.days;
      extra_ms = 0;
    }
    at = advance(at, whole, in_days(whole.unit) ? 0 : extra_ms);
    if (monthly(whole.unit) && stood.days > 0) at = advance(at, {stood.days, Unit::calendar_days});
    for (const Span& extra : context_.extensions)
      if (!joins(extra, deadline_)) at = advance(at, extra);
    settle(at, whole.unit);
  }

  // The civil day of receipt; with late_receipt_next one of rest days and after closing is the
  // next.
  Date received_on() const {
    const LocalTime start = calendar_.local(due_.start);
    if (!deadline_.late_receipt_next || deadline_.span.unit != Unit::working_days)
      return start.date;
    return calendar_.next_workday(start.of_day >= calendar_.closing() ? start.date + 1
                                                                      : start.date);
  }

  Position advance(const Position& from, const Span& by, Milliseconds extra_ms = 0) {
    const Instant at = from.whole_day ? calendar_.instant(from.day, kDay) : from.at;
    if (deadline_.ends.kind == Ends::Kind::same_time && !from.whole_day)
      if (const auto same = same_time(at, by)) return timed(*same);
    switch (by.unit) {
      case Unit::minutes:
        return timed(run_time(at, by.n * kMinute + extra_ms));
      case Unit::hours:
        return timed(run_time(at, by.n * kHour + extra_ms));
      case Unit::office_hours: {
        const bool opening = deadline_.ends.kind == Ends::Kind::opening;
        const Instant end = calendar_.add_office(at, by.n * kHour + extra_ms, opening);
        count_.consulted(calendar_.date(at), calendar_.date(end));
        return timed(end);
      }
      case Unit::working_days:
        return whole(count_.working_days(from.day, by.n));
      case Unit::calendar_days:
        return whole(count_.calendar_days(from.day, from.day + by.n));
      case Unit::months:
        return whole(count_.calendar_days(from.day, add_months(from.day, by.n)));
      case Unit::years:
        return whole(count_.calendar_days(from.day, add_months(from.day, by.n * 12)));
    }
    return from;
  }
  // n days later at the same time of day; working days as so many days' office hours.
  std::optional<Instant> same_time(Instant at, const Span& by) {
    const LocalTime start = calendar_.local(at);
    switch (by.unit) {
      case Unit::working_days: {
        const Instant end = calendar_.add_office(at, by.n * calendar_.office_per_day(), true);
        count_.working_days(start.date,
                            calendar_.workdays_between(start.date, calendar_.date(end)));
        return end;
      }
      case Unit::calendar_days:
        return calendar_.instant(count_.calendar_days(start.date, start.date + by.n), start.of_day);
      case Unit::months:
      case Unit::years: {
        const Date end = add_months(start.date, by.unit == Unit::years ? by.n * 12 : by.n);
        return calendar_.instant(count_.calendar_days(start.date, end), start.of_day);
      }
      default:
        return std::nullopt;
    }
  }
  Instant run_time(Instant at, Milliseconds ms) const {
    return deadline_.open.empty() ? at + ms : calendar_.add_open(at, ms, deadline_.open);
  }
  Position timed(Instant at) const { return {false, calendar_.date(at), at}; }
  static Position whole(Date day) { return {true, day, {}}; }

  // Rolls once, then ends on the day.
  void settle(Position at, Unit unit) {
    const LocalTime reading = at.whole_day ? LocalTime{at.day, kDay} : calendar_.local(at.at);
    const Date day = count_.roll(reading.date, deadline_.roll);
    Milliseconds of_day = reading.of_day;
    if (at.whole_day && unit == Unit::working_days) of_day = calendar_.closing();
    switch (deadline_.ends.kind) {
      case Ends::Kind::usual:
      case Ends::Kind::same_time:  // advance() kept the time of day
        break;
      case Ends::Kind::office:
        of_day = calendar_.closing();
        break;
      case Ends::Kind::opening:
        if (at.whole_day) of_day = calendar_.opening();
        break;
      case Ends::Kind::clock:
        of_day = deadline_.ends.clock;
        break;
    }
    const bool moved = day != reading.date || of_day != reading.of_day;
    due_.due = at.whole_day || moved ? calendar_.instant(day, of_day) : at.at;
    due_.ends_midnight = (at.whole_day || moved) && of_day % kDay == 0;
  }

  void until(Instant start) {
    Instant earliest = start;
    bool strictly = true;
    if (deadline_.at_least && deadline_.at_least->n > 0) {
      const Position least = advance({false, calendar_.date(start), start}, *deadline_.at_least);
      earliest = least.whole_day ? calendar_.instant(least.day, kDay) : least.at;
      strictly = false;
    }
    const LocalTime end = next_reading(deadline_.until, earliest, strictly, calendar_);
    Position at = whole(end.date);
    for (const Span& extra : context_.extensions) at = advance(at, extra);
    if (!at.whole_day) {
      settle(at, Unit::hours);
      return;
    }
    const Date day = count_.roll(at.day, deadline_.roll);
    due_.due = calendar_.instant(day, end.of_day);
    due_.ends_midnight = end.of_day % kDay == 0;
  }

  bool date(const Stood& stood) {
    const auto& reference = deadline_.case_due ? context_.case_due : context_.reference;
    if (!reference) return false;
    const bool plain = context_.extensions.empty() && stood.days == 0;
    const bool midnight = reference->day || reference->ends_midnight;
    if (plain && !reference->day && deadline_.roll == Roll::none &&
        deadline_.ends.kind == Ends::Kind::usual) {
      due_.due = reference->at;
      due_.ends_midnight = reference->ends_midnight;
      return true;
    }
    Position at;
    if (reference->day)
      at = whole(*reference->day);
    else if (midnight)
      at = whole(calendar_.date(reference->at) - 1);
    else
      at = timed(reference->at);
    const Milliseconds of_day = midnight ? kDay : calendar_.local(reference->at).of_day;
    if (stood.days > 0) at = advance(at, {stood.days, Unit::calendar_days});
    for (const Span& extra : context_.extensions) at = advance(at, extra);
    if (at.whole_day && !midnight) at = timed(calendar_.instant(at.day, of_day));
    settle(at, Unit::calendar_days);
    return true;
  }

  // `n` full days between the two dates; hours and minutes to the second.
  bool before() {
    if (!context_.reference) return false;
    const Reference& reference = *context_.reference;
    const Span& by = deadline_.by_at_least;
    const Date day = reference.day ? *reference.day : calendar_.date(reference.at);
    const Instant at = reference.day ? calendar_.instant(day, 0) : reference.at;
    due_.ends_midnight = in_days(by.unit);
    switch (by.unit) {
      case Unit::minutes:
        due_.due = at - by.n * kMinute;
        break;
      case Unit::hours:
        due_.due = at - by.n * kHour;
        break;
      case Unit::office_hours:
        due_.due = office_before(calendar_, at, by.n * kHour);
        count_.consulted(calendar_.date(due_.due), day);
        break;
      case Unit::working_days: {
        const Date first = calendar_.add_workdays(day, -by.n);
        count_.consulted(first, day);
        due_.due = calendar_.instant(first, 0);
        break;
      }
      case Unit::calendar_days:
        due_.due = calendar_.instant(day - by.n, 0);
        break;
      case Unit::months:
        due_.due = calendar_.instant(add_months(day, -by.n), 0);
        break;
      case Unit::years:
        due_.due = calendar_.instant(add_months(day, -by.n * 12), 0);
        break;
    }
    return true;
  }

  const Deadline& deadline_;
  const Calendar& calendar_;
  const DueContext& context_;
  DayCounter count_;
  Due& due_;
};

}  // namespace

std::optional<Due> compute(const Deadline& deadline, Instant start, const Calendar& calendar,
                           const DueContext& context) {
  Due due;
  due.start = start;
  due.grace = deadline.grace;
  Reckoning reckoning(deadline, calendar, context, due);
  if (!reckoning.run({})) return std::nullopt;
  // A pause counts when it begins before the due that the pauses before it give.
  std::size_t used = 0;
  while (used < context.pauses.size() && context.pauses[used].from < due.due) {
    ++used;
    reckoning.run(context.pauses.first(used));
  }
  if (context.want_warn) {
    Span whole = deadline.span;
    if (deadline.kind == Deadline::Kind::span) whole = whole_span(deadline, context.extensions);
    due.warn = warn_instant(deadline, whole, due, calendar, context.pauses.first(used));
  }
  return due;
}

}  // namespace tf::rule

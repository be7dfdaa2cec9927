// The counting under compute(): days one after the other with their reasons, readings of the wall
// clock, and warn instants.
#pragma once

#include <optional>
#include <span>

#include "base/calendar.h"
#include "rule/deadline.h"

namespace tf::rule {

// Counts days; notes them in `due.days` when asked to, and marks `due.provisional`.
class DayCounter {
 public:
  DayCounter(const Calendar& calendar, Due& due, bool explain)
      : calendar_(calendar), due_(due), explain_(explain) {}
  Date working_days(Date start, std::int64_t n);
  Date calendar_days(Date start, Date end);  // every day of (start, end]
  Date roll(Date day, Roll roll);
  void consulted(Date first, Date last);  // days looked up in the calendar

 private:
  void note(Date day, std::int64_t count, bool rolled);
  const Calendar& calendar_;
  Due& due_;
  bool explain_;
};

// The first reading of clock, month_day, day_of_month or weekday at or after `from` (after it:
// `strictly`). of_day may be 24:00. Other kinds: their offset from `from`.
LocalTime next_reading(const TimePoint& point, Instant from, bool strictly,
                       const Calendar& calendar);

// `ms` of office time before `t`.
Instant office_before(const Calendar& calendar, Instant t, Milliseconds ms);

std::optional<Instant> warn_instant(const Deadline& deadline, const Span& whole, const Due& due,
                                    const Calendar& calendar, std::span<const Pause> pauses);

}  // namespace tf::rule

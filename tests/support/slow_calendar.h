// The independent check of deadlines: a calendar that looks at one day, and one minute, after the
// other. It shares nothing with base/calendar.h and rule/deadline.h but the zone and the civil
// date.
#pragma once

#include <set>
#include <vector>

#include "base/calendar.h"
#include "base/time.h"
#include "base/zone.h"

namespace tf::test {

struct SlowCalendar {
  Zone zone;
  std::set<std::int64_t> rest, work;  // day numbers
  std::vector<Hours> office;

  bool is_work(Date day) const {
    if (work.contains(day.days)) return true;
    if (rest.contains(day.days)) return false;
    return weekday_of(day) < Weekday::saturday;
  }
  // Readings are looked for a quarter of an hour at a time: the first instant that shows one, or
  // where the clock skips it the instant after the gap.
  Instant instant(Date day, Milliseconds of_day) const {
    const LocalTime wanted = normal({day, of_day});
    const std::int64_t guess = wanted.date.days * kDay + wanted.of_day;
    const std::int64_t odd = guess % (15 * kMinute);
    for (std::int64_t ms = guess - 16 * kHour;; ms += 15 * kMinute) {
      const LocalTime shown = zone.local({ms});
      if (shown == wanted) return {ms};
      if (shown > wanted) return {ms - odd};
    }
  }
  bool in(Instant t, const std::vector<Hours>& hours, bool working_days) const {
    const LocalTime local = zone.local(t);
    if (working_days && !is_work(local.date)) return false;
    for (const Hours& stretch : hours)
      if (local.of_day >= stretch.from && local.of_day < stretch.to) return true;
    return false;
  }

  Instant working_days(Instant start, int n, Milliseconds closing) const {
    Date day = zone.local(start).date;
    while (n > 0) {
      day = day + 1;
      if (is_work(day)) --n;
    }
    return instant(day, closing);
  }
  Instant calendar_days(Instant start, int n, bool roll) const {
    Date day = zone.local(start).date;
    for (; n > 0; --n) day = day + 1;
    while (roll && !is_work(day)) day = day + 1;
    return instant(day + 1, 0);
  }
  Instant months(Instant start, int n, bool roll) const {
    const YearMonthDay from = ymd_of(zone.local(start).date);
    Date day = zone.local(start).date;
    // Walk n month starts on, then to the same number or the last day.
    for (; n > 0; --n) {
      do day = day + 1;
      while (ymd_of(day).day != 1);
    }
    const int month = ymd_of(day).month;
    while (ymd_of(day).day != from.day && ymd_of(day + 1).month == month) day = day + 1;
    while (roll && !is_work(day)) day = day + 1;
    return instant(day + 1, 0);
  }
  // Counts whole minutes; `start` on a minute.
  Instant minutes_of(Instant start, std::int64_t minutes, const std::vector<Hours>& hours,
                     bool working_days) const {
    Instant t = start;
    while (minutes > 0) {
      if (in(t, hours, working_days)) --minutes;
      t = t + kMinute;
    }
    return t;
  }
  // The first minute at least `least` away that begins a stretch of showing `clock` or later that
  // day.
  Instant night(Instant start, Milliseconds clock, Milliseconds least) const {
    for (Date day = zone.local(start).date;; day = day + 1) {
      const Instant t = instant(day, clock);
      if (t - start >= least) return t;
    }
  }
};

}  // namespace tf::test

// Which days a town works, and the arithmetic of working days and office hours.
//
// A calendar is a stack of layers, the lowest first: the national table, the county, the town, a
// unit. The topmost layer that names a day decides it; a day no layer names is a fixed statutory
// day (`always`), else a rest day of the week, else a working day. Provisional: a day of a year
// whose table no layer has loaded, in a calendar that uses tables at all. Only questions that
// consult such a day are provisional; counting natural days consults none. Keyed by civil date;
// nothing here passes through UTC midnight, and the host's own TZ plays no part. Time:    every
// question is O(1) in the common years (1900-2199), O(years) outside. No allocation, except
//          by why() callers who copy names.
// Threads: immutable once built; copies share.
// Errors:  build() answers Errc::invalid or Errc::not_found (zone) with one sentence.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "base/zone.h"

namespace tf {

// A stretch of the day, [from, to) in milliseconds since 00:00; `to` may be kDay (24:00).
struct Hours {
  Milliseconds from = 0;
  Milliseconds to = 0;
  friend constexpr auto operator<=>(Hours, Hours) = default;
};

struct MonthDay {
  int month = 1;
  int day = 1;
  friend constexpr auto operator<=>(MonthDay, MonthDay) = default;
};

enum class DayKind : std::uint8_t {
  workday,     // an ordinary one
  weekend,     // a rest day of the week
  holiday,     // named by a table
  makeup,      // a rest day of the week on which a table makes people work (调休上班)
  statutory,   // a fixed day of `always`, its year's table not loaded or silent
  local_rest,  // a layer above the lowest gives the day off
  local_work   // … or takes it
};
constexpr bool is_work(DayKind kind) {
  return kind == DayKind::workday || kind == DayKind::makeup || kind == DayKind::local_work;
}

struct CalendarDay {
  Date date;
  bool work = false;
  std::string name;  // "spring", "春节"; may be empty
};

// What one file or table says. Absent parts leave the layer below as it is.
struct CalendarLayer {
  std::string name;                               // "cn", "wanshi"
  std::optional<std::string> zone;                // IANA
  std::optional<std::vector<Weekday>> week_rest;  // may be empty: no weekly rest day
  std::optional<std::vector<Hours>> office;
  std::vector<MonthDay> always;
  std::vector<std::int64_t> years;  // loaded tables
  std::vector<CalendarDay> days;    // of the tables, and extra local days
};

class Calendar {
 public:
  // Monday to Friday, 08:30-12:00 14:00-17:30, UTC, no table (so never provisional).
  Calendar();
  static Result<Calendar> build(std::span<const CalendarLayer> layers);

  const Zone& zone() const;
  std::span<const Hours> office() const;
  Milliseconds office_per_day() const;
  Milliseconds opening() const;  // of the day: 08:30
  Milliseconds closing() const;  // of the day: 17:30
  // "sha256:…" over everything that decides a question; equal text means equal answers.
  const std::string& version() const;

  // Days.
  bool is_workday(Date day) const;
  bool provisional(Date day) const;
  bool provisional(Date first, Date last) const;  // any day of [first, last]
  struct Reason {
    DayKind kind = DayKind::workday;
    std::string_view name;   // of the holiday; lives as long as the calendar
    std::string_view layer;  // that decided; empty for the week
    bool provisional = false;
  };
  Reason why(Date day) const;
  Date next_workday(Date day) const;  // `day` itself when it is one
  Date previous_workday(Date day) const;
  // n > 0: the n-th working day after `day`, which is not counted itself; n < 0: before; 0: `day`.
  Date add_workdays(Date day, std::int64_t n) const;
  std::int64_t workdays_between(Date after,
                                Date upto) const;  // in (after, upto]; negative the other way

  // Instants. A day's stretches are what the wall clock says, so a day of 23 hours is 23 hours
  // long.
  LocalTime local(Instant t) const;
  Instant instant(Date day, Milliseconds of_day) const;  // of_day may be kDay and beyond
  Date date(Instant t) const { return local(t).date; }
  bool is_office(Instant t) const;  // closing time itself is not
  // `t` itself in office hours, else the next opening.
  Instant next_office(Instant t) const;
  // When `ms` of office time after `t` are used up. Used up exactly when a stretch ends: that end,
  // or with `at_opening` the start of the next stretch. 0: `t`, or with `at_opening`
  // next_office(t).
  Instant add_office(Instant t, Milliseconds ms, bool at_opening = false) const;
  Milliseconds office_between(Instant a, Instant b) const;  // 0 when b <= a
  // The same over hours of natural days: `open: 06:30-22:30`. `open` sorted, not empty.
  Instant add_open(Instant t, Milliseconds ms, std::span<const Hours> open,
                   bool at_opening = false) const;
  Milliseconds open_between(Instant a, Instant b, std::span<const Hours> open) const;

  struct Data;

 private:
  explicit Calendar(std::shared_ptr<const Data> data);
  std::shared_ptr<const Data> data_;
};

// "08:30-12:00 14:00-17:30": sorted, not touching, each from < to <= 24:00. nullopt when it is not
// that.
std::optional<std::vector<Hours>> parse_hours(std::string_view text);
std::string to_string(std::span<const Hours> hours);

}  // namespace tf

// Instants and civil dates, without time zones (zone.h) and without clocks (clock.h).
// Source: the proleptic Gregorian calendar of ISO 8601; day numbers count from 1970-01-01.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tf {

using Milliseconds = std::int64_t;
inline constexpr Milliseconds kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute,
                              kDay = 24 * kHour;

// A point of time: milliseconds since 1970-01-01T00:00:00Z. Every stamp in the journal is one.
struct Instant {
  std::int64_t ms = 0;
  friend constexpr auto operator<=>(Instant, Instant) = default;
  constexpr Instant operator+(Milliseconds d) const { return {ms + d}; }
  constexpr Instant operator-(Milliseconds d) const { return {ms - d}; }
  constexpr Milliseconds operator-(Instant other) const { return ms - other.ms; }
};

enum class Weekday : std::uint8_t {
  monday = 1,
  tuesday,
  wednesday,
  thursday,
  friday,
  saturday,
  sunday
};

// A civil day. FEEL allows years to ±999,999,999, so the day number is 64 bits.
struct Date {
  std::int64_t days = 0;
  friend constexpr auto operator<=>(Date, Date) = default;
  constexpr Date operator+(std::int64_t n) const { return {days + n}; }
  constexpr Date operator-(std::int64_t n) const { return {days - n}; }
  constexpr std::int64_t operator-(Date other) const { return days - other.days; }
};

struct YearMonthDay {
  std::int64_t year = 1970;
  int month = 1;  // 1-12
  int day = 1;    // 1-31
  friend constexpr auto operator<=>(YearMonthDay, YearMonthDay) = default;
};

Date date_of(YearMonthDay ymd);  // ymd must exist
YearMonthDay ymd_of(Date date);
Weekday weekday_of(Date date);
bool is_leap(std::int64_t year);
int days_in_month(std::int64_t year, int month);
// The same day number `months` later, or the last day of that month where there is none. More than
// 2 billion years count as that many: the caller sees a year beyond its limit.
Date add_months(Date date, std::int64_t months);

// A wall clock reading: a day and the milliseconds since its 00:00 (24:00 is 00:00 of the next
// day).
struct LocalTime {
  Date date;
  Milliseconds of_day = 0;
  friend constexpr auto operator<=>(LocalTime, LocalTime) = default;
};
constexpr LocalTime normal(LocalTime t) {
  const std::int64_t carry = t.of_day >= 0 ? t.of_day / kDay : -((kDay - 1 - t.of_day) / kDay);
  return {t.date + carry, t.of_day - carry * kDay};
}

// "2026-03-10"; nothing else but longer and negative years, "-0044-03-15", "99999-12-31" (to
// ±999,999,999). nullopt for a day that does not exist.
std::optional<Date> parse_date(std::string_view text);
std::string to_string(Date date);
// "HH:MM", "HH:MM:SS", "24:00": milliseconds of the day.
std::optional<Milliseconds> parse_clock_time(std::string_view text);
// "2026-03-10 16:40", "2026-03-10T16:40:00", with seconds and milliseconds optional, no offset.
std::optional<LocalTime> parse_local(std::string_view text);
std::string to_string(LocalTime t);  // "2026-03-10 16:40", seconds only when there are any
// RFC 3339 with offset or Z.
std::optional<Instant> parse_instant(std::string_view text);
std::string to_utc_string(Instant t);  // "2026-03-10T08:40:00Z", ".123" only when there are any

}  // namespace tf

// FEEL's temporal kinds as text and back: ISO 8601 with FEEL's additions (a zone name after `@`,
// years to ±999,999,999, nanoseconds, offsets with seconds). What is printed reads back equal.
//
//     date      2026-03-10    -0044-03-15    99999-12-31
//     time      16:40:00   16:40:00.5   16:40:00Z   16:40:00+08:00   16:40:00@Asia/Shanghai
//     moment    2026-03-10T16:40:00+08:00      (the parts above around a T)
//     duration  P1DT2H3M4.5S   -PT1H           printed normal: PT61M is PT1H1M, zero is PT0S
//     months    P1Y2M   -P3M                   printed normal: P14M is P1Y2M, zero is P0M
//
// Errors:  a text of another form, a day or hour that does not exist, an unknown zone, an offset
// beyond
//          ±14:00, or a number beyond the limits gives nullopt. 24:00:00 is read as 00:00:00 of the
//          next day.
// Source:  OMG DMN 1.5 §10.3.2.3, XML Schema 1.1 part 2.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/value.h"

namespace tf {

inline constexpr std::int64_t kMaxYear = 999'999'999;
inline constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
inline constexpr std::int64_t kSecondsPerDay = 86'400;
inline constexpr std::int32_t kMaxOffsetSeconds = 14 * 3600;

// `text` as the one kind it spells, a Value of kind date, time, moment, duration or months.
std::optional<Value> parse_any_temporal(std::string_view text);
// parse_date(text) and to_string(Date) stand in time.h.
std::optional<TimeOfDay> parse_time(std::string_view text);
// A day alone is no moment here: FEEL's `date and time("2026-03-10")` adds the 00:00:00 itself.
std::optional<Moment> parse_moment(std::string_view text);
std::optional<Duration> parse_duration(std::string_view text);
std::optional<Months> parse_months(std::string_view text);

std::string to_string(const TimeOfDay& time);
std::string to_string(const Moment& moment);
std::string to_string(Duration duration);
std::string to_string(Months months);
// A value of a temporal kind, onto `out`; TF_CHECK for every other kind.
void append_temporal(std::string& out, const Value& value);
bool is_temporal(Value::Kind kind);

// Arithmetic that FEEL and the deadlines share. Exact; nullopt beyond kMaxYear or 64 bits.
__extension__ using Nanos = __int128;
constexpr Nanos nanos_of(Duration d) {
  return Nanos{d.seconds} * kNanosPerSecond + d.nanos;
}
std::optional<Duration> duration_of_nanos(Nanos nanos);
// Nanoseconds since 1970-01-01T00:00:00Z; a reading without offset or zone is taken as UTC (compare
// only two of these, or two with).
Nanos utc_nanos(const Moment& moment);
// The reading at `utc` with the same offset or zone as `like`.
std::optional<Moment> moment_at(Nanos utc, const TimeOfDay& like);
// True when the text names an offset or a zone.
constexpr bool is_zoned(const TimeOfDay& time) {
  return time.offset != TimeOfDay::kNoOffset || time.zone != nullptr;
}
// The offset in seconds east of UTC: given, or of the zone at that moment; nullopt without either.
std::optional<std::int32_t> offset_of(const Moment& moment);

}  // namespace tf

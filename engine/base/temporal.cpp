#include "base/temporal.h"

#include "base/check.h"
#include "base/scan.h"
#include "base/zone.h"

namespace tf {
namespace {

constexpr std::int64_t kNanosPerDay = kSecondsPerDay * kNanosPerSecond;
constexpr std::int64_t kNanosPerMilli = 1'000'000;

// HH:MM:SS[.fraction], to 24:00:00, as nanoseconds.
std::optional<std::int64_t> scan_reading(Scanner& text) {
  const auto hour = text.fixed(2);
  if (!hour || !text.eat(':')) return std::nullopt;
  const auto minute = text.fixed(2);
  if (!minute || *minute > 59 || !text.eat(':')) return std::nullopt;
  const auto second = text.fixed(2);
  if (!second || *second > 59) return std::nullopt;
  const auto nanos = text.fraction();
  if (!nanos) return std::nullopt;
  const std::int64_t total = (*hour * 3600 + *minute * 60 + *second) * kNanosPerSecond + *nanos;
  if (total > kNanosPerDay) return std::nullopt;
  return total;
}

// ±HH:MM[:SS]
std::optional<std::int32_t> scan_offset(Scanner& text) {
  const bool west = text.sees('-');
  if (!text.eat('+') && !text.eat('-')) return std::nullopt;
  const auto hours = text.fixed(2);
  if (!hours || !text.eat(':')) return std::nullopt;
  const auto minutes = text.fixed(2);
  if (!minutes || *minutes > 59) return std::nullopt;
  std::optional<std::int64_t> seconds = 0;
  if (text.eat(':')) seconds = text.fixed(2);
  if (!seconds || *seconds > 59) return std::nullopt;
  const auto offset = static_cast<std::int32_t>(*hours * 3600 + *minutes * 60 + *seconds);
  if (offset > kMaxOffsetSeconds) return std::nullopt;
  return west ? -offset : offset;
}

std::shared_ptr<const std::string> zone_name(std::string_view name) {
  const auto zone = Zone::find(name);
  if (!zone) return nullptr;
  if (name == "UTC") return std::make_shared<const std::string>(name);
  return zone->shared_name();  // null for an offset, which needs no @
}

// A reading and all that follows it; `nanos` may be a whole day.
std::optional<TimeOfDay> scan_time(Scanner& text) {
  const auto nanos = scan_reading(text);
  if (!nanos) return std::nullopt;
  TimeOfDay time{.nanos = *nanos, .offset = TimeOfDay::kNoOffset, .zone = nullptr};
  if (text.at_end()) return time;
  if (text.eat('@')) {
    time.zone = zone_name(text.rest);
    if (time.zone == nullptr) return std::nullopt;
    return time;
  }
  if (text.eat('Z')) {
    time.offset = 0;
  } else {
    const auto offset = scan_offset(text);
    if (!offset) return std::nullopt;
    time.offset = *offset;
  }
  if (!text.at_end()) return std::nullopt;
  return time;
}

}  // namespace

std::optional<TimeOfDay> parse_time(std::string_view text) {
  Scanner scanner{text};
  auto time = scan_time(scanner);
  if (time && time->nanos == kNanosPerDay) time->nanos = 0;
  return time;
}

std::optional<Moment> parse_moment(std::string_view text) {
  const std::size_t t = text.find('T');
  if (t == std::string_view::npos) return std::nullopt;
  const auto date = parse_date(text.substr(0, t));
  if (!date) return std::nullopt;
  Scanner scanner{text.substr(t + 1)};
  auto time = scan_time(scanner);
  if (!time) return std::nullopt;
  Moment moment{*date, std::move(*time)};
  if (moment.time.nanos == kNanosPerDay) {
    moment.date = moment.date + 1;
    moment.time.nanos = 0;
  }
  if (moment.time.zone != nullptr)
    moment.time.offset = offset_of(moment).value_or(TimeOfDay::kNoOffset);
  return moment;
}

namespace {

// One "12H" of a duration: `count` becomes 12 when the digits at the front end with `unit`, and 0
// when that part is left out. False for a number too long.
bool scan_part(Scanner& text, char unit, Nanos& count, bool& found) {
  Scanner ahead = text;
  const std::string_view run = ahead.digits();
  count = 0;
  if (run.empty() || !ahead.eat(unit)) return true;
  if (run.size() > 18) return false;
  count = *Scanner{run}.fixed(run.size());
  found = true;
  text = ahead;
  return true;
}

// Seconds may have a fraction, and a point without one.
bool scan_seconds(Scanner& text, Nanos& nanos, bool& found) {
  Scanner ahead = text;
  const std::string_view run = ahead.digits();
  nanos = 0;
  if (run.empty() || run.size() > 18) return run.empty();
  const auto fraction = ahead.rest.starts_with(".S") && ahead.eat('.') ? 0 : ahead.fraction();
  if (!fraction || !ahead.eat('S')) return false;
  nanos = Nanos{*Scanner{run}.fixed(run.size())} * kNanosPerSecond + *fraction;
  found = true;
  text = ahead;
  return true;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  Scanner scanner{text};
  const bool negative = scanner.eat('-');
  if (!scanner.eat('P')) return std::nullopt;
  Nanos days = 0, hours = 0, minutes = 0, nanos = 0;
  bool found = false;
  if (!scan_part(scanner, 'D', days, found)) return std::nullopt;
  if (scanner.eat('T')) {
    found = false;  // a T announces at least one more
    if (!scan_part(scanner, 'H', hours, found) || !scan_part(scanner, 'M', minutes, found) ||
        !scan_seconds(scanner, nanos, found))
      return std::nullopt;
  }
  if (!found || !scanner.at_end()) return std::nullopt;
  const Nanos total =
      nanos + (days * kSecondsPerDay + hours * 3600 + minutes * 60) * kNanosPerSecond;
  return duration_of_nanos(negative ? -total : total);
}

std::optional<Months> parse_months(std::string_view text) {
  Scanner scanner{text};
  const bool negative = scanner.eat('-');
  if (!scanner.eat('P')) return std::nullopt;
  Nanos years = 0, months = 0;
  bool found = false;
  if (!scan_part(scanner, 'Y', years, found) || !scan_part(scanner, 'M', months, found))
    return std::nullopt;
  if (!found || !scanner.at_end()) return std::nullopt;
  const Nanos total = (years * 12 + months) * (negative ? -1 : 1);
  if (total > INT64_MAX || total < INT64_MIN) return std::nullopt;
  return Months{static_cast<std::int64_t>(total)};
}

std::optional<Value> parse_any_temporal(std::string_view text) {
  if (const auto date = parse_date(text)) return Value::date(*date);
  if (auto time = parse_time(text)) return Value::time(std::move(*time));
  if (auto moment = parse_moment(text)) return Value::moment(std::move(*moment));
  if (const auto duration = parse_duration(text)) return Value::duration(*duration);
  if (const auto months = parse_months(text)) return Value::months(*months);
  return std::nullopt;
}

namespace {

void append_reading(std::string& out, const TimeOfDay& time) {
  const std::int64_t seconds = time.nanos / kNanosPerSecond;
  append_padded(out, seconds / 3600, 2);
  out += ':';
  append_padded(out, seconds / 60 % 60, 2);
  out += ':';
  append_padded(out, seconds % 60, 2);
  append_fraction(out, time.nanos % kNanosPerSecond);
  if (time.zone != nullptr) {
    (out += '@') += *time.zone;
  } else if (time.offset == 0) {
    out += 'Z';
  } else if (time.offset != TimeOfDay::kNoOffset) {
    const std::int64_t east = time.offset < 0 ? -std::int64_t{time.offset} : time.offset;
    out += time.offset < 0 ? '-' : '+';
    append_padded(out, east / 3600, 2);
    out += ':';
    append_padded(out, east / 60 % 60, 2);
    if (east % 60 == 0) return;
    out += ':';
    append_padded(out, east % 60, 2);
  }
}

void append_part(std::string& out, std::int64_t count, char unit) {
  if (count != 0) (out += std::to_string(count)) += unit;
}

}  // namespace

std::string to_string(const TimeOfDay& time) {
  std::string out;
  append_reading(out, time);
  return out;
}

std::string to_string(const Moment& moment) {
  std::string out = to_string(moment.date);
  out += 'T';
  append_reading(out, moment.time);
  return out;
}

std::string to_string(Duration duration) {
  Nanos nanos = nanos_of(duration);
  if (nanos == 0) return "PT0S";
  std::string out = nanos < 0 ? "-P" : "P";
  if (nanos < 0) nanos = -nanos;
  append_part(out, static_cast<std::int64_t>(nanos / kNanosPerDay), 'D');
  const auto rest = static_cast<std::int64_t>(nanos % kNanosPerDay);
  if (rest == 0) return out;
  const std::int64_t seconds = rest / kNanosPerSecond;
  out += 'T';
  append_part(out, seconds / 3600, 'H');
  append_part(out, seconds / 60 % 60, 'M');
  if (rest % (60 * kNanosPerSecond) == 0) return out;
  out += std::to_string(seconds % 60);
  append_fraction(out, rest % kNanosPerSecond);
  out += 'S';
  return out;
}

std::string to_string(Months months) {
  if (months.count == 0) return "P0M";
  // Unsigned, for the magnitude of the least of numbers.
  const std::uint64_t count = months.count < 0 ? 0 - static_cast<std::uint64_t>(months.count)
                                               : static_cast<std::uint64_t>(months.count);
  std::string out = months.count < 0 ? "-P" : "P";
  append_part(out, static_cast<std::int64_t>(count / 12), 'Y');
  append_part(out, static_cast<std::int64_t>(count % 12), 'M');
  return out;
}

void append_temporal(std::string& out, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::date:
      out += to_string(value.as_date());
      return;
    case Value::Kind::time:
      append_reading(out, value.as_time());
      return;
    case Value::Kind::moment:
      out += to_string(value.as_moment());
      return;
    case Value::Kind::duration:
      out += to_string(value.as_duration());
      return;
    case Value::Kind::months:
      out += to_string(value.as_months());
      return;
    default:
      TF_BUG("not a temporal value");
  }
}

bool is_temporal(Value::Kind kind) {
  return kind >= Value::Kind::date && kind <= Value::Kind::months;
}

std::optional<Duration> duration_of_nanos(Nanos nanos) {
  const Nanos seconds = nanos / kNanosPerSecond;
  if (seconds > INT64_MAX || seconds < INT64_MIN) return std::nullopt;
  return Duration{static_cast<std::int64_t>(seconds),
                  static_cast<std::int32_t>(nanos % kNanosPerSecond)};
}

std::optional<std::int32_t> offset_of(const Moment& moment) {
  if (moment.time.zone != nullptr) {
    if (const auto zone = Zone::find(*moment.time.zone)) {
      const LocalTime reading{moment.date, moment.time.nanos / kNanosPerMilli};
      return static_cast<std::int32_t>(zone->offset_at(reading) / kSecond);
    }
  }
  if (moment.time.offset == TimeOfDay::kNoOffset) return std::nullopt;
  return moment.time.offset;
}

Nanos utc_nanos(const Moment& moment) {
  return Nanos{moment.date.days} * kNanosPerDay + moment.time.nanos -
         Nanos{offset_of(moment).value_or(0)} * kNanosPerSecond;
}

namespace {

// The reading at `utc` + `offset` seconds.
std::optional<Moment> shifted(Nanos utc, std::int64_t offset) {
  static const Date first = date_of({-kMaxYear, 1, 1});
  static const Date last = date_of({kMaxYear, 12, 31});
  const Nanos local = utc + Nanos{offset} * kNanosPerSecond;
  Nanos days = local / kNanosPerDay;
  if (local % kNanosPerDay < 0) --days;
  if (days < first.days || days > last.days) return std::nullopt;
  const Date date{static_cast<std::int64_t>(days)};
  return Moment{date, {.nanos = static_cast<std::int64_t>(local - days * kNanosPerDay)}};
}

}  // namespace

std::optional<Moment> moment_at(Nanos utc, const TimeOfDay& like) {
  const bool has_offset = like.offset != TimeOfDay::kNoOffset;
  const auto zone = like.zone == nullptr ? Result<Zone>(Zone()) : Zone::find(*like.zone);
  if (like.zone == nullptr || !zone) {
    auto moment = shifted(utc, has_offset ? like.offset : 0);
    if (moment) moment->time.offset = like.offset;
    return moment;
  }
  // An instant of the same place in the calendar's cycle of 400 years, so that milliseconds hold
  // it.
  constexpr Nanos kCycle = Nanos{146'097} * kNanosPerDay;
  const Nanos cycles = utc > 20 * kCycle || utc < -20 * kCycle ? utc / kCycle : 0;
  Nanos ms = (utc - cycles * kCycle) / kNanosPerMilli;
  if (cycles > 0) ms += 10 * kCycle / kNanosPerMilli;  // stay in the future
  if (cycles < 0) ms -= 10 * kCycle / kNanosPerMilli;
  const auto offset =
      static_cast<std::int32_t>(zone->offset(Instant{static_cast<std::int64_t>(ms)}) / kSecond);
  auto moment = shifted(utc, offset);
  if (!moment) return std::nullopt;
  moment->time.offset = offset;
  moment->time.zone = like.zone;
  // The second of two same readings in autumn: the name would bring back the first.
  if (offset_of(*moment) != offset) moment->time.zone = nullptr;
  return moment;
}

}  // namespace tf

#include "rule/feel/arithmetic.h"

#include "base/decimal_math.h"
#include "base/temporal.h"

namespace tf::rule {
namespace {

using Kind = Value::Kind;

Value number_or_null(const std::optional<Decimal>& d) {
  return d ? Value::number(*d) : Value();
}

Value duration_or_null(const std::optional<Duration>& d) {
  return d ? Value::duration(*d) : Value();
}

std::int64_t year_of(Date date) {
  return ymd_of(date).year;
}
bool in_calendar(Date date) {
  constexpr std::int64_t kFar = 366LL * (kMaxYear + 1);
  if (date.days > kFar || date.days < -kFar) return false;
  const std::int64_t year = year_of(date);
  return year <= kMaxYear && year >= -kMaxYear;
}

Value date_or_null(Date date) {
  return in_calendar(date) ? Value::date(date) : Value();
}

constexpr Nanos kNanosPerDay = Nanos{kSecondsPerDay} * kNanosPerSecond;

std::int64_t floor_days(Nanos nanos) {
  const Nanos days =
      nanos >= 0 ? nanos / kNanosPerDay : -((-nanos + kNanosPerDay - 1) / kNanosPerDay);
  return static_cast<std::int64_t>(days);
}

// A moment moves along the wall clock; with a named zone its offset follows.
Value moment_plus(const Moment& m, Nanos nanos) {
  if (m.time.zone != nullptr) {
    const auto moved = moment_at(utc_nanos(m) + nanos, m.time);
    return moved ? Value::moment(*moved) : Value();
  }
  const Nanos at = Nanos{m.time.nanos} + nanos;
  const std::int64_t days = floor_days(at);
  Moment out = m;
  out.date = m.date + days;
  out.time.nanos = static_cast<std::int64_t>(at - Nanos{days} * kNanosPerDay);
  return in_calendar(out.date) ? Value::moment(out) : Value();
}

Value date_plus(Date date, Nanos nanos) {
  return date_or_null(date + floor_days(nanos));
}

Value time_plus(const TimeOfDay& time, Nanos nanos) {
  Nanos at = (Nanos{time.nanos} + nanos) % kNanosPerDay;
  if (at < 0) at += kNanosPerDay;
  TimeOfDay out = time;
  out.nanos = static_cast<std::int64_t>(at);
  return Value::time(out);
}

// A date counts as midnight UTC.
Moment midnight_utc(Date date) {
  TimeOfDay time;
  time.offset = 0;
  return {date, time};
}

Value between_moments(const Moment& a, const Moment& b) {
  if (is_zoned(a.time) != is_zoned(b.time)) return {};
  return duration_or_null(duration_of_nanos(utc_nanos(a) - utc_nanos(b)));
}

Value between_times(const TimeOfDay& a, const TimeOfDay& b) {
  if (is_zoned(a) != is_zoned(b)) return {};
  return duration_or_null(duration_of_nanos(utc_nanos({Date{0}, a}) - utc_nanos({Date{0}, b})));
}

std::optional<std::int64_t> months_sum(std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  if (__builtin_add_overflow(a, b, &out)) return std::nullopt;
  return out;
}

Value months_or_null(std::optional<std::int64_t> count) {
  return count ? Value::months({*count}) : Value();
}

std::optional<Decimal> seconds_of(Duration d) {
  return add(Decimal(d.seconds), Decimal::scaled(d.nanos, -9));
}

Value duration_of_seconds(const std::optional<Decimal>& seconds) {
  if (!seconds) return {};
  const auto nanos = multiply(*seconds, Decimal::scaled(1, 9));
  const auto rounded = nanos ? round(*nanos, 0, Rounding::half_even) : std::nullopt;
  if (!rounded) return {};
  if (const auto whole = rounded->whole())
    return duration_or_null(duration_of_nanos(Nanos{*whole}));
  const auto whole_seconds = truncated(*seconds);
  return whole_seconds ? duration_or_null(Duration{*whole_seconds, 0}) : Value();
}

Value months_of(const std::optional<Decimal>& count) {
  if (!count) return {};
  const auto whole = truncated(*count);
  return months_or_null(whole);
}

// Adding a duration of either kind to a point of time; sign -1 subtracts.
Value moved(const Value& at, const Value& by, int sign) {
  if (by.is(Kind::months)) return shift_months(at, by.as_months().count * sign);
  const Nanos nanos = nanos_of(by.as_duration()) * sign;
  switch (at.kind()) {
    case Kind::date:
      return date_plus(at.as_date(), nanos);
    case Kind::moment:
      return moment_plus(at.as_moment(), nanos);
    case Kind::time:
      return time_plus(at.as_time(), nanos);
    case Kind::duration:
      return duration_or_null(duration_of_nanos(nanos_of(at.as_duration()) + nanos));
    default:
      return {};
  }
}

bool is_span(const Value& v) {
  return v.is(Kind::duration) || v.is(Kind::months);
}
bool is_point(const Value& v) {
  return v.is(Kind::date) || v.is(Kind::moment) || v.is(Kind::time);
}

}  // namespace

Value shift_months(const Value& at, std::int64_t months) {
  constexpr std::int64_t kMost = 12 * 2 * kMaxYear;
  if (months > kMost || months < -kMost) return {};
  if (at.is(Kind::date)) return date_or_null(add_months(at.as_date(), months));
  if (at.is(Kind::moment)) {
    Moment out = at.as_moment();
    out.date = add_months(out.date, months);
    return in_calendar(out.date) ? Value::moment(out) : Value();
  }
  if (at.is(Kind::months)) return months_or_null(months_sum(at.as_months().count, months));
  return {};
}

Value plus(const Value& a, const Value& b) {
  if (a.is(Kind::number) && b.is(Kind::number))
    return number_or_null(add(a.as_number(), b.as_number()));
  if (a.is(Kind::text) && b.is(Kind::text)) return Value::text(a.as_text() + b.as_text());
  if (is_span(b) && (is_point(a) || (is_span(a) && a.kind() == b.kind()))) return moved(a, b, 1);
  if (is_span(a) && is_point(b)) return moved(b, a, 1);
  return {};
}

Value minus(const Value& a, const Value& b) {
  if (a.is(Kind::number) && b.is(Kind::number))
    return number_or_null(subtract(a.as_number(), b.as_number()));
  if (is_span(b) && (is_point(a) || (is_span(a) && a.kind() == b.kind()))) return moved(a, b, -1);
  if (a.is(Kind::date) && b.is(Kind::date))
    return duration_or_null(Duration{(a.as_date() - b.as_date()) * kSecondsPerDay, 0});
  if (a.is(Kind::moment) && b.is(Kind::moment))
    return between_moments(a.as_moment(), b.as_moment());
  if (a.is(Kind::moment) && b.is(Kind::date))
    return between_moments(a.as_moment(), midnight_utc(b.as_date()));
  if (a.is(Kind::date) && b.is(Kind::moment))
    return between_moments(midnight_utc(a.as_date()), b.as_moment());
  if (a.is(Kind::time) && b.is(Kind::time)) return between_times(a.as_time(), b.as_time());
  return {};
}

Value times(const Value& a, const Value& b) {
  if (a.is(Kind::number) && b.is(Kind::number))
    return number_or_null(multiply(a.as_number(), b.as_number()));
  if (is_span(b) && a.is(Kind::number)) return times(b, a);
  if (!b.is(Kind::number)) return {};
  if (a.is(Kind::months)) return months_of(multiply(Decimal(a.as_months().count), b.as_number()));
  if (a.is(Kind::duration)) {
    const auto seconds = seconds_of(a.as_duration());
    return seconds ? duration_of_seconds(multiply(*seconds, b.as_number())) : Value();
  }
  return {};
}

Value divided(const Value& a, const Value& b) {
  if (a.is(Kind::number) && b.is(Kind::number))
    return number_or_null(divide(a.as_number(), b.as_number()));
  if (a.is(Kind::months) && b.is(Kind::number))
    return months_of(divide(Decimal(a.as_months().count), b.as_number()));
  if (a.is(Kind::months) && b.is(Kind::months))
    return number_or_null(divide(Decimal(a.as_months().count), Decimal(b.as_months().count)));
  if (a.is(Kind::duration)) {
    const auto x = seconds_of(a.as_duration());
    if (b.is(Kind::number)) return x ? duration_of_seconds(divide(*x, b.as_number())) : Value();
    if (b.is(Kind::duration)) {
      const auto y = seconds_of(b.as_duration());
      return x && y ? number_or_null(divide(*x, *y)) : Value();
    }
  }
  return {};
}

Value to_power(const Value& a, const Value& b) {
  if (!a.is(Kind::number) || !b.is(Kind::number)) return {};
  return number_or_null(power(a.as_number(), b.as_number()));
}

Value negated(const Value& a) {
  switch (a.kind()) {
    case Kind::number:
      return Value::number(negate(a.as_number()));
    case Kind::duration:
      return duration_or_null(duration_of_nanos(-nanos_of(a.as_duration())));
    case Kind::months:
      return Value::months({-a.as_months().count});
    default:
      return {};
  }
}

Value months_between(const Value& from, const Value& to) {
  const auto day = [](const Value& v) -> std::optional<Date> {
    if (v.is(Kind::date)) return v.as_date();
    if (v.is(Kind::moment)) return v.as_moment().date;
    return std::nullopt;
  };
  const auto a = day(from), b = day(to);
  if (!a || !b) return {};
  const YearMonthDay x = ymd_of(*a), y = ymd_of(*b);
  std::int64_t count = (y.year - x.year) * 12 + (y.month - x.month);
  if (count > 0 && y.day < x.day) --count;
  if (count < 0 && y.day > x.day) ++count;
  return Value::months({count});
}

}  // namespace tf::rule

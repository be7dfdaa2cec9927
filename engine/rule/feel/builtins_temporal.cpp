// Dates, times and durations: making them, and what they answer.
#include "base/decimal_math.h"
#include "base/temporal.h"
#include "rule/feel/arithmetic.h"
#include "rule/feel/builtins.h"
#include "rule/feel/machine.h"

namespace tf::rule {
namespace {

using Kind = Value::Kind;

Value no_date(const Call& call) {
  return call.wrong("这不是日期或时间", "this is no date or time");
}

std::optional<std::int64_t> whole(const Value& v) {
  return v.is(Kind::number) ? v.as_number().whole() : std::nullopt;
}

std::optional<Date> date_part(const Value& v) {
  if (v.is(Kind::date)) return v.as_date();
  if (v.is(Kind::moment)) return v.as_moment().date;
  return std::nullopt;
}

Value date(const Call& call) {
  if (call.signature == 1) {
    const auto year = whole(call.args[0]), month = whole(call.args[1]), day = whole(call.args[2]);
    if (!year || !month || !day || *year > kMaxYear || *year < -kMaxYear || *month < 1 ||
        *month > 12 || *day < 1 || *day > days_in_month(*year, static_cast<int>(*month)))
      return no_date(call);
    return Value::date(date_of({*year, static_cast<int>(*month), static_cast<int>(*day)}));
  }
  const Value& from = call.args[0];
  if (from.is(Kind::text)) {
    const auto parsed = parse_date(from.as_text());
    return parsed ? Value::date(*parsed) : no_date(call);
  }
  const auto part = date_part(from);
  return part ? Value::date(*part) : no_date(call);
}

Value date_and_time(const Call& call) {
  if (call.signature == 1) {
    const auto day = date_part(call.args[0]);
    if (!day || !call.args[1].is(Kind::time)) return no_date(call);
    return Value::moment(Moment{*day, call.args[1].as_time()});
  }
  const Value& from = call.args[0];
  if (from.is(Kind::moment)) return from;
  if (from.is(Kind::date)) return Value::moment(Moment{from.as_date(), {}});
  if (!from.is(Kind::text)) return no_date(call);
  if (const auto parsed = parse_moment(from.as_text())) return Value::moment(*parsed);
  if (const auto day = parse_date(from.as_text())) return Value::moment(Moment{*day, {}});
  return no_date(call);
}

Value time(const Call& call) {
  if (call.signature == 1) {
    const auto hour = whole(call.args[0]), minute = whole(call.args[1]);
    if (!hour || !minute || !call.args[2].is(Kind::number)) return no_date(call);
    const auto nanos = multiply(call.args[2].as_number(), Decimal::scaled(1, 9));
    const auto second = nanos ? truncated(*nanos) : std::nullopt;
    if (!second || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59 || *second < 0 ||
        *second >= 60 * kNanosPerSecond)
      return no_date(call);
    TimeOfDay out;
    out.nanos = (*hour * 3600 + *minute * 60) * kNanosPerSecond + *second;
    if (call.has(3)) {
      if (!call.args[3].is(Kind::duration)) return no_date(call);
      const Duration offset = call.args[3].as_duration();
      if (offset.seconds > kMaxOffsetSeconds || offset.seconds < -kMaxOffsetSeconds ||
          offset.nanos != 0)
        return no_date(call);
      out.offset = static_cast<std::int32_t>(offset.seconds);
    }
    return Value::time(out);
  }
  const Value& from = call.args[0];
  if (from.is(Kind::time)) return from;
  if (from.is(Kind::moment)) return Value::time(from.as_moment().time);
  if (from.is(Kind::date)) {
    TimeOfDay midnight;  // a date is midnight UTC
    midnight.offset = 0;
    return Value::time(midnight);
  }
  if (!from.is(Kind::text)) return no_date(call);
  const auto parsed = parse_time(from.as_text());
  return parsed ? Value::time(*parsed) : no_date(call);
}

Value duration(const Call& call) {
  const Value& from = call.args[0];
  if (from.is(Kind::duration) || from.is(Kind::months)) return from;
  if (!from.is(Kind::text)) return no_date(call);
  if (const auto d = parse_duration(from.as_text())) return Value::duration(*d);
  if (const auto m = parse_months(from.as_text())) return Value::months(*m);
  return no_date(call);
}

Value years_and_months(const Call& call) {
  const Value between = months_between(call.args[0], call.args[1]);
  return between.is_null() ? no_date(call) : between;
}

Value now(const Call& call) {
  return Value::moment(call.machine.env().now(), call.machine.env().zone());
}

Value today(const Call& call) {
  return Value::date(call.machine.env().zone().local(call.machine.env().now()).date);
}

Value day_of_year(const Call& call) {
  const auto day = date_part(call.args[0]);
  if (!day) return no_date(call);
  return Value::number(*day - date_of({ymd_of(*day).year, 1, 1}) + 1);
}

Value day_of_week(const Call& call) {
  static constexpr const char* kDays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                          "Friday", "Saturday", "Sunday"};
  const auto day = date_part(call.args[0]);
  if (!day) return no_date(call);
  return Value::text(kDays[static_cast<int>(weekday_of(*day)) - 1]);
}

Value month_of_year(const Call& call) {
  static constexpr const char* kMonths[] = {"January",   "February", "March",    "April",
                                            "May",       "June",     "July",     "August",
                                            "September", "October",  "November", "December"};
  const auto day = date_part(call.args[0]);
  if (!day) return no_date(call);
  return Value::text(kMonths[ymd_of(*day).month - 1]);
}

// ISO 8601: the week belongs to the year that holds its Thursday.
Value week_of_year(const Call& call) {
  const auto day = date_part(call.args[0]);
  if (!day) return no_date(call);
  const Date thursday = *day + (4 - static_cast<int>(weekday_of(*day)));
  const std::int64_t first = thursday - date_of({ymd_of(thursday).year, 1, 1});
  return Value::number(first / 7 + 1);
}

Value is_same(const Call& call) {
  if (call.args.size() < 2 && !call.named)
    return call.wrong("is() 要两个值", "is() takes two values");
  return Value::boolean(same(call.args[0], call.args.size() < 2 ? kNullValue : call.args[1]));
}

}  // namespace

std::vector<Builtin> temporal_builtins() {
  return {
      {"date",
       {"from", "year, month, day"},
       date,
       "a date from a text, a date and time, or three numbers"},
      {"date and time",
       {"from", "date, time"},
       date_and_time,
       "a date and time from a text or its two parts"},
      {"time", {"from", "hour, minute, second, offset?"}, time, "a time of day"},
      {"duration", {"from"}, duration, "a duration from a text"},
      {"years and months duration", {"from, to"}, years_and_months, "the months between two dates"},
      {"now", {""}, now, "the date and time of this turn", true},
      {"today", {""}, today, "the date of this turn, in the town's zone", true},
      {"day of year", {"date"}, day_of_year, "1 to 366"},
      {"day of week", {"date"}, day_of_week, "Monday to Sunday"},
      {"month of year", {"date"}, month_of_year, "January to December"},
      {"week of year", {"date"}, week_of_year, "the ISO week"},
      {"is", {"value1?, value2?"}, is_same, "the same kind and the same value as written"},
  };
}

}  // namespace tf::rule

// x.y for everything that is no list: the parts of dates, times, durations and ranges, the fields
// of records. Source: OMG DMN 1.5 §10.3.2.15, table 65.
#include <algorithm>

#include "base/temporal.h"
#include "rule/feel/machine.h"

namespace tf::rule {
namespace {

using Kind = Value::Kind;

Value whole(std::int64_t n) {
  return Value::number(Decimal(n));
}

Value of_date(Date date, std::string_view name) {
  if (name == "year") return whole(ymd_of(date).year);
  if (name == "month") return whole(ymd_of(date).month);
  if (name == "day") return whole(ymd_of(date).day);
  if (name == "weekday") return whole(static_cast<int>(weekday_of(date)));
  return {};
}

Value of_time(const TimeOfDay& time, std::optional<std::int32_t> offset, std::string_view name) {
  const std::int64_t seconds = time.nanos / kNanosPerSecond;
  if (name == "hour") return whole(seconds / 3600);
  if (name == "minute") return whole(seconds / 60 % 60);
  if (name == "second")
    return Value::number(
        *add(Decimal(seconds % 60), Decimal::scaled(time.nanos % kNanosPerSecond, -9)));
  if (name == "time offset") return offset ? Value::duration({*offset, 0}) : Value();
  if (name == "timezone") return time.zone != nullptr ? Value::text(*time.zone) : Value();
  return {};
}

Value of_duration(Duration d, std::string_view name) {
  if (name == "days") return whole(d.seconds / kSecondsPerDay);
  if (name == "hours") return whole(d.seconds % kSecondsPerDay / 3600);
  if (name == "minutes") return whole(d.seconds % 3600 / 60);
  if (name == "seconds")
    return Value::number(*add(Decimal(d.seconds % 60), Decimal::scaled(d.nanos, -9)));
  return {};
}

Value of_range(const RangeValue& r, std::string_view name) {
  if (name == "start") return r.lower;
  if (name == "end") return r.upper;
  if (name == "start included") return Value::boolean(r.lower_included);
  if (name == "end included") return Value::boolean(r.upper_included);
  return {};
}

}  // namespace

bool has_property(const Value& value, std::string_view name) {
  const auto any_of = [&](std::initializer_list<std::string_view> names) {
    return std::ranges::find(names, name) != names.end();
  };
  const auto of_day = [&] { return any_of({"year", "month", "day", "weekday"}); };
  const auto of_clock = [&] {
    return any_of({"hour", "minute", "second", "time offset", "timezone"});
  };
  switch (value.kind()) {
    case Kind::record:
      return value.as_record().find(name) != nullptr;
    case Kind::date:
    case Kind::moment:
      return of_day() || of_clock();
    case Kind::time:
      return of_clock();
    case Kind::duration:
      return any_of({"days", "hours", "minutes", "seconds"});
    case Kind::months:
      return any_of({"years", "months"});
    case Kind::range:
      return any_of({"start", "end", "start included", "end included"});
    case Kind::list:
      return true;
    default:
      return false;
  }
}

Value property_of(const Value& value, std::string_view name) {
  switch (value.kind()) {
    case Kind::record:
      return value[name];
    case Kind::date: {
      Value part = of_date(value.as_date(), name);
      if (!part.is_null()) return part;
      TimeOfDay midnight;  // a date is midnight UTC
      midnight.offset = 0;
      return of_time(midnight, 0, name);
    }
    case Kind::time:
      return of_time(value.as_time(), offset_of(Moment{Date{0}, value.as_time()}), name);
    case Kind::moment: {
      Value part = of_date(value.as_moment().date, name);
      if (!part.is_null()) return part;
      return of_time(value.as_moment().time, offset_of(value.as_moment()), name);
    }
    case Kind::duration:
      return of_duration(value.as_duration(), name);
    case Kind::months:
      if (name == "years") return whole(value.as_months().count / 12);
      if (name == "months") return whole(value.as_months().count % 12);
      return {};
    case Kind::range:
      return of_range(value.as_range(), name);
    case Kind::list: {
      List out;
      for (const Value& item : value.as_list()) out.push_back(property_of(item, name));
      return Value::list(std::move(out));
    }
    default:
      return {};
  }
}

}  // namespace tf::rule

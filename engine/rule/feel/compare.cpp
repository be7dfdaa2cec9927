#include "rule/feel/compare.h"

#include "base/temporal.h"

namespace tf::rule {
namespace {

using Kind = Value::Kind;

Tri equal_lists(const List& a, const List& b, std::size_t& left) {
  if (a.size() != b.size()) return Tri::no;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Tri one = equal(a[i], b[i], left);
    if (one != Tri::yes) return one;
  }
  return Tri::yes;
}

Tri equal_records(const Record& a, const Record& b, std::size_t& left) {
  if (a.size() != b.size()) return Tri::no;
  for (const auto& [name, value] : a) {
    const Value* other = b.find(name);
    if (other == nullptr) return Tri::no;
    const Tri one = equal(value, *other, left);
    if (one != Tri::yes) return one;
  }
  return Tri::yes;
}

Tri equal_ranges(const RangeValue& a, const RangeValue& b) {
  if (a.lower_included != b.lower_included || a.upper_included != b.upper_included ||
      a.comparison != b.comparison)
    return Tri::no;
  const Tri lower = equal(a.lower, b.lower);
  return lower == Tri::yes ? equal(a.upper, b.upper) : lower;
}

// Nanoseconds of the day in UTC, or as written when no offset is known.
Nanos utc_of(const TimeOfDay& time, bool& zoned) {
  Moment at{Date{0}, time};
  zoned = is_zoned(time);
  return utc_nanos(at);
}

std::optional<std::strong_ordering> compare_nanos(Nanos a, Nanos b) {
  return a < b   ? std::strong_ordering::less
         : a > b ? std::strong_ordering::greater
                 : std::strong_ordering::equal;
}

}  // namespace

Tri equal(const Value& a, const Value& b) {
  std::size_t left = kMaxCompared;
  return equal(a, b, left);
}

Tri equal(const Value& a, const Value& b, std::size_t& left) {
  if (left == 0) return Tri::null;
  --left;
  if (a.is(Kind::text) && b.is(Kind::text)) return tri(a.as_text() == b.as_text());
  if (a.is_null() || b.is_null()) return tri(a.is_null() && b.is_null());
  if (a.kind() != b.kind()) return Tri::null;
  switch (a.kind()) {
    case Kind::null:
      return Tri::yes;
    case Kind::boolean:
      return tri(a.as_boolean() == b.as_boolean());
    case Kind::number:
      return tri(a.as_number() == b.as_number());
    case Kind::text:
      return tri(a.as_text() == b.as_text());
    case Kind::list:
      return equal_lists(a.as_list(), b.as_list(), left);
    case Kind::record:
      return equal_records(a.as_record(), b.as_record(), left);
    case Kind::range:
      return equal_ranges(a.as_range(), b.as_range());
    case Kind::function:
      return tri(a == b);
    case Kind::time:
    case Kind::moment: {
      const auto ordering = order(a, b);
      return ordering ? tri(*ordering == std::strong_ordering::equal) : Tri::no;
    }
    case Kind::date:
    case Kind::duration:
    case Kind::months:
      return tri(*order(a, b) == std::strong_ordering::equal);
  }
  return Tri::null;
}

std::optional<std::strong_ordering> order(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return std::nullopt;
  switch (a.kind()) {
    case Kind::number:
      return a.as_number() <=> b.as_number();
    case Kind::text:
      return a.as_text() <=> b.as_text();
    case Kind::date:
      return a.as_date() <=> b.as_date();
    case Kind::duration:
      return compare_nanos(nanos_of(a.as_duration()), nanos_of(b.as_duration()));
    case Kind::months:
      return a.as_months().count <=> b.as_months().count;
    case Kind::time: {
      bool zoned_a = false, zoned_b = false;
      const Nanos x = utc_of(a.as_time(), zoned_a), y = utc_of(b.as_time(), zoned_b);
      return zoned_a == zoned_b ? compare_nanos(x, y) : std::nullopt;
    }
    case Kind::moment: {
      const Moment &x = a.as_moment(), &y = b.as_moment();
      if (is_zoned(x.time) != is_zoned(y.time)) return std::nullopt;
      return compare_nanos(utc_nanos(x), utc_nanos(y));
    }
    default:
      return std::nullopt;
  }
}

Tri within(const Value& value, const RangeValue& range) {
  if (value.is_null()) return Tri::null;
  Tri low = Tri::yes, high = Tri::yes;
  if (!range.lower.is_null() || !range.comparison) {
    const auto at = order(range.lower, value);
    low = !at ? Tri::null : tri(*at < 0 || (*at == 0 && range.lower_included));
  }
  if (!range.upper.is_null() || !range.comparison) {
    const auto at = order(value, range.upper);
    high = !at ? Tri::null : tri(*at < 0 || (*at == 0 && range.upper_included));
  }
  if (low == Tri::no || high == Tri::no)
    return low == Tri::null || high == Tri::null ? Tri::null : Tri::no;
  return low == Tri::yes && high == Tri::yes ? Tri::yes : Tri::null;
}

bool same(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  if (a.is(Kind::time) || a.is(Kind::moment)) return a == b;
  return equal(a, b) == Tri::yes;
}

}  // namespace tf::rule

// Three-valued equality and order of FEEL values.
// Source:  OMG DMN 1.5 §10.3.2.13 (semantics of comparison), tables 54 and 55.
#pragma once

#include <compare>
#include <cstddef>
#include <optional>

#include "base/value.h"

namespace tf::rule {

enum class Tri : unsigned char { no, yes, null };
inline Tri tri(bool b) {
  return b ? Tri::yes : Tri::no;
}
inline Value to_value(Tri t) {
  return t == Tri::null ? Value() : Value::boolean(t == Tri::yes);
}

// Null for values that cannot be compared (1 = "1"), and when more than kMaxCompared items had to
// be looked at: a few lines of FEEL can build a value that shares its parts and counts 2^40 of
// them.
inline constexpr std::size_t kMaxCompared = 1'000'000;
Tri equal(const Value& a, const Value& b);
// `left` goes down by the items looked at; at 0 the answer is null.
Tri equal(const Value& a, const Value& b, std::size_t& left);
// Null when there is no order between them.
std::optional<std::strong_ordering> order(const Value& a, const Value& b);
// value in range
Tri within(const Value& value, const RangeValue& range);
// `is()`: the same kind and the same written value, zones included.
bool same(const Value& a, const Value& b);

}  // namespace tf::rule

// + - * / ** and unary minus over FEEL values: numbers, texts (+), and the temporal kinds.
// Errors:  null when the operation has no meaning or no result (1/0).
// Source:  OMG DMN 1.5 §10.3.2.15, tables 57 to 62.
#pragma once

#include "base/value.h"

namespace tf::rule {

Value plus(const Value& a, const Value& b);
Value minus(const Value& a, const Value& b);
Value times(const Value& a, const Value& b);
Value divided(const Value& a, const Value& b);
Value to_power(const Value& a, const Value& b);
Value negated(const Value& a);

// A whole number of months or a length of time, forward or back.
Value shift_months(const Value& at, std::int64_t months);
// The years and months between two dates, towards zero; the time of day does not count.
Value months_between(const Value& from, const Value& to);

}  // namespace tf::rule

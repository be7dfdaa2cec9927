// The same operations through the reference library, for every operand the fast paths leave out.
// For decimal*.cpp, and for tests that hold the fast paths against it. Errors: nullopt as in
// decimal.h and decimal_math.h.
#pragma once

#include <optional>
#include <string_view>

#include "base/decimal.h"

namespace tf::slow {

// `number`: digits with an optional sign, point and exponent; rounded half-even.
std::optional<Decimal> parse(std::string_view number);
std::optional<Decimal> add(const Decimal& a, const Decimal& b);
std::optional<Decimal> subtract(const Decimal& a, const Decimal& b);
std::optional<Decimal> multiply(const Decimal& a, const Decimal& b);
std::optional<Decimal> divide(const Decimal& a, const Decimal& b);
// What division to a whole number leaves, with the sign of a; nullopt too when the quotient needs
// more than 34 digits.
std::optional<Decimal> remainder(const Decimal& a, const Decimal& b);
std::optional<int> compare(const Decimal& a, const Decimal& b);
std::optional<Decimal> power(const Decimal& a, const Decimal& b);
std::optional<Decimal> sqrt(const Decimal& a);
std::optional<Decimal> exp(const Decimal& a);
std::optional<Decimal> ln(const Decimal& a);

}  // namespace tf::slow

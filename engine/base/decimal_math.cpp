#include "base/decimal_math.h"

#include "base/check.h"
#include "base/decimal_access.h"
#include "base/decimal_slow.h"

namespace tf {

using Access = DecimalAccess;

namespace {

// Whether the magnitude goes one up, when `rest` of `unit` is cut off; `quotient` keeps the sign's
// parity.
bool goes_up(Rounding mode, Int128 quotient, Int128 rest, Int128 unit, bool negative) {
  if (rest == 0) return false;
  const Int128 twice = 2 * rest;  // rest < 10^38, fits
  switch (mode) {
    case Rounding::half_even:
      return twice > unit || (twice == unit && quotient % 2 != 0);
    case Rounding::half_up:
      return twice >= unit;
    case Rounding::half_down:
      return twice > unit;
    case Rounding::up:
      return true;
    case Rounding::down:
      return false;
    case Rounding::floor:
      return negative;
    case Rounding::ceiling:
      return !negative;
  }
  TF_BUG("unknown rounding mode");
}

}  // namespace

std::optional<Decimal> round(const Decimal& x, std::int64_t scale, Rounding mode) {
  if (scale < kMinScale || scale > kMaxScale) return std::nullopt;
  const std::int64_t cut = -Access::exponent(x) - scale;  // digits that go
  if (cut <= 0 || x.is_zero()) return x;
  const bool negative = x.sign() < 0;
  Int128 coefficient = magnitude(Access::coefficient(x));
  Int128 unit =
      ten_to(kDigits + 1);  // of a number that is cut off whole, and less than half a unit
  if (cut <= kDigits) unit = ten_to(static_cast<int>(cut));
  Int128 quotient = coefficient / unit;
  if (goes_up(mode, quotient, coefficient % unit, unit, negative)) ++quotient;
  int exponent = static_cast<int>(-scale);
  if (quotient > kMaxCoefficient) {
    quotient /= 10;
    ++exponent;
  }
  return Access::exact(negative ? -quotient : quotient, exponent);
}

Decimal floor(const Decimal& x) {
  return *round(x, 0, Rounding::floor);
}
Decimal ceiling(const Decimal& x) {
  return *round(x, 0, Rounding::ceiling);
}
Decimal abs(const Decimal& x) {
  return x.sign() < 0 ? negate(x) : x;
}
Decimal negate(const Decimal& x) {
  return *Access::exact(-Access::coefficient(x), Access::exponent(x));
}

std::optional<Decimal> modulo(const Decimal& x, const Decimal& y) {
  if (y.is_zero()) return std::nullopt;
  std::optional<Decimal> rest;
  if (Access::is_small(x) && Access::is_small(y) && Access::exponent(x) == Access::exponent(y)) {
    rest = Access::exact(Int128{Access::small(x)} % Access::small(y), Access::exponent(x));
  } else {
    rest = slow::remainder(x, y);
  }
  if (!rest || rest->is_zero() || rest->sign() == y.sign()) return rest;
  return add(*rest, y);
}

namespace {

// x^n for a small n when every product is exact.
std::optional<Decimal> quick_power(const Decimal& x, std::int64_t n) {
  constexpr std::int64_t kFew = 32;
  if (n < 0 || n > kFew || !Access::is_small(x)) return std::nullopt;
  Int128 product = 1;
  for (std::int64_t i = 0; i < n; ++i) {
    if (!fits64(product)) return std::nullopt;
    product *= Access::small(x);
  }
  return Access::exact(product, Access::exponent(x) * static_cast<int>(n));
}

}  // namespace

std::optional<Decimal> power(const Decimal& x, const Decimal& y) {
  if (y.is_zero()) return Decimal(1);
  if (x.is_zero()) return y.sign() > 0 ? std::optional(Decimal()) : std::nullopt;
  if (const auto n = y.whole())
    if (auto exact = quick_power(x, *n)) return exact;
  return slow::power(x, y);
}

std::optional<Decimal> sqrt(const Decimal& x) {
  return slow::sqrt(x);
}
std::optional<Decimal> exp(const Decimal& x) {
  return slow::exp(x);
}
std::optional<Decimal> ln(const Decimal& x) {
  return slow::ln(x);
}

std::optional<std::int64_t> truncated(const Decimal& x) {
  return round(x, 0, Rounding::down)->whole();
}

namespace {

// The last digit before the point of a whole number; nullopt of a number with a fraction.
std::optional<int> last_digit(const Decimal& x) {
  if (!x.is_whole()) return std::nullopt;
  if (Access::exponent(x) > 0) return 0;
  return static_cast<int>(magnitude(Access::coefficient(x)) / ten_to(-Access::exponent(x)) % 10);
}

}  // namespace

bool is_odd(const Decimal& x) {
  const auto digit = last_digit(x);
  return digit && *digit % 2 == 1;
}

bool is_even(const Decimal& x) {
  const auto digit = last_digit(x);
  return digit && *digit % 2 == 0;
}

int scale(const Decimal& x) {
  int digits = -Access::exponent(x);
  Int128 coefficient = Access::coefficient(x);
  while (digits > 0 && coefficient % 10 == 0) {
    coefficient /= 10;
    --digits;
  }
  return digits > 0 ? digits : 0;
}

}  // namespace tf

// Mathematics on Decimal beyond the four operations: rounding, powers, logarithms. All of it
// correctly rounded to 34 digits (exp, ln and fractional powers: within one unit of the last
// digit). Errors:  no result (√-1, ln 0, 0^-1, overflow, a scale beyond -6111..6176) gives nullopt.
// Source:  the General Decimal Arithmetic Specification (decNumber); modes as in OMG DMN 1.5
// §10.3.4.3.
#pragma once

#include <cstdint>
#include <optional>

#include "base/decimal.h"

namespace tf {

enum class Rounding : std::uint8_t { half_even, half_up, half_down, up, down, floor, ceiling };
inline constexpr std::int64_t kMinScale = -6111, kMaxScale = 6176;

// `scale` digits after the point; a negative scale rounds to tens, hundreds…
std::optional<Decimal> round(const Decimal& x, std::int64_t scale, Rounding mode);
Decimal floor(const Decimal& x);
Decimal ceiling(const Decimal& x);
Decimal abs(const Decimal& x);
Decimal negate(const Decimal& x);
// x - y × floor(x / y): the sign of y. nullopt when y is 0.
std::optional<Decimal> modulo(const Decimal& x, const Decimal& y);
// 0^0 is 1. A negative base needs a whole exponent.
std::optional<Decimal> power(const Decimal& x, const Decimal& y);
std::optional<Decimal> sqrt(const Decimal& x);
std::optional<Decimal> exp(const Decimal& x);
std::optional<Decimal> ln(const Decimal& x);
// Towards zero; nullopt beyond 64 bits.
std::optional<std::int64_t> truncated(const Decimal& x);
// False, both, for a number that is not whole.
bool is_odd(const Decimal& x);
bool is_even(const Decimal& x);
// Digits after the point, as printed.
int scale(const Decimal& x);

}  // namespace tf

// Inside of Decimal, for decimal*.cpp only: coefficient × 10^exponent with the coefficient as one
// 128-bit number of at most 34 digits. Zero always has exponent 0.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/decimal.h"

namespace tf {

__extension__ using Int128 = __int128;

inline constexpr int kDigits = 34;
inline constexpr int kMaxAdjusted = 6144;   // of the first digit
inline constexpr int kMinExponent = -6176;  // of the last digit

inline constexpr auto kPowersOfTen = [] {
  std::array<Int128, 39> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();
// 10^n, 0 <= n <= 38.
constexpr Int128 ten_to(int n) {
  return kPowersOfTen[static_cast<std::size_t>(n)];
}
inline constexpr Int128 kMaxCoefficient = ten_to(kDigits) - 1;

constexpr bool fits64(Int128 n) {
  return n >= INT64_MIN && n <= INT64_MAX;
}
constexpr Int128 magnitude(Int128 n) {
  return n < 0 ? -n : n;
}
// Decimal digits of n, 0 has one.
constexpr int count_digits(Int128 n) {
  n = magnitude(n);
  int digits = 1;
  while (digits < 39 && n >= ten_to(digits)) ++digits;
  return digits;
}

struct DecimalAccess {
  static constexpr bool is_small(const Decimal& d) { return d.high_ == (d.low_ < 0 ? -1 : 0); }
  static constexpr std::int64_t small(const Decimal& d) { return d.low_; }
  static constexpr int exponent(const Decimal& d) { return d.exponent_; }
  static constexpr Int128 coefficient(const Decimal& d) {
    return Int128{d.high_} * (Int128{1} << 64) + static_cast<std::uint64_t>(d.low_);
  }
  // The exact number; nullopt when it needs more than 34 digits or another exponent than the format
  // has.
  static constexpr std::optional<Decimal> exact(Int128 coefficient, int exponent) {
    if (coefficient == 0) return Decimal();
    if (coefficient > kMaxCoefficient || coefficient < -kMaxCoefficient) return std::nullopt;
    if (exponent < kMinExponent || exponent > kMaxAdjusted - kDigits) {
      if (exponent < kMinExponent) return std::nullopt;
      if (exponent + count_digits(coefficient) - 1 > kMaxAdjusted) return std::nullopt;
    }
    Decimal d;
    d.low_ = static_cast<std::int64_t>(static_cast<std::uint64_t>(coefficient & UINT64_MAX));
    d.high_ = static_cast<std::int64_t>(coefficient >> 64);
    d.exponent_ = static_cast<std::int16_t>(exponent);
    return d;
  }
};

}  // namespace tf

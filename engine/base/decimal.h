// Exact decimal numbers of 34 digits, half-even (IEEE 754 decimal128, by decNumber), with a fast
// path: a number whose coefficient fits 64 bits never touches the library for +, -, *, comparison.
// Errors:  an operation without result (1/0, overflow past 10^6144) gives nullopt.
// Printing: plain digits, no exponent up to 34 digits; trailing zeros after the point are dropped,
// so equal
//           numbers print equal.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tf {

class Decimal {
 public:
  constexpr Decimal() = default;
  constexpr Decimal(std::int64_t whole)
      : low_(whole), high_(whole < 0 ? -1 : 0) {}                 // NOLINT: numbers are numbers
  constexpr Decimal(int whole) : Decimal(std::int64_t{whole}) {}  // NOLINT
  // coefficient × 10^exponent
  static Decimal scaled(std::int64_t coefficient, int exponent);
  // "12", "-0.5", "1e3", "1.5E-3"; nullopt otherwise. More than 34 digits are rounded half-even.
  static std::optional<Decimal> parse(std::string_view text);

  std::string str() const;
  bool is_whole() const;
  bool is_zero() const;
  int sign() const;  // -1, 0, 1
  // The value when it is whole and fits.
  std::optional<std::int64_t> whole() const;
  double approx() const;  // for drawings and benchmarks only, never for a decision

  friend std::optional<Decimal> add(const Decimal&, const Decimal&);
  friend std::optional<Decimal> subtract(const Decimal&, const Decimal&);
  friend std::optional<Decimal> multiply(const Decimal&, const Decimal&);
  friend std::optional<Decimal> divide(const Decimal&, const Decimal&);  // nullopt by zero
  friend std::strong_ordering operator<=>(const Decimal&, const Decimal&);
  friend bool operator==(const Decimal&, const Decimal&);

 private:
  friend struct DecimalAccess;  // decimal.cpp: the slow path and functions of mathematics
  // value = coefficient × 10^exponent_, the coefficient a signed 128-bit number in two halves (34
  // digits need 113 bits). Fast while it fits 64 bits, i.e. high_ is only the sign of low_.
  std::int64_t low_ = 0;
  std::int64_t high_ = 0;
  std::int16_t exponent_ = 0;
};

std::optional<Decimal> add(const Decimal&, const Decimal&);
std::optional<Decimal> subtract(const Decimal&, const Decimal&);
std::optional<Decimal> multiply(const Decimal&, const Decimal&);
std::optional<Decimal> divide(const Decimal&, const Decimal&);

}  // namespace tf

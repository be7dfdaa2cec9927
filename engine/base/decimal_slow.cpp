#include "base/decimal_slow.h"

#define DECNUMDIGITS 34
extern "C" {
#include <decNumber.h>
}

#include <string>

#include "base/decimal_access.h"

namespace tf::slow {
namespace {

constexpr int kUnit = 1000;  // one decNumberUnit holds DECDPUN = 3 digits
static_assert(DECDPUN == 3);

decContext context() {
  decContext c;
  decContextDefault(&c, DEC_INIT_BASE);
  c.digits = kDigits;
  c.emax = kMaxAdjusted;
  c.emin = -6143;
  c.round = DEC_ROUND_HALF_EVEN;
  c.traps = 0;
  c.clamp = 0;
  return c;
}

decNumber number_of(const Decimal& d) {
  decNumber n;
  decNumberZero(&n);
  const Int128 coefficient = DecimalAccess::coefficient(d);
  if (coefficient == 0) return n;
  // Two halves, so that the units come from 64-bit divisions.
  const Int128 positive = magnitude(coefficient);
  std::uint64_t low = static_cast<std::uint64_t>(positive % ten_to(18));
  std::uint64_t high = static_cast<std::uint64_t>(positive / ten_to(18));
  int unit = 0;
  while (high != 0 || low != 0) {
    std::uint64_t& from = unit < 6 ? low : high;
    n.lsu[unit++] = static_cast<decNumberUnit>(from % kUnit);
    from /= kUnit;
  }
  n.digits = count_digits(positive);
  n.exponent = DecimalAccess::exponent(d);
  if (coefficient < 0) n.bits = DECNEG;
  return n;
}

std::optional<Decimal> decimal_of(decNumber& n, const decContext& c) {
  constexpr std::uint32_t kNoResult =
      DEC_IEEE_754_Invalid_operation | DEC_IEEE_754_Division_by_zero | DEC_IEEE_754_Overflow;
  if ((c.status & kNoResult) != 0 || (n.bits & DECSPECIAL) != 0) return std::nullopt;
  decNumberTrim(&n);
  Int128 coefficient = 0;
  for (int unit = (n.digits + DECDPUN - 1) / DECDPUN - 1; unit >= 0; --unit)
    coefficient = coefficient * kUnit + n.lsu[unit];
  return DecimalAccess::exact((n.bits & DECNEG) != 0 ? -coefficient : coefficient, n.exponent);
}

using Binary = decNumber* (*)(decNumber*, const decNumber*, const decNumber*, decContext*);
std::optional<Decimal> apply(Binary operation, const Decimal& a, const Decimal& b) {
  decContext c = context();
  const decNumber left = number_of(a);
  const decNumber right = number_of(b);
  decNumber result;
  operation(&result, &left, &right, &c);
  return decimal_of(result, c);
}

using Unary = decNumber* (*)(decNumber*, const decNumber*, decContext*);
std::optional<Decimal> apply(Unary operation, const Decimal& a) {
  decContext c = context();
  const decNumber from = number_of(a);
  decNumber result;
  operation(&result, &from, &c);
  return decimal_of(result, c);
}

}  // namespace

std::optional<Decimal> parse(std::string_view number) {
  decContext c = context();
  decNumber result;
  decNumberFromString(&result, std::string(number).c_str(), &c);
  return decimal_of(result, c);
}

std::optional<Decimal> add(const Decimal& a, const Decimal& b) {
  return apply(decNumberAdd, a, b);
}
std::optional<Decimal> subtract(const Decimal& a, const Decimal& b) {
  return apply(decNumberSubtract, a, b);
}
std::optional<Decimal> multiply(const Decimal& a, const Decimal& b) {
  return apply(decNumberMultiply, a, b);
}
std::optional<Decimal> divide(const Decimal& a, const Decimal& b) {
  return apply(decNumberDivide, a, b);
}
std::optional<Decimal> remainder(const Decimal& a, const Decimal& b) {
  return apply(decNumberRemainder, a, b);
}
std::optional<int> compare(const Decimal& a, const Decimal& b) {
  const auto result = apply(decNumberCompare, a, b);
  if (!result) return std::nullopt;
  return result->sign();
}
std::optional<Decimal> power(const Decimal& a, const Decimal& b) {
  return apply(decNumberPower, a, b);
}
std::optional<Decimal> sqrt(const Decimal& a) {
  return apply(decNumberSquareRoot, a);
}
std::optional<Decimal> exp(const Decimal& a) {
  return apply(decNumberExp, a);
}
std::optional<Decimal> ln(const Decimal& a) {
  return apply(decNumberLn, a);
}

}  // namespace tf::slow

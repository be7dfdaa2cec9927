#include "base/decimal.h"

#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "base/decimal_access.h"
#include "base/decimal_slow.h"
#include "base/scan.h"

namespace tf {

static_assert(std::is_trivially_copyable_v<Decimal> && sizeof(Decimal) <= 24);

using Access = DecimalAccess;

Decimal Decimal::scaled(std::int64_t coefficient, int exponent) {
  const auto result = Access::exact(coefficient, exponent);
  if (!result) TF_BUG("a decimal's exponent is beyond its format");
  return *result;
}

namespace {

// The pieces of a written number: value = digits × 10^exponent.
struct Written {
  bool negative = false;
  Int128 digits = 0;
  bool too_long = false;  // more digits than fit
  int exponent = 0;
};

// At most 38 digits go into 128 bits; leading zeros do not count.
void take_digits(Written& number, std::string_view run) {
  for (const char c : run) {
    if (number.digits >= ten_to(37)) number.too_long = true;
    if (!number.too_long) number.digits = number.digits * 10 + (c - '0');
  }
}

std::optional<Written> scan_number(std::string_view text) {
  Scanner scanner{text};
  Written number;
  number.negative = scanner.eat('-');
  const std::string_view whole = scanner.digits();
  std::string_view part;
  if (scanner.eat('.')) {
    part = scanner.digits();
    if (part.empty()) return std::nullopt;
  }
  if (whole.empty() && part.empty()) return std::nullopt;
  take_digits(number, whole);
  take_digits(number, part);
  constexpr int kBeyond = 100'000;  // no number has such an exponent
  if (part.size() > kBeyond) number.too_long = true;
  number.exponent = number.too_long ? 0 : -static_cast<int>(part.size());
  if (scanner.eat('e') || scanner.eat('E')) {
    const bool down = scanner.eat('-');
    if (!down) scanner.eat('+');
    const std::string_view run = scanner.digits();
    if (run.empty()) return std::nullopt;
    int exponent = 0;
    for (const char c : run) exponent = std::min(exponent * 10 + (c - '0'), kBeyond);
    number.exponent += down ? -exponent : exponent;
  }
  if (!scanner.at_end()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
  const auto number = scan_number(text);
  if (!number) return std::nullopt;
  if (!number->too_long) {
    const Int128 coefficient = number->negative ? -number->digits : number->digits;
    if (const auto exact = Access::exact(coefficient, number->exponent)) return exact;
  }
  return slow::parse(text);
}

std::string Decimal::str() const {
  Int128 coefficient = Access::coefficient(*this);
  if (coefficient == 0) return "0";
  int exponent = exponent_;
  const bool negative = coefficient < 0;
  coefficient = magnitude(coefficient);

  char digits[40];
  char* const end = digits + sizeof digits;
  char* first = end;
  while (coefficient > INT64_MAX) {
    *--first = static_cast<char>('0' + static_cast<int>(coefficient % 10));
    coefficient /= 10;
  }
  for (auto rest = static_cast<std::uint64_t>(coefficient); rest != 0; rest /= 10)
    *--first = static_cast<char>('0' + static_cast<int>(rest % 10));
  std::string_view run(first, static_cast<std::size_t>(end - first));
  const int adjusted = exponent + static_cast<int>(run.size()) - 1;
  const bool plain = adjusted >= -kDigits && adjusted < kDigits;
  while ((exponent < 0 || !plain) && run.size() > 1 && run.back() == '0') {
    run.remove_suffix(1);
    ++exponent;
  }

  std::string out;
  if (negative) out += '-';
  if (!plain) {
    out += run[0];
    if (run.size() > 1) (out += '.') += run.substr(1);
    (out += 'e') += std::to_string(adjusted);
  } else if (exponent >= 0) {
    out += run;
    out.append(static_cast<std::size_t>(exponent), '0');
  } else if (adjusted >= 0) {
    const auto before = static_cast<std::size_t>(adjusted) + 1;
    ((out += run.substr(0, before)) += '.') += run.substr(before);
  } else {
    out += "0.";
    out.append(static_cast<std::size_t>(-adjusted - 1), '0');
    out += run;
  }
  return out;
}

bool Decimal::is_whole() const {
  if (exponent_ >= 0) return true;
  if (exponent_ < -kDigits) return false;
  if (Access::is_small(*this) && exponent_ >= -18)
    return low_ % static_cast<std::int64_t>(ten_to(-exponent_)) == 0;
  return Access::coefficient(*this) % ten_to(-exponent_) == 0;
}

bool Decimal::is_zero() const {
  return low_ == 0 && high_ == 0;
}

int Decimal::sign() const {
  return high_ < 0 ? -1 : is_zero() ? 0 : 1;
}

std::optional<std::int64_t> Decimal::whole() const {
  if (exponent_ == 0 && Access::is_small(*this)) return low_;
  if (!is_whole() || exponent_ > 18) return std::nullopt;
  Int128 value = Access::coefficient(*this);
  if (exponent_ > 0) {
    if (!fits64(value)) return std::nullopt;
    value *= ten_to(exponent_);
  } else {
    value /= ten_to(-exponent_);
  }
  if (!fits64(value)) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

double Decimal::approx() const {
  const std::string text = str();
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

namespace {

// a + sign × b without the library, where 128 bits hold it.
std::optional<Decimal> quick_sum(const Decimal& a, const Decimal& b, int sign) {
  if (!Access::is_small(a) || !Access::is_small(b)) return std::nullopt;
  const int apart = Access::exponent(a) - Access::exponent(b);
  Int128 left = Access::small(a);
  Int128 right = Int128{Access::small(b)} * sign;
  if (left == 0 || right == 0) {
    return left == 0 ? Access::exact(right, Access::exponent(b)) : a;
  }
  if (apart > 18 || apart < -18) return std::nullopt;
  if (apart > 0) left *= ten_to(apart);
  if (apart < 0) right *= ten_to(-apart);
  return Access::exact(left + right, std::min(Access::exponent(a), Access::exponent(b)));
}

// a / b when it comes out exactly within a few digits after the point.
std::optional<Decimal> quick_quotient(const Decimal& a, const Decimal& b) {
  if (!Access::is_small(a) || !Access::is_small(b)) return std::nullopt;
  std::int64_t left = Access::small(a);
  const std::int64_t right = Access::small(b);
  if (right == -1) return Access::exact(-Int128{left}, Access::exponent(a) - Access::exponent(b));
  int exponent = Access::exponent(a) - Access::exponent(b);
  for (int step = 0; step < 7; ++step, --exponent) {
    if (left % right == 0) return Access::exact(left / right, exponent);
    if (__builtin_mul_overflow(left, 10, &left)) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Decimal> add(const Decimal& a, const Decimal& b) {
  if (auto sum = quick_sum(a, b, 1)) return sum;
  return slow::add(a, b);
}

std::optional<Decimal> subtract(const Decimal& a, const Decimal& b) {
  if (auto difference = quick_sum(a, b, -1)) return difference;
  return slow::subtract(a, b);
}

std::optional<Decimal> multiply(const Decimal& a, const Decimal& b) {
  if (Access::is_small(a) && Access::is_small(b)) {
    const Int128 product = Int128{Access::small(a)} * Access::small(b);
    if (auto exact = Access::exact(product, Access::exponent(a) + Access::exponent(b)))
      return exact;
  }
  return slow::multiply(a, b);
}

std::optional<Decimal> divide(const Decimal& a, const Decimal& b) {
  if (b.is_zero()) return std::nullopt;
  if (a.is_zero()) return Decimal();
  if (auto quotient = quick_quotient(a, b)) return quotient;
  return slow::divide(a, b);
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  Int128 left = Access::coefficient(a);
  Int128 right = Access::coefficient(b);
  const int apart = Access::exponent(a) - Access::exponent(b);
  if (apart == 0) return left <=> right;
  if (a.sign() != b.sign() || a.is_zero()) return a.sign() <=> b.sign();
  // Same sign: the one with more digits before the point wins; else both fit on the finer exponent.
  const int longer =
      (count_digits(left) + Access::exponent(a)) - (count_digits(right) + Access::exponent(b));
  if (longer != 0)
    return (longer > 0) == (a.sign() > 0) ? std::strong_ordering::greater
                                          : std::strong_ordering::less;
  if (apart > 0) left *= ten_to(apart);
  if (apart < 0) right *= ten_to(-apart);
  return left <=> right;
}

bool operator==(const Decimal& a, const Decimal& b) {
  if (a.exponent_ == b.exponent_) return a.low_ == b.low_ && a.high_ == b.high_;
  return (a <=> b) == std::strong_ordering::equal;
}

}  // namespace tf

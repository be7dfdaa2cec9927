// Decimals against a second implementation of the rules (34 digits, half-even): school arithmetic
// on digits, slow and plain.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/decimal.h"
#include "base/prng.h"

namespace tf {
namespace {

// A whole number without sign, most significant digit first; "" is zero.
using Digits = std::string;

Digits strip(Digits d) {
  d.erase(0, std::min(d.find_first_not_of('0'), d.size()));
  return d;
}
int compare(const Digits& a, const Digits& b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return a.compare(b);
}
Digits plus(const Digits& a, const Digits& b) {
  Digits out;
  int carry = 0;
  for (std::size_t i = 0; i < std::max(a.size(), b.size()) || carry != 0; ++i) {
    if (i < a.size()) carry += a[a.size() - 1 - i] - '0';
    if (i < b.size()) carry += b[b.size() - 1 - i] - '0';
    out += static_cast<char>('0' + carry % 10);
    carry /= 10;
  }
  std::ranges::reverse(out);
  return strip(out);
}
Digits minus(const Digits& a, const Digits& b) {  // a >= b
  Digits out;
  int borrow = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    int digit = a[a.size() - 1 - i] - '0' - borrow;
    if (i < b.size()) digit -= b[b.size() - 1 - i] - '0';
    borrow = digit < 0 ? 1 : 0;
    out += static_cast<char>('0' + digit + 10 * borrow);
  }
  std::ranges::reverse(out);
  return strip(out);
}
Digits times(const Digits& a, const Digits& b) {
  Digits out;
  for (const char c : a) {
    if (!out.empty()) out += '0';
    for (int i = 0; i < c - '0'; ++i) out = plus(out, b);
  }
  return out;
}

struct TwinNumber {
  bool negative = false;
  Digits digits;
  int exponent = 0;
};

TwinNumber read(const std::string& text) {
  const std::size_t e = text.find('e');
  TwinNumber out{text[0] == '-', text.substr(0, e), std::stoi(text.substr(e + 1))};
  if (out.negative) out.digits.erase(0, 1);
  out.digits = strip(out.digits);
  return out;
}

// To 34 digits; `more`: something not zero follows the last digit.
TwinNumber rounded(TwinNumber n, bool more = false) {
  if (n.digits.size() <= 34) return n;
  const std::size_t cut = n.digits.size() - 34;
  const Digits tail = n.digits.substr(34);
  n.digits.resize(34);
  n.exponent += static_cast<int>(cut);
  const Digits half = "5" + Digits(cut - 1, '0');
  const int at = tail.compare(half);
  const bool odd = (n.digits.back() - '0') % 2 != 0;
  if (at > 0 || (at == 0 && (more || odd))) n.digits = plus(n.digits, "1");
  return n;  // 35 digits only as 10…0, which is the same value
}

std::string shown(const TwinNumber& n) {
  const auto value =
      Decimal::parse(std::string(n.negative ? "-" : "") + (n.digits.empty() ? "0" : n.digits) +
                     "e" + std::to_string(n.exponent));
  return value ? value->str() : "none";
}

TwinNumber sum(TwinNumber a, TwinNumber b) {
  const int low = std::min(a.exponent, b.exponent);
  a.digits += Digits(a.digits.empty() ? 0 : static_cast<std::size_t>(a.exponent - low), '0');
  b.digits += Digits(b.digits.empty() ? 0 : static_cast<std::size_t>(b.exponent - low), '0');
  if (a.negative == b.negative) return rounded({a.negative, plus(a.digits, b.digits), low});
  const bool first = compare(a.digits, b.digits) >= 0;
  return rounded({first ? a.negative : b.negative,
                  first ? minus(a.digits, b.digits) : minus(b.digits, a.digits), low});
}

TwinNumber quotient(const TwinNumber& a, const TwinNumber& b) {
  // 40 digits more than needed, and whether anything is left.
  const Digits top = a.digits + Digits(a.digits.empty() ? 0 : 75, '0');
  Digits out, rest;
  for (const char c : top) {
    rest = strip(rest + c);
    char digit = '0';
    while (compare(rest, b.digits) >= 0) {
      rest = minus(rest, b.digits);
      ++digit;
    }
    out += digit;
  }
  return rounded({a.negative != b.negative, strip(out), a.exponent - b.exponent - 75},
                 !rest.empty());
}

std::string random_number(Prng& random) {
  std::string text = random.below(2) == 0 ? "-" : "";
  const std::uint64_t digits = 1 + random.below(random.below(2) == 0 ? 6 : 34);
  for (std::uint64_t i = 0; i < digits; ++i)
    text += random.below(3) == 0 ? (random.below(2) == 0 ? '5' : '9')
                                 : static_cast<char>('0' + static_cast<int>(random.below(10)));
  return text + "e" + std::to_string(random.between(-30, 30));
}

TEST(DecimalTwin, SchoolArithmeticAgrees) {
  Prng random(7);
  for (int run = 0; run < 4000; ++run) {
    const std::string a = random_number(random), b = random_number(random);
    SCOPED_TRACE(a + " and " + b);
    const Decimal x = *Decimal::parse(a), y = *Decimal::parse(b);
    const TwinNumber m = read(a), n = read(b);
    ASSERT_EQ(add(x, y)->str(), shown(sum(m, n)));
    ASSERT_EQ(subtract(x, y)->str(), shown(sum(m, {!n.negative, n.digits, n.exponent})));
    ASSERT_EQ(multiply(x, y)->str(),
              shown(rounded(
                  {m.negative != n.negative, times(m.digits, n.digits), m.exponent + n.exponent})));
    if (n.digits.empty()) {
      ASSERT_FALSE(divide(x, y));
    } else {
      ASSERT_EQ(divide(x, y)->str(), shown(quotient(m, n)));
    }
  }
}

TEST(DecimalTwin, TiesGoToTheEvenDigit) {
  const std::string nines(33, '9');
  EXPECT_EQ(shown(rounded({false, nines + "25", 0})), shown({false, nines + "2", 1}));
  EXPECT_EQ(shown(rounded({false, nines + "35", 0})), shown({false, nines + "4", 1}));
  EXPECT_EQ(shown(rounded({false, nines + "25", 0}, true)), shown({false, nines + "3", 1}));
}

}  // namespace
}  // namespace tf

// The fast paths of decimal.cpp against the reference library, on operands of every size.
#include "base/decimal_slow.h"

#include <gtest/gtest.h>

#include "base/decimal_math.h"
#include "base/decimals.h"
#include "base/prng.h"

namespace tf {
namespace {

// Coefficients of 0 to 34 digits with many zeros and nines, exponents near each other and far
// apart.
std::string random_operand(Prng& prng) {
  std::string text = prng.chance(1, 2) ? "-" : "";
  const std::uint64_t digits = prng.chance(2, 3) ? 1 + prng.below(8) : 1 + prng.below(34);
  for (std::uint64_t i = 0; i < digits; ++i)
    text += prng.chance(1, 4) ? (prng.chance(1, 2) ? '0' : '9')
                              : static_cast<char>('0' + static_cast<int>(prng.below(10)));
  const std::int64_t reach = prng.chance(1, 20) ? 6200 : prng.chance(1, 2) ? 3 : 30;
  return text + "e" + std::to_string(prng.between(-reach, reach));
}

TEST(DecimalSlow, TheFastPathsAgree) {
  Prng prng(2026);
  int pairs = 0;
  for (int run = 0; run < 200'000; ++run) {
    const std::string a_text = random_operand(prng), b_text = random_operand(prng);
    const auto a = Decimal::parse(a_text), b = Decimal::parse(b_text);
    ASSERT_EQ(shown(a), shown(slow::parse(a_text))) << a_text;
    if (!a || !b) continue;
    ++pairs;
    SCOPED_TRACE(a_text + " and " + b_text);
    ASSERT_EQ(shown(add(*a, *b)), shown(slow::add(*a, *b)));
    ASSERT_EQ(shown(subtract(*a, *b)), shown(slow::subtract(*a, *b)));
    ASSERT_EQ(shown(multiply(*a, *b)), shown(slow::multiply(*a, *b)));
    if (!b->is_zero()) {
      ASSERT_EQ(shown(divide(*a, *b)), shown(slow::divide(*a, *b)));
    }
    if (const auto order = slow::compare(*a, *b)) {
      ASSERT_EQ(*a <=> *b, *order <=> 0);
      ASSERT_EQ(*a == *b, *order == 0);
    }
    ASSERT_EQ(Decimal::parse(a->str()), a);
    ASSERT_EQ(a->is_whole(), floor(*a) == *a);
    ASSERT_LE(floor(*a), *a);
    ASSERT_GE(ceiling(*a), *a);
  }
  EXPECT_GT(pairs, 150'000);
}

TEST(DecimalSlow, ModuloKeepsItsPromise) {
  Prng prng(9);
  for (int run = 0; run < 50'000; ++run) {
    const Decimal x =
        Decimal::scaled(prng.between(-1'000'000, 1'000'000), static_cast<int>(prng.between(-3, 3)));
    const Decimal y = Decimal::scaled(prng.between(1, 5000) * (prng.chance(1, 2) ? 1 : -1),
                                      static_cast<int>(prng.between(-3, 3)));
    const auto rest = modulo(x, y);
    ASSERT_TRUE(rest);
    ASSERT_TRUE(rest->is_zero() || rest->sign() == y.sign()) << x.str() << " " << y.str();
    ASSERT_LT(abs(*rest), abs(y));
    ASSERT_TRUE(divide(*subtract(x, *rest), y)->is_whole()) << x.str() << " " << y.str();
  }
}

}  // namespace
}  // namespace tf

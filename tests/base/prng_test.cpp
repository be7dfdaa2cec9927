#include "base/prng.h"

#include <gtest/gtest.h>

#include <vector>

namespace tf {
namespace {

TEST(Prng, TheSameSeedGivesTheSameRunForEver) {
  // A change here would change what every recorded seed means.
  Prng prng(123);
  EXPECT_EQ(prng.next(), 0x325a8fa1d1a069f9);
  EXPECT_EQ(Prng(0).next(), 0x99ec5f36cb75f2b4);
  Prng a(5), b(5);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(a.next(), b.next());
}

TEST(Prng, Bounds) {
  Prng prng(1);
  std::vector<int> seen(7);
  for (int i = 0; i < 7000; ++i) ++seen[static_cast<std::size_t>(prng.below(7))];
  for (const int times : seen) EXPECT_GT(times, 800);
  bool low = false, high = false;
  for (int i = 0; i < 1000; ++i) {
    const std::int64_t n = prng.between(-2, 2);
    ASSERT_TRUE(n >= -2 && n <= 2);
    low |= n == -2;
    high |= n == 2;
  }
  EXPECT_TRUE(low && high);
  prng.between(INT64_MIN, INT64_MAX);
  EXPECT_FALSE(prng.chance(0, 5));
  EXPECT_TRUE(prng.chance(5, 5));
  EXPECT_THROW(prng.below(0), Bug);
  EXPECT_THROW(prng.between(1, 0), Bug);
}

}  // namespace
}  // namespace tf

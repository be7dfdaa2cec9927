#include "base/decimal_math.h"

#include <gtest/gtest.h>

#include "base/decimals.h"

namespace tf {
namespace {

TEST(DecimalMath, RoundingModes) {
  struct Row {
    std::string_view number;
    std::int64_t scale;
    // half_even, half_up, half_down, up, down, floor, ceiling
    std::string_view results[7];
  };
  const Row rows[] = {
      {"2.5", 0, {"2", "3", "2", "3", "2", "2", "3"}},
      {"3.5", 0, {"4", "4", "3", "4", "3", "3", "4"}},
      {"-2.5", 0, {"-2", "-3", "-2", "-3", "-2", "-3", "-2"}},
      {"1.1", 0, {"1", "1", "1", "2", "1", "1", "2"}},
      {"-1.6", 0, {"-2", "-2", "-2", "-2", "-1", "-2", "-1"}},
      {"0.125", 2, {"0.12", "0.13", "0.12", "0.13", "0.12", "0.12", "0.13"}},
      {"1250", -2, {"1200", "1300", "1200", "1300", "1200", "1200", "1300"}},
      {"5", -1, {"0", "10", "0", "10", "0", "0", "10"}},
      {"-1e-6000", 5, {"0", "0", "0", "-0.00001", "0", "-0.00001", "0"}},
      {"7", 3, {"7", "7", "7", "7", "7", "7", "7"}},
      {"9999999999999999999999999999999999",
       -1,
       {"1e34", "1e34", "1e34", "1e34", "9999999999999999999999999999999990",
        "9999999999999999999999999999999990", "1e34"}},
      {"9.999999999999999999999999999999999",
       32,
       {"10", "10", "10", "10", "9.99999999999999999999999999999999",
        "9.99999999999999999999999999999999", "10"}},
      {"0", 0, {"0", "0", "0", "0", "0", "0", "0"}},
  };
  for (const Row& row : rows)
    for (int mode = 0; mode < 7; ++mode)
      EXPECT_EQ(shown(round(d(row.number), row.scale, static_cast<Rounding>(mode))),
                row.results[mode])
          << row.number << " to " << row.scale << " by mode " << mode;
}

TEST(DecimalMath, ScalesBeyondTheFormat) {
  EXPECT_FALSE(round(d("1"), kMaxScale + 1, Rounding::half_even));
  EXPECT_FALSE(round(d("1"), kMinScale - 1, Rounding::half_even));
  EXPECT_EQ(shown(round(d("1"), kMaxScale, Rounding::half_even)), "1");
  EXPECT_EQ(shown(round(d("1"), kMinScale, Rounding::up)), "1e6111");
  EXPECT_EQ(scale(d("1.250")), 2);
  EXPECT_EQ(scale(d("100")), 0);
  EXPECT_EQ(scale(d("1e5")), 0);
  EXPECT_EQ(scale(d("1.0")), 0);
}

TEST(DecimalMath, FloorAndCeiling) {
  EXPECT_EQ(floor(d("-1.5")).str(), "-2");
  EXPECT_EQ(ceiling(d("-1.5")).str(), "-1");
  EXPECT_EQ(floor(d("12345678901234567890.9")).str(), "12345678901234567890");
  EXPECT_EQ(abs(d("-1.5")).str(), "1.5");
  EXPECT_EQ(abs(d("-9223372036854775808")).str(), "9223372036854775808");
  EXPECT_EQ(negate(d("0")).str(), "0");
}

TEST(DecimalMath, Modulo) {
  struct Row {
    std::string_view x, y, result;
  };
  const Row rows[] = {
      {"12", "0", "none"},       {"12", "5", "2"},
      {"-12", "5", "3"},         {"12", "-5", "-3"},
      {"-12", "-5", "-2"},       {"10.1", "4.5", "1.1"},
      {"-10.1", "4.5", "3.4"},   {"10.1", "-4.5", "-3.4"},
      {"-10.1", "-4.5", "-1.1"}, {"10", "5", "0"},
      {"-10", "5", "0"},         {"1e20", "7", "2"},
      {"5", "1e30", "5"},        {"-5", "1e30", "999999999999999999999999999995"},
  };
  for (const Row& row : rows)
    EXPECT_EQ(shown(modulo(d(row.x), d(row.y))), row.result) << row.x << " mod " << row.y;
}

TEST(DecimalMath, Power) {
  struct Row {
    std::string_view x, y, result;
  };
  const Row rows[] = {
      {"0", "-1", "none"},
      {"-4", "0.5", "none"},
      {"10", "6145", "none"},
      {"0", "0", "1"},
      {"0", "2", "0"},
      {"2", "10", "1024"},
      {"-2", "3", "-8"},
      {"2", "-2", "0.25"},
      {"1.5", "2", "2.25"},
      {"4", "0.5", "2"},
      {"2", "100", "1267650600228229401496703205376"},
      {"2", "0.5", "1.414213562373095048801688724209698"},
      {"10", "40", "1e40"},
      {"3", "2.0", "9"},
  };
  for (const Row& row : rows)
    EXPECT_EQ(shown(power(d(row.x), d(row.y))), row.result) << row.x << " ** " << row.y;
}

TEST(DecimalMath, RootsAndLogarithms) {
  EXPECT_EQ(shown(sqrt(d("-1"))), "none");
  EXPECT_EQ(shown(sqrt(d("16"))), "4");
  EXPECT_EQ(shown(sqrt(d("2"))), "1.414213562373095048801688724209698");
  EXPECT_EQ(shown(exp(d("0"))), "1");
  EXPECT_EQ(shown(exp(d("1"))), "2.718281828459045235360287471352662");
  EXPECT_EQ(shown(exp(d("100000"))), "none");
  EXPECT_EQ(shown(ln(d("0"))), "none");
  EXPECT_EQ(shown(ln(d("-1"))), "none");
  EXPECT_EQ(shown(ln(d("1"))), "0");
  EXPECT_EQ(shown(ln(d("10"))), "2.302585092994045684017991454684364");
}

TEST(DecimalMath, WholeParts) {
  EXPECT_EQ(truncated(d("-1.9")), -1);
  EXPECT_EQ(truncated(d("9223372036854775807.9")), INT64_MAX);
  EXPECT_EQ(truncated(d("9223372036854775808")), std::nullopt);
  EXPECT_EQ(truncated(d("1e300")), std::nullopt);
  EXPECT_EQ(truncated(d("1e-300")), 0);
  for (const std::string_view odd : {"1", "-3", "7.0", "12345678901234567890123"}) {
    EXPECT_TRUE(is_odd(d(odd))) << odd;
    EXPECT_FALSE(is_even(d(odd))) << odd;
  }
  for (const std::string_view even : {"0", "-2", "10", "1e1", "1e40", "12345678901234567890122"}) {
    EXPECT_TRUE(is_even(d(even))) << even;
    EXPECT_FALSE(is_odd(d(even))) << even;
  }
  EXPECT_FALSE(is_odd(d("1.5")));
  EXPECT_FALSE(is_even(d("2.5")));
}

}  // namespace
}  // namespace tf

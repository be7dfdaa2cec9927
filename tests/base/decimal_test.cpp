#include "base/decimal.h"

#include <gtest/gtest.h>

#include "base/check.h"

namespace tf {
namespace {

Decimal d(std::string_view text) {
  return *Decimal::parse(text);
}
std::string shown(const std::optional<Decimal>& number) {
  return number ? number->str() : "none";
}

TEST(Decimal, TextsThatAreNoNumbers) {
  for (const std::string_view text : {"",
                                      "-",
                                      ".",
                                      "1.",
                                      "-.",
                                      "+1",
                                      "1e",
                                      "1e+",
                                      "e1",
                                      "1e1.5",
                                      "0x1",
                                      "NaN",
                                      "Infinity",
                                      "1 ",
                                      " 1",
                                      "1,5",
                                      "--1",
                                      "1e7000",
                                      "-1e99999999999",
                                      "1.2.3"})
    EXPECT_FALSE(Decimal::parse(text)) << text;
}

TEST(Decimal, Printed) {
  struct Row {
    std::string_view text, printed;
  };
  const Row rows[] = {
      {"0", "0"},
      {"-0", "0"},
      {"0.000", "0"},
      {"0e500", "0"},
      {"007", "7"},
      {"-12", "-12"},
      {".5", "0.5"},
      {"-0.50", "-0.5"},
      {"1.0", "1"},
      {"100", "100"},
      {"1e3", "1000"},
      {"1E+3", "1000"},
      {"1.5E-3", "0.0015"},
      {"1200e-4", "0.12"},
      {"9223372036854775807", "9223372036854775807"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"9223372036854775808", "9223372036854775808"},
      {"1e33", "1000000000000000000000000000000000"},
      {"1e34", "1e34"},
      {"-12e40", "-1.2e41"},
      {"100000000000000000000000000000000000000000", "1e41"},
      {"1e-34", "0.0000000000000000000000000000000001"},
      {"1e-35", "1e-35"},
      {"1250e-40", "1.25e-37"},
      {"1234567890123456789012345678901234", "1234567890123456789012345678901234"},
      {"0.1234567890123456789012345678901234", "0.1234567890123456789012345678901234"},
      // The 35th digit: half to even.
      {"12345678901234567890123456789012345", "1.234567890123456789012345678901234e34"},
      {"12345678901234567890123456789012355", "1.234567890123456789012345678901236e34"},
      {"0.12345678901234567890123456789012345", "0.1234567890123456789012345678901234"},
      {"0.000000000000000000000000000000000000000000000000001", "1e-51"},
      {"9.999999999999999999999999999999999e6144", "9.999999999999999999999999999999999e6144"},
      {"1e-6176", "1e-6176"},
      {"1e-6177", "0"},
      {"1e-99999999999", "0"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(shown(Decimal::parse(row.text)), row.printed) << row.text;
    EXPECT_EQ(shown(Decimal::parse(row.printed)), row.printed);
  }
}

TEST(Decimal, Arithmetic) {
  struct Row {
    std::string_view a;
    char operation;
    std::string_view b, result;
  };
  const Row rows[] = {
      {"0.1", '+', "0.2", "0.3"},
      {"1", '+', "-1.0", "0"},
      {"9223372036854775807", '+', "1", "9223372036854775808"},
      {"-9223372036854775808", '+', "-1", "-9223372036854775809"},
      {"1e20", '+', "1", "100000000000000000001"},
      {"1e40", '+', "1", "1e40"},
      {"9999999999999999999999999999999999", '+', "1", "1e34"},
      {"9.999999999999999999999999999999999e6144", '+', "1e6144", "none"},
      {"0", '+', "1.50", "1.5"},
      {"1.50", '-', "0", "1.5"},
      {"0", '-', "1.50", "-1.5"},
      {"3", '-', "5", "-2"},
      {"0.3", '-', "0.1", "0.2"},
      {"-9223372036854775808", '-', "-9223372036854775808", "0"},
      {"12.5", '*', "0.08", "1"},
      {"-3", '*', "0", "0"},
      {"9223372036854775807", '*', "9223372036854775807", "8.50705917302346158473969077842325e37"},
      {"1e4000", '*', "1e4000", "none"},
      {"1e-4000", '*', "1e-4000", "0"},
      {"1", '/', "0", "none"},
      {"0", '/', "0", "none"},
      {"0", '/', "7", "0"},
      {"1", '/', "3", "0.3333333333333333333333333333333333"},
      {"2", '/', "3", "0.6666666666666666666666666666666667"},
      {"1", '/', "8", "0.125"},
      {"-7", '/', "2", "-3.5"},
      {"1.21", '/', "1.1", "1.1"},
      {"10", '/', "2.5", "4"},
      {"-9223372036854775808", '/', "-1", "9223372036854775808"},
      {"1", '/', "3e-20", "33333333333333333333.33333333333333"},
      {"1e6144", '/', "0.1", "none"},
  };
  for (const Row& row : rows) {
    const Decimal a = d(row.a), b = d(row.b);
    const auto result = row.operation == '+'   ? add(a, b)
                        : row.operation == '-' ? subtract(a, b)
                        : row.operation == '*' ? multiply(a, b)
                                               : divide(a, b);
    EXPECT_EQ(shown(result), row.result) << row.a << row.operation << row.b;
  }
}

TEST(Decimal, ComparedByValue) {
  // In order.
  const std::string_view sorted[] = {"-1e6144",
                                     "-1e40",
                                     "-9223372036854775809",
                                     "-9223372036854775808",
                                     "-2",
                                     "-1.5",
                                     "-1e-40",
                                     "0",
                                     "1e-6176",
                                     "1e-40",
                                     "0.5",
                                     "1",
                                     "1.0000000000000000000000000000001",
                                     "1.5",
                                     "10",
                                     "99.5",
                                     "100",
                                     "9223372036854775807",
                                     "9223372036854775808",
                                     "1e33",
                                     "1e34",
                                     "9.999e6144"};
  for (std::size_t i = 0; i < std::size(sorted); ++i)
    for (std::size_t j = 0; j < std::size(sorted); ++j)
      EXPECT_EQ(d(sorted[i]) <=> d(sorted[j]), i <=> j) << sorted[i] << " " << sorted[j];
  EXPECT_EQ(d("1.0"), d("1"));
  EXPECT_EQ(d("1e3"), d("1000.000"));
  EXPECT_EQ(d("1e33"), d("1000000000000000000000000000000000"));
  EXPECT_EQ(d("0.000"), Decimal());
}

TEST(Decimal, Whole) {
  EXPECT_EQ(d("42").whole(), 42);
  EXPECT_EQ(d("42.000").whole(), 42);
  EXPECT_EQ(d("42e3").whole(), 42000);
  EXPECT_EQ(d("-9223372036854775808").whole(), INT64_MIN);
  EXPECT_EQ(d("9223372036854775808").whole(), std::nullopt);
  EXPECT_EQ(d("1e19").whole(), std::nullopt);
  EXPECT_EQ(d("5e18").whole(), 5'000'000'000'000'000'000);
  EXPECT_EQ(d("0.5").whole(), std::nullopt);
  EXPECT_EQ(d("92233720368547758070e-1").whole(), INT64_MAX);
  EXPECT_TRUE(d("1e6000").is_whole());
  EXPECT_FALSE(d("1e-40").is_whole());
  EXPECT_FALSE(d("12345678901234567890.5").is_whole());
  EXPECT_TRUE(d("12345678901234567890.0").is_whole());
  EXPECT_TRUE(d("0.0").is_zero());
  EXPECT_EQ(d("-0.1").sign(), -1);
  EXPECT_EQ(d("-12345678901234567890").sign(), -1);
  EXPECT_EQ(d("12345678901234567890").sign(), 1);
  EXPECT_EQ(d("0").sign(), 0);
}

TEST(Decimal, Scaled) {
  EXPECT_EQ(Decimal::scaled(125, -2).str(), "1.25");
  EXPECT_EQ(Decimal::scaled(0, 9999).str(), "0");
  EXPECT_EQ(Decimal::scaled(-1, 2).str(), "-100");
  EXPECT_THROW(Decimal::scaled(1, 6145), Bug);
  EXPECT_THROW(Decimal::scaled(1, -6177), Bug);
}

TEST(Decimal, Approx) {
  EXPECT_DOUBLE_EQ(d("0.1").approx(), 0.1);
  EXPECT_DOUBLE_EQ(d("-12e40").approx(), -12e40);
}

}  // namespace
}  // namespace tf

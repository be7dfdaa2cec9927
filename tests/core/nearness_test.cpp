#include "core/nearness.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tf::core {
namespace {

Value at(const char* lat, const char* lon) {
  return Value::record({{"lat", Value::number(*Decimal::parse(lat))},
                        {"long", Value::number(*Decimal::parse(lon))}});
}
Value code(const char* text) {
  return Value::record({{"code", Value::text(text)}});
}

struct NearnessRow {
  const char* name;
  Value a, b;
  std::int64_t metres;  // -1: cannot be said
};

class Nearness : public testing::TestWithParam<NearnessRow> {};

TEST_P(Nearness, InMetresBothWays) {
  const NearnessRow& row = GetParam();
  EXPECT_EQ(metres_between(row.a, row.b).value_or(-1), row.metres);
  EXPECT_EQ(metres_between(row.b, row.a).value_or(-1), row.metres);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Nearness,
    testing::Values(NearnessRow{"nowhere", Value(), Value(), -1},
                    NearnessRow{"one_nowhere", at("30", "120"), Value(), -1},
                    NearnessRow{"same_code", code("lane 5"), code("lane 5"), 0},
                    NearnessRow{"other_code", code("lane 5"), code("lane 6"), -1},
                    NearnessRow{"outside_the_globe", at("130", "120"), at("130", "120"), -1},
                    NearnessRow{"same", at("30.25", "120.15"), at("30.25", "120.15"), 0},
                    NearnessRow{"north", at("30", "120"), at("30.001", "120"), 111},
                    NearnessRow{"south_of_the_line", at("-0.0005", "0"), at("0.0005", "0"), 111},
                    NearnessRow{"east_at_30", at("30", "120"), at("30", "120.001"), 96},
                    NearnessRow{"east_at_60", at("60", "120"), at("60", "120.001"), 55},
                    NearnessRow{"across", at("30", "120"), at("30.003", "120.004"), 509}),
    [](const auto& row) { return row.param.name; });

// Whatever is within the distance is found under one of the cells asked for.
TEST(NearnessCells, HoldEverythingNear) {
  constexpr std::int64_t kMetres = 800;
  const Value here = at("30.0021", "119.9988");
  const List around = cells_around(here, kMetres).as_list();
  std::size_t near = 0;
  for (int y = -12; y <= 12; ++y)
    for (int x = -12; x <= 12; ++x) {
      const Value there =
          Value::record({{"lat", Value::number(Decimal::scaled(300021 + y * 10, -4))},
                         {"long", Value::number(Decimal::scaled(1199988 + x * 10, -4))}});
      if (metres_between(here, there).value_or(kMetres + 1) > kMetres) continue;
      ++near;
      const Value cell = own_cell(there).as_list().front();
      EXPECT_NE(std::find(around.begin(), around.end(), cell), around.end()) << cell.str();
    }
  EXPECT_GT(near, 100U);
}

TEST(NearnessCells, WithoutCoordinatesTheCode) {
  EXPECT_EQ(own_cell(code("lane 5")).as_list().size(), 1U);
  EXPECT_EQ(own_cell(code("lane 5")), cells_around(code("lane 5"), 100));
  EXPECT_TRUE(own_cell(Value()).is_null());
}

}  // namespace
}  // namespace tf::core

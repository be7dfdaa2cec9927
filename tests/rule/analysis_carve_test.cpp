#include "rule/analysis_carve.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

#include "base/prng.h"

namespace tf::rule {
namespace {

class CarveSpace {
 public:
  const Regions* set(Regions one) { return &sets_.emplace_back(std::move(one)); }
  const Regions* drawn(Prng& random, Region size) {
    std::vector<Stretch> loose;
    for (std::uint64_t i = 0, n = 1 + random.below(2); i < n; ++i) {
      const auto a = static_cast<Region>(random.below(size));
      const auto b = static_cast<Region>(random.below(size));
      loose.push_back({std::min(a, b), std::max(a, b)});
    }
    return set(settled(std::move(loose)));
  }

 private:
  std::deque<Regions> sets_;
};

bool all_points_held(const Box& whole, const std::vector<const Box*>& boxes, Region size) {
  for (Region x = 0; x < size; ++x)
    for (Region y = 0; y < size; ++y)
      for (Region z = 0; z < size; ++z) {
        const Corner point{x, y, z};
        if (holds(whole, point) &&
            std::ranges::none_of(boxes, [&](const Box* box) { return holds(*box, point); }))
          return false;
      }
  return true;
}

TEST(AnalysisCarve, AgreesWithAskingEveryPoint) {
  constexpr Region kSize = 6;
  Prng random(4);
  int held = 0;
  for (int run = 0; run < 2000; ++run) {
    CarveSpace space;
    const auto drawn = [&] {
      Box out;
      for (int axis = 0; axis < 3; ++axis) out.push_back(space.drawn(random, kSize));
      return out;
    };
    const Box whole = drawn();
    std::deque<Box> boxes;
    std::vector<const Box*> all;
    for (std::uint64_t i = 0, n = random.below(40); i < n; ++i)
      all.push_back(&boxes.emplace_back(drawn()));
    std::size_t steps = 1'000'000;
    const auto found = all_held(whole, all, steps);
    ASSERT_TRUE(found.has_value());
    ASSERT_EQ(*found, all_points_held(whole, all, kSize)) << run;
    held += *found ? 1 : 0;
  }
  EXPECT_GT(held, 200);
  EXPECT_LT(held, 1800);
}

TEST(AnalysisCarve, StopsWhenItsStepsAreSpent) {
  CarveSpace space;
  const Box whole{space.set({{0, 9}})}, left{space.set({{0, 4}})}, right{space.set({{5, 9}})};
  std::size_t steps = 2;
  EXPECT_EQ(all_held(whole, {&left, &right}, steps), std::nullopt);
  steps = 10;
  EXPECT_EQ(all_held(whole, {&left, &right}, steps), true);
  EXPECT_EQ(steps, 4u);
}

}  // namespace
}  // namespace tf::rule

#include "host/side_by_side.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace tf::host {
namespace {

TEST(SideBySide, DoesEachOnce) {
  for (const std::size_t count : {0U, 1U, 2U, 1000U}) {
    std::vector<std::atomic<int>> done(count);
    side_by_side(count, [&](std::size_t n) { ++done[n]; });
    for (const auto& times : done) EXPECT_EQ(times, 1);
  }
}

TEST(SideBySide, ABugIsTheCallersToHear) {
  EXPECT_THROW(side_by_side(100,
                            [](std::size_t n) {
                              if (n == 57) throw std::logic_error("broken");
                            }),
               std::logic_error);
}

}  // namespace
}  // namespace tf::host

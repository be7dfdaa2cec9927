#include "plugin/arena.h"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "base/prng.h"

namespace tf::plugin {
namespace {

TEST(Arena, KeepsItsLimit) {
  Arena arena(1 << 20);
  std::vector<void*> blocks;
  while (void* block = arena.resize(nullptr, 0, 1000)) blocks.push_back(block);
  EXPECT_LE(arena.held(), std::size_t{1} << 20);
  EXPECT_GT(blocks.size(), 900U);
  EXPECT_EQ(arena.resize(nullptr, 0, 100'000), nullptr);
  EXPECT_EQ(arena.resize(blocks[0], 1000, 100'000), nullptr);
  arena.resize(blocks[0], 1000, 0);
  EXPECT_NE(arena.resize(nullptr, 0, 1000), nullptr);
  EXPECT_NE(arena.resize(blocks[1], 1000, 10), nullptr);  // smaller never fails
}

TEST(Arena, KeepsWhatBlocksHold) {
  Arena arena(8 << 20);
  Prng dice(1);
  struct Block {
    char* at;
    std::size_t size;
    char mark;
  };
  std::vector<Block> blocks;
  for (int i = 0; i < 20'000; ++i) {
    const std::size_t wanted = 1 + dice.below(dice.chance(1, 10) ? 20'000 : 300);
    if (!blocks.empty() && dice.chance(1, 2)) {
      Block& block = dice.pick(blocks);
      for (std::size_t n = 0; n < block.size; n += 7) ASSERT_EQ(block.at[n], block.mark);
      if (dice.chance(1, 2)) {
        arena.resize(block.at, block.size, 0);
        block = blocks.back();
        blocks.pop_back();
        continue;
      }
      auto* moved = static_cast<char*>(arena.resize(block.at, block.size, wanted));
      if (moved == nullptr) continue;
      for (std::size_t n = 0; n < std::min(block.size, wanted); n += 7)
        ASSERT_EQ(moved[n], block.mark);
      block = {moved, wanted, block.mark};
      std::memset(moved, block.mark, wanted);
    } else if (auto* made = static_cast<char*>(arena.resize(nullptr, 0, wanted))) {
      blocks.push_back({made, wanted, static_cast<char>(i)});
      std::memset(made, static_cast<char>(i), wanted);
    }
  }
  EXPECT_GE(arena.peak(), arena.held());
}

}  // namespace
}  // namespace tf::plugin

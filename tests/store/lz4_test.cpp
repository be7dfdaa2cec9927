#include "store/lz4.h"

#include <gtest/gtest.h>

#include "base/prng.h"
#include "base/text.h"

namespace tf::store {
namespace {

using namespace std::string_literals;

// Worked out by hand from the format: token (literals, match - 4), literals, offset, … , last
// literals.
TEST(Lz4, WritesTheBlockFormat) {
  const struct {
    const char* name;
    std::string dictionary, text, block;
  } table[] = {
      {"nothing", "", "", "\0"s},
      {"literals only", "", "abc",
       "\x30"
       "abc"},
      {"fifteen literals", "", "0123456789abcde",
       "\xf0\0"
       "0123456789abcde"s},
      {"a match into what it writes", "", "abcdabcdabcdabcdabcdabcd",
       "\x4b"
       "abcd\x04\0\x50"
       "dabcd"s},
      {"a match into the dictionary", "hello world", "hello worm and so on",
       "\x05\x0b\0\xb0"
       "m and so on"s},
  };
  for (const auto& row : table) {
    const Lz4 lz4(row.dictionary);
    EXPECT_EQ(lz4.pack(row.text), row.block) << row.name;
    EXPECT_EQ(lz4.unpack(row.block, row.text.size()), row.text) << row.name;
  }
}

TEST(Lz4, WhatIsPackedUnpacks) {
  Prng random(7);
  const Lz4 lz4("{\"by\":{\"p\":\"\",\"a\":\"claimed\"},\"c\":[\"act\",{\"verb\":\"complete\"");
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    const auto size = random.below(i % 10 == 0 ? 5000 : 300);
    while (text.size() < size) {
      if (random.below(3) == 0 || text.empty()) {
        text += static_cast<char>(random.below(256));
      } else {  // something from before
        const auto from = random.below(text.size());
        text += text.substr(from, random.below(40));
      }
    }
    const auto block = lz4.pack(text);
    ASSERT_TRUE(block);
    EXPECT_EQ(lz4.unpack(*block, text.size()), text) << i;
  }
}

TEST(Lz4, HasALimit) {
  const Lz4 lz4(std::string(1000, 'd'));
  const std::string text(Lz4::kMaxBytes - 1000, 'x');
  const auto block = lz4.pack(text);
  ASSERT_TRUE(block);
  EXPECT_LT(block->size(), 400U);
  EXPECT_EQ(lz4.unpack(*block, text.size()), text);
  EXPECT_FALSE(lz4.pack(text + "x"));
}

TEST(Lz4, ADamagedBlockNeverReadsOrWritesOutside) {
  const Lz4 lz4("the dictionary before the text");
  const std::string text =
      "before the text before the text, the dictionary, the dictionary, and more of it";
  const std::string block = *lz4.pack(text);
  for (std::size_t cut = 0; cut < block.size(); ++cut)
    EXPECT_FALSE(lz4.unpack(block.substr(0, cut), text.size())) << cut;
  EXPECT_FALSE(lz4.unpack(block, text.size() - 1));
  EXPECT_FALSE(lz4.unpack(block, text.size() + 1));
  for (std::size_t at = 0; at < block.size(); ++at)
    for (int bit = 0; bit < 8; ++bit) {
      std::string bad = block;
      bad[at] = static_cast<char>(static_cast<unsigned char>(bad[at]) ^ (1U << bit));
      const auto out = lz4.unpack(bad, text.size());
      if (out) {
        EXPECT_EQ(out->size(), text.size());
      }
    }
  EXPECT_FALSE(lz4.unpack("\x04\x00\x00\x00"s, 8));  // offset 0
  EXPECT_FALSE(lz4.unpack("\x04\xff\xff\x00"s, 8));  // before everything
}

}  // namespace
}  // namespace tf::store

#include "base/seal_ring.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace tf {
namespace {

SealRing ring() {
  return SealRing::from("a ring");
}

TEST(SealRing, ADestroyedKeyIsGoneAndAllOthersStay) {
  SealRing one = ring();
  std::vector<SealRing::Leaf> leaves;
  std::vector<SealKey> keys;
  for (int i = 0; i < 50; ++i) {
    leaves.push_back(one.leaf_of(cat("p:small/", i)));
    keys.push_back(*one.key(leaves.back()));
  }
  for (std::size_t gone = 0; gone < leaves.size(); gone += 7) {
    EXPECT_TRUE(one.destroy(leaves[gone]));
    EXPECT_FALSE(one.destroy(leaves[gone]));
  }
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const auto key = one.key(leaves[i]);
    EXPECT_EQ(key.has_value(), i % 7 != 0) << i;
    if (key) {
      EXPECT_EQ(*key, keys[i]) << i;
    }
  }
  EXPECT_LE(one.nodes(), 8U * 3 * SealRing::kDepth);
}

TEST(SealRing, TheFirstAndTheLastLeafOfAll) {
  SealRing one = ring();
  const SealKey beside = *one.key(1);
  EXPECT_TRUE(one.destroy(0));
  EXPECT_TRUE(one.destroy(~SealRing::Leaf{0}));
  EXPECT_FALSE(one.key(0));
  EXPECT_FALSE(one.key(~SealRing::Leaf{0}));
  EXPECT_EQ(*one.key(1), beside);
}

TEST(SealRing, WhatIsKeptAfterAnErasureHasAnotherKey) {
  SealRing one = ring();
  const SealRing::Leaf before = one.leaf_of("p:small/li");
  EXPECT_EQ(one.leaf_of("p:small/li"), before);
  one.destroy(before);
  const SealRing::Leaf after = one.leaf_of("p:small/li");
  EXPECT_NE(after, before);
  EXPECT_TRUE(one.key(after));
}

TEST(SealRing, NoTwoRingsAreAlike) {
  EXPECT_NE(SealRing::fresh().id(), SealRing::fresh().id());
  EXPECT_NE(SealRing::from("a").leaf_of("p"), SealRing::from("b").leaf_of("p"));
  EXPECT_EQ(SealRing::from("a").text(), SealRing::from("a").text());
}

TEST(SealRing, ItsTextGivesItBack) {
  SealRing one = ring();
  const SealRing::Leaf gone = one.leaf_of("p:small/gone"), there = one.leaf_of("p:small/there");
  one.destroy(gone);
  const auto again = SealRing::parse(one.text());
  ASSERT_TRUE(again) << again.error();
  EXPECT_EQ(again->text(), one.text());
  EXPECT_EQ(again->id(), one.id());
  EXPECT_FALSE(again->key(gone));
  EXPECT_EQ(*again->key(there), *one.key(there));
}

TEST(SealRing, ATornOrAlteredTextIsNone) {
  SealRing one = ring();
  one.destroy(one.leaf_of("p"));
  const std::string text = one.text();
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_FALSE(SealRing::parse(std::string_view(text).substr(0, size))) << size;
  for (std::size_t at = 0; at < text.size(); at += 13) {
    std::string other = text;
    other[at] = static_cast<char>(other[at] ^ 1);
    EXPECT_FALSE(SealRing::parse(other)) << at;
  }
  EXPECT_EQ(SealRing::parse("something").error(), "it is no key file of townflow");
}

}  // namespace
}  // namespace tf

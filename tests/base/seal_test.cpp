#include "base/seal.h"

#include <gtest/gtest.h>

#include "base/hash.h"

namespace tf {
namespace {

TEST(Seal, OpensWithItsOwnKeyOnly) {
  const SealKey key = key_from("a");
  const std::string sealed = seal(key, "1", "agree");
  EXPECT_EQ(unseal(key, sealed), "agree");
  EXPECT_EQ(unseal(key_from("b"), sealed), std::nullopt);
  EXPECT_EQ(sealed.find("agree"), std::string::npos);
}

TEST(Seal, SaysNothingByItsLengthNorByBeingTheSame) {
  const SealKey key = key_from("a");
  EXPECT_EQ(seal(key, "1", "yes").size(), seal(key, "2", "disagree").size());
  EXPECT_NE(seal(key, "1", "yes"), seal(key, "2", "yes"));
}

// RFC 4231, cases 2 and 6.
TEST(Seal, HmacVectors) {
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(hmac_sha256(std::string(131, '\xaa'),
                               "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Seal, AChangedCharacterIsNoticed) {
  const SealKey key = random_key();
  std::string sealed = seal(key, "1", "agree");
  for (std::size_t at : {std::size_t{0}, std::size_t{30}, sealed.size() - 1}) {
    std::string other = sealed;
    other[at] = other[at] == '0' ? '1' : '0';
    EXPECT_EQ(unseal(key, other), std::nullopt) << at;
  }
  EXPECT_EQ(unseal(key, ""), std::nullopt);
  EXPECT_EQ(unseal(key, "zz"), std::nullopt);
}

TEST(Seal, KeysAreWrittenAndReadAgain) {
  const SealKey key = random_key();
  EXPECT_EQ(key_of_hex(to_hex(key)), key);
  EXPECT_EQ(key_of_hex("12"), std::nullopt);
  EXPECT_NE(random_key(), key);
}

TEST(Seal, LongTextsAndNoneAtAll) {
  const SealKey key = random_key();
  const std::string text(5000, 'x');
  EXPECT_EQ(unseal(key, seal(key, "1", text)), text);
  EXPECT_EQ(unseal(key, seal(key, "1", "")), "");
}

}  // namespace
}  // namespace tf

#include "base/hash.h"

#include <gtest/gtest.h>

namespace tf {
namespace {

TEST(Hash, Sha256) {
  // FIPS 180-4's own examples.
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Hash, PiecesAreOneText) {
  EXPECT_EQ(Hasher().add("a").add("").add("bc").finish(), sha256("abc"));
  const Hash inner = sha256("x");
  EXPECT_EQ(Hasher().add("tag").add(inner).finish(), sha256("tag" + std::string(bytes_of(inner))));
}

TEST(Hash, BytesThereAndBack) {
  const Hash hash = sha256("abc");
  EXPECT_EQ(hash_of_bytes(bytes_of(hash)), hash);
  EXPECT_EQ(hash_of_bytes("short"), Hash{});
  EXPECT_EQ(hash_of_bytes(std::string(33, 'x')), Hash{});
}

}  // namespace
}  // namespace tf

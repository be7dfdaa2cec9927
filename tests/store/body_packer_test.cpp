#include "store/body_packer.h"

#include "base/hash.h"
#include "base/prng.h"
#include "store/support.h"

namespace tf::store {
namespace {

BodyPacker packer() {
  BodyPacker p;
  p.add(BodyPacker::kNewest, BodyPacker::newest());
  return p;
}

const std::string kBody =
    R"({"by":{"p":"ann","a":"claimed"},"c":["act",{"verb":"complete","task":3,"outcome":"done","form":{}}],"e":)"
    R"([["t",{"at":1795326787147,"seen":1795326787147}],["task-",{"t":3,"out":"done","by":"ann"}],)"
    R"(["end",{"t":2,"ok":true,"out":"done","by":"ann"}],["at",{"t":4,"s":1,"step":"two","from":"one"}],)"
    R"(["task",{"id":5,"token":4,"step":"two","work":"work","post":"clerk","cand":["ann","bob"],)"
    R"("path":["bench-town"],"node":"bench-town"}]]})";

// Stores hold bodies packed against it: a better dictionary gets the next number.
TEST(BodyPacker, ADictionaryIsNeverEdited) {
  EXPECT_EQ(to_hex(sha256(BodyPacker::newest())),
            "5e05d90bb8a9b32183d4bb7e6169b684bde2b2a2afd2c77281a64f2631c9ff7b");
}

TEST(BodyPacker, AUsualBodyTakesLessThanHalf) {
  const auto packed = packer().pack(kBody);
  ASSERT_TRUE(packed);
  EXPECT_LT(2 * packed->size(), kBody.size());
  EXPECT_EQ(must(packer().unpack(*packed)), kBody);
}

TEST(BodyPacker, LeavesAloneWhatItCannotShorten) {
  EXPECT_FALSE(packer().pack(""));
  EXPECT_FALSE(packer().pack("{\"short\":true}"));
  EXPECT_FALSE(packer().pack(noise(300)));
  EXPECT_FALSE(BodyPacker().pack(kBody));
}

TEST(BodyPacker, WhatIsPackedUnpacks) {
  Prng random(7);
  for (int i = 0; i < 500; ++i) {
    std::string text = i % 3 == 0 ? kBody : "";
    const auto size = random.below(i % 10 == 0 ? 200'000 : 900);
    while (text.size() < size) {  // something new, or something from before
      const auto from = text.empty() ? 0 : random.below(text.size());
      if (random.below(3) == 0 || text.empty())
        text += static_cast<char>(random.below(256));
      else
        text += text.substr(from, random.below(40));
    }
    if (const auto packed = packer().pack(text)) {
      EXPECT_LT(packed->size(), text.size());
      EXPECT_EQ(must(packer().unpack(*packed)), text) << i;
    }
  }
}

TEST(BodyPacker, ADamagedBlockIsRefusedOrOfItsLength) {
  const std::string packed = *packer().pack(kBody);
  for (std::size_t cut = 0; cut < packed.size(); ++cut)
    EXPECT_FALSE(packer().unpack(packed.substr(0, cut))) << cut;
  for (std::size_t at = 0; at < packed.size(); ++at)
    for (int bit = 0; bit < 8; ++bit) {
      std::string bad = packed;
      bad[at] = static_cast<char>(static_cast<unsigned char>(bad[at]) ^ (1U << bit));
      if (const auto out = packer().unpack(bad); out && at > 4) {
        EXPECT_EQ(out->size(), kBody.size());
      }
    }
}

TEST(BodyPacker, NamesWhatIsWrong) {
  std::string packed = *packer().pack(kBody);
  const auto text = [](const Result<std::string>& r) { return r ? "ok" : r.error().text; };
  EXPECT_EQ(text(packer().unpack("")), "the packed body is cut off");
  EXPECT_EQ(text(packer().unpack(packed.substr(0, 50))), "the packed body does not unpack");
  EXPECT_EQ(text(BodyPacker().unpack(packed)),
            "the packed body names dictionary 1, which the file does not have");
  packed[4] = '\x7f';
  EXPECT_EQ(text(packer().unpack(packed)), "the packed body is too long to be one");
}

}  // namespace
}  // namespace tf::store

// Digests: one message for each person and moment, whatever the number of cases.
#include "host/digest.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"

namespace tf::host {
namespace {

store::OutboxRow row(std::uint64_t town, std::uint64_t n, const char* to, int moment,
                     const char* kind = kDigest) {
  store::OutboxRow out;
  out.case_id = case_id(static_cast<std::uint32_t>(town), n).value;
  out.effect = n;
  out.kind = kind;
  out.key = cat(n, ":clock:L2:digest");
  out.payload = cat(R"({"to":[)", to, R"(],"text":"digest-L2","with":null,"nb":)", moment, "}");
  out.next_ms = moment + static_cast<int>(n);  // tried again at different moments
  return out;
}

std::string shown(const std::vector<store::OutboxRow>& rows) {
  std::string out;
  for (const Digest& digest : merge_digests(rows)) {
    const auto payload = *parse_json(digest.message.payload);
    out += cat(payload["to"].as_list().front().str(), " ", payload["nb"].as_number().str(), ":");
    for (const Value& item : payload["with"]["items"].as_list())
      out += cat(" ", item["key"].str().substr(0, 1), "/", item["text"].str());
    for (const std::size_t n : digest.rows) out += cat(" #", n);
    out += "\n";
  }
  return out;
}

TEST(Digest, WhatCannotBeReadIsLeftOut) {
  store::OutboxRow bad = row(1, 1, "\"li\"", 5);
  bad.payload = "{";
  store::OutboxRow nobody = row(1, 2, "\"li\"", 5);
  nobody.payload = R"({"to":"li"})";
  EXPECT_EQ(shown({bad, nobody, row(1, 3, "", 5), row(1, 4, "\"li\"", 5, "notice")}), "");
  EXPECT_EQ(shown({bad, row(1, 5, "\"li\"", 5)}), "li 5: 5/digest-L2 #1\n");
}

TEST(Digest, OneForEachPersonMomentAndTown) {
  EXPECT_EQ(shown({row(1, 1, R"("li","wu")", 5), row(1, 2, R"("li")", 5), row(1, 3, R"("li")", 9),
                   row(2, 4, R"("li")", 5), row(1, 5, R"("wu")", 5, "notice")}),
            "li 5: 1/digest-L2 2/digest-L2 #0 #1\n"
            "wu 5: 1/digest-L2 #0\n"
            "li 9: 3/digest-L2 #2\n"
            "li 5: 4/digest-L2 #3\n");
}

TEST(Digest, TheKeyIsThatOfWhatItSpeaksOf) {
  const auto key = [](const std::vector<store::OutboxRow>& rows) {
    return merge_digests(rows).front().message.key;
  };
  const std::vector<store::OutboxRow> both{row(1, 1, "\"li\"", 5), row(1, 2, "\"li\"", 5)};
  std::vector<store::OutboxRow> later = both;
  for (store::OutboxRow& one : later) one.next_ms += 2'000;
  EXPECT_EQ(key(both), key(later));
  EXPECT_NE(key(both), key({both.front()}));
}

}  // namespace
}  // namespace tf::host

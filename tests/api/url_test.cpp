#include "api/url.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace tf::api {
namespace {

struct UrlRow {
  const char* name;
  const char* target;
  const char* parsed;  // segments and query, or "refused"
};
std::ostream& operator<<(std::ostream& out, const UrlRow& row) {
  return out << row.name;
}

std::string dump(std::string_view text) {
  Target target;
  if (!target.parse(text)) return "refused";
  std::string out;
  for (const std::string_view segment : target.segments()) out += cat("[", segment, "]");
  for (const auto& [name, value] : target.query()) out += cat(" ", name, "=", value);
  return out;
}

class TargetTest : public testing::TestWithParam<UrlRow> {};
TEST_P(TargetTest, IsSplitStrictly) {
  EXPECT_EQ(GetParam().parsed, dump(GetParam().target));
}

INSTANTIATE_TEST_SUITE_P(
    Table, TargetTest,
    testing::Values(
        UrlRow{"dots", "/a/../b", "refused"},
        UrlRow{"dots_encoded", "/console/%2e%2e/etc", "refused"},
        UrlRow{"dots_half_encoded", "/%2E./x", "refused"}, UrlRow{"one_dot", "/./x", "refused"},
        UrlRow{"slash_encoded", "/a%2fb", "refused"}, UrlRow{"backslash", "/a\\b", "refused"},
        UrlRow{"backslash_encoded", "/a%5Cb", "refused"}, UrlRow{"nul", "/a%00", "refused"},
        UrlRow{"control", "/a%0d%0aSet-Cookie", "refused"}, UrlRow{"cut_triple", "/a%2", "refused"},
        UrlRow{"no_hex", "/a%zz", "refused"}, UrlRow{"broken_utf8", "/%e5%91", "refused"},
        UrlRow{"overlong_slash", "/%c0%af", "refused"}, UrlRow{"empty_inside", "/a//b", "refused"},
        UrlRow{"not_a_path", "a/b", "refused"}, UrlRow{"empty", "", "refused"},
        UrlRow{"too_deep", "/1/2/3/4/5/6/7/8/9/10/11/12/13", "refused"},
        UrlRow{"query_broken_utf8", "/a?q=%ff", "refused"},
        UrlRow{"query_control", "/a?q=%07", "refused"}, UrlRow{"root", "/", ""},
        UrlRow{"plain", "/api/v1/cases", "[api][v1][cases]"}, UrlRow{"last_slash", "/a/", "[a]"},
        UrlRow{"chinese", "/%E5%91%A8/b", "[周][b]"},
        UrlRow{"double_encoding_stays", "/%252e", "[%2e]"},
        UrlRow{"query", "/a?x=1&y=a+b%26c&z&=", "[a] x=1 y=a b&c z= ="},
        UrlRow{"query_slashes", "/a?p=../b", "[a] p=../b"}),
    [](const auto& row) { return row.param.name; });

TEST(Target, TooManyParameters) {
  std::string text = "/a?";
  for (std::size_t i = 0; i < Target::kParameters; ++i) text += "x&";
  EXPECT_NE("refused", dump(text));
  EXPECT_EQ("refused", dump(text + "x"));
}

TEST(Target, TheLastOfANameCounts) {
  Target target;
  ASSERT_TRUE(target.parse("/a?x=1&x=2"));
  EXPECT_EQ("2", *target.find("x"));
  EXPECT_EQ(nullptr, target.find("y"));
}

}  // namespace
}  // namespace tf::api

#include "api/url.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace tf::api {
namespace {

struct Row {
  const char* name;
  const char* target;
  const char* parsed;  // segments and query, or "refused"
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
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

class TargetTest : public testing::TestWithParam<Row> {};
TEST_P(TargetTest, IsSplitStrictly) {
  EXPECT_EQ(GetParam().parsed, dump(GetParam().target));
}

INSTANTIATE_TEST_SUITE_P(
    Table, TargetTest,
    testing::Values(
        Row{"dots", "/a/../b", "refused"}, Row{"dots_encoded", "/console/%2e%2e/etc", "refused"},
        Row{"dots_half_encoded", "/%2E./x", "refused"}, Row{"one_dot", "/./x", "refused"},
        Row{"slash_encoded", "/a%2fb", "refused"}, Row{"backslash", "/a\\b", "refused"},
        Row{"backslash_encoded", "/a%5Cb", "refused"}, Row{"nul", "/a%00", "refused"},
        Row{"control", "/a%0d%0aSet-Cookie", "refused"}, Row{"cut_triple", "/a%2", "refused"},
        Row{"no_hex", "/a%zz", "refused"}, Row{"broken_utf8", "/%e5%91", "refused"},
        Row{"overlong_slash", "/%c0%af", "refused"}, Row{"empty_inside", "/a//b", "refused"},
        Row{"not_a_path", "a/b", "refused"}, Row{"empty", "", "refused"},
        Row{"too_deep", "/1/2/3/4/5/6/7/8/9/10/11/12/13", "refused"},
        Row{"query_broken_utf8", "/a?q=%ff", "refused"},
        Row{"query_control", "/a?q=%07", "refused"}, Row{"root", "/", ""},
        Row{"plain", "/api/v1/cases", "[api][v1][cases]"}, Row{"last_slash", "/a/", "[a]"},
        Row{"chinese", "/%E5%91%A8/b", "[周][b]"}, Row{"double_encoding_stays", "/%252e", "[%2e]"},
        Row{"query", "/a?x=1&y=a+b%26c&z&=", "[a] x=1 y=a b&c z= ="},
        Row{"query_slashes", "/a?p=../b", "[a] p=../b"}),
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

#include "rule/feel/regex.h"

#include <gtest/gtest.h>

namespace tf::rule {
namespace {

std::string matches(std::string_view input, std::string_view pattern, std::string_view flags = "") {
  const auto found = regex_matches(input, pattern, flags);
  return !found ? found.error() : *found ? "yes" : "no";
}

TEST(Regex, what_xpath_lacks_is_refused) {
  EXPECT_EQ(matches("a", "*a"), "`*` has nothing before it");
  EXPECT_EQ(matches("a", "a)"), "a `)` too many");
  EXPECT_EQ(matches("a", "(a"), "a `)` is missing");
  EXPECT_EQ(matches("a", "(?=a)"), "`(?` must be followed by `:`");
  EXPECT_EQ(matches("a", "\\ba"), "`\\b` is unknown");
  EXPECT_EQ(matches("a", "a++"), "`+` has nothing before it");
  EXPECT_EQ(matches("a", "(a\\1)"), "there is no group 1 before its reference");
  EXPECT_EQ(matches("a", "[b-a]"), "a range runs backwards");
  EXPECT_EQ(matches("a", "a", "g"), "flags are s, m, i, x and q");
  EXPECT_EQ(matches("a", "\\p{IsNowhere}"), "U_REGEX_PROPERTY_SYNTAX");
  EXPECT_EQ(matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "(a*)*c"), "U_REGEX_TIME_OUT");
}

TEST(Regex, matches) {
  EXPECT_EQ(matches("第 3 号", "\\d 号"), "yes");
  EXPECT_EQ(matches("a\nb", "a.b"), "no");
  EXPECT_EQ(matches("a\nb", "a.b", "s"), "yes");
  EXPECT_EQ(matches("a\n", "a$"), "no");
  EXPECT_EQ(matches("a\nb", "^b", "m"), "yes");
  EXPECT_EQ(matches("O", "[A-Z-[OI]]", "i"), "no");
  EXPECT_EQ(matches("x", "[A-Z-[OI]]", "i"), "yes");
  EXPECT_EQ(matches("a b", " a [ ] b ", "x"), "yes");
  EXPECT_EQ(matches("abab", "(ab)\\1"), "yes");
  EXPECT_EQ(matches("α", "\\p{IsGreek}"), "yes");
  EXPECT_EQ(matches("a.c", "a.c", "q"), "yes");
  EXPECT_EQ(matches("abc", "a.c", "q"), "no");
}

TEST(Regex, replace_and_split) {
  EXPECT_EQ(regex_replace("2026-03-10", "(\\d+)-(\\d+)", "$2/$1", ""), "03/2026-10");
  EXPECT_EQ(regex_replace("abc", "(b)", "[$12]", ""), "a[b2]c");
  EXPECT_EQ(regex_replace("abc", "b", "\\$", ""), "a$c");
  EXPECT_EQ(regex_replace("abc", "x*", "-", "").error(), "the pattern matches the empty text");
  EXPECT_EQ(regex_replace("abc", "b", "$", "").error(),
            "in a replacement `$` stands before the number of a group");
  EXPECT_EQ(regex_split("a;b;;c", ";"), (std::vector<std::string>{"a", "b", "", "c"}));
}

}  // namespace
}  // namespace tf::rule

// input → canonical text: how a text is understood, and that printing it again changes nothing.
#include "rule/feel/parser.h"

#include <gtest/gtest.h>

#include "rule/feel/lexer.h"
#include "rule/feel/test_env.h"

namespace tf::rule {
namespace {

std::string printed(std::string_view text) {
  TestNames names;
  names.variable("a", {})
      .variable("b", {})
      .variable("a b", {})
      .variable("pre-bureau risk", {})
      .variable("list of things", {});
  const auto once = print_canonical(text, names);
  if (!once) return once.error().name + ": " + once.error().en;
  const auto twice = print_canonical(*once, names);
  EXPECT_EQ(twice.value_or("not FEEL"), *once);
  return *once;
}

TEST(Parser, mistakes) {
  EXPECT_EQ(printed("a +"), "feel.syntax: the expression is not finished");
  EXPECT_EQ(printed("if a then b"), "feel.syntax: expected `else`, found the end");
  EXPECT_EQ(printed("f(1, x: 2)"), "feel.unknown_name: no such name: `f`");
  EXPECT_EQ(printed("count(1, list: 2)"),
            "feel.syntax: either all arguments have names or none has");
  EXPECT_EQ(printed(std::string(500, '(')), "feel.too_deep: nested too deep, at most 400 levels");
  EXPECT_EQ(printed(std::string(2000, '-') + "a"),
            "feel.too_deep: nested too deep, at most 400 levels");
  EXPECT_EQ(printed(std::string(kMaxText + 1, ' ')),
            "feel.too_long: the expression is too long: 100001 bytes, at most 100000");
  EXPECT_EQ(printed("\"\xFF\""), "feel.syntax: this is not valid UTF-8");
}

TEST(Parser, names_take_the_longest_that_fits) {
  EXPECT_EQ(printed("a b + a"), "a b + a");
  EXPECT_EQ(printed("a  b"), "a b");
  EXPECT_EQ(printed("pre-bureau risk-a"), "pre-bureau risk - a");
  EXPECT_EQ(printed("list of things[item > 1]"), "list of things[item > 1]");
  EXPECT_EQ(printed("{x y: 1, z: x y}.x y"), "{\"x y\": 1, z: x y}.x y");
  EXPECT_EQ(printed("for i in a return i.first name"), "for i in a return i.first name");
}

TEST(Parser, operators) {
  EXPECT_EQ(printed("1+2*3-4"), "1 + 2 * 3 - 4");
  EXPECT_EQ(printed("(1+2)*3"), "(1 + 2) * 3");
  EXPECT_EQ(printed("1-(2-3)"), "1 - (2 - 3)");
  EXPECT_EQ(printed("2**-3"), "2 ** -3");
  EXPECT_EQ(printed("(-a)**2"), "-a ** 2");
  EXPECT_EQ(printed("a and (b or a) and not(b)"), "a and (b or a) and not(b)");
  EXPECT_EQ(printed("a between 1 and b"), "a between 1 and b");
  EXPECT_EQ(printed("a in (1,<2,[3..4))"), "a in (1, < 2, [3..4))");
  EXPECT_EQ(printed("a instance of list<number>"), "a instance of list<number>");
  EXPECT_EQ(printed("]1..2["), "(1..2)");
  EXPECT_EQ(printed("(>=5)"), "(>= 5)");
}

TEST(Parser, statements) {
  EXPECT_EQ(printed("if a then 1 else if b then 2 else 3"), "if a then 1 else if b then 2 else 3");
  EXPECT_EQ(printed("some x in a, y in x.list satisfies x=y"),
            "some x in a, y in x.list satisfies x = y");
  EXPECT_EQ(printed("for i in 1..3 return i"), "for i in 1..3 return i");
  EXPECT_EQ(printed("function(x: number,y) x+y"), "function(x: number, y) x + y");
  EXPECT_EQ(printed("substring(string:\"abc\", start position:2)"),
            "substring(string: \"abc\", start position: 2)");
  EXPECT_EQ(printed("@\"PT61M\" /* c */ // d"), "@\"PT1H1M\"");
  EXPECT_EQ(printed("\"q\\\"\\u00e9\\U01F40E\""), "\"q\\\"é🐎\"");
}

}  // namespace
}  // namespace tf::rule

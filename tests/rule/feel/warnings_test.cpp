// Every null that comes from a mistake says so, with its place; a null that is an answer says
// nothing.
#include <gtest/gtest.h>

#include "base/text.h"
#include "rule/feel/feel.h"
#include "rule/feel/test_env.h"

namespace tf::rule::test {
namespace {

// "feel.type `1 + x`", one a line.
std::string warnings_of(const std::string& text) {
  TestNames names;
  names.variable("gone", Value());
  const auto program = compile_expression(text, names);
  if (!program) return program.error().name;
  TestEnv env(names);
  std::vector<Warning> warnings;
  program->run(env, &warnings);
  std::string out;
  for (const Warning& one : warnings)
    out += cat(out.empty() ? "" : "; ", one.name, " `", text.substr(one.offset, one.length), "`");
  return out;
}

struct Row {
  const char* text;
  const char* warnings;
};
class Warnings : public testing::TestWithParam<Row> {};
TEST_P(Warnings, are) {
  EXPECT_EQ(warnings_of(GetParam().text), GetParam().warnings) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Mistakes, Warnings,
    testing::Values(
        Row{"1 + gone", "feel.null `1 + gone`"}, Row{"1 + \"a\"", "feel.type `1 + \"a\"`"},
        Row{"-\"a\"", "feel.type `-\"a\"`"}, Row{"-gone", "feel.null `-gone`"},
        Row{"1 / 0", "feel.type `1 / 0`"}, Row{"1 = \"a\"", "feel.type `1 = \"a\"`"},
        Row{"1 < gone", "feel.null `1 < gone`"},
        Row{"gone between 1 and 2", "feel.null `gone between 1 and 2`"},
        Row{"1 between \"a\" and 2", "feel.type `1 between \"a\" and 2`"},
        Row{"1 in [\"a\"..\"b\"]", "feel.type `1 in [\"a\"..\"b\"]`"},
        Row{"[1..\"a\"]", "feel.type `[1..\"a\"]`"}, Row{"true and \"a\"", "feel.type `\"a\"`"},
        Row{"0 or false", "feel.type `0`"}, Row{"if 1 then 2 else 3", "feel.type `1`"},
        Row{"some x in [1] satisfies x", "feel.type `x`"},
        Row{"every x in [1, 2] satisfies \"a\"", "feel.type `\"a\"`; feel.type `\"a\"`"},
        Row{"for x in gone return x", "feel.type `gone`"},
        Row{"for x in 1.5..3 return x", "feel.type `1.5..3`"},
        Row{"[1, 2][\"a\"]", "feel.type `\"a\"`"}, Row{"[1, 2][3]", "feel.index `[1, 2][3]`"},
        Row{"gone[1]", "feel.absent `gone[1]`"},
        Row{"gone[item > 1]", "feel.absent `gone[item > 1]`"},
        Row{"[{x: 1}][y = 2]", "feel.absent `y`"}, Row{"{a: 1}.b", "feel.absent `{a: 1}.b`"},
        Row{"gone.b", "feel.absent `gone.b`"}, Row{"\"a\".b", "feel.key `\"a\".b`"},
        Row{"@\"2026-03-10\".hours", "feel.key `@\"2026-03-10\".hours`"},
        Row{"{a: 1, a: 2}", "feel.key `{a: 1, a: 2}`"}, Row{"5(1)", "feel.call `5(1)`"},
        Row{"gone(1)", "feel.call `gone(1)`"},
        Row{"(function(x) x)(1, 2)", "feel.call `(function(x) x)(1, 2)`"},
        Row{"(function(x: number) x)(\"a\")", "feel.type `(function(x: number) x)(\"a\")`"},
        Row{"function(x) external {java: {class: \"a\"}}",
            "feel.external `function(x) external {java: {class: \"a\"}}`"},
        Row{"sum([])", "feel.absent `sum([])`"}, Row{"min([])", "feel.absent `min([])`"},
        Row{"mean([])", "feel.absent `mean([])`"},
        Row{"all([true, 1])", "feel.call `all([true, 1])`"},
        Row{"sort([2, 1], function(a, b) 1)", "feel.call `sort([2, 1], function(a, b) 1)`"},
        Row{"date(\"soon\")", "feel.call `date(\"soon\")`"},
        Row{"substring(\"abc\", 9)", "feel.call `substring(\"abc\", 9)`"},
        Row{"{f: function(n) f(n), r: f(1)}.r", "feel.budget `f(n)`"}));

INSTANTIATE_TEST_SUITE_P(Answers, Warnings,
                         testing::Values(Row{"gone", ""}, Row{"null", ""}, Row{"gone = null", ""},
                                         Row{"true and gone", ""}, Row{"false or null", ""},
                                         Row{"{a: null}.a", ""}, Row{"@\"12:00:00\".timezone", ""},
                                         Row{"(< 10).start", ""},
                                         Row{"get value({a: 1}, \"b\")", ""},
                                         Row{"[1, null][2]", ""},
                                         Row{"if gone then 1 else null", ""}, Row{"[{x: 1}].y", ""},
                                         Row{"all([true, null])", ""}, Row{"null in [null]", ""},
                                         Row{"[{x: null}][x = null]", ""}));

}  // namespace
}  // namespace tf::rule::test

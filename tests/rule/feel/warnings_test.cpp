// Every null that comes from a mistake says so, with its place; a null that is an answer says
// nothing.
#include <gtest/gtest.h>

#include "base/text.h"
#include "rule/feel/feel.h"
#include "rule/feel/test_env.h"

namespace tf::rule {
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

struct WarningRow {
  const char* text;
  const char* warnings;
};
class Warnings : public testing::TestWithParam<WarningRow> {};
TEST_P(Warnings, are) {
  EXPECT_EQ(warnings_of(GetParam().text), GetParam().warnings) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Mistakes, Warnings,
    testing::Values(
        WarningRow{"1 + gone", "feel.null `1 + gone`"},
        WarningRow{"1 + \"a\"", "feel.type `1 + \"a\"`"},
        WarningRow{"-\"a\"", "feel.type `-\"a\"`"}, WarningRow{"-gone", "feel.null `-gone`"},
        WarningRow{"1 / 0", "feel.type `1 / 0`"}, WarningRow{"1 = \"a\"", "feel.type `1 = \"a\"`"},
        WarningRow{"1 < gone", "feel.null `1 < gone`"},
        WarningRow{"gone between 1 and 2", "feel.null `gone between 1 and 2`"},
        WarningRow{"1 between \"a\" and 2", "feel.type `1 between \"a\" and 2`"},
        WarningRow{"1 in [\"a\"..\"b\"]", "feel.type `1 in [\"a\"..\"b\"]`"},
        WarningRow{"[1..\"a\"]", "feel.type `[1..\"a\"]`"},
        WarningRow{"true and \"a\"", "feel.type `\"a\"`"},
        WarningRow{"0 or false", "feel.type `0`"},
        WarningRow{"if 1 then 2 else 3", "feel.type `1`"},
        WarningRow{"some x in [1] satisfies x", "feel.type `x`"},
        WarningRow{"every x in [1, 2] satisfies \"a\"", "feel.type `\"a\"`; feel.type `\"a\"`"},
        WarningRow{"for x in gone return x", "feel.type `gone`"},
        WarningRow{"for x in 1.5..3 return x", "feel.type `1.5..3`"},
        WarningRow{"[1, 2][\"a\"]", "feel.type `\"a\"`"},
        WarningRow{"[1, 2][3]", "feel.index `[1, 2][3]`"},
        WarningRow{"gone[1]", "feel.absent `gone[1]`"},
        WarningRow{"gone[item > 1]", "feel.absent `gone[item > 1]`"},
        WarningRow{"[{x: 1}][y = 2]", "feel.absent `y`"},
        WarningRow{"{a: 1}.b", "feel.absent `{a: 1}.b`"},
        WarningRow{"gone.b", "feel.absent `gone.b`"}, WarningRow{"\"a\".b", "feel.key `\"a\".b`"},
        WarningRow{"@\"2026-03-10\".hours", "feel.key `@\"2026-03-10\".hours`"},
        WarningRow{"{a: 1, a: 2}", "feel.key `{a: 1, a: 2}`"},
        WarningRow{"5(1)", "feel.call `5(1)`"}, WarningRow{"gone(1)", "feel.call `gone(1)`"},
        WarningRow{"(function(x) x)(1, 2)", "feel.call `(function(x) x)(1, 2)`"},
        WarningRow{"(function(x: number) x)(\"a\")", "feel.type `(function(x: number) x)(\"a\")`"},
        WarningRow{"function(x) external {java: {class: \"a\"}}",
                   "feel.external `function(x) external {java: {class: \"a\"}}`"},
        WarningRow{"sum([])", "feel.absent `sum([])`"},
        WarningRow{"min([])", "feel.absent `min([])`"},
        WarningRow{"mean([])", "feel.absent `mean([])`"},
        WarningRow{"all([true, 1])", "feel.call `all([true, 1])`"},
        WarningRow{"sort([2, 1], function(a, b) 1)", "feel.call `sort([2, 1], function(a, b) 1)`"},
        WarningRow{"date(\"soon\")", "feel.call `date(\"soon\")`"},
        WarningRow{"substring(\"abc\", 9)", "feel.call `substring(\"abc\", 9)`"},
        WarningRow{"{f: function(n) f(n), r: f(1)}.r", "feel.budget `f(n)`"}));

INSTANTIATE_TEST_SUITE_P(
    Answers, Warnings,
    testing::Values(WarningRow{"gone", ""}, WarningRow{"null", ""}, WarningRow{"gone = null", ""},
                    WarningRow{"true and gone", ""}, WarningRow{"false or null", ""},
                    WarningRow{"{a: null}.a", ""}, WarningRow{"@\"12:00:00\".timezone", ""},
                    WarningRow{"(< 10).start", ""}, WarningRow{"get value({a: 1}, \"b\")", ""},
                    WarningRow{"[1, null][2]", ""}, WarningRow{"if gone then 1 else null", ""},
                    WarningRow{"[{x: 1}].y", ""}, WarningRow{"all([true, null])", ""},
                    WarningRow{"null in [null]", ""}, WarningRow{"[{x: null}][x = null]", ""}));

}  // namespace
}  // namespace tf::rule

#include "rule/feel/feel.h"

#include <gtest/gtest.h>

#include "rule/feel/test_env.h"

namespace tf::rule {
namespace {

struct EvalRow {
  const char* text;
  const char* value;
};

class Evaluate : public testing::TestWithParam<EvalRow> {};

TEST_P(Evaluate, gives) {
  EXPECT_EQ(evaluate(GetParam().text), GetParam().value) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Wrong, Evaluate,
    testing::Values(EvalRow{"1 +", "feel.syntax at 3: the expression is not finished"},
                    EvalRow{"1 2", "feel.syntax at 2: `2` is not expected here"},
                    EvalRow{"(1", "feel.syntax at 2: expected `)`, found the end"},
                    EvalRow{"\"abc", "feel.syntax at 0: the text has no closing quote"},
                    EvalRow{"conut([1])",
                            "feel.unknown_name at 0: no such name: `conut`; did you mean `count`?"},
                    EvalRow{"if true then 1", "feel.syntax at 14: expected `else`, found the end"},
                    EvalRow{"@\"soon\"",
                            "feel.syntax at 0: `@\"soon\"` is no date, time or duration"}));

INSTANTIATE_TEST_SUITE_P(
    Logic, Evaluate,
    testing::Values(EvalRow{"true and null", "null"}, EvalRow{"false and 123", "false"},
                    EvalRow{"\"true\" or true", "true"}, EvalRow{"not(0)", "null"},
                    EvalRow{"any([123, false])", "null"}, EvalRow{"true = 1", "null"},
                    EvalRow{"[] = null", "false"}, EvalRow{"null between 1 and 10", "null"},
                    EvalRow{"5 in (null..10]", "null"}, EvalRow{"5 in [1..10]", "true"},
                    EvalRow{"5 in (1, 5)", "true"}, EvalRow{"5 in (< 3, > 4)", "true"},
                    EvalRow{"5 in ]5..6[", "false"}, EvalRow{"1 = 1.0", "true"},
                    EvalRow{"[1..3] = [1..3]", "true"}, EvalRow{"(< 10) = (null..10)", "false"}));

INSTANTIATE_TEST_SUITE_P(Arithmetic, Evaluate,
                         testing::Values(EvalRow{"3**4**5", "3486784401"}, EvalRow{"-3 ** 2", "9"},
                                         EvalRow{"decimal(2.5, 0)", "2"}, EvalRow{"1/0", "null"},
                                         EvalRow{"1 + 2 * 3", "7"},
                                         EvalRow{"\"a\" + \"b\"", "\"ab\""},
                                         EvalRow{"\"a\" + 1", "null"},
                                         EvalRow{"@\"2026-03-10\" + @\"P1M\"", "2026-04-10"},
                                         EvalRow{"@\"P10Y11M\" / 2.5", "P4Y4M"},
                                         EvalRow{"@\"2026-03-10\" - @\"2026-03-01\"", "P9D"},
                                         EvalRow{"duration(\"PT61M\")", "PT1H1M"},
                                         EvalRow{"@\"23:00:00\" + @\"P1D\"", "23:00:00"}));

INSTANTIATE_TEST_SUITE_P(
    Lists, Evaluate,
    testing::Values(EvalRow{"[1,2,3][-1]", "3"}, EvalRow{"[1,2,3][0]", "null"},
                    EvalRow{"[1,2,3][item > 1]", "[2, 3]"}, EvalRow{"100[false]", "[]"},
                    EvalRow{"100[true]", "[100]"}, EvalRow{"[{x:1}].y", "[null]"},
                    EvalRow{"[{x:1},{x:2}][x > 1].x", "[2]"},
                    EvalRow{"[{item:1},{item:2}][item > 1]", "[{item: 2}]"},
                    EvalRow{"for i in 4..2 return i", "[4, 3, 2]"},
                    EvalRow{"for i in [1..3], j in [i..2] return i * j", "[1, 2, 4, 9, 6]"},
                    EvalRow{"for i in 1..4 return if i = 1 then 1 else i * partial[-1]",
                            "[1, 2, 6, 24]"},
                    EvalRow{"some x in [] satisfies true", "false"},
                    EvalRow{"every x in [] satisfies false", "true"},
                    EvalRow{"sort([3,1,2], function(a, b) a < b)", "[1, 2, 3]"},
                    EvalRow{"count([1, null])", "2"},
                    EvalRow{"string join([\"a\", \"b\"], \", \")", "\"a, b\""},
                    EvalRow{"[1,2,3][[2,1][1]]", "2"}));

INSTANTIATE_TEST_SUITE_P(
    Contexts, Evaluate,
    testing::Values(EvalRow{"{a: 1, b: a + 1}.b", "2"}, EvalRow{"{foo+bar: 1}.foo+bar", "1"},
                    EvalRow{"{a: 1, a: 2}", "null"},
                    EvalRow{
                        "{fact: function(n) if n <= 1 then 1 else n * fact(n - 1), r: fact(10)}.r",
                        "3628800"},
                    EvalRow{"{x: 5, add: function(a) a + x}.add(3)", "8"},
                    EvalRow{"(function(a, b) a - b)(b: 1, a: 3)", "2"},
                    EvalRow{"substring(string: \"foobar\", start position: 3)", "\"obar\""},
                    EvalRow{"{\"a b\": 1}.a b", "1"}, EvalRow{"{a b: 1, c: a b + 1}.c", "2"},
                    EvalRow{"(> 5).start", "5"}, EvalRow{"]1..10[.start included", "false"},
                    EvalRow{"get value({a: 1}, \"a\")", "1"},
                    EvalRow{"date(\"2026-03-10\").weekday", "2"},
                    EvalRow{"string length(\"🐎a\")", "2"}));

TEST(Evaluate, names_of_the_surroundings) {
  TestNames names;
  names.variable("kind", Value::text("family"), {"family", "land"});
  names.variable("Monthly Salary", Value::number(10));
  names.variable("户数", Value::number(70));
  names.constant("family").constant("land").constant("oral").function("done", 3);
  names.variable("earlier", Value::list({Value::record({{"n", Value::number(1)}}),
                                         Value::record({{"n", Value::number(5)}})}));
  names.variable("n", Value::number(9));
  EXPECT_EQ(evaluate("kind = family", names), "true");
  EXPECT_EQ(evaluate("kind = oral", names),
            "feel.never at 7: `kind` is never `oral`; it can be family, land");
  EXPECT_EQ(evaluate("kind = famly", names),
            "feel.unknown_name at 7: no such name: `famly`; did you mean `family`?");
  EXPECT_EQ(evaluate("Monthly  Salary * 2", names), "20");
  EXPECT_EQ(evaluate("户数 >= 70", names), "true");
  EXPECT_EQ(evaluate("done(\"visit\")", names), "\"f3 visit\"");
  EXPECT_EQ(evaluate("count(earlier[n > 2])", names), "1");
  EXPECT_EQ(evaluate("earlier[m = null and n < 2].n", names), "[1]");
  EXPECT_EQ(evaluate("[1][done(\"x\") = \"f3 x of 1\"]", names), "[1]");
}

TEST(Evaluate, budget_stops) {
  const TestNames names;
  const auto program = compile_expression("count(for i in 1..1000000000 return i)", names);
  ASSERT_TRUE(program);
  TestEnv env(names);
  std::vector<Warning> warnings;
  EXPECT_TRUE(program->run(env, &warnings).is_null());
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].name, "feel.budget");
}

// Short texts that would take for ever, fill the memory or the stack.
TEST(Evaluate, hostile_texts_end) {
  std::string doubled = "{a0: [1, 1]";
  for (int i = 1; i < 60; ++i) {
    const std::string before = "a" + std::to_string(i - 1);
    doubled += ", a" + std::to_string(i) + ": [" + before + ", " + before + "]";
  }
  for (const std::string& text :
       {"flatten(" + doubled + "}.a59)", doubled + "}", "string(" + doubled + "}.a59) = \"\"",
        doubled + ", b: for i in 1..60 return if i = 1 then [1, 1] else [partial[-1], "
                  "partial[-1]]}.b[60] = 1",
        std::string("for i in 1..1000000 return [partial[-1]]"),
        std::string("{f: function(n) f(n + 1), r: f(1)}.r"),
        std::string("{s: for i in 1..40 return if i = 1 then \"ab\" else partial[-1] + "
                    "partial[-1], t: count(s)}.t"),
        std::string("replace(string join(for i in 1..9999 return \"aaaaaaaaaa\"), \"a\", string "
                    "join(for i in 1..9999 return \"aaaaaaaaaa\"))"),
        std::string("for i in 1..1000000 return matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", "
                    "\"(a*)*c\")")}) {
    const TestNames names;
    const auto program = compile_expression(text, names);
    ASSERT_TRUE(program) << text << program.error().en;
    TestEnv env(names);
    std::vector<Warning> warnings;
    Budget budget;
    budget.steps = 200'000;
    program->run(env, &warnings, budget);
    EXPECT_FALSE(warnings.empty()) << text.substr(0, 80);
  }
}

TEST(UnaryTests, cells) {
  TestNames names;
  names.variable("other", Value::number(3)).constant("big");
  TestEnv env(names);
  struct Cell {
    const char* text;
    Value input;
    bool passes;
  };
  const Value five = Value::number(5);
  for (const Cell& cell :
       {Cell{"-", five, true}, Cell{"", Value(), true}, Cell{"> 4", five, true},
        Cell{"5, 6", five, true}, Cell{"not(5, 6)", five, false}, Cell{"[1..5)", five, false},
        Cell{"? > other", five, true}, Cell{"other > 2", five, true},
        Cell{"true", Value::boolean(false), false}, Cell{"false", Value::boolean(false), true},
        Cell{"big", Value::text("big"), true}, Cell{"null", Value(), true},
        Cell{"> 4", Value(), false}, Cell{"[5, 7]", five, true}, Cell{"!= 4", five, true}}) {
    const auto program = compile_unary_tests(cell.text, names);
    ASSERT_TRUE(program) << cell.text << program.error().en;
    EXPECT_EQ(program->test(cell.input, env), cell.passes) << cell.text;
  }
}

}  // namespace
}  // namespace tf::rule

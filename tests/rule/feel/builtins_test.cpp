#include "rule/feel/builtins.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "base/text.h"
#include "rule/feel/test_env.h"

namespace tf::rule {
namespace {

TEST(Builtins, each_stands_in_the_docs) {
  std::ifstream in(cat(TF_ROOT, "/docs/feel.md"));
  const std::string docs{std::istreambuf_iterator<char>(in), {}};
  for (const Builtin& one : all_builtins())
    for (const char* form : one.signatures)
      EXPECT_NE(docs.find(cat("`", one.name, "(", form, ")`")), std::string::npos)
          << one.name << "(" << form << ")";
}

struct BuiltinRow {
  const char* text;
  const char* value;
};
class Builtins : public testing::TestWithParam<BuiltinRow> {};
TEST_P(Builtins, gives) {
  EXPECT_EQ(evaluate(GetParam().text), GetParam().value) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Refused, Builtins,
    testing::Values(BuiltinRow{"abs(\"1\")", "null"}, BuiltinRow{"substring(\"abc\", 0)", "null"},
                    BuiltinRow{"sqrt(-1)", "null"}, BuiltinRow{"modulo(1, 0)", "null"},
                    BuiltinRow{"decimal(1, 7000)", "null"}, BuiltinRow{"count(null)", "null"},
                    BuiltinRow{"sum([1, \"a\"])", "null"}, BuiltinRow{"min([1, \"a\"])", "null"},
                    BuiltinRow{"remove([1], 2)", "null"}, BuiltinRow{"date(2026, 2, 30)", "null"},
                    BuiltinRow{"time(24, 0, 0)", "null"}, BuiltinRow{"duration(\"P1Y1D\")", "null"},
                    BuiltinRow{"number(\"1,5\", \",\", \",\")", "null"},
                    BuiltinRow{"range(\"[3..1]\")", "null"}, BuiltinRow{"not(1)", "null"},
                    BuiltinRow{"context put({a: 1}, [\"a\", \"b\"], 2)", "null"},
                    BuiltinRow{"matches(\"a\", \"a++\")", "null"}, BuiltinRow{"all()", "null"},
                    BuiltinRow{"substring(text: \"a\", start position: 1)", "null"},
                    BuiltinRow{"coincides(1, [1..1])", "null"}));

INSTANTIATE_TEST_SUITE_P(
    Numbers, Builtins,
    testing::Values(BuiltinRow{"floor(-1.5)", "-2"}, BuiltinRow{"ceiling(1.23, 1)", "1.3"},
                    BuiltinRow{"round up(1.21, 1)", "1.3"},
                    BuiltinRow{"round half up(-2.5, 0)", "-3"},
                    BuiltinRow{"round half down(2.5, 0)", "2"}, BuiltinRow{"modulo(-12, 5)", "3"},
                    BuiltinRow{"odd(3)", "true"}, BuiltinRow{"exp(0)", "1"},
                    BuiltinRow{"number(\"1.234,5\", \".\", \",\")", "1234.5"},
                    BuiltinRow{"mean([1, 2, 6])", "3"}, BuiltinRow{"median(8, 2, 5, 3)", "4"},
                    BuiltinRow{"mode([6, 3, 9, 6, 6, 3, 3])", "[3, 6]"},
                    BuiltinRow{"stddev(2, 4, 7, 5)", "2.081665999466132735282297706979931"},
                    BuiltinRow{"product(2, 3, 4)", "24"}));

INSTANTIATE_TEST_SUITE_P(
    Texts, Builtins,
    testing::Values(BuiltinRow{"substring(\"第一道防线\", -2)", "\"防线\""},
                    BuiltinRow{"upper case(\"straße\")", "\"STRASSE\""},
                    BuiltinRow{"substring before(\"a-b\", \"-\")", "\"a\""},
                    BuiltinRow{"split(\"a;b\", \";\")", "[\"a\", \"b\"]"},
                    BuiltinRow{"replace(\"abc\", \"(b)\", \"[$1]\")", "\"a[b]c\""},
                    BuiltinRow{"string(@\"P1D\")", "\"P1D\""},
                    BuiltinRow{"string([\"a\", {b: 1}])", "\"[\"a\", {b: 1}]\""},
                    BuiltinRow{"upper case([\"bob\"])", "\"BOB\""}));

INSTANTIATE_TEST_SUITE_P(
    Lists, Builtins,
    testing::Values(
        BuiltinRow{"sublist([1,2,3], 2, 1)", "[2]"}, BuiltinRow{"append([1], 2, 3)", "[1, 2, 3]"},
        BuiltinRow{"insert before([1,3], 2, 2)", "[1, 2, 3]"},
        BuiltinRow{"union([1,2],[2,3])", "[1, 2, 3]"},
        BuiltinRow{"flatten([[1,[2]],3])", "[1, 2, 3]"},
        BuiltinRow{"index of([1,2,1], 1)", "[1, 3]"},
        BuiltinRow{"list replace([1,2,3], function(item, newItem) item > 1, 0)", "[1, 0, 0]"},
        BuiltinRow{"sort([3,1,2])", "[1, 2, 3]"}, BuiltinRow{"distinct values([1,2,1])", "[1, 2]"},
        BuiltinRow{"reverse([1,2])", "[2, 1]"}, BuiltinRow{"max(1, 3, 2)", "3"}));

INSTANTIATE_TEST_SUITE_P(
    Times, Builtins,
    testing::Values(
        BuiltinRow{"today()", "2026-03-10"},
        BuiltinRow{"date and time(@\"2026-03-10\", @\"16:40:00\")", "2026-03-10T16:40:00"},
        BuiltinRow{"years and months duration(@\"2024-02-29\", @\"2026-02-28\")", "P1Y11M"},
        BuiltinRow{"week of year(@\"2021-01-03\")", "53"},
        BuiltinRow{"day of week(@\"2026-03-10\")", "\"Tuesday\""},
        BuiltinRow{"is(@\"12:00:00Z\", @\"13:00:00+01:00\")", "false"},
        BuiltinRow{"@\"12:00:00Z\" = @\"13:00:00+01:00\"", "true"},
        BuiltinRow{"@\"2026-01-31\" + @\"P1M\"", "2026-02-28"},
        BuiltinRow{"@\"2026-03-10T12:00:00Z\" > @\"2026-03-10T12:00:00\"", "null"}));

INSTANTIATE_TEST_SUITE_P(Ranges, Builtins,
                         testing::Values(BuiltinRow{"before(1, [2..3])", "true"},
                                         BuiltinRow{"overlaps([1..3], [3..5])", "true"},
                                         BuiltinRow{"overlaps([1..3), [3..5])", "false"},
                                         BuiltinRow{"meets([1..3], [3..5])", "true"},
                                         BuiltinRow{"during(2, [1..3])", "true"},
                                         BuiltinRow{"starts([1..2], [1..3])", "true"},
                                         BuiltinRow{"finished by([1..3], (2..3])", "true"},
                                         BuiltinRow{"after((< 10), 20)", "false"},
                                         BuiltinRow{"before((< 10), 20)", "true"},
                                         BuiltinRow{"range(\"(1..3]\").start included", "false"}));

}  // namespace
}  // namespace tf::rule

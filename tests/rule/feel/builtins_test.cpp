#include "rule/feel/builtins.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "base/text.h"
#include "rule/feel/test_env.h"

namespace tf::rule::test {
namespace {

TEST(Builtins, each_stands_in_the_docs) {
  std::ifstream in(cat(TF_ROOT, "/docs/feel.md"));
  const std::string docs{std::istreambuf_iterator<char>(in), {}};
  for (const Builtin& one : all_builtins())
    for (const char* form : one.signatures)
      EXPECT_NE(docs.find(cat("`", one.name, "(", form, ")`")), std::string::npos)
          << one.name << "(" << form << ")";
}

struct Row {
  const char* text;
  const char* value;
};
class Builtins : public testing::TestWithParam<Row> {};
TEST_P(Builtins, gives) {
  EXPECT_EQ(evaluate(GetParam().text), GetParam().value) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Refused, Builtins,
    testing::Values(Row{"abs(\"1\")", "null"}, Row{"substring(\"abc\", 0)", "null"},
                    Row{"sqrt(-1)", "null"}, Row{"modulo(1, 0)", "null"},
                    Row{"decimal(1, 7000)", "null"}, Row{"count(null)", "null"},
                    Row{"sum([1, \"a\"])", "null"}, Row{"min([1, \"a\"])", "null"},
                    Row{"remove([1], 2)", "null"}, Row{"date(2026, 2, 30)", "null"},
                    Row{"time(24, 0, 0)", "null"}, Row{"duration(\"P1Y1D\")", "null"},
                    Row{"number(\"1,5\", \",\", \",\")", "null"}, Row{"range(\"[3..1]\")", "null"},
                    Row{"not(1)", "null"}, Row{"context put({a: 1}, [\"a\", \"b\"], 2)", "null"},
                    Row{"matches(\"a\", \"a++\")", "null"}, Row{"all()", "null"},
                    Row{"substring(text: \"a\", start position: 1)", "null"},
                    Row{"coincides(1, [1..1])", "null"}));

INSTANTIATE_TEST_SUITE_P(
    Numbers, Builtins,
    testing::Values(Row{"floor(-1.5)", "-2"}, Row{"ceiling(1.23, 1)", "1.3"},
                    Row{"round up(1.21, 1)", "1.3"}, Row{"round half up(-2.5, 0)", "-3"},
                    Row{"round half down(2.5, 0)", "2"}, Row{"modulo(-12, 5)", "3"},
                    Row{"odd(3)", "true"}, Row{"exp(0)", "1"},
                    Row{"number(\"1.234,5\", \".\", \",\")", "1234.5"}, Row{"mean([1, 2, 6])", "3"},
                    Row{"median(8, 2, 5, 3)", "4"}, Row{"mode([6, 3, 9, 6, 6, 3, 3])", "[3, 6]"},
                    Row{"stddev(2, 4, 7, 5)", "2.081665999466132735282297706979931"},
                    Row{"product(2, 3, 4)", "24"}));

INSTANTIATE_TEST_SUITE_P(Texts, Builtins,
                         testing::Values(Row{"substring(\"第一道防线\", -2)", "\"防线\""},
                                         Row{"upper case(\"straße\")", "\"STRASSE\""},
                                         Row{"substring before(\"a-b\", \"-\")", "\"a\""},
                                         Row{"split(\"a;b\", \";\")", "[\"a\", \"b\"]"},
                                         Row{"replace(\"abc\", \"(b)\", \"[$1]\")", "\"a[b]c\""},
                                         Row{"string(@\"P1D\")", "\"P1D\""},
                                         Row{"string([\"a\", {b: 1}])", "\"[\"a\", {b: 1}]\""},
                                         Row{"upper case([\"bob\"])", "\"BOB\""}));

INSTANTIATE_TEST_SUITE_P(
    Lists, Builtins,
    testing::Values(Row{"sublist([1,2,3], 2, 1)", "[2]"}, Row{"append([1], 2, 3)", "[1, 2, 3]"},
                    Row{"insert before([1,3], 2, 2)", "[1, 2, 3]"},
                    Row{"union([1,2],[2,3])", "[1, 2, 3]"},
                    Row{"flatten([[1,[2]],3])", "[1, 2, 3]"}, Row{"index of([1,2,1], 1)", "[1, 3]"},
                    Row{"list replace([1,2,3], function(item, newItem) item > 1, 0)", "[1, 0, 0]"},
                    Row{"sort([3,1,2])", "[1, 2, 3]"}, Row{"distinct values([1,2,1])", "[1, 2]"},
                    Row{"reverse([1,2])", "[2, 1]"}, Row{"max(1, 3, 2)", "3"}));

INSTANTIATE_TEST_SUITE_P(
    Times, Builtins,
    testing::Values(Row{"today()", "2026-03-10"},
                    Row{"date and time(@\"2026-03-10\", @\"16:40:00\")", "2026-03-10T16:40:00"},
                    Row{"years and months duration(@\"2024-02-29\", @\"2026-02-28\")", "P1Y11M"},
                    Row{"week of year(@\"2021-01-03\")", "53"},
                    Row{"day of week(@\"2026-03-10\")", "\"Tuesday\""},
                    Row{"is(@\"12:00:00Z\", @\"13:00:00+01:00\")", "false"},
                    Row{"@\"12:00:00Z\" = @\"13:00:00+01:00\"", "true"},
                    Row{"@\"2026-01-31\" + @\"P1M\"", "2026-02-28"},
                    Row{"@\"2026-03-10T12:00:00Z\" > @\"2026-03-10T12:00:00\"", "null"}));

INSTANTIATE_TEST_SUITE_P(
    Ranges, Builtins,
    testing::Values(Row{"before(1, [2..3])", "true"}, Row{"overlaps([1..3], [3..5])", "true"},
                    Row{"overlaps([1..3), [3..5])", "false"}, Row{"meets([1..3], [3..5])", "true"},
                    Row{"during(2, [1..3])", "true"}, Row{"starts([1..2], [1..3])", "true"},
                    Row{"finished by([1..3], (2..3])", "true"}, Row{"after((< 10), 20)", "false"},
                    Row{"before((< 10), 20)", "true"},
                    Row{"range(\"(1..3]\").start included", "false"}));

}  // namespace
}  // namespace tf::rule::test

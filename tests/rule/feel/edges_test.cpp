// The edges of every built-in function and operator: zero and negative positions, nulls, values of
// another kind, named arguments, ends of ranges, months of unlike length, clocks that change.
// Source: OMG DMN 1.5 §10.3.
#include <gtest/gtest.h>

#include "rule/feel/test_env.h"

namespace tf::rule::test {
namespace {

struct Row {
  const char* text;
  const char* value;
};
class Edges : public testing::TestWithParam<Row> {};
TEST_P(Edges, give) {
  EXPECT_EQ(evaluate(GetParam().text), GetParam().value) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Equality, Edges,
    testing::Values(Row{"1 = null", "false"}, Row{"null = null", "true"},
                    Row{"null != null", "false"}, Row{"\"a\" = 1", "null"},
                    Row{"[1, 2] = [1, \"2\"]", "null"}, Row{"[1, 2, 3] = [1, 2]", "false"},
                    Row{"{a: 1, b: 2} = {b: 2, a: 1}", "true"}, Row{"{a: 1} = {b: 1}", "false"},
                    Row{"[] = []", "true"}, Row{"{} = {}", "true"},
                    Row{"date(\"2018-12-08\") = date and time(\"2018-12-08T00:00:00\")", "null"},
                    Row{"time(\"10:30:00Z\") = time(\"10:30:00+00:00\")", "true"},
                    Row{"duration(\"P1Y\") = duration(\"P12M\")", "true"},
                    Row{"duration(\"P1D\") = duration(\"PT24H\")", "true"},
                    Row{"duration(\"P1Y\") = duration(\"P365D\")", "null"},
                    Row{"[1..10] = (1..10]", "false"}, Row{"true > false", "null"},
                    Row{"[1] < [2]", "null"}, Row{"\"a\" < \"b\"", "true"},
                    Row{"\"\\U01F600\" > \"\\uFFFD\"", "true"}, Row{"1 = 1 = true", "true"},
                    Row{"1 < 2 < 3", "null"}));

INSTANTIATE_TEST_SUITE_P(
    Arithmetic, Edges,
    testing::Values(Row{"-5 ** 2", "25"}, Row{"2 ** -1", "0.5"}, Row{"4 ** 0.5", "2"},
                    Row{"0 ** 0", "1"}, Row{"2 ** 3 ** 2", "64"},
                    Row{"10 / 3", "3.333333333333333333333333333333333"}, Row{"10 - 2 - 3", "5"},
                    Row{"100 / 10 / 2", "5"}, Row{"1 - -1", "2"}, Row{"--1", "1"},
                    Row{"5 - - - 1", "4"}, Row{"-\"a\"", "null"}, Row{"-null", "null"},
                    Row{"-duration(\"P1D\")", "-P1D"}, Row{"-@\"P1Y2M\"", "-P1Y2M"},
                    Row{"-date(\"2020-01-01\")", "null"}, Row{"\"a\" * 2", "null"},
                    Row{"[1] + [2]", "null"}, Row{"true + true", "null"},
                    Row{"\"foo\" - \"bar\"", "null"}, Row{".5 + 1", "1.5"},
                    Row{"9999999999999999999999999999999999 + 1", "1e34"}));

INSTANTIATE_TEST_SUITE_P(
    DateArithmetic, Edges,
    testing::Values(
        Row{"@\"2020-01-31\" + @\"P1M\"", "2020-02-29"},
        Row{"@\"2020-03-31\" - @\"P1M\"", "2020-02-29"},
        Row{"@\"2020-02-29\" + @\"P1Y\"", "2021-02-28"},
        Row{"@\"2020-01-01\" + @\"PT25H\"", "2020-01-02"},
        Row{"@\"2020-01-01\" - @\"PT1H\"", "2019-12-31"},
        Row{"@\"2020-01-01\" - @\"2019-01-01\"", "P365D"},
        Row{"@\"2020-01-01\" - @\"2019-01-01T00:00:00Z\"", "P365D"},
        Row{"@\"2020-01-01T00:00:00\" - @\"2019-01-01\"", "null"},
        Row{"@\"2020-01-01T00:00:00Z\" - @\"2019-01-01T00:00:00\"", "null"},
        Row{"@\"10:00:00\" - @\"11:00:00\"", "-PT1H"},
        Row{"@\"10:00:00\" + @\"PT15H\"", "01:00:00"},
        Row{"@\"10:00:00\" - @\"P2DT11H\"", "23:00:00"}, Row{"@\"10:00:00\" + @\"P1Y\"", "null"},
        Row{"@\"10:00:00Z\" - @\"11:00:00+01:00\"", "PT0S"}, Row{"@\"P1Y\" + @\"P1D\"", "null"},
        Row{"2 * @\"P1Y\"", "P2Y"}, Row{"@\"P1Y\" * 0.4", "P4M"}, Row{"@\"P1D\" * 1.5", "P1DT12H"},
        Row{"@\"P1D\" / @\"PT1H\"", "24"}, Row{"@\"P1Y\" / @\"P1M\"", "12"},
        Row{"@\"P1Y\" / @\"P1D\"", "null"}, Row{"@\"P1D\" / 0", "null"},
        Row{"1 / @\"P1D\"", "null"},
        // Clocks go forward, and back.
        Row{"@\"2021-03-28T01:30:00@Europe/Paris\" + @\"PT1H\"",
            "2021-03-28T03:30:00@Europe/Paris"},
        Row{"@\"2021-03-28T01:30:00@Europe/Paris\" + @\"P1D\"", "2021-03-29T02:30:00@Europe/Paris"},
        Row{"@\"2021-10-31T03:30:00@Europe/Paris\" - @\"2021-10-31T01:30:00@Europe/Paris\"",
            "PT3H"}));

INSTANTIATE_TEST_SUITE_P(
    Making, Edges,
    testing::Values(
        Row{"date(\"2020-02-30\")", "null"}, Row{"date(\"2020-1-1\")", "null"},
        Row{"date(year: 2020, month: 2, day: 29)", "2020-02-29"}, Row{"date(null)", "null"},
        Row{"date(\"2020-01-01T10:00:00\")", "null"},
        Row{"date(999999999, 12, 31)", "999999999-12-31"}, Row{"date(1000000000, 12, 31)", "null"},
        Row{"date(\"+2020-01-01\")", "null"}, Row{"date(\"02020-01-01\")", "null"},
        Row{"date(\"2020-01-01Z\")", "null"}, Row{"time(\"24:00:00\")", "00:00:00"},
        Row{"time(\"10:00\")", "null"}, Row{"time(10, 0, 0.5)", "10:00:00.5"},
        Row{"time(10, 0, 0, null)", "10:00:00"},
        Row{"time(10, 0, 0, @\"-PT1H30M\")", "10:00:00-01:30"},
        Row{"time(10, 0, 0, \"PT1H\")", "null"}, Row{"time(10, 60, 0)", "null"},
        Row{"time(@\"2020-01-01\")", "00:00:00Z"}, Row{"time(\"10:00:00+19:00\")", "null"},
        Row{"date and time(\"2020-01-01\")", "2020-01-01T00:00:00"},
        Row{"date and time(\"2020-01-01T24:00:00\")", "2020-01-02T00:00:00"},
        Row{"date and time(@\"2020-01-01\", null)", "null"}, Row{"duration(\"P\")", "null"},
        Row{"duration(\"P1DT\")", "null"}, Row{"duration(\"P1W\")", "null"},
        Row{"duration(\"PT36H\")", "P1DT12H"}, Row{"duration(\"-PT90M\")", "-PT1H30M"},
        Row{"duration(\"P-1D\")", "null"}, Row{"duration(\"P14M\")", "P1Y2M"},
        Row{"@\"-PT25H\".days", "-1"}, Row{"@\"-PT25H\".hours", "-1"}, Row{"@\"P14M\".years", "1"},
        Row{"@\"P14M\".days", "null"}, Row{"@\"PT1.5S\".seconds", "1.5"},
        Row{"years and months duration(@\"2013-08-24\", @\"2011-12-22\")", "-P1Y8M"},
        Row{"years and months duration(@\"2020-01-31\", @\"2020-02-29\")", "P0M"},
        Row{"week of year(@\"2003-12-29\")", "1"}, Row{"week of year(@\"2005-01-01\")", "53"},
        Row{"day of week(date: @\"2019-09-17\")", "\"Tuesday\""},
        Row{"day of year(@\"2020-12-31\")", "366"}, Row{"month of year(\"2019-09-17\")", "null"},
        Row{"is(@\"2012-12-25\", @\"23:00:50\")", "false"}, Row{"is(null, null)", "true"},
        Row{"is(1, 1.0)", "true"}, Row{"is(@\"P1Y\", @\"P12M\")", "true"}, Row{"is(1)", "null"}));

INSTANTIATE_TEST_SUITE_P(
    Numbers, Edges,
    testing::Values(
        Row{"decimal(1234, -2)", "1200"}, Row{"decimal(n: 1.115, scale: 2)", "1.12"},
        Row{"decimal(1, null)", "null"}, Row{"floor(-1.56, 1)", "-1.6"},
        Row{"ceiling(-1.56, 1)", "-1.5"}, Row{"ceiling(null)", "null"},
        Row{"round up(-5.5, 0)", "-6"}, Row{"round down(-1.126, 2)", "-1.12"},
        Row{"round half up(-5.5, 0)", "-6"}, Row{"round half down(-5.5, 0)", "-5"},
        Row{"round half down(1.125, 2)", "1.12"}, Row{"round down(1.5)", "null"},
        Row{"abs(@\"-PT5H\")", "PT5H"}, Row{"abs(@\"-P5Y\")", "P5Y"}, Row{"modulo(12, -5)", "-3"},
        Row{"modulo(-12, -5)", "-2"}, Row{"modulo(-10.1, 4.5)", "3.4"}, Row{"log(0)", "null"},
        Row{"exp(100000)", "null"}, Row{"odd(2.5)", "false"}, Row{"even(0)", "true"},
        Row{"even(\"a\")", "null"}, Row{"not(null)", "null"},
        Row{"number(\"1 234.5\", \" \", \".\")", "1234.5"},
        Row{"number(\"1.500\", \".\", null)", "1500"}, Row{"number(\"1,5\", null, \",\")", "1.5"},
        Row{"number(\"1\", \"x\", \".\")", "null"}, Row{"number(\"\")", "null"},
        Row{"number(from: \"1\", grouping separator: null, decimal separator: \".\")", "1"}));

INSTANTIATE_TEST_SUITE_P(
    Texts, Edges,
    testing::Values(
        Row{"string(1.10)", "\"1.1\""}, Row{"string(1e3)", "\"1000\""},
        Row{"string(1e-7)", "\"0.0000001\""}, Row{"string(true)", "\"true\""},
        Row{"string(null)", "null"}, Row{"string([1, \"a\", null])", "\"[1, \"a\", null]\""},
        Row{"string({a: 1, b: \"x\"})", "\"{a: 1, b: \"x\"}\""},
        Row{"string((1..10])", "\"(1..10]\""}, Row{"string(@\"P0D\")", "\"PT0S\""},
        Row{"string(@\"-PT1.5S\")", "\"-PT1.5S\""}, Row{"string(@\"P0M\")", "\"P0M\""},
        Row{"string(@\"10:00:00-00:00\")", "\"10:00:00Z\""},
        Row{"string(@\"10:00:00@Europe/Paris\")", "\"10:00:00@Europe/Paris\""},
        Row{"substring(\"foobar\", -2, 1)", "\"a\""},
        Row{"substring(\"\\U01F40Eab\", 2)", "\"ab\""}, Row{"substring(\"foobar\", 7)", "null"},
        Row{"substring(\"foobar\", 3, 0)", "null"}, Row{"substring(\"foobar\", 3.9)", "\"obar\""},
        Row{"substring(\"foobar\", \"3\")", "null"}, Row{"string length(null)", "null"},
        Row{"string length(123)", "null"}, Row{"substring before(\"foobar\", \"\")", "\"\""},
        Row{"substring before(\"foobar\", \"x\")", "\"\""},
        Row{"substring after(\"foobar\", \"\")", "\"foobar\""},
        Row{"substring after(\"\", \"a\")", "\"\""}, Row{"contains(\"foobar\", \"\")", "true"},
        Row{"contains(null, \"a\")", "null"},
        Row{"split(\"a;b;c;;\", \";\")", "[\"a\", \"b\", \"c\", \"\", \"\"]"},
        Row{"replace(\"abcd\", \"(ab)|(a)\", \"[1=$1][2=$2]\")", "\"[1=ab][2=]cd\""},
        Row{"replace(\"abc\", \"\", \"x\")", "null"}, Row{"matches(\"a\\nb\", \"a.b\")", "false"},
        Row{"matches(\"a\\nb\", \"a.b\", \"s\")", "true"},
        Row{"string join([\"a\", null, \"c\"], \"X\")", "\"aXc\""},
        Row{"string join([], \"X\")", "\"\""}, Row{"string join([\"a\", 1], \"X\")", "null"},
        Row{"string join(\"a\", \"X\")", "\"a\""},
        Row{"\"\\uD83D\\uDC0E\" = \"\\U01F40E\"", "true"}, Row{"\"a\\sb\"", "\"a\\sb\""}));

INSTANTIATE_TEST_SUITE_P(
    Lists, Edges,
    testing::Values(
        Row{"list contains([1, null], null)", "true"}, Row{"list contains(null, 1)", "null"},
        Row{"list contains(1, 1)", "true"}, Row{"count([])", "0"}, Row{"count(1)", "1"},
        Row{"min([null, 1])", "null"}, Row{"max([@\"2020-01-01\", @\"2021-01-01\"])", "2021-01-01"},
        Row{"sum([@\"P1D\", @\"PT1H\"])", "P1DT1H"}, Row{"sum([])", "null"}, Row{"all([])", "true"},
        Row{"any([])", "false"}, Row{"all(null)", "null"}, Row{"all([true, null, false])", "false"},
        Row{"all([true, \"a\"])", "null"}, Row{"sublist([1, 2, 3], -1)", "[3]"},
        Row{"sublist([1, 2, 3], 0)", "null"}, Row{"sublist([1, 2, 3], 1, 5)", "null"},
        Row{"append(1, 2)", "[1, 2]"}, Row{"append([1], [2, 3])", "[1, [2, 3]]"},
        Row{"append([1], null)", "[1, null]"}, Row{"concatenate(1, 2)", "[1, 2]"},
        Row{"concatenate([1], null)", "null"}, Row{"insert before([1, 3], -1, 2)", "[1, 2, 3]"},
        Row{"insert before([1, 3], 3, 2)", "null"}, Row{"remove([1, 2, 3], -1)", "[1, 2]"},
        Row{"reverse([])", "[]"}, Row{"index of([1, null], null)", "[2]"},
        Row{"union([1, 2], 3)", "[1, 2, 3]"},
        Row{"distinct values([1, \"1\", null, null])", "[1, \"1\", null]"},
        Row{"flatten(1)", "[1]"}, Row{"median([])", "null"}, Row{"stddev([47])", "null"},
        Row{"mode([])", "[]"}, Row{"mode([1, null])", "null"}, Row{"product([])", "null"},
        Row{"list replace([1, 2], -1, 6)", "[1, 6]"}, Row{"list replace([1], 2, 6)", "null"},
        Row{"list replace([1, 2], function(item, newItem) \"x\", 5)", "null"},
        Row{"list replace(list: [1, 2], match: function(item, newItem) item = 2, newItem: 5)",
            "[1, 5]"},
        Row{"sort([3, \"a\", 2])", "null"}, Row{"sort([3, 1, 2], function(x) x)", "null"},
        Row{"sort([3, 1, 2], function(x, y) \"a\")", "null"},
        Row{"sort(list: [3, 1, 2], precedes: function(x, y) x > y)", "[3, 2, 1]"},
        Row{"[1, 2, 3][1.5]", "null"}, Row{"[1, 2, 3][null]", "[]"},
        Row{"[1, 2, 3][true]", "[1, 2, 3]"}, Row{"1[2]", "null"}, Row{"[][1]", "null"},
        Row{"[[1, 2], [3]][1][2]", "2"}, Row{"[{a: 1}, {a: 2}].a[1]", "1"},
        Row{"[function(x) x + 1][1](2)", "3"}));

INSTANTIATE_TEST_SUITE_P(
    Loops, Edges,
    testing::Values(Row{"for x in 3..1 return x", "[3, 2, 1]"}, Row{"for x in 1 return x", "[1]"},
                    Row{"for x in null return x", "null"}, Row{"for x in 1..null return x", "null"},
                    Row{"for x in \"a\"..\"c\" return x", "null"},
                    Row{"for x in (1..3) return x", "[2]"},
                    Row{"for x in @\"2020-01-02\"..@\"2020-01-01\" return x",
                        "[2020-01-02, 2020-01-01]"},
                    Row{"for x in 1.5..3 return x", "null"},
                    Row{"for x in [1, 2] return count(partial)", "[0, 1]"},
                    Row{"for x in [[1, 2], [3]], y in x return y", "[1, 2, 3]"},
                    Row{"for f in [function(x) x + 1, function(x) x * 2] return f(5)", "[6, 10]"},
                    Row{"some x in null satisfies true", "null"},
                    Row{"every x in 1..3 satisfies x < 4", "true"},
                    Row{"every x in [1, null] satisfies x > 0", "null"},
                    Row{"some x in [null, 1] satisfies x > 0", "true"},
                    Row{"if null then 1 else 2", "2"}, Row{"if \"a\" then 1 else 2", "2"}));

INSTANTIATE_TEST_SUITE_P(
    Functions, Edges,
    testing::Values(Row{"(function(x, y) x + y)(1)", "null"},
                    Row{"(function(x, y) x + y)(x: 1, z: 2)", "null"},
                    Row{"(function(x: string) x)([\"a\"])", "\"a\""},
                    Row{"(function(x: number) x)(\"a\")", "null"},
                    Row{"{add: function(a) function(b) a + b, r: add(1)(2)}.r", "3"},
                    Row{"{a: 5, f: function(x) x + a, g: {a: 10, r: f(1)}}.g.r", "6"},
                    Row{"{abs: function(x) \"mine\", r: abs(1)}.r", "\"mine\""},
                    Row{"5(1)", "null"}, Row{"(if true then abs else floor)(-1)", "1"},
                    Row{"abs(number: 1)", "null"}, Row{"string(1, 2)", "null"},
                    Row{"(function() 5)()", "5"}));

INSTANTIATE_TEST_SUITE_P(
    Types, Edges,
    testing::Values(Row{"null instance of Any", "false"},
                    Row{"[] instance of list<number>", "true"},
                    Row{"[1, \"a\"] instance of list<number>", "false"},
                    Row{"{a: 1, b: 2} instance of context<a: number>", "true"},
                    Row{"{} instance of context<a: number>", "false"},
                    Row{"[1..2] instance of range<number>", "true"},
                    Row{"(function(x: number) x + 1) instance of function<number>->Any", "true"},
                    Row{"(function(x: string) x) instance of function<number>->Any", "false"},
                    Row{"@\"P1D\" instance of years and months duration", "false"},
                    Row{"@\"2020-01-01\" instance of date and time", "false"},
                    Row{"1 instance of no such type", "false"},
                    Row{"if 1 instance of number then \"a\" else \"b\"", "\"a\""}));

INSTANTIATE_TEST_SUITE_P(
    Contexts, Edges,
    testing::Values(
        Row{"get value({a: 1}, \"b\")", "null"}, Row{"get value({a: 1}, null)", "null"},
        Row{"get value(m: {a: 1}, key: \"a\")", "1"}, Row{"get entries({})", "[]"},
        Row{"context([{key: \"a\", value: 1}, {key: \"a\", value: 2}])", "null"},
        Row{"context([{key: \"a\"}])", "null"}, Row{"context({key: \"a\", value: 1})", "{a: 1}"},
        Row{"context put({x: 1, y: {a: 0}}, [\"y\", \"b\"], 2)", "{x: 1, y: {a: 0, b: 2}}"},
        Row{"context put({x: 1}, [], 2)", "null"}, Row{"context merge([])", "{}"},
        Row{"context merge([{x: 1, y: 0}, {y: 2}])", "{x: 1, y: 2}"},
        Row{"context merge([{x: 1}, null])", "null"}, Row{"{\"a b\": 1, c: a b + 1}.c", "2"}));

INSTANTIATE_TEST_SUITE_P(
    Ranges, Edges,
    testing::Values(
        Row{"before([1..5), 5)", "true"}, Row{"before((1..5], (5..6])", "true"},
        Row{"during(1, (1..5])", "false"}, Row{"starts(1, (1..5])", "false"},
        Row{"finishes(5, [1..5))", "false"}, Row{"met by([5..8], [1..5])", "true"},
        Row{"overlaps before([1..5], [3..8])", "true"}, Row{"includes([1..5], [1..5])", "true"},
        Row{"coincides([1..5], [1..5))", "false"}, Row{"before(1, \"a\")", "null"},
        Row{"before(null, 1)", "null"}, Row{"range(\"[1..]\")", "null"}, Row{"range(null)", "null"},
        Row{"range(\"[1+1..3]\")", "null"},
        Row{"range(\"[date(\\\"2020-01-01\\\")..@\\\"2021-01-01\\\"]\").end", "2021-01-01"},
        Row{"1 in (< 2, > 5)", "true"}, Row{"1 in [[2..3], [0..1]]", "true"},
        Row{"5 in (!= 3)", "true"}, Row{"null in [1, null]", "true"},
        Row{"(>= 3).start included", "true"}, Row{"(< 3).start", "null"}, Row{"[1..\"a\"]", "null"},
        Row{"1 between 2 and 1", "false"}, Row{"\"a\" between 1 and 2", "null"}));

}  // namespace
}  // namespace tf::rule::test

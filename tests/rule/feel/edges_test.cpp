// The edges of every built-in function and operator: zero and negative positions, nulls, values of
// another kind, named arguments, ends of ranges, months of unlike length, clocks that change.
// Source: OMG DMN 1.5 §10.3.
#include <gtest/gtest.h>

#include "rule/feel/test_env.h"

namespace tf::rule {
namespace {

struct EdgeRow {
  const char* text;
  const char* value;
};
class Edges : public testing::TestWithParam<EdgeRow> {};
TEST_P(Edges, give) {
  EXPECT_EQ(evaluate(GetParam().text), GetParam().value) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Equality, Edges,
    testing::Values(EdgeRow{"1 = null", "false"}, EdgeRow{"null = null", "true"},
                    EdgeRow{"null != null", "false"}, EdgeRow{"\"a\" = 1", "null"},
                    EdgeRow{"[1, 2] = [1, \"2\"]", "null"}, EdgeRow{"[1, 2, 3] = [1, 2]", "false"},
                    EdgeRow{"{a: 1, b: 2} = {b: 2, a: 1}", "true"},
                    EdgeRow{"{a: 1} = {b: 1}", "false"}, EdgeRow{"[] = []", "true"},
                    EdgeRow{"{} = {}", "true"},
                    EdgeRow{"date(\"2018-12-08\") = date and time(\"2018-12-08T00:00:00\")",
                            "null"},
                    EdgeRow{"time(\"10:30:00Z\") = time(\"10:30:00+00:00\")", "true"},
                    EdgeRow{"duration(\"P1Y\") = duration(\"P12M\")", "true"},
                    EdgeRow{"duration(\"P1D\") = duration(\"PT24H\")", "true"},
                    EdgeRow{"duration(\"P1Y\") = duration(\"P365D\")", "null"},
                    EdgeRow{"[1..10] = (1..10]", "false"}, EdgeRow{"true > false", "null"},
                    EdgeRow{"[1] < [2]", "null"}, EdgeRow{"\"a\" < \"b\"", "true"},
                    EdgeRow{"\"\\U01F600\" > \"\\uFFFD\"", "true"}, EdgeRow{"1 = 1 = true", "true"},
                    EdgeRow{"1 < 2 < 3", "null"}));

INSTANTIATE_TEST_SUITE_P(
    Arithmetic, Edges,
    testing::Values(EdgeRow{"-5 ** 2", "25"}, EdgeRow{"2 ** -1", "0.5"}, EdgeRow{"4 ** 0.5", "2"},
                    EdgeRow{"0 ** 0", "1"}, EdgeRow{"2 ** 3 ** 2", "64"},
                    EdgeRow{"10 / 3", "3.333333333333333333333333333333333"},
                    EdgeRow{"10 - 2 - 3", "5"}, EdgeRow{"100 / 10 / 2", "5"},
                    EdgeRow{"1 - -1", "2"}, EdgeRow{"--1", "1"}, EdgeRow{"5 - - - 1", "4"},
                    EdgeRow{"-\"a\"", "null"}, EdgeRow{"-null", "null"},
                    EdgeRow{"-duration(\"P1D\")", "-P1D"}, EdgeRow{"-@\"P1Y2M\"", "-P1Y2M"},
                    EdgeRow{"-date(\"2020-01-01\")", "null"}, EdgeRow{"\"a\" * 2", "null"},
                    EdgeRow{"[1] + [2]", "null"}, EdgeRow{"true + true", "null"},
                    EdgeRow{"\"foo\" - \"bar\"", "null"}, EdgeRow{".5 + 1", "1.5"},
                    EdgeRow{"9999999999999999999999999999999999 + 1", "1e34"}));

INSTANTIATE_TEST_SUITE_P(
    DateArithmetic, Edges,
    testing::Values(
        EdgeRow{"@\"2020-01-31\" + @\"P1M\"", "2020-02-29"},
        EdgeRow{"@\"2020-03-31\" - @\"P1M\"", "2020-02-29"},
        EdgeRow{"@\"2020-02-29\" + @\"P1Y\"", "2021-02-28"},
        EdgeRow{"@\"2020-01-01\" + @\"PT25H\"", "2020-01-02"},
        EdgeRow{"@\"2020-01-01\" - @\"PT1H\"", "2019-12-31"},
        EdgeRow{"@\"2020-01-01\" - @\"2019-01-01\"", "P365D"},
        EdgeRow{"@\"2020-01-01\" - @\"2019-01-01T00:00:00Z\"", "P365D"},
        EdgeRow{"@\"2020-01-01T00:00:00\" - @\"2019-01-01\"", "null"},
        EdgeRow{"@\"2020-01-01T00:00:00Z\" - @\"2019-01-01T00:00:00\"", "null"},
        EdgeRow{"@\"10:00:00\" - @\"11:00:00\"", "-PT1H"},
        EdgeRow{"@\"10:00:00\" + @\"PT15H\"", "01:00:00"},
        EdgeRow{"@\"10:00:00\" - @\"P2DT11H\"", "23:00:00"},
        EdgeRow{"@\"10:00:00\" + @\"P1Y\"", "null"},
        EdgeRow{"@\"10:00:00Z\" - @\"11:00:00+01:00\"", "PT0S"},
        EdgeRow{"@\"P1Y\" + @\"P1D\"", "null"}, EdgeRow{"2 * @\"P1Y\"", "P2Y"},
        EdgeRow{"@\"P1Y\" * 0.4", "P4M"}, EdgeRow{"@\"P1D\" * 1.5", "P1DT12H"},
        EdgeRow{"@\"P1D\" / @\"PT1H\"", "24"}, EdgeRow{"@\"P1Y\" / @\"P1M\"", "12"},
        EdgeRow{"@\"P1Y\" / @\"P1D\"", "null"}, EdgeRow{"@\"P1D\" / 0", "null"},
        EdgeRow{"1 / @\"P1D\"", "null"},
        // Clocks go forward, and back.
        EdgeRow{"@\"2021-03-28T01:30:00@Europe/Paris\" + @\"PT1H\"",
                "2021-03-28T03:30:00@Europe/Paris"},
        EdgeRow{"@\"2021-03-28T01:30:00@Europe/Paris\" + @\"P1D\"",
                "2021-03-29T02:30:00@Europe/Paris"},
        EdgeRow{"@\"2021-10-31T03:30:00@Europe/Paris\" - @\"2021-10-31T01:30:00@Europe/Paris\"",
                "PT3H"}));

INSTANTIATE_TEST_SUITE_P(
    Making, Edges,
    testing::Values(
        EdgeRow{"date(\"2020-02-30\")", "null"}, EdgeRow{"date(\"2020-1-1\")", "null"},
        EdgeRow{"date(year: 2020, month: 2, day: 29)", "2020-02-29"}, EdgeRow{"date(null)", "null"},
        EdgeRow{"date(\"2020-01-01T10:00:00\")", "null"},
        EdgeRow{"date(999999999, 12, 31)", "999999999-12-31"},
        EdgeRow{"date(1000000000, 12, 31)", "null"}, EdgeRow{"date(\"+2020-01-01\")", "null"},
        EdgeRow{"date(\"02020-01-01\")", "null"}, EdgeRow{"date(\"2020-01-01Z\")", "null"},
        EdgeRow{"time(\"24:00:00\")", "00:00:00"}, EdgeRow{"time(\"10:00\")", "null"},
        EdgeRow{"time(10, 0, 0.5)", "10:00:00.5"}, EdgeRow{"time(10, 0, 0, null)", "10:00:00"},
        EdgeRow{"time(10, 0, 0, @\"-PT1H30M\")", "10:00:00-01:30"},
        EdgeRow{"time(10, 0, 0, \"PT1H\")", "null"}, EdgeRow{"time(10, 60, 0)", "null"},
        EdgeRow{"time(@\"2020-01-01\")", "00:00:00Z"}, EdgeRow{"time(\"10:00:00+19:00\")", "null"},
        EdgeRow{"date and time(\"2020-01-01\")", "2020-01-01T00:00:00"},
        EdgeRow{"date and time(\"2020-01-01T24:00:00\")", "2020-01-02T00:00:00"},
        EdgeRow{"date and time(@\"2020-01-01\", null)", "null"}, EdgeRow{"duration(\"P\")", "null"},
        EdgeRow{"duration(\"P1DT\")", "null"}, EdgeRow{"duration(\"P1W\")", "null"},
        EdgeRow{"duration(\"PT36H\")", "P1DT12H"}, EdgeRow{"duration(\"-PT90M\")", "-PT1H30M"},
        EdgeRow{"duration(\"P-1D\")", "null"}, EdgeRow{"duration(\"P14M\")", "P1Y2M"},
        EdgeRow{"@\"-PT25H\".days", "-1"}, EdgeRow{"@\"-PT25H\".hours", "-1"},
        EdgeRow{"@\"P14M\".years", "1"}, EdgeRow{"@\"P14M\".days", "null"},
        EdgeRow{"@\"PT1.5S\".seconds", "1.5"},
        EdgeRow{"years and months duration(@\"2013-08-24\", @\"2011-12-22\")", "-P1Y8M"},
        EdgeRow{"years and months duration(@\"2020-01-31\", @\"2020-02-29\")", "P0M"},
        EdgeRow{"week of year(@\"2003-12-29\")", "1"},
        EdgeRow{"week of year(@\"2005-01-01\")", "53"},
        EdgeRow{"day of week(date: @\"2019-09-17\")", "\"Tuesday\""},
        EdgeRow{"day of year(@\"2020-12-31\")", "366"},
        EdgeRow{"month of year(\"2019-09-17\")", "null"},
        EdgeRow{"is(@\"2012-12-25\", @\"23:00:50\")", "false"}, EdgeRow{"is(null, null)", "true"},
        EdgeRow{"is(1, 1.0)", "true"}, EdgeRow{"is(@\"P1Y\", @\"P12M\")", "true"},
        EdgeRow{"is(1)", "null"}));

INSTANTIATE_TEST_SUITE_P(
    Numbers, Edges,
    testing::Values(
        EdgeRow{"decimal(1234, -2)", "1200"}, EdgeRow{"decimal(n: 1.115, scale: 2)", "1.12"},
        EdgeRow{"decimal(1, null)", "null"}, EdgeRow{"floor(-1.56, 1)", "-1.6"},
        EdgeRow{"ceiling(-1.56, 1)", "-1.5"}, EdgeRow{"ceiling(null)", "null"},
        EdgeRow{"round up(-5.5, 0)", "-6"}, EdgeRow{"round down(-1.126, 2)", "-1.12"},
        EdgeRow{"round half up(-5.5, 0)", "-6"}, EdgeRow{"round half down(-5.5, 0)", "-5"},
        EdgeRow{"round half down(1.125, 2)", "1.12"}, EdgeRow{"round down(1.5)", "null"},
        EdgeRow{"abs(@\"-PT5H\")", "PT5H"}, EdgeRow{"abs(@\"-P5Y\")", "P5Y"},
        EdgeRow{"modulo(12, -5)", "-3"}, EdgeRow{"modulo(-12, -5)", "-2"},
        EdgeRow{"modulo(-10.1, 4.5)", "3.4"}, EdgeRow{"log(0)", "null"},
        EdgeRow{"exp(100000)", "null"}, EdgeRow{"odd(2.5)", "false"}, EdgeRow{"even(0)", "true"},
        EdgeRow{"even(\"a\")", "null"}, EdgeRow{"not(null)", "null"},
        EdgeRow{"number(\"1 234.5\", \" \", \".\")", "1234.5"},
        EdgeRow{"number(\"1.500\", \".\", null)", "1500"},
        EdgeRow{"number(\"1,5\", null, \",\")", "1.5"},
        EdgeRow{"number(\"1\", \"x\", \".\")", "null"}, EdgeRow{"number(\"\")", "null"},
        EdgeRow{"number(from: \"1\", grouping separator: null, decimal separator: \".\")", "1"}));

INSTANTIATE_TEST_SUITE_P(
    Texts, Edges,
    testing::Values(
        EdgeRow{"string(1.10)", "\"1.1\""}, EdgeRow{"string(1e3)", "\"1000\""},
        EdgeRow{"string(1e-7)", "\"0.0000001\""}, EdgeRow{"string(true)", "\"true\""},
        EdgeRow{"string(null)", "null"},
        EdgeRow{"string([1, \"a\", null])", "\"[1, \"a\", null]\""},
        EdgeRow{"string({a: 1, b: \"x\"})", "\"{a: 1, b: \"x\"}\""},
        EdgeRow{"string((1..10])", "\"(1..10]\""}, EdgeRow{"string(@\"P0D\")", "\"PT0S\""},
        EdgeRow{"string(@\"-PT1.5S\")", "\"-PT1.5S\""}, EdgeRow{"string(@\"P0M\")", "\"P0M\""},
        EdgeRow{"string(@\"10:00:00-00:00\")", "\"10:00:00Z\""},
        EdgeRow{"string(@\"10:00:00@Europe/Paris\")", "\"10:00:00@Europe/Paris\""},
        EdgeRow{"substring(\"foobar\", -2, 1)", "\"a\""},
        EdgeRow{"substring(\"\\U01F40Eab\", 2)", "\"ab\""},
        EdgeRow{"substring(\"foobar\", 7)", "null"}, EdgeRow{"substring(\"foobar\", 3, 0)", "null"},
        EdgeRow{"substring(\"foobar\", 3.9)", "\"obar\""},
        EdgeRow{"substring(\"foobar\", \"3\")", "null"}, EdgeRow{"string length(null)", "null"},
        EdgeRow{"string length(123)", "null"},
        EdgeRow{"substring before(\"foobar\", \"\")", "\"\""},
        EdgeRow{"substring before(\"foobar\", \"x\")", "\"\""},
        EdgeRow{"substring after(\"foobar\", \"\")", "\"foobar\""},
        EdgeRow{"substring after(\"\", \"a\")", "\"\""},
        EdgeRow{"contains(\"foobar\", \"\")", "true"}, EdgeRow{"contains(null, \"a\")", "null"},
        EdgeRow{"split(\"a;b;c;;\", \";\")", "[\"a\", \"b\", \"c\", \"\", \"\"]"},
        EdgeRow{"replace(\"abcd\", \"(ab)|(a)\", \"[1=$1][2=$2]\")", "\"[1=ab][2=]cd\""},
        EdgeRow{"replace(\"abc\", \"\", \"x\")", "null"},
        EdgeRow{"matches(\"a\\nb\", \"a.b\")", "false"},
        EdgeRow{"matches(\"a\\nb\", \"a.b\", \"s\")", "true"},
        EdgeRow{"string join([\"a\", null, \"c\"], \"X\")", "\"aXc\""},
        EdgeRow{"string join([], \"X\")", "\"\""},
        EdgeRow{"string join([\"a\", 1], \"X\")", "null"},
        EdgeRow{"string join(\"a\", \"X\")", "\"a\""},
        EdgeRow{"\"\\uD83D\\uDC0E\" = \"\\U01F40E\"", "true"}, EdgeRow{"\"a\\sb\"", "\"a\\sb\""}));

INSTANTIATE_TEST_SUITE_P(
    Lists, Edges,
    testing::Values(
        EdgeRow{"list contains([1, null], null)", "true"},
        EdgeRow{"list contains(null, 1)", "null"}, EdgeRow{"list contains(1, 1)", "true"},
        EdgeRow{"count([])", "0"}, EdgeRow{"count(1)", "1"}, EdgeRow{"min([null, 1])", "null"},
        EdgeRow{"max([@\"2020-01-01\", @\"2021-01-01\"])", "2021-01-01"},
        EdgeRow{"sum([@\"P1D\", @\"PT1H\"])", "P1DT1H"}, EdgeRow{"sum([])", "null"},
        EdgeRow{"all([])", "true"}, EdgeRow{"any([])", "false"}, EdgeRow{"all(null)", "null"},
        EdgeRow{"all([true, null, false])", "false"}, EdgeRow{"all([true, \"a\"])", "null"},
        EdgeRow{"sublist([1, 2, 3], -1)", "[3]"}, EdgeRow{"sublist([1, 2, 3], 0)", "null"},
        EdgeRow{"sublist([1, 2, 3], 1, 5)", "null"}, EdgeRow{"append(1, 2)", "[1, 2]"},
        EdgeRow{"append([1], [2, 3])", "[1, [2, 3]]"}, EdgeRow{"append([1], null)", "[1, null]"},
        EdgeRow{"concatenate(1, 2)", "[1, 2]"}, EdgeRow{"concatenate([1], null)", "null"},
        EdgeRow{"insert before([1, 3], -1, 2)", "[1, 2, 3]"},
        EdgeRow{"insert before([1, 3], 3, 2)", "null"}, EdgeRow{"remove([1, 2, 3], -1)", "[1, 2]"},
        EdgeRow{"reverse([])", "[]"}, EdgeRow{"index of([1, null], null)", "[2]"},
        EdgeRow{"union([1, 2], 3)", "[1, 2, 3]"},
        EdgeRow{"distinct values([1, \"1\", null, null])", "[1, \"1\", null]"},
        EdgeRow{"flatten(1)", "[1]"}, EdgeRow{"median([])", "null"},
        EdgeRow{"stddev([47])", "null"}, EdgeRow{"mode([])", "[]"},
        EdgeRow{"mode([1, null])", "null"}, EdgeRow{"product([])", "null"},
        EdgeRow{"list replace([1, 2], -1, 6)", "[1, 6]"},
        EdgeRow{"list replace([1], 2, 6)", "null"},
        EdgeRow{"list replace([1, 2], function(item, newItem) \"x\", 5)", "null"},
        EdgeRow{"list replace(list: [1, 2], match: function(item, newItem) item = 2, newItem: 5)",
                "[1, 5]"},
        EdgeRow{"sort([3, \"a\", 2])", "null"}, EdgeRow{"sort([3, 1, 2], function(x) x)", "null"},
        EdgeRow{"sort([3, 1, 2], function(x, y) \"a\")", "null"},
        EdgeRow{"sort(list: [3, 1, 2], precedes: function(x, y) x > y)", "[3, 2, 1]"},
        EdgeRow{"[1, 2, 3][1.5]", "null"}, EdgeRow{"[1, 2, 3][null]", "[]"},
        EdgeRow{"[1, 2, 3][true]", "[1, 2, 3]"}, EdgeRow{"1[2]", "null"}, EdgeRow{"[][1]", "null"},
        EdgeRow{"[[1, 2], [3]][1][2]", "2"}, EdgeRow{"[{a: 1}, {a: 2}].a[1]", "1"},
        EdgeRow{"[function(x) x + 1][1](2)", "3"}));

INSTANTIATE_TEST_SUITE_P(
    Loops, Edges,
    testing::Values(
        EdgeRow{"for x in 3..1 return x", "[3, 2, 1]"}, EdgeRow{"for x in 1 return x", "[1]"},
        EdgeRow{"for x in null return x", "null"}, EdgeRow{"for x in 1..null return x", "null"},
        EdgeRow{"for x in \"a\"..\"c\" return x", "null"},
        EdgeRow{"for x in (1..3) return x", "[2]"},
        EdgeRow{"for x in @\"2020-01-02\"..@\"2020-01-01\" return x", "[2020-01-02, 2020-01-01]"},
        EdgeRow{"for x in 1.5..3 return x", "null"},
        EdgeRow{"for x in [1, 2] return count(partial)", "[0, 1]"},
        EdgeRow{"for x in [[1, 2], [3]], y in x return y", "[1, 2, 3]"},
        EdgeRow{"for f in [function(x) x + 1, function(x) x * 2] return f(5)", "[6, 10]"},
        EdgeRow{"some x in null satisfies true", "null"},
        EdgeRow{"every x in 1..3 satisfies x < 4", "true"},
        EdgeRow{"every x in [1, null] satisfies x > 0", "null"},
        EdgeRow{"some x in [null, 1] satisfies x > 0", "true"},
        EdgeRow{"if null then 1 else 2", "2"}, EdgeRow{"if \"a\" then 1 else 2", "2"}));

INSTANTIATE_TEST_SUITE_P(
    Functions, Edges,
    testing::Values(EdgeRow{"(function(x, y) x + y)(1)", "null"},
                    EdgeRow{"(function(x, y) x + y)(x: 1, z: 2)", "null"},
                    EdgeRow{"(function(x: string) x)([\"a\"])", "\"a\""},
                    EdgeRow{"(function(x: number) x)(\"a\")", "null"},
                    EdgeRow{"{add: function(a) function(b) a + b, r: add(1)(2)}.r", "3"},
                    EdgeRow{"{a: 5, f: function(x) x + a, g: {a: 10, r: f(1)}}.g.r", "6"},
                    EdgeRow{"{abs: function(x) \"mine\", r: abs(1)}.r", "\"mine\""},
                    EdgeRow{"5(1)", "null"}, EdgeRow{"(if true then abs else floor)(-1)", "1"},
                    EdgeRow{"abs(number: 1)", "null"}, EdgeRow{"string(1, 2)", "null"},
                    EdgeRow{"(function() 5)()", "5"}));

INSTANTIATE_TEST_SUITE_P(
    Types, Edges,
    testing::Values(EdgeRow{"null instance of Any", "false"},
                    EdgeRow{"[] instance of list<number>", "true"},
                    EdgeRow{"[1, \"a\"] instance of list<number>", "false"},
                    EdgeRow{"{a: 1, b: 2} instance of context<a: number>", "true"},
                    EdgeRow{"{} instance of context<a: number>", "false"},
                    EdgeRow{"[1..2] instance of range<number>", "true"},
                    EdgeRow{"(function(x: number) x + 1) instance of function<number>->Any",
                            "true"},
                    EdgeRow{"(function(x: string) x) instance of function<number>->Any", "false"},
                    EdgeRow{"@\"P1D\" instance of years and months duration", "false"},
                    EdgeRow{"@\"2020-01-01\" instance of date and time", "false"},
                    EdgeRow{"1 instance of no such type", "false"},
                    EdgeRow{"if 1 instance of number then \"a\" else \"b\"", "\"a\""}));

INSTANTIATE_TEST_SUITE_P(
    Contexts, Edges,
    testing::Values(
        EdgeRow{"get value({a: 1}, \"b\")", "null"}, EdgeRow{"get value({a: 1}, null)", "null"},
        EdgeRow{"get value(m: {a: 1}, key: \"a\")", "1"}, EdgeRow{"get entries({})", "[]"},
        EdgeRow{"context([{key: \"a\", value: 1}, {key: \"a\", value: 2}])", "null"},
        EdgeRow{"context([{key: \"a\"}])", "null"},
        EdgeRow{"context({key: \"a\", value: 1})", "{a: 1}"},
        EdgeRow{"context put({x: 1, y: {a: 0}}, [\"y\", \"b\"], 2)", "{x: 1, y: {a: 0, b: 2}}"},
        EdgeRow{"context put({x: 1}, [], 2)", "null"}, EdgeRow{"context merge([])", "{}"},
        EdgeRow{"context merge([{x: 1, y: 0}, {y: 2}])", "{x: 1, y: 2}"},
        EdgeRow{"context merge([{x: 1}, null])", "null"},
        EdgeRow{"{\"a b\": 1, c: a b + 1}.c", "2"}));

INSTANTIATE_TEST_SUITE_P(
    Ranges, Edges,
    testing::Values(
        EdgeRow{"before([1..5), 5)", "true"}, EdgeRow{"before((1..5], (5..6])", "true"},
        EdgeRow{"during(1, (1..5])", "false"}, EdgeRow{"starts(1, (1..5])", "false"},
        EdgeRow{"finishes(5, [1..5))", "false"}, EdgeRow{"met by([5..8], [1..5])", "true"},
        EdgeRow{"overlaps before([1..5], [3..8])", "true"},
        EdgeRow{"includes([1..5], [1..5])", "true"}, EdgeRow{"coincides([1..5], [1..5))", "false"},
        EdgeRow{"before(1, \"a\")", "null"}, EdgeRow{"before(null, 1)", "null"},
        EdgeRow{"range(\"[1..]\")", "null"}, EdgeRow{"range(null)", "null"},
        EdgeRow{"range(\"[1+1..3]\")", "null"},
        EdgeRow{"range(\"[date(\\\"2020-01-01\\\")..@\\\"2021-01-01\\\"]\").end", "2021-01-01"},
        EdgeRow{"1 in (< 2, > 5)", "true"}, EdgeRow{"1 in [[2..3], [0..1]]", "true"},
        EdgeRow{"5 in (!= 3)", "true"}, EdgeRow{"null in [1, null]", "true"},
        EdgeRow{"(>= 3).start included", "true"}, EdgeRow{"(< 3).start", "null"},
        EdgeRow{"[1..\"a\"]", "null"}, EdgeRow{"1 between 2 and 1", "false"},
        EdgeRow{"\"a\" between 1 and 2", "null"}));

}  // namespace
}  // namespace tf::rule

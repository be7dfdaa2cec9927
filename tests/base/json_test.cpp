#include "base/json.h"

#include <gtest/gtest.h>

#include "base/check.h"
#include "base/prng.h"
#include "base/temporal.h"
#include "base/text.h"

namespace tf {
namespace {

std::string outcome(std::string_view text, const JsonLimits& limits = {}) {
  const auto value = parse_json(text, limits);
  if (value) return to_json(*value);
  const JsonError& e = value.error();
  return cat(e.line, ":", e.column, " ", e.name, ": ", e.text);
}

TEST(Json, Refused) {
  struct Row {
    std::string_view text, outcome;
  };
  const Row rows[] = {
      {"", "1:1 json.syntax: the text ends before the value does"},
      {"  ", "1:3 json.syntax: the text ends before the value does"},
      {"[1", "1:3 json.syntax: the text ends before the value does"},
      {"\"ab", "1:4 json.syntax: the text ends before the value does"},
      {"[1,]", "1:4 json.syntax: ']' does not belong here"},
      {"[1 2]", "1:4 json.syntax: '2' does not belong here"},
      {"{\"a\" 1}", "1:6 json.syntax: '1' does not belong here"},
      {"{a: 1}", "1:2 json.syntax: 'a' does not belong here"},
      {"{'a': 1}", "1:2 json.syntax: texts and names stand in double quotes (\")"},
      {"[1] x", "1:5 json.syntax: nothing may follow the value, but there is 'x'"},
      {"{}\n{}", "2:1 json.syntax: nothing may follow the value, but there is '{'"},
      {"[NaN]", "1:2 json.syntax: NaN is no JSON number; write null"},
      {"Infinity", "1:1 json.syntax: Infinity is no JSON number; write null"},
      {"// hello", "1:1 json.syntax: JSON has no comments"},
      {"[01]", "1:3 json.syntax: '1' does not belong here"},
      {"[+1]", "1:2 json.syntax: '+' does not belong here"},
      {"[1.]", "1:4 json.syntax: ']' does not belong here"},
      {"[\"a\nb\"]", "1:4 json.syntax: a line break does not belong here"},
      {"[\"a\x01\"]",
       "1:4 json.syntax: U+0001 may not stand here; in a text it is written with a backslash"},
      {"{\"名\": \"水\",\n \"渠\": tru}", "2:10 json.syntax: '}' does not belong here"},
      {"\xEF\xBB\xBF{}", "1:1 json.syntax: a byte order mark may not stand here"},
      {"{\"@\": \"soon\"}",
       "1:13 json.syntax: {\"@\": …} holds a date, time, duration, range or number as FEEL writes "
       "it, such as "
       "{\"@\": \"2026-03-10\"}"},
      {"{\"@\": [\"[\", 1, 2]}",
       "1:18 json.syntax: {\"@\": …} holds a date, time, duration, range or number as FEEL writes "
       "it, such as "
       "{\"@\": \"2026-03-10\"}"},
      {"{\"a\": 1, \"b\": 2, \"a\": 3}",
       "1:18 json.duplicate_key: the name \"a\" stands twice in one object"},
      {"{\"渠\": 1,\n  \"\\u6e20\": 2}",
       "2:3 json.duplicate_key: the name \"渠\" stands twice in one object"},
      {"[\"a\", \"\xFF\"]", "1:8 json.text: this byte is not UTF-8"},
      {"[\"\\ud800\"]", "1:9 json.text: \\uD800 to \\uDFFF stand only in pairs, a high one first"},
      {"[\"\\udc00\"]", "1:8 json.text: \\uD800 to \\uDFFF stand only in pairs, a high one first"},
      {"[1e400]", "1:7 json.number: a number beyond 10^308 is written {\"@\": \"1e400\"}"},
  };
  for (const Row& row : rows) EXPECT_EQ(outcome(row.text), row.outcome) << row.text;
}

TEST(Json, Limits) {
  EXPECT_EQ(outcome("[1,2]", {.bytes = 4}), "1:1 json.size: the text has 5 bytes; 4 are allowed");
  EXPECT_EQ(outcome("[1,2]", {.bytes = 5}), "[1,2]");
  EXPECT_EQ(outcome("[1,2]", {.values = 2}), "1:5 json.size: more than 2 values in one text");
  EXPECT_EQ(outcome("[1,2]", {.values = 3}), "[1,2]");
  EXPECT_EQ(outcome("[[1]]", {.depth = 1}),
            "1:2 json.depth: objects and arrays may stand 1 deep and no deeper");
  EXPECT_EQ(outcome("[{\"a\":1}]", {.depth = 2}), "[{\"a\":1}]");
  EXPECT_EQ(outcome(std::string(100'000, '[')),
            "1:65 json.depth: objects and arrays may stand 64 deep and no deeper");
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  EXPECT_EQ(outcome(objects),
            "1:321 json.depth: objects and arrays may stand 64 deep and no deeper");
}

TEST(Json, ManyNamesAreStillEachOnce) {
  std::string text = "{";
  for (int i = 0; i < 20'000; ++i) text += cat("\"n", i, "\":", i, ",");
  EXPECT_EQ(parse_json(text + "\"last\":0}")->as_record().size(), 20'001u);
  EXPECT_EQ(parse_json(text + "\"n7\":0}").error().name, "json.duplicate_key");
  EXPECT_EQ(parse_json(text + "\"n16\":0}").error().name, "json.duplicate_key");
  EXPECT_EQ(parse_json(text + "\"n19999\":0}").error().name, "json.duplicate_key");
}

TEST(Json, Kept) {
  struct Row {
    std::string_view text, written;
  };
  const Row rows[] = {
      {" null ", "null"},
      {"[true,false]", "[true,false]"},
      {"-0", "0"},
      {"1.10", "1.1"},
      {"[1E2,1e-2]", "[100,0.01]"},
      {"0.1234567890123456789012345678901234", "0.1234567890123456789012345678901234"},
      {"18446744073709551615", "18446744073709551615"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"123456789012345678901234567890", "123456789012345678901234567890"},
      {"1e-400", "1e-400"},
      {"\"\\u6c34\\/\\b\\n\\u0000\\ud83d\\udea7\"", "\"水/\\u0008\\n\\u0000🚧\""},
      {"{\"b\":1,\"a\":{\"\":[]}}", "{\"b\":1,\"a\":{\"\":[]}}"},
      {"{\"@\":\"2026-03-10\"}", "{\"@\":\"2026-03-10\"}"},
      {"{\"@\":\"PT61M\"}", "{\"@\":\"PT1H1M\"}"},
      {"{\"@\":\"1e400\"}", "{\"@\":\"1e400\"}"},
      {"{\"@\":\"-12e400\"}", "{\"@\":\"-1.2e401\"}"},
      {"{\"@\":[\"[\",1,null,\")\"]}", "{\"@\":[\"[\",1,null,\")\"]}"},
      {"{\"@\":[\">=\",{\"@\":\"P1D\"}]}", "{\"@\":[\">=\",{\"@\":\"P1D\"}]}"},
      {"{\"@@\":\"2026-03-10\"}", "{\"@@\":\"2026-03-10\"}"},
      {"{\"@\":\"2026-03-10\",\"x\":1}", "{\"@\":\"2026-03-10\",\"x\":1}"},
  };
  for (const Row& row : rows) EXPECT_EQ(outcome(row.text), row.written) << row.text;
  EXPECT_TRUE(parse_json("{\"@\":\"2026-03-10\"}")->is(Value::Kind::date));
  EXPECT_EQ(parse_json("{\"@@\":\"2026-03-10\"}")->as_record().begin()->first, "@");
  EXPECT_TRUE(parse_json("{\"@\":\"2026-03-10\",\"x\":1}")->is(Value::Kind::record));
  EXPECT_TRUE(parse_json("{\"@\":[\"<\",1]}")->as_range().comparison);
}

// Any value that can be stored.
Value random_value(Prng& prng, int depth) {
  static const std::string words[] = {"",     "a",        "@",  "@@",  "b\"\\",
                                      "水渠", "\n\t\x01", "🚧", "x y", "name"};
  static const std::string temporals[] = {"2026-03-10",
                                          "-0044-03-15",
                                          "10:00:00.5@Europe/Paris",
                                          "PT1.5S",
                                          "-P3DT4H",
                                          "P14M",
                                          "2026-03-10T16:40:00",
                                          "2026-10-25T02:30:00@Europe/Lisbon",
                                          "2026-03-10T16:40:00.000000001-05:30"};
  switch (prng.below(depth > 0 ? 9 : 6)) {
    case 0:
      return Value();
    case 1:
      return Value::boolean(prng.chance(1, 2));
    case 2:
      return Value::number(prng.between(INT64_MIN, INT64_MAX));
    case 3: {
      const int exponent =
          static_cast<int>(prng.chance(1, 9) ? prng.between(-6000, 6000) : prng.between(-20, 20));
      return Value::number(
          Decimal::scaled(prng.between(-1'000'000'000'000, 1'000'000'000'000), exponent));
    }
    case 4:
      return Value::text(prng.pick(words) + prng.pick(words));
    case 5:
      return *parse_any_temporal(prng.pick(temporals));
    case 6: {
      RangeValue range;
      range.comparison = prng.chance(1, 2);
      const bool below = prng.chance(1, 2);
      if (!range.comparison || below) {
        range.upper = random_value(prng, depth - 1);
        range.upper_included = prng.chance(1, 2);
      }
      // A comparison has one bound, and a null one there would be read as the other's.
      if (!range.comparison || !below) {
        range.lower =
            range.comparison ? Value::number(prng.between(0, 9)) : random_value(prng, depth - 1);
        range.lower_included = prng.chance(1, 2);
      }
      return Value::range(std::move(range));
    }
    case 7: {
      List list;
      for (std::uint64_t n = prng.below(4); n > 0; --n)
        list.push_back(random_value(prng, depth - 1));
      return Value::list(std::move(list));
    }
    default: {
      Record record;
      for (std::uint64_t n = prng.below(4); n > 0; --n)
        record.set(prng.pick(words), random_value(prng, depth - 1));
      return Value::record(std::move(record));
    }
  }
}

TEST(Json, EveryValueGoesThereAndBack) {
  Prng prng(42);
  for (int run = 0; run < 50'000; ++run) {
    const Value value = random_value(prng, 4);
    const std::string text = to_json(value);
    const auto back = parse_json(text);
    ASSERT_TRUE(back) << text << "\n" << back.error().text;
    ASSERT_EQ(*back, value) << text;
    ASSERT_EQ(to_json(*back), text);
    const std::string canonical = to_json(value, true);
    ASSERT_EQ(*parse_json(canonical), value) << canonical;
    ASSERT_EQ(to_json(*parse_json(canonical), true), canonical);
    ASSERT_EQ(*parse_json(to_pretty_json(value)), value) << to_pretty_json(value);
  }
}

TEST(Json, DamagedTextsAreRefusedOrReadNeverMore) {
  Prng prng(43);
  for (int run = 0; run < 50'000; ++run) {
    std::string text = to_json(random_value(prng, 3));
    for (std::uint64_t n = 1 + prng.below(3); n > 0 && !text.empty(); --n) {
      const auto at = static_cast<std::size_t>(prng.below(text.size()));
      switch (prng.below(3)) {
        case 0:
          text[at] = static_cast<char>(prng.below(256));
          break;
        case 1:
          text.erase(at, 1);
          break;
        default:
          text.insert(at, 1, prng.pick(std::string_view("{}[]\",:@\\0e-.")));
      }
    }
    const auto value = parse_json(text);
    if (value) {
      ASSERT_EQ(*parse_json(to_json(*value)), *value) << text;
    } else {
      ASSERT_GE(value.error().line, 1);
      ASSERT_GE(value.error().column, 1);
      ASSERT_FALSE(value.error().text.empty());
      ASSERT_FALSE(first_bad_utf8(value.error().text)) << text;
    }
  }
}

}  // namespace
}  // namespace tf

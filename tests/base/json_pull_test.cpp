// What our own writers leave is read to the same value as parse_json reads; everything else is
// handed back to it.
#include "base/json_pull.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"

namespace tf {
namespace {

std::optional<Value> pulled(std::string_view text) {
  JsonPull in(text);
  Value out;
  in.value(out);
  if (!in.done()) return std::nullopt;
  return out;
}

TEST(JsonPull, ReadsWhatTheWriterWrites) {
  for (const char* text : {"null",
                           "true",
                           "false",
                           "0",
                           "-7",
                           "123456789012345678",
                           "9223372036854775808",
                           "800.1",
                           "-0.05",
                           "1234567890123456789012345678901234",
                           R"("")",
                           R"("路灯不亮")",
                           R"("a\"b\\c\nd\te\rf\u0000g\u001fh")",
                           "[]",
                           "[1,[],[null]]",
                           "{}",
                           R"({"a":1,"b":{"c":[true,"x"]},"中":2})",
                           R"({"@":"2026-03-10"})",
                           R"({"@":"PT1H"})",
                           R"({"@":"2026-03-10T16:40:00@Asia/Shanghai"})"}) {
    const Value value = parse_json(text).value();
    ASSERT_EQ(to_json(value, true), text);
    const auto straight = pulled(text);
    ASSERT_TRUE(straight) << text;
    EXPECT_EQ(*straight, value) << text;
    EXPECT_EQ(to_json(*straight, true), text);
  }
}

// Right or wrong, these are parse_json's business.
TEST(JsonPull, LeavesTheRestToParseJson) {
  std::string deep(JsonPull::kMostDepth + 2, '[');
  deep += std::string(deep.size(), ']');
  for (const std::string& text : std::initializer_list<std::string>{"",
                                                                    " 1",
                                                                    "1 ",
                                                                    "01",
                                                                    "-",
                                                                    "1.",
                                                                    ".5",
                                                                    "1e3",
                                                                    "1E3",
                                                                    "1.5e3",
                                                                    "nul",
                                                                    "tru",
                                                                    "falsy",
                                                                    "\"",
                                                                    "\"a",
                                                                    "\"\\x\"",
                                                                    "\"\\u00",
                                                                    "\"\\u0080\"",
                                                                    "\"\\u4e2d\"",
                                                                    "\"\\/\"",
                                                                    std::string("\"\x01\""),
                                                                    std::string("\"\xff\""),
                                                                    "[",
                                                                    "[1",
                                                                    "[1,]",
                                                                    "[1 ,2]",
                                                                    "{",
                                                                    "{\"a\"}",
                                                                    "{\"a\":}",
                                                                    "{\"a\":1,}",
                                                                    "{\"b\":1,\"a\":2}",
                                                                    "{\"a\":1,\"a\":2}",
                                                                    R"({"@":"no date"})",
                                                                    R"({"@":["[",1,2,"]"]})",
                                                                    R"({"@@":1})",
                                                                    R"({"@":"PT1H","x":1})",
                                                                    deep})
    EXPECT_FALSE(pulled(text)) << text;
}

TEST(JsonPull, NamesAreTakenOnlyWhereTheyStand) {
  JsonPull in(R"({"id":7,"idea":"x","ok":true})");
  in.expect('{');
  EXPECT_FALSE(in.name("idea", true));
  ASSERT_TRUE(in.name("id", true));
  EXPECT_EQ(in.whole<int>(), 7);
  EXPECT_FALSE(in.name("id", false));
  ASSERT_TRUE(in.name("idea", false));
  EXPECT_EQ(in.word(), "x");
  EXPECT_FALSE(in.name("okay", false));
  ASSERT_TRUE(in.name("ok", false));
  EXPECT_TRUE(in.boolean());
  in.expect('}');
  EXPECT_TRUE(in.done());
}

TEST(JsonPull, ANumberMustFitItsKind) {
  const auto fits = [](std::string_view text, auto kind) {
    JsonPull in(text);
    static_cast<void>(in.whole<decltype(kind)>());
    return in.done();
  };
  EXPECT_TRUE(fits("255", std::uint8_t{}));
  EXPECT_FALSE(fits("256", std::uint8_t{}));
  EXPECT_FALSE(fits("-1", std::uint64_t{}));
  EXPECT_TRUE(fits("-1", std::int64_t{}));
  EXPECT_FALSE(fits("9223372036854775808", std::int64_t{}));
  EXPECT_FALSE(fits("1.0", std::int64_t{}));
  EXPECT_FALSE(fits("007", std::int64_t{}));
}

}  // namespace
}  // namespace tf

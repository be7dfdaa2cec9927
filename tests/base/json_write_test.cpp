#include "base/json_writer.h"

#include <gtest/gtest.h>

#include "base/check.h"
#include "base/no_function.h"

namespace tf {

namespace {

TEST(JsonWrite, AFunctionHasNoForm) {
  EXPECT_THROW(to_json(Value::function(std::make_shared<const FunctionValue>())), Bug);
}

TEST(JsonWrite, CanonicalSortsTheNames) {
  const Value v = *parse_json(R"({"b":1,"a":{"d":1.50,"c":[]},"渠":null})");
  EXPECT_EQ(to_json(v), R"({"b":1,"a":{"d":1.5,"c":[]},"渠":null})");
  EXPECT_EQ(to_json(v, true), R"({"a":{"c":[],"d":1.5},"b":1,"渠":null})");
}

TEST(JsonWrite, Pretty) {
  const Value v = *parse_json(R"({"a":[1,{"b":{"@":"P1D"}}],"c":{},"d":[]})");
  EXPECT_EQ(to_pretty_json(v), R"({
  "a": [
    1,
    {
      "b": {"@":"P1D"}
    }
  ],
  "c": {},
  "d": []
})");
}

TEST(JsonWrite, PieceByPiece) {
  std::string out = "data: ";
  JsonWriter writer(out);
  writer.begin_object()
      .field("case", "42")
      .field("n", -7)
      .field("big", std::uint64_t{18446744073709551615u})
      .field("open", true)
      .field("data", *parse_json(R"({"x":1.0})"))
      .key("tags")
      .begin_array()
      .value("a\"b")
      .value(std::string("c"))
      .begin_array()
      .end_array()
      .null()
      .end_array()
      .key("raw")
      .raw("[1]")
      .key("empty")
      .begin_object()
      .end_object()
      .end_object();
  EXPECT_EQ(out,
            R"(data: {"case":"42","n":-7,"big":18446744073709551615,"open":true,"data":{"x":1},)"
            R"("tags":["a\"b","c",[],null],"raw":[1],"empty":{}})");
}

}  // namespace
}  // namespace tf

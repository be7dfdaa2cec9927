#include "model/schema.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "base/json.h"
#include "model/shape.h"

namespace tf::model {
namespace {

TEST(Schema, NoneForAnUnknownKind) {
  EXPECT_EQ(schema_of("process"), "");
}

TEST(Schema, EveryKindIsJson) {
  for (const FileKind& kind : file_kinds()) {
    JsonLimits limits;
    limits.bytes = 4U << 20U;
    limits.depth = 200;
    const auto value = parse_json(schema_of(kind.name), limits);
    ASSERT_TRUE(value) << kind.name << " " << value.error().text;
    EXPECT_EQ((*value)["$id"].as_text(), schema_file_name(kind.name));
    EXPECT_EQ((*value)["type"].as_text(), "object");
    const Value& properties = (*value)["properties"];
    for (const auto& part : kind.shape->parts)
      for (const Key& key : part) {
        EXPECT_TRUE(properties.as_record().find(key.name)) << kind.name << " " << key.name;
        EXPECT_TRUE(properties.as_record().find(key.zh)) << kind.name << " " << key.zh;
      }
  }
}

TEST(Schema, ExplainsEveryKeyInBothLanguages) {
  JsonLimits limits;
  limits.bytes = 4U << 20U;
  limits.depth = 200;
  const auto value = parse_json(schema_of("workflow"), limits);
  ASSERT_TRUE(value);
  EXPECT_EQ((*value)["properties"]["met"]["description"].as_text(),
            "全案时钟何时停 / when the clock of the whole case stops — settled_line != null");
}

void patterns_in(const Value& value, std::set<std::string>& out) {
  if (value.is(Value::Kind::list))
    for (const Value& item : value.as_list()) patterns_in(item, out);
  if (!value.is(Value::Kind::record)) return;
  for (const auto& [key, item] : value.as_record())
    if (key == "pattern" && item.is(Value::Kind::text))
      out.insert(item.as_text());
    else
      patterns_in(item, out);
}

TEST(Schema, SaysWhatATypeLooksLikeInBothLanguages) {
  JsonLimits limits;
  limits.bytes = 4U << 20U;
  limits.depth = 200;
  const auto value = parse_json(schema_of("workflow"), limits);
  ASSERT_TRUE(value);
  std::set<std::string> patterns;
  patterns_in(*value, patterns);
  const auto type = std::ranges::find_if(patterns, [](const std::string& pattern) {
    return pattern.find("signature") != pattern.npos;
  });
  ASSERT_NE(type, patterns.end());
  const std::regex pattern(*type);
  for (const char* good : {"line", "required", "required choice of a b", "list of record",
                           "若干 记录", "必填 单选 之 a b", "多选"})
    EXPECT_TRUE(std::regex_search(good, pattern)) << good;
  for (const char* bad : {"lines", "list of recordq", "requird line", "-x y", "单选之"})
    EXPECT_FALSE(std::regex_search(bad, pattern)) << bad;
}

}  // namespace
}  // namespace tf::model

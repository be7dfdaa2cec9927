#include "model/schema.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace tf::model

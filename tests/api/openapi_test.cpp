// The document and the route table say the same: each is walked and looked up in the other.
#include "api/openapi.h"

#include <gtest/gtest.h>

#include <set>

#include "api/route.h"
#include "base/json.h"
#include "base/text.h"

namespace tf::api {
namespace {

Value document() {
  auto parsed = parse_json(openapi_document("1.2.3"));
  EXPECT_TRUE(parsed) << parsed.error().text;
  return parsed ? *parsed : Value();
}

TEST(Openapi, EveryRouteIsInTheDocument) {
  const Value doc = document();
  EXPECT_EQ("3.1.0", doc["openapi"].as_text());
  EXPECT_EQ("1.2.3", doc["info"]["version"].as_text());
  for (const Route& route : routes()) {
    const Value& operation =
        doc["paths"][route.pattern][route.method == Method::post ? "post" : "get"];
    ASSERT_FALSE(operation.is_null()) << route.pattern;
    EXPECT_EQ(route.id, operation["operationId"].as_text());
    EXPECT_EQ(route.body != nullptr, !operation["requestBody"].is_null());
    std::set<std::string> named;
    for (const Value& parameter : operation["parameters"].as_list())
      named.insert(parameter["in"].as_text() + ":" + parameter["name"].as_text());
    for (const Parameter& parameter : route.parameters)
      EXPECT_TRUE(named.contains(cat("query:", parameter.name))) << route.id;
    EXPECT_EQ(route.command != nullptr, named.contains("header:Idempotency-Key")) << route.id;
    EXPECT_EQ(route.command != nullptr, named.contains("header:X-Townflow-Actor")) << route.id;
  }
}

TEST(Openapi, EveryOperationOfTheDocumentIsARoute) {
  const Value doc = document();
  std::size_t operations = 0;
  for (const auto& [path, methods] : doc["paths"].as_record()) {
    for (const auto& [method, operation] : methods.as_record()) {
      ++operations;
      std::string concrete = path;
      std::set<std::string> holes;
      for (const Value& parameter : operation["parameters"].as_list()) {
        if (parameter["in"].as_text() != "path") continue;
        const std::string hole = cat("{", parameter["name"].as_text(), "}");
        const std::size_t at = concrete.find(hole);
        ASSERT_NE(std::string::npos, at) << path << " has no " << hole;
        concrete.replace(at, hole.size(), "1");
      }
      EXPECT_EQ(std::string::npos, concrete.find('{')) << path;
      Target target;
      ASSERT_TRUE(target.parse(concrete));
      const Match match =
          match_route(method == "post" ? Method::post : Method::get, target.segments());
      ASSERT_NE(nullptr, match.route) << path;
      EXPECT_EQ(operation["operationId"].as_text(), match.route->id);
    }
  }
  EXPECT_EQ(routes().size(), operations);
}

void references(const Value& value, std::set<std::string>& found) {
  if (value.is(Value::Kind::list))
    for (const Value& item : value.as_list()) references(item, found);
  if (!value.is(Value::Kind::record)) return;
  for (const auto& [name, inner] : value.as_record()) {
    if (name == "$ref") found.insert(inner.as_text());
    references(inner, found);
  }
}

TEST(Openapi, EveryReferenceLeadsToASchemaAndEverySchemaIsUsed) {
  const Value doc = document();
  std::set<std::string> found;
  references(doc, found);
  std::set<std::string> there;
  for (const Schema& schema : schemas()) there.insert(cat("#/components/schemas/", schema.name));
  EXPECT_EQ(there, found);
}

}  // namespace
}  // namespace tf::api

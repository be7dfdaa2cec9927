// The OpenAPI 3.1 document, written from the route table and a table of schemas.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tf::api {

struct Schema {
  const char* name;
  const char* json;  // JSON Schema 2020-12; refers to others by #/components/schemas/NAME
};
std::span<const Schema> schemas();

std::string openapi_document(std::string_view version);

}  // namespace tf::api

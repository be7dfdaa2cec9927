// Case and task rows as JSON, and the pages of their lists.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/form.h"
#include "base/json_writer.h"
#include "store/store.h"

namespace tf::api {

void write_row(JsonWriter& out, const store::CaseRow& row);
void write_row(JsonWriter& out, const store::TaskRow& row);

struct Page {
  static constexpr std::uint32_t kMost = 200;
  std::uint32_t limit = 50;
  std::uint64_t offset = 0;
};
Page page_of(Query& query);

// {"NAME":[…],"limit":50,"offset":0,"more":false}; `rows` were asked with limit + 1, so that `more`
// is known.
template <class Row>
std::string list_document(std::string_view name, const std::vector<Row>& rows, const Page& page) {
  std::string body;
  JsonWriter out(body);
  out.begin_object().key(name).begin_array();
  for (std::size_t i = 0; i < rows.size() && i < page.limit; ++i) write_row(out, rows[i]);
  out.end_array()
      .field("limit", page.limit)
      .field("offset", page.offset)
      .field("more", rows.size() > page.limit)
      .end_object();
  return body;
}

}  // namespace tf::api

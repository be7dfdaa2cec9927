// Tables of figures that leave the engine as files: sheets of rows with a heading in both
// languages, as CSV, XLSX or JSON. One value, three writers, so that the three always say the same.
//
//   CSV    UTF-8 with a byte order mark, CRLF; several sheets one below the other, each after its
//          title and an empty line; null is an empty cell
//   XLSX   one worksheet each; numbers as numbers, the rest as text
//   JSON   {"report": …, "sheets": [{"sheet": …, "rows": [{column: value}]}]}
//
// Source:  RFC 4180; ECMA-376 through libxlsxwriter.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/value.h"
#include "model/diagnostics.h"

namespace tf::interchange {

struct Heading {
  std::string id, zh, en;
};
struct Sheet {
  Heading title;
  std::vector<Heading> columns;
  std::vector<std::vector<Value>> rows;  // as many cells as columns
};
struct Workbook {
  Heading title;
  std::vector<Sheet> sheets;
};

std::string to_csv(const Workbook& book, model::Language language);
std::string to_json(const Workbook& book);  // ids, no titles: for programs
// Into the file `path`, which is replaced; Errc::io when it cannot be written.
Result<void> write_xlsx(const Workbook& book, model::Language language, const std::string& path);

}  // namespace tf::interchange

// Text tables: decision tables and word lists written as aligned columns, cells between | (or tabs,
// as a spreadsheet pastes them). A | inside double quotes belongs to its cell; elsewhere \| is one,
// \" a quote that opens nothing, \# a # that begins no comment.
// Time: linear. Threads: any.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/diagnostics.h"
#include "model/node.h"

namespace tf::model {

struct TableCell {
  std::string text;  // trimmed; "" for an empty cell
  Span span;
};
struct TextTable {
  struct Row {
    std::vector<TableCell> cells;  // as many as the header has
    Span span;
    std::string comment;  // "# …" lines above it
  };
  std::vector<TableCell> header;
  std::vector<Row> rows;
  Span span;

  // The column with this header text, or nothing. "=> size" and "size" are different columns.
  std::optional<std::size_t> column(std::string_view header_text) const;
  // The row whose cell in column `row` (行名) or, without one, in the first column is `id`.
  std::optional<std::size_t> row(std::string_view id) const;
  std::size_t key_column() const;
};

// The table in a block text (or the merged one the node carries); rows with too many or too few
// cells are reported and padded or cut.
TextTable parse_table(const Node& text, Diagnostics& out);
// Columns aligned (CJK counts two), cells between " | ", one line a row, without indent.
std::string print_table(const TextTable& table, bool aligned = true);
// `patch` over `base` by row and column: an empty cell keeps the base's, a new row goes to the end
// or where its cell under `place` (位置) says ("before else", "after amount", "first", "last"), a
// new column holds "-" in older rows.
TextTable merge_tables(const TextTable& base, const TextTable& patch, Diagnostics& out);

}  // namespace tf::model

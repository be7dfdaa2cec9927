// Tables as people write them: cells between pipes, or tabs as a spreadsheet pastes them.
//
//     row    | amount | kind    | => size | note
//     amount | > 5000 | -       | big     | money
//
// The header gives each column its role: plain is an input, `=> x` an output, `row` the row's name,
// `place` where an overlay's row goes (`before else`, `after amount`, `first`, `last`), `note` a
// remark. Words tables
// (`id | zh | en`) are the same grid without roles.
// Every cell knows the byte where it stands in the text, so errors can point into it. A `|` inside
// "…" or (…) or […] or {…} belongs to the cell, so texts and patterns may hold one. Errors:
// table.empty, table.no_rows, table.columns (a row has more cells than the header), table.header
// (an
//          empty or repeated column), table.row_twice, table.no_output, table.place; in the overlay
//          table.unknown_row, table.unknown_column, table.new_row_incomplete; all of them, with
//          place.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace tf::rule {

struct TableCell {
  std::string text;        // trimmed
  std::size_t offset = 0;  // bytes into the source; of an empty cell: where it would stand
};

struct TextColumn {
  enum class Role : unsigned char { row, place, input, output, note } role = Role::input;
  std::string name;  // of an output without the arrow
  std::size_t offset = 0;
};

struct TextRow {
  std::vector<TableCell> cells;  // one for each column
  std::size_t offset = 0;
  bool inherited = false;  // merged: no cell of this row comes from the overlay
};

struct TextTable {
  std::vector<TextColumn> columns;
  std::vector<TextRow> rows;

  // Index of the column, or -1.
  int column(TextColumn::Role role, std::string_view name = {}) const;
  // The row's name: its cell under `row`, else its number from 1.
  std::string row_name(std::size_t row) const;
  int find_row(std::string_view name) const;  // or -1
};

struct TextTableError {
  std::string name;
  std::size_t offset = 0;
  std::size_t length = 1;
  std::string zh, en;
  bool in_base = false;  // of merge_tables: the offset counts in the base's text
};

// With `roles` false every column is an input: a plain grid.
std::expected<TextTable, std::vector<TextTableError>> parse_text_table(std::string_view text,
                                                                       bool roles = true);

// Columns in line with ` | ` between them; CJK characters count two. Parses back equal.
std::string print_text_table(const TextTable& table, bool align = true);

// The overlay's cells over the base's, by row and column name: an empty cell keeps the base's; a
// new column gets
// `-` in the rows that do not name it; a new row needs `place` (without a `place` column it goes
// before a last row called `else`, otherwise to the end). Offsets of cells taken from the overlay
// count in its text.
std::expected<TextTable, std::vector<TextTableError>> merge_tables(const TextTable& base,
                                                                   const TextTable& overlay);

}  // namespace tf::rule

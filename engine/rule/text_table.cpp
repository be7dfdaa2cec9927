#include "rule/text_table.h"

#include <algorithm>

#include "base/text.h"

namespace tf::rule {
namespace {

using Role = TextColumn::Role;
using Errors = std::vector<TextTableError>;

TextTableError error(std::string name, std::size_t offset, std::size_t length, std::string zh,
                     std::string en) {
  return {std::move(name), offset,        std::max<std::size_t>(length, 1),
          std::move(zh),   std::move(en), false};
}

// The cells of one line that begins at byte `start` of the text.
std::vector<TableCell> cells_of(std::string_view line, std::size_t start, bool tabs) {
  std::vector<TableCell> out;
  std::size_t from = 0;
  int depth = 0;
  bool quoted = false;
  const auto push = [&](std::size_t to) {
    const std::string_view raw = line.substr(from, to - from);
    const std::string_view text = trim(raw);
    const std::size_t lead = text.empty() ? (raw.empty() ? 0 : std::min<std::size_t>(1, raw.size()))
                                          : static_cast<std::size_t>(text.data() - raw.data());
    out.push_back({std::string(text), start + from + lead});
  };
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (tabs) {
      if (c != '\t') continue;
    } else {
      if (c == '"' && (i == 0 || line[i - 1] != '\\')) quoted = !quoted;
      if (!quoted && (c == '(' || c == '[' || c == '{')) ++depth;
      if (!quoted && depth > 0 && (c == ')' || c == ']' || c == '}')) --depth;
      // An unclosed bracket must not swallow the rest: a pipe between blanks ends the cell all the
      // same.
      const bool lonely = i > 0 && i + 1 < line.size() && line[i - 1] == ' ' && line[i + 1] == ' ';
      if (c != '|' || quoted || (depth > 0 && !lonely)) continue;
      depth = 0;
    }
    push(i);
    from = i + 1;
  }
  push(line.size());
  return out;
}

// `| a | b |`, as some tools paste it: the outer pipes are no cells.
void drop_outer_pipes(std::vector<TableCell>& cells) {
  if (cells.size() > 2 && cells.front().text.empty() && cells.back().text.empty()) {
    cells.erase(cells.begin());
    cells.pop_back();
  }
}

bool is_rule_line(const std::vector<TableCell>& cells) {  // |---|:--:|
  return cells.size() > 1 && std::ranges::all_of(cells, [](const TableCell& cell) {
           return cell.text.size() >= 3 && cell.text.find_first_not_of("-:") == std::string::npos;
         });
}

TextColumn column_of(const TableCell& cell, bool roles) {
  TextColumn out{Role::input, cell.text, cell.offset};
  if (!roles) return out;
  if (cell.text.starts_with("=>")) {
    out.role = Role::output;
    out.name = trim(std::string_view(cell.text).substr(2));
  } else if (cell.text == "row" || cell.text == "行名") {
    out.role = Role::row;
    out.name = "row";
  } else if (cell.text == "place" || cell.text == "位置") {
    // A case field may be called `place` too: as a column of places it is told apart by its cells,
    // below.
    out.role = Role::place;
    out.name = "place";
  } else if (cell.text == "note" || cell.text == "备注") {
    out.role = Role::note;
    out.name = "note";
  }
  return out;
}

bool is_place(std::string_view cell) {
  return cell.empty() || cell == "first" || cell == "last" || cell == "最前" ||
         starts_with_word(cell, "before") || starts_with_word(cell, "after") ||
         starts_with_word(cell, "之前") || starts_with_word(cell, "之后");
}

// A column `place` whose cells are no places is an input: the field of that name.
void settle_place(TextTable& table) {
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (table.columns[c].role != Role::place) continue;
    const bool all = std::ranges::all_of(
        table.rows, [&](const TextRow& row) { return is_place(row.cells[c].text); });
    if (!all) table.columns[c].role = Role::input;
  }
}

void check_header(const TextTable& table, Errors& errors) {
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const TextColumn& column = table.columns[c];
    if (column.name.empty()) {
      errors.push_back(
          error("table.header", column.offset, 1, "这一列没有列名", "this column has no name"));
      continue;
    }
    for (std::size_t d = 0; d < c; ++d) {
      if (table.columns[d].name != column.name || table.columns[d].role != column.role) continue;
      errors.push_back(error("table.header", column.offset, column.name.size(),
                             cat("列 `", column.name, "` 重复"),
                             cat("the column `", column.name, "` stands twice")));
    }
  }
}

void check_rows(const TextTable& table, Errors& errors) {
  const int names = table.column(Role::row);
  if (names < 0) return;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const TableCell& cell = table.rows[r].cells[static_cast<std::size_t>(names)];
    if (cell.text.empty()) continue;
    for (std::size_t q = 0; q < r; ++q)
      if (table.rows[q].cells[static_cast<std::size_t>(names)].text == cell.text)
        errors.push_back(error("table.row_twice", cell.offset, cell.text.size(),
                               cat("行 `", cell.text, "` 重复"),
                               cat("the row `", cell.text, "` stands twice")));
  }
}

}  // namespace

int TextTable::column(TextColumn::Role role, std::string_view name) const {
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (columns[c].role == role && (name.empty() || columns[c].name == name))
      return static_cast<int>(c);
  return -1;
}

std::string TextTable::row_name(std::size_t row) const {
  const int names = column(Role::row);
  if (names >= 0 && !rows[row].cells[static_cast<std::size_t>(names)].text.empty())
    return rows[row].cells[static_cast<std::size_t>(names)].text;
  return std::to_string(row + 1);
}

int TextTable::find_row(std::string_view name) const {
  for (std::size_t r = 0; r < rows.size(); ++r)
    if (row_name(r) == name) return static_cast<int>(r);
  return -1;
}

std::expected<TextTable, Errors> parse_text_table(std::string_view text, bool roles) {
  TextTable table;
  Errors errors;
  std::size_t start = 0;
  bool header = true, tabs = false;
  while (start < text.size()) {
    std::size_t end = text.find('\n', start);
    if (end == std::string_view::npos) end = text.size();
    std::string_view line = text.substr(start, end - start);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::size_t at = start;
    start = end + 1;
    if (trim(line).empty()) continue;
    if (header)
      tabs = line.find('\t') != std::string_view::npos && line.find('|') == std::string_view::npos;
    std::vector<TableCell> cells = cells_of(line, at, tabs);
    if (!tabs) drop_outer_pipes(cells);
    if (header) {
      for (const TableCell& cell : cells) table.columns.push_back(column_of(cell, roles));
      while (!table.columns.empty() && table.columns.back().name.empty()) table.columns.pop_back();
      header = false;
      continue;
    }
    if (is_rule_line(cells)) continue;
    while (cells.size() > table.columns.size() && cells.back().text.empty()) cells.pop_back();
    if (cells.size() > table.columns.size()) {
      const TableCell& extra = cells[table.columns.size()];
      errors.push_back(error(
          "table.columns", extra.offset, extra.text.size(),
          cat("这一行有 ", cells.size(), " 格，表头只有 ", table.columns.size(), " 列"),
          cat("this row has ", cells.size(), " cells, the header only ", table.columns.size())));
    }
    cells.resize(table.columns.size(), TableCell{"", at + line.size()});
    table.rows.push_back(
        {std::move(cells), at + static_cast<std::size_t>(trim(line).data() - line.data()), false});
  }
  if (header) {
    errors.push_back(error("table.empty", 0, 1, "表是空的：第一行应是表头",
                           "the table is empty: its first line is the header"));
    return std::unexpected(std::move(errors));
  }
  if (table.rows.empty())
    errors.push_back(
        error("table.no_rows", 0, 1, "表头之下没有一行", "there is no row below the header"));
  if (roles) settle_place(table);
  check_header(table, errors);
  if (roles) check_rows(table, errors);
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return table;
}

std::string print_text_table(const TextTable& table, bool align) {
  std::vector<std::vector<std::string>> grid(1);
  for (const TextColumn& column : table.columns)
    grid[0].push_back(column.role == Role::output ? cat("=> ", column.name) : column.name);
  for (const TextRow& row : table.rows) {
    std::vector<std::string> line;
    for (const TableCell& cell : row.cells) line.push_back(cell.text);
    grid.push_back(std::move(line));
  }
  std::vector<std::size_t> widths(table.columns.size(), 0);
  for (const auto& line : grid)
    for (std::size_t c = 0; c < line.size(); ++c)
      widths[c] = std::max(widths[c], display_width(line[c]));
  std::string out;
  for (const auto& line : grid) {
    std::string printed;
    for (std::size_t c = 0; c < line.size(); ++c) {
      if (c > 0) printed += " | ";
      printed += line[c];
      if (align && c + 1 < line.size()) printed.append(widths[c] - display_width(line[c]), ' ');
    }
    while (printed.ends_with(' ')) printed.pop_back();
    out += printed;
    out += '\n';
  }
  return out;
}

}  // namespace tf::rule

#include "model/text_table.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace tf::model {

namespace {

bool is_row_header(std::string_view text) {
  return text == "row" || text == "行名";
}
bool is_place_header(std::string_view text) {
  return text == "place" || text == "位置";
}
bool is_output(std::string_view text) {
  return text.starts_with("=>");
}
bool is_note(std::string_view text) {
  return text == "note" || text == "备注";
}

// Outside of quotes a backslash before one of these takes its meaning away; inside, it belongs to
// the FEEL text and only keeps a quote from ending it.
bool is_escape(std::string_view text, std::size_t i, bool quoted) {
  if (text[i] != '\\' || i + 1 >= text.size()) return false;
  return quoted || std::string_view("|\"\\#").find(text[i + 1]) != std::string_view::npos;
}

std::string unescaped(std::string_view cell) {
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    const bool escape = is_escape(cell, i, quoted);
    if (escape && quoted) out += cell[i];
    if (escape) ++i;
    if (cell[i] == '"' && !escape) quoted = !quoted;
    out += cell[i];
  }
  return out;
}

// As a line can hold it: unescaped() is its inverse.
std::string escaped(std::string_view cell, bool first) {
  bool quoted = false;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    if (quoted && cell[i] == '\\') {
      ++i;
      continue;
    }
    if (cell[i] == '"') quoted = !quoted;
  }
  const bool stray = quoted;  // a quote that is never closed is no quote
  quoted = false;
  std::string out;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    if (quoted && cell[i] == '\\' && i + 1 < cell.size()) {
      out += cell[i++];
      out += cell[i];
      continue;
    }
    const bool mark = cell[i] == '"';
    if (mark && !stray) quoted = !quoted;
    const bool special = cell[i] == '|' || (mark && stray) || (first && i == 0 && cell[i] == '#') ||
                         (cell[i] == '\\' && (i + 1 == cell.size() || is_escape(cell, i, false)));
    if (special && !quoted) out += '\\';
    out += cell[i];
  }
  return out;
}

// The cells of a line: between |, a | inside double quotes does not count; or between tabs.
std::vector<std::string_view> cells_of(std::string_view line) {
  if (line.find('|') == line.npos && line.find('\t') != line.npos) return split(line, '\t');
  std::vector<std::string_view> out;
  std::size_t begin = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (is_escape(line, i, quoted)) {
      ++i;
      continue;
    }
    if (line[i] == '"') quoted = !quoted;
    if (line[i] != '|' || quoted) continue;
    out.push_back(line.substr(begin, i - begin));
    begin = i + 1;
  }
  out.push_back(line.substr(begin));
  return out;
}

class Reader {
 public:
  Reader(const Node& text, Diagnostics& out) : node_(text), out_(out) {}

  TextTable run() {
    table_.span = node_.span;
    const auto lines = split(node_.text, '\n');
    for (std::size_t i = 0; i < lines.size(); ++i) line(lines[i], i);
    if (table_.header.empty()) out_.report("text_table.empty", node_.span);
    check_rows();
    return std::move(table_);
  }

 private:
  void line(std::string_view text, std::size_t index) {
    const std::string_view bare = trim(text);
    if (bare.empty()) return;
    if (bare.starts_with('#')) {
      comment_ += cat(bare, "\n");
      return;
    }
    auto parts = cells_of(text);
    if (table_.header.empty()) framed_ = trim(parts.front()).empty() && parts.size() > 2;
    if (framed_ && trim(parts.front()).empty()) {  // | a | b |
      parts.erase(parts.begin());
      if (parts.size() > 1 && trim(parts.back()).empty() &&
          (table_.header.empty() || parts.size() > table_.header.size()))
        parts.pop_back();
    }
    std::vector<TableCell> cells;
    for (const std::string_view part : parts) {
      const std::string_view bare_cell = trim(part);
      const std::string_view place = bare_cell.empty() ? part : bare_cell;
      cells.push_back({unescaped(bare_cell), place_of_cell(index, text, place)});
    }
    if (table_.header.empty()) {
      header(std::move(cells));
      return;
    }
    if (cells.size() != table_.header.size()) {
      out_.report("text_table.cells", place_of_cell(index, text, bare),
                  {{"found", std::to_string(cells.size())},
                   {"expected", std::to_string(table_.header.size())}});
      const Span at = cells.back().span;
      cells.resize(table_.header.size(), TableCell{"", at});
    }
    table_.rows.push_back(
        {std::move(cells), place_of_cell(index, text, bare), std::move(comment_)});
    comment_.clear();
  }

  void header(std::vector<TableCell> cells) {
    std::set<std::string_view> seen;
    for (const TableCell& cell : cells)
      if (!cell.text.empty() && !seen.insert(cell.text).second)
        out_.report("text_table.column_twice", cell.span, {{"column", cell.text}});
    table_.header = std::move(cells);
  }

  void check_rows() {
    if (table_.header.empty() || !is_row_header(table_.header[table_.key_column()].text)) return;
    std::set<std::string_view> seen;
    for (const auto& row : table_.rows) {
      const TableCell& cell = row.cells[table_.key_column()];
      if (!cell.text.empty() && !seen.insert(cell.text).second)
        out_.report("text_table.row_twice", cell.span, {{"row", cell.text}});
    }
  }

  // Lines of a block text follow the line of its | one by one.
  Span place_of_cell(std::size_t index, std::string_view line, std::string_view part) const {
    Span span = node_.span;
    if (!span.file || !node_.block || span.line == 0) return span;
    const std::size_t number = span.line + index;  // 0-based: the line after the indicator
    const auto& starts = span.file->line_starts;
    if (number >= starts.size()) return span;
    const std::string_view source = std::string_view(span.file->text).substr(starts[number]);
    std::size_t indent = 0;
    while (indent < source.size() && source[indent] == ' ') ++indent;
    std::size_t own_indent = 0;
    while (own_indent < line.size() && line[own_indent] == ' ') ++own_indent;
    const auto offset = static_cast<std::size_t>(part.data() - line.data());
    const std::size_t before = indent >= own_indent ? indent - own_indent : 0;
    span.line = static_cast<std::uint32_t>(number + 1);
    span.column = static_cast<std::uint32_t>(before + count_points(line.substr(0, offset)) + 1);
    span.length = static_cast<std::uint32_t>(std::max<std::size_t>(1, count_points(trim(part))));
    return span;
  }

  const Node& node_;
  Diagnostics& out_;
  TextTable table_;
  std::string comment_;
  bool framed_ = false;
};

class Merger {
 public:
  Merger(const TextTable& base, const TextTable& patch, Diagnostics& out)
      : patch_(patch), out_(out), result_(base) {}

  TextTable run() {
    if (patch_.header.empty() || result_.header.empty()) return std::move(result_);
    for (std::size_t c = 0; c < patch_.header.size(); ++c)
      if (is_place_header(patch_.header[c].text)) place_column_ = c;
    for (std::size_t c = 0; c < patch_.header.size(); ++c) add_column(c);
    for (const auto& row : patch_.rows) lay(row);
    return std::move(result_);
  }

 private:
  bool is_data(std::size_t c) const {
    return c != patch_.key_column() && (!place_column_ || c != *place_column_);
  }

  // A new input goes behind the inputs, a new output behind the outputs.
  void add_column(std::size_t c) {
    const TableCell& head = patch_.header[c];
    if (!is_data(c) || head.text.empty() || result_.column(head.text)) return;
    std::size_t at = result_.header.size();
    for (std::size_t i = 0; i < result_.header.size(); ++i) {
      const std::string_view there = result_.header[i].text;
      if (is_note(there) || (is_output(there) && !is_output(head.text))) {
        at = i;
        break;
      }
    }
    const auto offset = static_cast<std::ptrdiff_t>(at);
    result_.header.insert(result_.header.begin() + offset, head);
    for (auto& row : result_.rows)
      row.cells.insert(row.cells.begin() + offset, TableCell{filler(head.text), row.span});
  }

  static std::string filler(std::string_view header) {
    if (is_note(header)) return "";
    return is_output(header) ? "null" : "-";
  }

  void lay(const TextTable::Row& row) {
    const std::string& id = row.cells[patch_.key_column()].text;
    if (const auto old = result_.row(id)) {
      for (std::size_t c = 0; c < row.cells.size(); ++c)
        if (is_data(c) && !row.cells[c].text.empty())
          result_.rows[*old].cells[*result_.column(patch_.header[c].text)] = row.cells[c];
      return;
    }
    TextTable::Row fresh;
    fresh.span = row.span;
    fresh.comment = row.comment;
    for (const TableCell& head : result_.header)
      fresh.cells.push_back({filler(head.text), row.span});
    fresh.cells[result_.key_column()] = row.cells[patch_.key_column()];
    for (std::size_t c = 0; c < row.cells.size(); ++c)
      if (is_data(c) && !row.cells[c].text.empty() && !patch_.header[c].text.empty())
        fresh.cells[*result_.column(patch_.header[c].text)] = row.cells[c];
    const std::size_t at = position(row);
    result_.rows.insert(result_.rows.begin() + static_cast<std::ptrdiff_t>(at), std::move(fresh));
  }

  std::size_t position(const TextTable::Row& row) {
    if (!place_column_ || row.cells[*place_column_].text.empty()) return result_.rows.size();
    const TableCell& cell = row.cells[*place_column_];
    const std::string text(trim(cell.text));
    if (!taken_.insert(text).second)
      out_.report("text_table.place_taken", cell.span, {{"text", text}});
    if (text == "first" || text == "最前") return 0;
    if (text == "last" || text == "最后") return result_.rows.size();
    const auto gap = text.find(' ');
    const std::string word = text.substr(0, gap);
    const bool before = word == "before" || word == "之前";
    const bool after = word == "after" || word == "之后";
    if (gap == text.npos || (!before && !after)) {
      out_.report("text_table.bad_place", cell.span, {{"text", text}});
      return result_.rows.size();
    }
    const std::string id(trim(std::string_view(text).substr(gap)));
    const auto found = result_.row(id);
    if (!found) {
      std::vector<std::string> ids;
      for (const auto& r : result_.rows) ids.push_back(r.cells[result_.key_column()].text);
      out_.report("text_table.unknown_row", cell.span, {{"row", id}},
                  closest(id, ids).value_or(""));
      return result_.rows.size();
    }
    return before ? *found : *found + 1;
  }

  const TextTable& patch_;
  Diagnostics& out_;
  TextTable result_;
  std::optional<std::size_t> place_column_;
  std::set<std::string> taken_;
};

}  // namespace

std::optional<std::size_t> TextTable::column(std::string_view header_text) const {
  for (std::size_t i = 0; i < header.size(); ++i)
    if (header[i].text == header_text) return i;
  return {};
}

std::size_t TextTable::key_column() const {
  for (std::size_t i = 0; i < header.size(); ++i)
    if (is_row_header(header[i].text)) return i;
  return 0;
}

std::optional<std::size_t> TextTable::row(std::string_view id) const {
  if (header.empty()) return {};
  const std::size_t key = key_column();
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].cells[key].text == id) return i;
  return {};
}

TextTable parse_table(const Node& text, Diagnostics& out) {
  return text.table ? *text.table : Reader(text, out).run();
}

std::string print_table(const TextTable& table, bool aligned) {
  std::vector<std::size_t> widths(table.header.size(), 0);
  const auto measure = [&](const std::vector<TableCell>& cells) {
    for (std::size_t c = 0; c < cells.size() && aligned; ++c)
      widths[c] = std::max(widths[c], display_width(escaped(cells[c].text, c == 0)));
  };
  measure(table.header);
  for (const auto& row : table.rows) measure(row.cells);
  std::string out;
  const auto print = [&](const std::vector<TableCell>& cells) {
    std::string line;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      if (c > 0) line += " | ";
      const std::string text = escaped(cells[c].text, c == 0);
      line += text;
      const std::size_t width = display_width(text);
      if (width < widths[c]) line.append(widths[c] - width, ' ');
    }
    while (line.ends_with(' ')) line.pop_back();
    out += line + "\n";
  };
  print(table.header);
  for (const auto& row : table.rows) {
    out += row.comment;
    print(row.cells);
  }
  return out;
}

TextTable merge_tables(const TextTable& base, const TextTable& patch, Diagnostics& out) {
  return Merger(base, patch, out).run();
}

}  // namespace tf::model

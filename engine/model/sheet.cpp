#include "model/sheet.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace tf::model {

namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";

bool is_plain_number(std::string_view cell) {
  if (cell.starts_with('-')) cell.remove_prefix(1);
  if (cell.empty() || cell.size() > 15 || !is_digit(cell.front()) || !is_digit(cell.back()))
    return false;
  const auto point = cell.find('.');
  if (point != cell.npos && cell.back() == '0') return false;  // 1.10
  if (cell.front() == '0' && cell.size() > 1 && cell[1] != '.') return false;
  return std::ranges::all_of(cell, [](char c) { return is_digit(c) || c == '.'; }) &&
         std::ranges::count(cell, '.') <= 1;
}

// Whether a spreadsheet would make something else of it.
bool needs_guard(std::string_view cell) {
  if (cell.empty() || cell == "-" || is_plain_number(cell)) return false;
  if (std::string_view("=+-@'").find(cell.front()) != std::string_view::npos) return true;
  if (cell == "TRUE" || cell == "FALSE") return true;
  return is_digit(cell.front()) && std::ranges::all_of(cell, [](char c) {
           return is_digit(c) || std::string_view("-/:.,eE+ %").find(c) != std::string_view::npos;
         });
}

std::string written(std::string_view cell, char separator) {
  std::string out(needs_guard(cell) ? "'" : "");
  out += cell;
  if (out.find_first_of(cat("\"\r\n", std::string(1, separator))) == out.npos) return out;
  std::string quoted = "\"";
  for (const char c : out) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string read(std::string_view cell) {
  std::string out(trim(cell));
  std::ranges::replace(out, '\n', ' ');
  std::erase(out, '\r');
  if (out == "TRUE") return "true";
  if (out == "FALSE") return "false";
  if (out.starts_with('\'') && needs_guard(std::string_view(out).substr(1))) out.erase(0, 1);
  return out;
}

// Lines of cells; a quoted cell may hold anything.
class SheetScanner {
 public:
  SheetScanner(std::string_view text, char separator) : text_(text), separator_(separator) {}

  struct Line {
    std::size_t number = 1;
    std::vector<std::string> cells;
  };
  std::expected<std::vector<Line>, SheetError> run() {
    std::vector<Line> lines;
    while (at_ < text_.size()) {
      Line& line = lines.emplace_back();
      line.number = number_;
      do {
        auto cell = at_ < text_.size() && text_[at_] == '"' ? quoted() : plain();
        if (!cell) return std::unexpected(cell.error());
        line.cells.push_back(read(*cell));
      } while (at_ < text_.size() && text_[at_] == separator_ && ++at_ > 0);
      if (at_ < text_.size() && text_[at_] == '\r') ++at_;
      if (at_ < text_.size() && text_[at_] == '\n') ++at_;
      ++number_;
      if (std::ranges::all_of(line.cells, [](const std::string& cell) { return cell.empty(); }))
        lines.pop_back();
    }
    return lines;
  }

 private:
  std::expected<std::string, SheetError> plain() {
    const std::size_t from = at_;
    while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' &&
           text_[at_] != '\r')
      ++at_;
    return std::string(text_.substr(from, at_ - from));
  }
  std::expected<std::string, SheetError> quoted() {
    const std::size_t began = number_;
    std::string out;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\n') ++number_;
      if (text_[at_] == '"' && (at_ + 1 >= text_.size() || text_[++at_] != '"')) {
        if (at_ < text_.size() && text_[at_] == '"') ++at_;
        return out;
      }
      out += text_[at_];
    }
    return std::unexpected(SheetError{began, "引号没有闭合", "a quote is not closed"});
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0, number_ = 1;
};

char separator_of(std::string_view header) {
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char one : {'\t', ',', ';'}) {
    bool quoted = false;
    std::ptrdiff_t count = 0;
    for (const char c : header) {
      if (c == '"') quoted = !quoted;
      if (c == one && !quoted) ++count;
    }
    if (count > most) {
      most = count;
      best = one;
    }
  }
  return best;
}

bool is_comment(const std::vector<std::string>& cells) {
  return cells.front().starts_with('#') &&
         std::all_of(cells.begin() + 1, cells.end(),
                     [](const std::string& c) { return c.empty(); });
}

std::vector<TableCell> as_cells(const std::vector<std::string>& texts, std::size_t width) {
  std::vector<TableCell> out;
  for (std::size_t c = 0; c < width; ++c) out.push_back({c < texts.size() ? texts[c] : "", {}});
  return out;
}

}  // namespace

std::string to_sheet(const TextTable& table, char separator) {
  std::string out;
  const auto line = [&](const std::vector<TableCell>& cells) {
    for (std::size_t c = 0; c < cells.size(); ++c)
      out += cat(c > 0 ? std::string(1, separator) : "", written(cells[c].text, separator));
    out += "\r\n";
  };
  line(table.header);
  for (const auto& row : table.rows) {
    for (const std::string_view comment : split(row.comment, '\n'))
      if (!comment.empty())
        out += cat(written(comment, separator), std::string(table.header.size() - 1, separator),
                   "\r\n");
    line(row.cells);
  }
  return out;
}

std::expected<TextTable, SheetError> from_sheet(std::string_view text) {
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  const std::string_view header = text.substr(0, text.find_first_of("\r\n"));
  auto lines = SheetScanner(text, separator_of(header)).run();
  if (!lines) return std::unexpected(lines.error());
  if (lines->empty()) return std::unexpected(SheetError{1, "没有表头", "there is no header"});
  TextTable out;
  std::size_t width = lines->front().cells.size();
  while (width > 1 && lines->front().cells[width - 1].empty()) --width;
  out.header = as_cells(lines->front().cells, width);
  std::set<std::string_view> seen;
  for (const TableCell& cell : out.header)
    if (!cell.text.empty() && !seen.insert(cell.text).second)
      return std::unexpected(SheetError{1, cat("表头“", cell.text, "”写了两次"),
                                        cat("the header '", cell.text, "' stands twice")});
  std::string comment;
  for (std::size_t i = 1; i < lines->size(); ++i) {
    const SheetScanner::Line& line = (*lines)[i];
    for (std::size_t c = width; c < line.cells.size(); ++c)
      if (!line.cells[c].empty())
        return std::unexpected(SheetError{line.number, "这一行的格比表头多",
                                          "this row has more cells than the header"});
    if (is_comment(line.cells)) {
      comment += line.cells.front() + "\n";
      continue;
    }
    out.rows.push_back({as_cells(line.cells, width), {}, std::move(comment)});
    comment.clear();
  }
  return out;
}

}  // namespace tf::model

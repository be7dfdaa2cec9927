#include "sim/csv.h"

#include <algorithm>

#include "base/text.h"

namespace tf::sim {

namespace {

// Reads cell by cell; a quoted cell is unquoted where it stands, it only gets shorter.
class Scanner {
 public:
  explicit Scanner(std::string& text) : text_(text) {}

  bool at_end() const { return at_ == text_.size(); }
  std::size_t line() const { return line_; }

  // The cells of one line.
  Result<void> read_line(std::vector<std::string_view>& cells) {
    for (;;) {
      cells.push_back(TF_TRY(at_ < text_.size() && text_[at_] == '"' ? quoted() : plain()));
      if (at_end()) return {};
      if (text_[at_] == ',') {
        ++at_;
        continue;
      }
      if (text_[at_] == '\r') ++at_;
      if (at_ < text_.size() && text_[at_] == '\n') ++at_;
      ++line_;
      return {};
    }
  }

 private:
  Result<std::string_view> plain() {
    const std::size_t from = at_;
    at_ = std::min(text_.find_first_of(",\r\n", at_), text_.size());
    return std::string_view(text_).substr(from, at_ - from);
  }

  Result<std::string_view> quoted() {
    const std::size_t began = line_;
    const std::size_t from = ++at_;
    std::size_t to = from;
    for (;; ++at_) {
      if (at_end())
        return fail(Errc::invalid, cat("line ", began, ": a quote is not closed"),
                    cat("第 ", began, " 行：引号没有收尾"));
      if (text_[at_] == '\n') ++line_;
      if (text_[at_] == '"') {
        if (at_ + 1 == text_.size() || text_[at_ + 1] != '"') break;
        ++at_;
      }
      text_[to++] = text_[at_];
    }
    ++at_;
    if (!at_end() && std::string_view(",\r\n").find(text_[at_]) == std::string_view::npos)
      return fail(Errc::invalid,
                  cat("line ", line_,
                      ": after a closing quote comes a comma or the "
                      "end of the line"),
                  cat("第 ", line_, " 行：收尾引号之后应是逗号或换行"));
    return std::string_view(text_).substr(from, to - from);
  }

  std::string& text_;
  std::size_t at_ = 0, line_ = 1;
};

}  // namespace

Result<Csv> Csv::read(std::string text) {
  Csv csv;
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  csv.text_ = std::make_unique<std::string>(std::move(text));
  Scanner scanner(*csv.text_);
  if (scanner.at_end())
    return fail(Errc::invalid, "the file is empty; a header line was expected",
                "文件是空的；应有一行表头");
  TF_OK(scanner.read_line(csv.header_));
  std::vector<std::string_view> cells;
  while (!scanner.at_end()) {
    const std::size_t line = scanner.line();
    cells.clear();
    TF_OK(scanner.read_line(cells));
    if (cells.size() == 1 && cells.front().empty() && csv.header_.size() > 1) continue;
    if (cells.size() != csv.header_.size())
      return fail(
          Errc::invalid,
          cat("line ", line, " has ", cells.size(), " cells, the header has ", csv.header_.size()),
          cat("第 ", line, " 行有 ", cells.size(), " 格，表头有 ", csv.header_.size(), " 格"));
    csv.cells_.insert(csv.cells_.end(), cells.begin(), cells.end());
    csv.lines_.push_back(line);
  }
  return csv;
}

std::optional<std::size_t> Csv::column(std::string_view name) const {
  const auto found = std::ranges::find(header_, name);
  if (found == header_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header_.begin());
}

}  // namespace tf::sim

// merge_tables: a town's rows and columns over the county's.
#include <algorithm>

#include "base/text.h"
#include "rule/text_table.h"

namespace tf::rule {
namespace {

using Role = TextColumn::Role;
using Errors = std::vector<TextTableError>;

TextTableError error(std::string name, const TableCell& at, std::string zh, std::string en) {
  return {std::move(name), at.offset,     std::max<std::size_t>(at.text.size(), 1),
          std::move(zh),   std::move(en), false};
}

class Merge {
 public:
  Merge(const TextTable& base, const TextTable& overlay) : overlay_(overlay), out_(base) {
    for (TextRow& row : out_.rows) row.inherited = true;
    // `place` of the overlay may be the field's column of the base.
    for (std::size_t c = 0; c < overlay.columns.size(); ++c) {
      const TextColumn& column = overlay.columns[c];
      places_.push_back(column.role == Role::place);
    }
  }

  std::expected<TextTable, Errors> run() {
    for (std::size_t r = 0; r < out_.rows.size(); ++r) names_.push_back(out_.row_name(r));
    add_columns();
    for (std::size_t r = 0; r < overlay_.rows.size(); ++r) row(r);
    if (!errors_.empty()) return std::unexpected(std::move(errors_));
    return std::move(out_);
  }

 private:
  // New inputs go behind the last input, new outputs behind the last output, a note to the end.
  void add_columns() {
    for (std::size_t c = 0; c < overlay_.columns.size(); ++c) {
      const TextColumn& column = overlay_.columns[c];
      if (places_[c]) {
        targets_.push_back(-1);
        continue;
      }
      int at = out_.column(column.role, column.name);
      if (at < 0) at = insert_column(column);
      targets_.push_back(at);
    }
  }

  int insert_column(const TextColumn& column) {
    std::size_t at = out_.columns.size();
    if (column.role == Role::row) at = 0;
    if (column.role == Role::input || column.role == Role::output) {
      at = 0;
      for (std::size_t c = 0; c < out_.columns.size(); ++c) {
        const Role role = out_.columns[c].role;
        if (role == Role::row || role == Role::input ||
            (column.role == Role::output && role == Role::output))
          at = c + 1;
      }
    }
    const auto place = static_cast<std::ptrdiff_t>(at);
    out_.columns.insert(out_.columns.begin() + place, column);
    for (TextRow& row : out_.rows) {
      const std::string filler =
          column.role == Role::input || column.role == Role::output ? "-" : "";
      row.cells.insert(row.cells.begin() + place, TableCell{filler, column.offset});
    }
    for (int& target : targets_)
      if (target >= static_cast<int>(at)) ++target;
    return static_cast<int>(at);
  }

  int find(std::string_view name) const {
    const auto at = std::ranges::find(names_, name);
    return at == names_.end() ? -1 : static_cast<int>(at - names_.begin());
  }

  void row(std::size_t r) {
    const TextRow& from = overlay_.rows[r];
    const int name_column = overlay_.column(Role::row);
    if (name_column < 0) {
      errors_.push_back(
          error("table.unknown_row", from.cells.front(), "覆盖表要有 `row` 列，才知道改哪一行",
                "an overlay's table needs a column `row` to say which row it changes"));
      return;
    }
    const TableCell& name = from.cells[static_cast<std::size_t>(name_column)];
    const TableCell* place = nullptr;
    for (std::size_t c = 0; c < places_.size(); ++c)
      if (places_[c] && !from.cells[c].text.empty()) place = &from.cells[c];
    int at = find(name.text);
    if (at >= 0 && place != nullptr) {
      errors_.push_back(
          error("table.place", *place, cat("行 `", name.text, "` 已在表中，不能再写位置"),
                cat("the row `", name.text, "` is in the table already: it takes no place")));
      return;
    }
    if (at < 0) at = new_row(name, place, from);
    if (at < 0) return;
    TextRow& into = out_.rows[static_cast<std::size_t>(at)];
    for (std::size_t c = 0; c < from.cells.size(); ++c) {
      if (targets_[c] < 0 || from.cells[c].text.empty()) continue;
      into.cells[static_cast<std::size_t>(targets_[c])] = from.cells[c];
      into.inherited = false;
    }
  }

  // Where a new row goes; -1 after an error.
  int new_row(const TableCell& name, const TableCell* place, const TextRow& from) {
    if (name.text.empty()) {
      errors_.push_back(error("table.unknown_row", name, "这一行没有行名", "this row has no name"));
      return -1;
    }
    int at = static_cast<int>(out_.rows.size());
    if (place == nullptr) {
      if (!names_.empty() && (names_.back() == "else" || names_.back() == "其余")) --at;
      const auto near = closest(name.text, names_);
      if (near) {
        errors_.push_back(
            error("table.unknown_row", name,
                  cat("没有行 `", name.text, "`；是不是 `", *near, "`？新的一行要写位置"),
                  cat("there is no row `", name.text, "`; did you mean `", *near,
                      "`? A new row needs a place")));
        return -1;
      }
    } else {
      at = place_of(*place);
      if (at < 0) return -1;
    }
    for (std::size_t c = 0; c < overlay_.columns.size(); ++c)
      if (overlay_.columns[c].role == Role::output && from.cells[c].text.empty()) {
        errors_.push_back(
            error("table.new_row_incomplete", from.cells[c],
                  cat("新的一行 `", name.text, "` 缺输出 `", overlay_.columns[c].name, "`"),
                  cat("the new row `", name.text, "` lacks its output `", overlay_.columns[c].name,
                      "`")));
        return -1;
      }
    TextRow fresh;
    fresh.offset = from.offset;
    for (const TextColumn& column : out_.columns)
      fresh.cells.push_back(
          {column.role == Role::input || column.role == Role::output ? "-" : "", from.offset});
    out_.rows.insert(out_.rows.begin() + at, std::move(fresh));
    names_.insert(names_.begin() + at, name.text);
    return at;
  }

  int place_of(const TableCell& place) {
    const std::string_view text = place.text;
    if (text == "first" || text == "最前") return 0;
    if (text == "last" || text == "最后") return static_cast<int>(out_.rows.size());
    const std::size_t blank = text.find(' ');
    const std::string_view word = text.substr(0, blank);
    const std::string_view other = blank == std::string_view::npos ? "" : trim(text.substr(blank));
    const bool before = word == "before" || word == "之前",
               after = word == "after" || word == "之后";
    if ((!before && !after) || other.empty()) {
      errors_.push_back(error("table.place", place,
                              "位置写 `before 行名`、`after 行名`、`first` 或 `last`",
                              "a place is `before ROW`, `after ROW`, `first` or `last`"));
      return -1;
    }
    const int at = find(other);
    if (at < 0) {
      const auto near = closest(other, names_);
      errors_.push_back(error(
          "table.place", place,
          cat("没有行 `", other, "`", near ? cat("；是不是 `", *near, "`？") : ""),
          cat("there is no row `", other, "`", near ? cat("; did you mean `", *near, "`?") : "")));
      return -1;
    }
    return before ? at : at + 1;
  }

  const TextTable& overlay_;
  TextTable out_;
  std::vector<bool> places_;
  std::vector<int> targets_;  // of each column of the overlay, its column here
  std::vector<std::string> names_;
  Errors errors_;
};

}  // namespace

std::expected<TextTable, Errors> merge_tables(const TextTable& base, const TextTable& overlay) {
  return Merge(base, overlay).run();
}

}  // namespace tf::rule

// A CSV file in memory: a header line, then rows of as many cells; quoted cells may hold commas,
// line breaks and doubled quotes.
// Source:  RFC 4180; lines may end in LF alone, a last empty line is none.
// Ownership: cells point into the text the Csv keeps.
// Errors:  Errc::invalid with the line.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tf::sim {

class Csv {
 public:
  static Result<Csv> read(std::string text);

  std::size_t rows() const { return lines_.size(); }
  const std::vector<std::string_view>& header() const { return header_; }
  std::optional<std::size_t> column(std::string_view name) const;
  std::string_view at(std::size_t row, std::size_t column) const {
    return cells_[row * header_.size() + column];
  }
  std::size_t line(std::size_t row) const { return lines_[row]; }  // 1-based, for messages

 private:
  std::unique_ptr<std::string> text_;
  std::vector<std::string_view> header_, cells_;
  std::vector<std::size_t> lines_;
};

}  // namespace tf::sim

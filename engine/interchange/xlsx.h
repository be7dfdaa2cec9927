// The sheets of an .xlsx file as text, cell by cell: what a clerk sees in them, not how it looks.
// Shared and inline texts, numbers as written (138 0000 0000 stays whole), true and false, results
// of formulas; a number shown as a date becomes 2026-03-10.
// Source:  ECMA-376 part 1 (SpreadsheetML): workbook, relationships, shared strings, styles,
// sheets. Limits:  archive.h and xml.h; kMostRows, kMostColumns of a sheet. Errors:  Errc::invalid,
// Errc::too_large, naming the part of the file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tf::interchange {

inline constexpr std::size_t kMostRows = 50'000;
inline constexpr std::size_t kMostColumns = 256;

struct SheetTexts {
  std::string name;
  std::vector<std::vector<std::string>> rows;  // short rows end early; empty rows stand
};

Result<std::vector<SheetTexts>> read_xlsx(std::string_view bytes);
// 0 → A, 27 → AB.
std::string column_name(std::size_t column);

}  // namespace tf::interchange

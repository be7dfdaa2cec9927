// A text table as a spreadsheet keeps it: CSV or TSV, and back without losing anything.
//
// What a spreadsheet would turn into something else (a formula, a date, a number without its zeros)
// is written with a ' in front, which reading takes off again. TRUE and FALSE, which spreadsheets
// make of true and false, are read as those. A line of comment is a row with only its first cell.
// A cell's line breaks become blanks: a row is a line.
// Source:  RFC 4180; separators comma, semicolon (spreadsheets of some countries) and tab.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "model/text_table.h"

namespace tf::model {

struct SheetError {
  std::size_t line = 1;
  std::string zh, en;
};

// `separator`: ',' or '\t'.
std::string to_sheet(const TextTable& table, char separator);
// The separator is the one the header uses. A byte order mark and blank lines are passed over.
std::expected<TextTable, SheetError> from_sheet(std::string_view text);

}  // namespace tf::model

// Runs a file of deadline vectors: id,rule,start,expected_due,note. What an office can check by
// hand stays true of the program.
#pragma once

#include <string>
#include <string_view>

#include "rule/calendar_file.h"

namespace tf::rule {

struct VectorReport {
  int passed = 0;
  int failed = 0;
  std::string report;  // one line a failure, then "N passed, N failed"
};
// Zone Asia/Shanghai and the usual office hours. A row that cannot be read has failed and says why;
// a text that is no table is refused with its line, `of_holidays` when it is that table's.
struct VectorError {
  RowError error;
  bool of_holidays = false;
};
std::expected<VectorReport, VectorError> check_vectors(
    std::string_view vectors_csv, std::string_view holidays_csv,
    model::Language language = model::Language::en);

}  // namespace tf::rule

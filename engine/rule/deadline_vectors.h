// Runs a file of deadline vectors: id,rule,start,expected_due,note. What an office can check by
// hand stays true of the program.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tf::rule {

struct VectorReport {
  int passed = 0;
  int failed = 0;
  std::string report;  // one line a failure, then "N passed, N failed"
};
// Zone Asia/Shanghai and the usual office hours. Errc::invalid names the line of a text that is no
// table.
Result<VectorReport> check_vectors(std::string_view vectors_csv, std::string_view holidays_csv);

}  // namespace tf::rule

// A file of cases that somebody else handled: when each came in, when it was due, when it was done
// and whether that was in time.
//     case_id, opened, target, closed, status_on_time, type, … (local wall time, empty: none)
// Every other column goes to the form field of its name. Columns case_id, opened, closed must be
// there. Rows closed before they opened are kept: `backwards`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "base/zone.h"
#include "sim/csv.h"

namespace tf::sim {

struct FileCase {
  std::size_t row = 0;  // of the Csv
  std::string_view id, type;
  Instant opened;
  std::optional<Instant> target, closed;
  std::optional<bool> overdue;  // as published
  bool backwards = false;
  // When it is closed here: never before it opens.
  std::optional<Instant> ends() const {
    return closed ? std::optional(std::max(*closed, opened)) : std::nullopt;
  }
};

struct CaseFile {
  Csv csv;
  std::vector<FileCase> cases;  // in the order of the file
};

// Errc::invalid with the line and what was expected there.
Result<CaseFile> read_case_file(std::string text, const Zone& zone);

}  // namespace tf::sim

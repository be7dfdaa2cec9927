#include "rule/deadline_vectors.h"

#include <array>
#include <vector>

#include "base/text.h"
#include "rule/calendar_file.h"
#include "rule/deadline.h"

namespace tf::rule {
namespace {

// The outcome of one row: empty when it holds, else what was found.
std::string check_row(std::string_view rule, std::string_view start, std::string_view expected,
                      const Calendar& calendar) {
  const auto deadline = parse_deadline(rule);
  if (!deadline) return deadline.error().en;
  const auto from = parse_instant(start), to = parse_instant(expected);
  if (!from || !to) return "a time is not RFC 3339";
  const auto due = compute(*deadline, *from, calendar);
  if (!due) return "the rule needs something a vector cannot give";
  if (due->due == *to) return {};
  return cat("expected ", calendar.zone().format(*to), ", computed ",
             calendar.zone().format(due->due));
}

}  // namespace

Result<VectorReport> check_vectors(std::string_view vectors_csv, std::string_view holidays_csv) {
  CalendarLayer layer = TF_TRY(read_holiday_csv(holidays_csv));
  layer.zone = "Asia/Shanghai";
  const Calendar calendar = TF_TRY(Calendar::build(std::array{layer}));
  VectorReport result;
  std::size_t number = 0;
  for (const std::string_view raw : split(vectors_csv, '\n')) {
    const std::string_view line = trim(raw);
    if (++number == 1) {
      if (!line.starts_with("id,rule,start,expected_due"))
        return fail(Errc::invalid, "line 1: the header should be id,rule,start,expected_due,note");
      continue;
    }
    if (line.empty() || line.starts_with('#')) continue;
    const auto cells = split(line, ',');
    if (cells.size() < 4)
      return fail(Errc::invalid, cat("line ", number, ": four columns are needed: ", line));
    const std::string found = check_row(cells[1], cells[2], cells[3], calendar);
    ++(found.empty() ? result.passed : result.failed);
    if (!found.empty())
      result.report += cat(cells[0], ": ", cells[1], " from ", cells[2], ": ", found, "\n");
  }
  result.report += cat(result.passed, " passed, ", result.failed, " failed");
  return result;
}

}  // namespace tf::rule

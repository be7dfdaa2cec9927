#include "sim/case_file.h"

#include <unordered_set>

#include "base/text.h"

namespace tf::sim {

namespace {

struct Columns {
  std::size_t id = 0, opened = 0, closed = 0;
  std::optional<std::size_t> target, status, type;
};

Result<Columns> columns_of(const Csv& csv) {
  const auto needed = [&](std::string_view name) -> Result<std::size_t> {
    if (const auto column = csv.column(name)) return *column;
    return fail(
        Errc::invalid,
        cat("there is no column '", name, "'; the columns case_id, opened and closed are needed"),
        cat("没有“", name, "”这一列；须有 case_id、opened、closed 三列"));
  };
  Columns columns;
  columns.id = TF_TRY(needed("case_id"));
  columns.opened = TF_TRY(needed("opened"));
  columns.closed = TF_TRY(needed("closed"));
  columns.target = csv.column("target");
  columns.status = csv.column("status_on_time");
  columns.type = csv.column("type");
  return columns;
}

// None for an empty cell.
Result<std::optional<Instant>> moment(const Csv& csv, std::size_t row, std::size_t column,
                                      const Zone& zone) {
  const std::string_view text = csv.at(row, column);
  if (text.empty()) return std::nullopt;
  if (const auto local = parse_local(text)) return zone.instant(*local);
  return fail(Errc::invalid,
              cat("line ", csv.line(row), ", ", csv.header()[column],
                  ": expected a time like 2015-01-31 08:30:00, found '", text, "'"),
              cat("第 ", csv.line(row), " 行 ", csv.header()[column],
                  "：应为 2015-01-31 08:30:00 这样的时间，却是“", text, "”"));
}

Result<FileCase> case_of(const Csv& csv, std::size_t row, const Columns& columns,
                         const Zone& zone) {
  FileCase c;
  c.row = row;
  c.id = csv.at(row, columns.id);
  if (c.id.empty())
    return fail(Errc::invalid, cat("line ", csv.line(row), ": case_id is empty"),
                cat("第 ", csv.line(row), " 行：case_id 为空"));
  const auto opened = TF_TRY(moment(csv, row, columns.opened, zone));
  if (!opened)
    return fail(Errc::invalid, cat("line ", csv.line(row), ": opened is empty"),
                cat("第 ", csv.line(row), " 行：opened 为空"));
  c.opened = *opened;
  c.closed = TF_TRY(moment(csv, row, columns.closed, zone));
  c.backwards = c.closed && *c.closed < c.opened;
  if (columns.target) c.target = TF_TRY(moment(csv, row, *columns.target, zone));
  if (columns.type) c.type = csv.at(row, *columns.type);
  if (!columns.status) return c;
  const std::string_view status = csv.at(row, *columns.status);
  if (status == "OVERDUE" || status == "ONTIME")
    c.overdue = status == "OVERDUE";
  else if (!status.empty())
    return fail(Errc::invalid,
                cat("line ", csv.line(row), ", status_on_time: expected ONTIME or OVERDUE, found '",
                    status, "'"),
                cat("第 ", csv.line(row), " 行 status_on_time：应为 ONTIME 或 OVERDUE，却是“",
                    status, "”"));
  return c;
}

}  // namespace

Result<CaseFile> read_case_file(std::string text, const Zone& zone) {
  CaseFile file{TF_TRY(Csv::read(std::move(text))), {}};
  const Columns columns = TF_TRY(columns_of(file.csv));
  std::unordered_set<std::string_view> ids;
  file.cases.reserve(file.csv.rows());
  for (std::size_t row = 0; row < file.csv.rows(); ++row) {
    file.cases.push_back(TF_TRY(case_of(file.csv, row, columns, zone)));
    if (!ids.insert(file.cases.back().id).second)
      return fail(
          Errc::invalid,
          cat("line ", file.csv.line(row), ": the case ", file.cases.back().id,
              " is in the file already"),
          cat("第 ", file.csv.line(row), " 行：事项 ", file.cases.back().id, " 在文件中已有"));
  }
  return file;
}

}  // namespace tf::sim

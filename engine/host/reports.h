// The reports of a town: what was received and closed day by day, week, month and quarter, who
// filed nothing, how the villages rank, and the points of the residents.
//
// Counts come from the cases as they stand in the store, each on the day it was received and the
// day it was closed; figures from the metrics of the processes (figures.h). So the sums of the days
// are the totals of the week, the month and the quarter.
//   received, closed         in the period
//   on_time, late            of those closed
//   open, overdue            at the end of its last day
//   closing rate             closed ÷ (closed or due in the period); on-time rate: on time ÷
//   (closed
//                            and overdue); nothing where nothing is counted
// A case that is opened again counts as open; its earlier closing is in the metrics only.
// Zero reports, the assessment and the points are read from the cases of three processes of the
// base county, by their ids (kReportProcess, kAssessmentProcess, kPointsProcess); a town without
// them has empty sheets. Time:    one pass over the town's cases, and one state for each case of
// those three. Limit:   kMostDays days. Threads: any.
#pragma once

#include <optional>
#include <string_view>

#include "core/catalog.h"
#include "interchange/workbook.h"
#include "store/store.h"

namespace tf::host {

inline constexpr const char* kReportProcess = "rollup-cycle";
inline constexpr const char* kAssessmentProcess = "village-assessment";
inline constexpr const char* kPointsProcess = "points-mall";
inline constexpr std::int64_t kMostReportDays = 400;

enum class ReportKind : std::uint8_t { daily, weekly, monthly, quarterly, zero, ranking, points };
inline constexpr const char* kReportKinds[] = {"daily", "weekly",  "monthly", "quarterly",
                                               "zero",  "ranking", "points"};
std::optional<ReportKind> report_kind(std::string_view word);

using Report = interchange::Workbook;

enum class ReportFormat : std::uint8_t { csv, xlsx, json };
inline constexpr const char* kReportFormats[] = {"csv", "xlsx", "json"};
std::optional<ReportFormat> report_format(std::string_view word);
struct ReportFile {
  std::string bytes;
  const char* type;  // media type
};
Result<ReportFile> report_file(const Report& report, ReportFormat format, bool zh);

// Both days included. `now`: nothing is overdue that is due later.
// Errc::too_large for more than kMostReportDays.
Result<Report> report_of(const core::Town& town, store::Store& store, ReportKind kind, Date from,
                         Date to, Instant now);

}  // namespace tf::host

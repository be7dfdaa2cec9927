#include "host/reading_service.h"

#include "base/json.h"
#include "base/text.h"
#include "core/catalog.h"
#include "host/incidents.h"
#include "host/opened.h"
#include "host/roll_row.h"
#include "host/shard.h"
#include "host/view.h"

namespace tf::host {

namespace {

bool is_number(const std::string& ref) {
  return !ref.empty() && ref.size() < 19 &&
         ref.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

// A service without a store of cases has neither incidents nor figures.
Result<std::string> Service::incidents_json(const std::string&) {
  return std::string(R"({"incidents":[]})");
}
Result<std::vector<Figure>> Service::figures_of(const std::string&, const std::string& metric, Date,
                                                Date) {
  return fail(Errc::not_found, cat("there is no metric ", metric), cat("没有指标 ", metric));
}
Result<std::string> Service::roll_json(const std::string& town) {
  return fail(Errc::not_found, cat("there is no town ", town), cat("没有乡镇 ", town));
}
Result<std::string> Service::roll_changes_json(const std::string& town, std::uint64_t,
                                               std::size_t) {
  return fail(Errc::not_found, cat("there is no town ", town), cat("没有乡镇 ", town));
}
Result<Report> Service::report(const std::string& town, ReportKind, Date, Date) {
  return fail(Errc::not_found, cat("there is no town ", town), cat("没有乡镇 ", town));
}

std::vector<TownInfo> ReadingService::towns() const {
  std::vector<TownInfo> out;
  const auto now = catalog();
  for (const core::Town* town : now->towns()) {
    TownInfo info{town->id, town->title.zh, town->title.en, {}};
    for (const auto& [id, definition] : town->workflows) info.workflows.push_back(id);
    out.push_back(std::move(info));
  }
  return out;
}
Result<std::string> ReadingService::workflow_json(const std::string& town,
                                                  const std::string& workflow) {
  return host::workflow_json(*catalog(), town, workflow);
}
Result<store::CaseRow> ReadingService::case_row(const std::string& ref) {
  const auto row =
      is_number(ref) ? store().case_row(std::stoull(ref)) : store().case_by_number(ref);
  if (!row) return std::unexpected(row.error());
  if (!*row) return fail(Errc::not_found, cat("there is no case ", ref), cat("没有事项 ", ref));
  return **row;
}
Result<std::string> ReadingService::case_json(const std::string& ref) {
  const store::CaseRow row = TF_TRY(case_row(ref));
  const core::CaseState state = TF_TRY(seen_state(store(), CaseId{row.id}));
  return host::case_json(state, *catalog());
}
Result<std::vector<TimelineEntry>> ReadingService::timeline(const std::string& ref) {
  const store::CaseRow row = TF_TRY(case_row(ref));
  return host::timeline(store(), row.id, *catalog());
}
Result<std::pair<std::string, std::string>> ReadingService::explain(const std::string& ref) {
  const store::CaseRow row = TF_TRY(case_row(ref));
  const core::CaseState state = TF_TRY(seen_state(store(), CaseId{row.id}));
  const auto now = catalog();
  auto [zh, en] = host::explain_case(state, *now);
  const auto decisions = TF_TRY(host::explain_decisions(store(), state.id.value, *now));
  return std::pair(zh + decisions.first, en + decisions.second);
}
Result<std::string> ReadingService::incidents_json(const std::string& town) {
  List all;
  for (const OpenIncident& open : TF_TRY(open_incidents(store(), *catalog(), town)))
    all.push_back(incident_value(open));
  return to_json(Value::record({{"incidents", Value::list(std::move(all))}}));
}
Result<std::vector<store::CaseRow>> ReadingService::cases(const store::CaseFilter& filter) {
  return store().cases(filter);
}
Result<std::vector<store::TaskRow>> ReadingService::tasks(const store::TaskFilter& filter) {
  return store().tasks(filter);
}
Result<FilesPreview> ReadingService::preview(const std::string& town,
                                             const std::map<std::string, std::string>& files,
                                             std::size_t listed) {
  return preview_files(*catalog(), store(), town, files, now(), listed);
}
Result<std::vector<Figure>> ReadingService::figures_of(const std::string& town,
                                                       const std::string& metric, Date from,
                                                       Date to) {
  const auto now = catalog();
  const core::Town* found = now->town(town);
  if (found == nullptr)
    return fail(Errc::not_found, cat("there is no town ", town), cat("没有乡镇 ", town));
  return host::figures_of(*found, store(), metric, from, to);
}
Result<std::string> ReadingService::roll_json(const std::string& town) {
  const auto current = catalog();
  const core::Town* found = current->town(town);
  if (found == nullptr)
    return fail(Errc::not_found, cat("there is no town ", town), cat("没有乡镇 ", town));
  return host::roll_json(*found, current->roll_seq(town));
}
Result<std::string> ReadingService::roll_changes_json(const std::string& town, std::uint64_t after,
                                                      std::size_t limit) {
  const auto current = catalog();
  const core::Town* found = current->town(town);
  if (found == nullptr)
    return fail(Errc::not_found, cat("there is no town ", town), cat("没有乡镇 ", town));
  return host::roll_changes_json(*found, store(), after, limit);
}
Result<Report> ReadingService::report(const std::string& town, ReportKind kind, Date from,
                                      Date to) {
  const auto current = catalog();
  const core::Town* found = current->town(town);
  if (found == nullptr)
    return fail(Errc::not_found, cat("there is no town ", town), cat("没有乡镇 ", town));
  return host::report_of(*found, store(), kind, from, to, now());
}
Result<store::Counts> ReadingService::counts() {
  return store().counts();
}
Result<std::vector<LiveEvent>> ReadingService::events(std::uint64_t seq, std::size_t limit) {
  return host::live_events(store(), seq, limit, *catalog());
}

}  // namespace tf::host

// The reading half of a Service: lists, views and figures from a store and a catalog.
// Threads: any; what store() and catalog() hand out may be read from any thread.
#pragma once

#include "host/service.h"

namespace tf::host {

class ReadingService : public Service {
 public:
  std::vector<TownInfo> towns() const override;
  Result<std::string> workflow_json(const std::string& town, const std::string& workflow) override;
  Result<store::CaseRow> case_row(const std::string& case_ref) override;
  Result<std::string> case_json(const std::string& case_ref) override;
  Result<std::vector<TimelineEntry>> timeline(const std::string& case_ref) override;
  Result<std::pair<std::string, std::string>> explain(const std::string& case_ref) override;
  Result<std::string> incidents_json(const std::string& town) override;
  Result<std::vector<store::CaseRow>> cases(const store::CaseFilter& filter) override;
  Result<std::vector<store::TaskRow>> tasks(const store::TaskFilter& filter) override;
  Result<FilesPreview> preview(const std::string& town,
                               const std::map<std::string, std::string>& files,
                               std::size_t listed) override;
  Result<std::vector<Figure>> figures_of(const std::string& town, const std::string& metric,
                                         Date from, Date to) override;
  Result<std::string> roll_json(const std::string& town) override;
  Result<std::string> roll_changes_json(const std::string& town, std::uint64_t after,
                                        std::size_t limit) override;
  Result<Report> report(const std::string& town, ReportKind kind, Date from, Date to) override;
  Result<store::Counts> counts() override;
  Result<std::vector<LiveEvent>> events(std::uint64_t seq, std::size_t limit) override;

 protected:
  virtual std::shared_ptr<const core::Catalog> catalog() const = 0;
  virtual store::Store& store() const = 0;
};

}  // namespace tf::host

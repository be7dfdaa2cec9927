// All scenarios of some files and folders, each with the town it is played in. The town's folder is
// found from the scenario's file: above it, or beside what is above it (host/town_files.h).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "host/town_files.h"
#include "sim/flow_coverage.h"
#include "sim/scenario.h"
#include "sim/table_test.h"

namespace tf::sim {

class ScenarioSet {
 public:
  // Errc::not_found for a path that is not there. Mistakes of authors are in findings().
  static Result<ScenarioSet> read(const std::vector<std::string>& paths);

  // In the order of files, a scenario before its variants.
  const std::vector<Scenario>& all() const { return scenarios_; }
  // Tests of tables, in the order of files.
  const std::vector<TableTest>& tables() const { return tables_; }
  ScenarioResult run(const TableTest& test, TableTester& tester, Coverage& coverage) const;
  const model::Diagnostics& findings() const { return findings_; }
  // Tells `coverage` and `tables` what the towns of these scenarios have to be reached.
  void expect(FlowCoverage& coverage, Coverage& tables) const;
  // What `scenario` is played on, with stores made by `make_store`.
  Stage stage(const Scenario& scenario,
              std::function<Result<std::unique_ptr<store::Store>>()> make_store) const;

 private:
  Result<void> add(const std::string& path, bool asked_for);
  // Scenarios of the same folder that one of ours goes on from.
  Result<void> read_befores();
  const Scenario* find(const std::string& id, const std::string& town) const;
  Result<void> find_town(const Scenario& scenario);

  std::vector<Scenario> scenarios_;
  std::vector<TableTest> tables_;
  std::vector<Scenario> befores_;  // not asked for, but gone on from
  model::Diagnostics findings_;
  std::map<std::string, std::shared_ptr<const host::LoadedTowns>> towns_;  // by folder
  std::map<std::string, std::string> folder_of_;                           // scenario path → folder
};

}  // namespace tf::sim

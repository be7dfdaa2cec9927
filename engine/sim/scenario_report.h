// What became of scenarios, for people and for build servers (JUnit XML as Jenkins and GitLab read
// it).
#pragma once

#include <span>
#include <string>

#include "sim/flow_coverage.h"
#include "sim/scenario.h"
#include "sim/table_test.h"

namespace tf::sim {

// One line for a scenario that passed; for a failed one what was expected, what was, and the
// timeline of its case.
std::string report(const ScenarioResult& result, model::Language language);
// "50 passed, 0 failed"
std::string summary(std::span<const ScenarioResult> results, model::Language language);
std::string junit(std::span<const ScenarioResult> results);
// `coverage`, `flow`: of tables and of processes, when they were asked for.
std::string json_report(std::span<const ScenarioResult> results, const Coverage* coverage = nullptr,
                        const std::vector<ProcessCoverage>* flow = nullptr);

}  // namespace tf::sim

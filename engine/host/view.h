// What people see of a case: the whole view, the timeline in sentences, and why it stands where it
// stands. Pure functions over a state or journal rows and the catalog, in Chinese and English.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "core/case_state.h"
#include "core/catalog.h"
#include "host/service.h"

namespace tf::host {

// {case, number, town, workflow, title, state, stage, light, lights, due, fields, tasks, clocks,
// children, steps}
std::string case_json(const core::CaseState& state, const core::Catalog& catalog);
Result<std::string> workflow_json(const core::Catalog& catalog, const std::string& town,
                                  const std::string& workflow);
Result<std::vector<TimelineEntry>> timeline(store::Store& store, std::uint64_t case_id,
                                            const core::Catalog& catalog);
// One sentence per cause: where its tokens stand and for whom, which clocks run, by which rule,
// what has fired and what comes next. {zh, en}
std::pair<std::string, std::string> explain_case(const core::CaseState& state,
                                                 const core::Catalog& catalog);
// One sentence per recorded decision of a table: what fired and what ruled the others out.
Result<std::pair<std::string, std::string>> explain_decisions(store::Store& store,
                                                              std::uint64_t case_id,
                                                              const core::Catalog& catalog);
Result<std::vector<LiveEvent>> live_events(store::Store& store, std::uint64_t after,
                                           std::size_t limit, const core::Catalog& catalog);

}  // namespace tf::host

// Open incidents of a town and what moves a case by itself, as lists show them.
#pragma once

#include <string>
#include <vector>

#include "core/catalog.h"
#include "store/store.h"

namespace tf::host {

struct OpenIncident {
  std::uint64_t case_id = 0;
  std::string number, town;
  core::Incident incident;
};
// Of the town, or of all of the catalog when `town` is empty; oldest first.
Result<std::vector<OpenIncident>> open_incidents(store::Store& store, const core::Catalog& catalog,
                                                 const std::string& town);
Value incident_value(const OpenIncident& open);

struct Timer {
  Instant at;
  std::string kind;  // due, warn, level, wait, handler, retry
  std::string name;
};
std::vector<Timer> timers_of(const core::CaseState& state);  // soonest first

}  // namespace tf::host

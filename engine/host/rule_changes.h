// Rules on their way to running cases (`apply: running`), and changes of people on theirs: one
// cursor for each town and process, or for each version of a town's roll, kept in the store's
// settings and moved in the commit of each page, so that a crash in the middle goes on where it
// was. Private to host/.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/catalog.h"
#include "core/command.h"
#include "host/batch.h"

namespace tf::host {

struct RuleChange {
  std::string town, workflow, by;
  bool all = false;               // every version, not only those that say `apply: running`
  bool provisional = false;       // only cases with a deadline reckoned beyond the loaded calendar
  std::uint64_t upto = 0;         // cases of the town that were looked at
  core::RollChanged people = {};  // with a version: no rules but people, of every process
};

class RuleChanges {
 public:
  RuleChanges() = default;
  // From a store's settings: what was not finished goes on.
  explicit RuleChanges(const std::map<std::string, std::string>& settings);

  // Stages the cursor; the caller commits.
  void begin(RuleChange change, BatchRunner& runner);
  // Stages what follows for open cases from a new version of the roll of a town in which these
  // persons, units and posts are `touched`.
  void begin_people(const core::Town& town, std::uint64_t version, const std::string& by,
                    std::vector<std::string> touched, Instant now, BatchRunner& runner);
  // Versions with `apply: running` that have begun and were not applied yet; calendars that are not
  // those of the last time: provisional deadlines are counted again; terms of office and absences
  // that begin or end today. Commits.
  Result<void> begin_due(const core::Catalog& catalog, Instant now, BatchRunner& runner);
  void look_again() { looked_on_.reset(); }
  // One page of the first cursor; nothing when there is none.
  Result<std::optional<std::size_t>> go_on(const core::Catalog& catalog, store::Store& store,
                                           Instant now, BatchRunner& runner);

 private:
  std::map<std::string, RuleChange> open_;      // by setting
  std::map<std::string, std::string> applied_;  // setting → hash of the set
  std::optional<Date> looked_on_;
};

}  // namespace tf::host

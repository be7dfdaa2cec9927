// What acts on rolls and people files change in a shard besides its batch: the catalog in force,
// the streams, and what follows for open cases. In force for the commands after them in the batch;
// all of it goes back with a batch that is not committed. Private to host/.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "host/batch.h"
#include "host/roll_stream.h"
#include "host/rule_changes.h"
#include "host/service.h"

namespace tf::host {

class RollActs {
 public:
  RollActs(BatchRunner& runner, RuleChanges& changes,
           const std::map<std::string, std::string>& settings)
      : runner_(runner), changes_(changes), rolls_(settings) {}

  // At the start: the runner's catalog with the rolls in force.
  Result<void> begin();
  Answer act(const core::ChangeRoll& act, core::Command command, const core::CommandKey& digest,
             Instant now);
  // The people files of `catalog`, which follows the runner's.
  Result<void> import(core::Catalog& catalog, const core::Actor& actor, Instant now);

  void committed() { before_.reset(); }
  void put_back();
  // After a commit that failed: it may have been stored all the same, so the store is asked.
  void ask_store();

 private:
  struct Before {
    std::shared_ptr<const core::Catalog> catalog;
    RuleChanges changes;
    RollStreams rolls;
  };
  void remember();

  BatchRunner& runner_;
  RuleChanges& changes_;
  RollStreams rolls_;
  std::optional<Before> before_;
};

}  // namespace tf::host

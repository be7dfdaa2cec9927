// Lives a file of cases (case_file.h) through the real shard: opens, completes and lets time pass,
// every case at its own instant.
//
//     rows --order by time--> commands, kBatch a commit; between commits whatever is due fires
//
// Time:    the virtual clock goes from the first opening to `until`; an opening or a completion
//          counts at its own instant whatever else shares its commit, a timer at its due.
// Limit:   kMostTold refusals are told one by one, all are counted.
// Errors:  of the store, and Errc::invalid when the town has no workflow for the file.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "host/shard.h"
#include "sim/case_file.h"

namespace tf::sim {

struct CaseReplayOptions {
  bool given_targets = false;  // the file's target is the deadline
  std::size_t batch = 1024;    // commands a commit
  Instant until;               // time passes on to here
};

struct CaseReplayRun {
  static constexpr std::size_t kMostTold = 20;
  std::size_t opened = 0, closed = 0, refused = 0;
  std::size_t commands = 0;        // openings and completions sent
  std::size_t fired = 0;           // cases whose timers fired between commits
  std::vector<std::uint64_t> ids;  // case ids, as CaseFile::cases; 0: not opened
  std::vector<std::string> told;   // refusals
};

// The workflow of `town` the file goes to: the only one, or the only one that asks for a type.
Result<std::string> workflow_for(const core::Town& town);
// The midnight after everything in the file has happened, in the town's zone.
Instant end_of(const CaseFile& file, const Zone& zone);

// `progress`: commands done of all, after each commit.
Result<CaseReplayRun> replay_cases(const CaseFile& file, const core::Town& town, host::Shard& shard,
                                   VirtualClock& clock, const CaseReplayOptions& options,
                                   const std::function<void(std::size_t, std::size_t)>& progress);

}  // namespace tf::sim

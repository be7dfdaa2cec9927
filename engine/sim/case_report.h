// A replay as a table for people and as one JSON object.
#pragma once

#include <string>

#include "model/diagnostics.h"
#include "sim/case_judge.h"
#include "sim/case_replay.h"
#include "sim/journal_proof.h"

namespace tf::sim {

// What the caller measured: sim reads no wall clock.
struct Measured {
  double seconds = 0;        // openings, completions and timers, every commit durable
  double proof_seconds = 0;  // not part of it
  double rss_mb = 0;         // the most the process held
  std::uint64_t bytes_on_disk = 0;
  std::uint64_t commits = 0;
};
struct CaseReplayReport {
  const CaseFile& file;
  const CaseReplayRun& run;
  const CaseJudge& judge;
  const JournalProof& proof;
  bool given_targets = false;
  Measured measured;
};

std::string report(const CaseReplayReport& report, model::Language language);
std::string json_report(const CaseReplayReport& report);
std::string fixed(double number, int decimals);  // "3.14"

}  // namespace tf::sim

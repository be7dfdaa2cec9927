// What can go wrong in a process, found by playing it: every outcome of every task, every message
// it waits for, every deadline that passes, with the real core and no host.
//
//     Definition --explore--> states (breadth first) --> faults, each with its shortest way there
//
// Found: steps never entered; states in which nobody can go on; states from which no end can be
// reached, by people or by themselves; two tokens in one step; deadlines without a consequence;
// deadlines that start over for ever while nobody acts; posts nobody holds; decisions without an
// answer; errors nobody catches (docs/verify.md).
// Exact: a fault with a scenario really happens when the scenario is played. A step is called dead
// only when it was not entered even by supposing the conditions that could not be met.
// Limit: VerifyOptions; a report then says it is not complete.
// Threads: none; nothing is stored.
#pragma once

#include <string>
#include <vector>

#include "core/turn.h"

namespace tf::sim {

struct VerifyOptions {
  std::size_t most_states = 5'000;
  std::size_t most_moves = 60'000;  // tries included, never less than 12 for a state
  // What handlers beside the rest begin and lead back into it, one at a time: only when all of it
  // is too much.
  bool beside_once = false;
};

struct VerifyFault {
  std::string code;  // verify.dead_step, …
  std::string step;  // where, or ""
  std::string zh, en;
  std::string scenario;   // the shortest way there, to be played; "" for what no play shows
  bool playable = false;  // the scenario plays as it stands
};

struct VerifyReport {
  std::string workflow;
  std::size_t states = 0, moves = 0;
  bool complete = true;  // every state was looked at
  bool exact = true;     // … and nothing was supposed
  std::vector<VerifyFault> faults;
  std::vector<core::Words> notes;  // what could not be tried, or was taken for granted
};

VerifyReport verify(const core::Catalog& catalog, const core::Town& town,
                    const core::Definition& definition, const VerifyOptions& options = {});

}  // namespace tf::sim

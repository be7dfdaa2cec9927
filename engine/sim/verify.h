// What can go wrong in a process, found by playing it: every outcome of every task, every message
// it waits for, every deadline that passes, with the real core and no host.
//
//     Definition --moves--> states (breadth first) --> faults, each with its shortest way there
//
// Two states are one when the same steps wait, the same choices and numbers are filled in and the
// same steps have been done; clocks only count where their passing changes that. Forms are filled
// with plain answers, and once with every choice of each of their fields.
// Found: steps never entered, states in which nobody can go on, states from which no end can be
//        reached, two tokens in one step, deadlines without a consequence, posts nobody holds.
// Limit: VerifyOptions::most_states; a report then says it is not complete.
// Threads: none; nothing is stored.
#pragma once

#include <string>
#include <vector>

#include "core/turn.h"

namespace tf::sim {

struct VerifyOptions {
  std::size_t most_states = 2'000;
};

struct VerifyFault {
  std::string code;  // verify.dead_step, …
  std::string step;  // where, or ""
  std::string zh, en;
  std::string scenario;  // the shortest way there, to be played; "" for what no play shows
};

struct VerifyReport {
  std::string workflow;
  std::size_t states = 0, moves = 0;
  bool complete = true;  // every state was looked at
  std::vector<VerifyFault> faults;
};

VerifyReport verify(const core::Catalog& catalog, const core::Town& town,
                    const core::Definition& definition, const VerifyOptions& options = {});

}  // namespace tf::sim

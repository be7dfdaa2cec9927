// What can go wrong in a process, found by playing it: every outcome of every task, every message
// it waits for, every deadline that passes, with the real core and no host.
//
//     Definition --moves--> states (breadth first) --> faults, each with its shortest way there
//
// Two states are one when the same steps wait, the fields that conditions and tables read hold the
// same choices and numbers, and the same of the steps they ask for have been done; clocks only
// count where their passing changes that. Forms are filled with plain answers, and once with every
// choice of each of their fields; where a step refuses them all, it is passed by and a note says
// so. Found: steps never entered, states in which nobody can go on, states from which no end can be
//        reached, two tokens in one step, deadlines without a consequence, posts nobody holds.
// Limit: VerifyOptions::most_states; a report then says it is not complete.
// Threads: none; nothing is stored.
#pragma once

#include <string>
#include <vector>

#include "core/turn.h"

namespace tf::sim {

struct VerifyOptions {
  std::size_t most_states = 5'000;
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
  std::vector<core::Words> notes;  // what could not be tried, or was taken for granted
};

VerifyReport verify(const core::Catalog& catalog, const core::Town& town,
                    const core::Definition& definition, const VerifyOptions& options = {});

}  // namespace tf::sim

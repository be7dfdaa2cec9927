// All states a process can come to, breadth first, with the real core and no host: every outcome of
// every task with answers that lead to different places, every message and signal it hears, both
// ends of every effect, every result of a child, and the passing of every deadline.
//
// Exact: what is found without supposing anything can be played (verify_story.h). Where a
// condition was never seen both ways though it could be, it is supposed to be the other way; what
// lies behind is marked, and only used to tell that a step is not dead.
// Limit:   most_states. Threads: none; nothing is stored.
#pragma once

#include <optional>

#include "sim/verify.h"
#include "sim/verify_guards.h"
#include "sim/verify_moves.h"

namespace tf::sim {

inline constexpr std::size_t kNoNode = static_cast<std::size_t>(-1);

struct VerifyNode {
  core::CaseState state;
  std::size_t from = kNoNode;
  Move move;
  bool supposed = false;                // something on the way here was taken for granted
  bool circles = false;                 // somebody can act without anything becoming different
  bool spins = false;                   // time moves it without anything becoming different
  std::set<std::string> offered_again;  // … and gives these tasks once more
  std::vector<std::pair<std::size_t, Move::Kind>> next;
};

struct Incident {
  std::size_t from = kNoNode;  // the move was made here
  Move move;
  std::string code, step;
  core::Words text;
};

struct Explored {
  std::vector<VerifyNode> nodes;
  std::size_t moves = 0;
  bool complete = true;
  std::set<std::string> entered;
  std::vector<Incident> incidents;     // the first of each code and step, nothing supposed
  std::vector<const Guard*> supposed;  // conditions that nobody could be made to meet or fail
  std::vector<Move> refused;           // ways whose answers were all refused
  std::vector<std::string> refusals;   // … and why
  std::set<std::string> once;          // messages whose runs beside the rest were taken one by one
};

Explored explore(const core::Catalog& catalog, const core::Town& town,
                 const core::Definition& definition, const Guards& guards,
                 const VerifyOptions& options);

}  // namespace tf::sim

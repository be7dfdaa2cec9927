// What must be true of every case after every event (invariants I2, I3, I5–I8, I10 of the
// reliability rules), checked on a state folded from the journal alone by code that shares nothing
// with the walk.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/catalog.h"
#include "core/codec.h"
#include "store/store.h"

namespace tf::random {

// One case as its journal tells it.
class Ledger {
 public:
  // Folds a row. What it breaks, or nothing.
  std::optional<std::string> add(const store::JournalRow& row, const core::RowBody& body);
  // What is wrong with the state now that the turn has ended. `wake`: of its row in the store.
  std::optional<std::string> check(const core::Definition& definition, const core::Town& town,
                                   std::optional<std::int64_t> wake) const;
  const core::CaseState& state() const { return state_; }

 private:
  std::optional<std::string> before(const core::Event& event, Instant at);
  bool red_clock() const;
  std::optional<std::string> structure(const core::Definition& definition) const;
  std::optional<std::string> work(const core::Definition& definition, const core::Town& town) const;
  std::optional<std::string> closed() const;
  std::optional<std::string> waiting(const core::Definition& definition) const;
  std::optional<std::string> types(const core::Definition& definition) const;

  core::CaseState state_;
  std::set<std::uint64_t> ids_;                              // of tokens, scopes, tasks, clocks
  std::set<std::pair<std::uint64_t, std::string>> rungs_;    // (clock, level) that fired
  std::set<std::pair<std::uint64_t, std::int64_t>> passed_;  // (clock, due) that went by
  std::set<std::uint64_t> effects_;
  bool incident_ = false;
};

}  // namespace tf::random

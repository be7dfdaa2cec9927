// The proof that the journal is the truth: every case folded from its rows alone, without
// definitions, rules or people, is the case the shard holds.
// Limit:   states in memory are those of cases still open at that row; a closed case is judged and
//          let go.
#pragma once

#include <functional>
#include <string>

#include "host/shard.h"

namespace tf::sim {

struct JournalProof {
  std::size_t cases = 0, rows = 0, refusals = 0;
  std::size_t different = 0;
  std::string first;  // what differs first
  bool equal() const { return different == 0; }
};

// `each` sees every folded case once, as it is at the end.
Result<JournalProof> prove_journal(host::Shard& shard,
                                   const std::function<void(const core::CaseState&)>& each);

}  // namespace tf::sim

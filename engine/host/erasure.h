// Erasing a person or a case: the keys their values are sealed under are destroyed, so that no copy
// of the store, old or new, can be read there again; rows, chain, states and hashes stay as they
// are. What is asked is written down first and done until it is written down as done, through any
// crash between.
//
//     plan (any thread: which keys, how much hangs on them) --> Shard::erase --> keys gone --> row
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/seal_ring.h"
#include "core/catalog.h"
#include "core/command.h"
#include "store/store.h"

namespace tf::host {

struct Erasure {
  core::Actor by;
  core::Erased what;               // as it will be written down
  std::uint64_t rows = 0;          // of the journal that hold something sealed under these keys
  std::vector<std::string> cases;  // their numbers, at most kMostNamed, in the order of the rows
  std::uint64_t in_cases = 0;
  static constexpr std::size_t kMostNamed = 100;
};

// Everything about `person` of `town`: who is named by this id_hash, or id where there is none.
// Errc::not_found when nothing here is sealed under that key.
Result<Erasure> plan_person_erasure(store::Store& store, const std::string& town,
                                    const std::string& person);
// What stands under the key of the case itself; what is about a known person stays his.
// Errc::conflict while the case is open.
Result<Erasure> plan_case_erasure(store::Store& store, const core::Catalog& catalog, CaseId id);

// {"what": …, "keys": 1, "rows": 7, "cases": ["T-2026-0001"], …}
std::string erasure_json(const Erasure& done);

}  // namespace tf::host

// Copies of a store that can be put back: taken while somebody writes it, each the state of one
// moment, and told to be whole only after their journal was walked.
//
// The key file is not part of a copy: whoever has both reads what is sealed (docs/privacy.md).
// Errors: Errc::conflict when there is already a file where the copy is to go, Errc::corrupt with
//         the journal row, Errc::full; what was half written is taken away again.
#pragma once

#include <string>

#include "store/store.h"

namespace tf::store {

struct Copy {
  Head head;  // the last journal row of it and its link: what to keep elsewhere, as a witness
  Counts counts;
  std::uint64_t bytes = 0;
};

// Copies `store`, also beside whoever writes it, into the new file `to`.
Result<Copy> back_up(const std::string& store, const std::string& to);
// What a copy holds, after a walk over all of it.
Result<Copy> check_copy(const std::string& copy);
// Makes the store `store`, where none may be, of a copy.
Result<Copy> put_back(const std::string& copy, const std::string& store);

}  // namespace tf::store

// Digests: what several cases have to tell one person at one moment goes out as one message.
#pragma once

#include <cstddef>
#include <vector>

#include "store/store.h"

namespace tf::host {

struct Digest {
  // As the outside is to perform it: kind "digest", {"to":[person],"text":"digest","with":{"items":
  // [{"case","key","text","with"}]},"nb":moment}; its key is town, moment, person and what it
  // speaks of, so that one sent again is known again.
  store::OutboxRow message;
  std::vector<std::size_t> rows;  // which of `rows` it speaks for
};
inline constexpr const char* kDigest = "digest";

// One for each town, moment and person of the rows of kind "digest", in the order of the rows. A
// row whose payload cannot be read is left out.
std::vector<Digest> merge_digests(const std::vector<store::OutboxRow>& rows);

}  // namespace tf::host

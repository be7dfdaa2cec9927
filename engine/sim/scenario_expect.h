// `expect` of an item, key by key, against the state of a case and what the story has seen.
#pragma once

#include <string_view>
#include <vector>

#include "sim/scenario_world.h"

namespace tf::sim {

struct Seen {  // of the item
  std::optional<host::Answer> answer;
  std::uint64_t seq_before = 0;  // journal before the item before ended
  Instant from, to;              // the moments of the item before and of this one
};

// Failures without their place (Failure::span, item, at are the caller's). How many keys held is
// added to `held`.
std::vector<Failure> expect(World& world, const model::Node& expected, std::optional<CaseId> id,
                            const Seen& seen, std::size_t& held);

// The keys of `expect` that are not fields of the case.
std::vector<std::string_view> expect_keys();

}  // namespace tf::sim

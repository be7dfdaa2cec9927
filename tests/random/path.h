// One path through a definition: what people, time and the outside do to a case, drawn from a seed,
// on the real shard and a store in memory; after every command everything is checked.
//
// Repeatable: an act holds numbers that are read against what is open, so that a path with some
// acts taken out is still a path.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/prng.h"
#include "core/catalog.h"
#include "coverage.h"

namespace tf::random {

struct Act {
  std::uint32_t kind = 0, a = 0, b = 0, c = 0;
};
std::vector<Act> draw_path(Prng& random, std::size_t most);

struct Trouble {
  std::string what;   // the invariant and where
  std::string story;  // items of a scenario, as far as a scenario can tell them
  std::size_t acts = 0;
};
struct Walked {
  std::size_t commands = 0, events = 0, refusals = 0, closed = 0, migrated = 0;
  Coverage did;  // verbs
  std::optional<Trouble> trouble;
};
// What is published first, and what may be published while cases run; `steps`: what the migration
// says of them.
struct Editions {
  std::shared_ptr<const core::Catalog> first, later;
  Value steps;
};
Walked walk(const Editions& editions, const std::string& workflow, std::span<const Act> acts);

}  // namespace tf::random

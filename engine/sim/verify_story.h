// The way to a state as a scenario an author can play (docs/scenarios.md): one item for each move,
// and what must be seen at its end.
#pragma once

#include <string>

#include "sim/verify_explore.h"

namespace tf::sim {

struct Story {
  std::string text;
  bool playable = true;  // false: something in it must be added by hand, a comment says what
};

// `expect`: what holds at the end, in braces. `last`: one more move after the node; `check_at`: a
// look at this moment instead of at once.
Story story_of(const Explored& explored, std::size_t node, const core::Town& town,
               const core::Definition& definition, const std::string& id, const std::string& expect,
               std::optional<Instant> check_at = {}, const Move* last = nullptr);

}  // namespace tf::sim

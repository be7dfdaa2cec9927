// The moves of a case: what people, messages, effects, children and time can do to it next, with
// answers made up for the forms.
#pragma once

#include <string>
#include <vector>

#include "core/turn.h"

namespace tf::sim {

struct Move {
  enum class Kind : unsigned char { open, complete, message, time, effect, child } kind;
  std::string name;  // step, message, effect, workflow of the child
  std::string outcome, by, start;
  Value data;
  std::uint64_t id = 0;  // task, effect or child
  bool ok = true;        // effect
  bool forced = false;   // complete: passed by, whatever its form says
  Instant at;
};

// Ways to begin: each start, with plain answers and with every choice once.
std::vector<Move> openings(const core::Town& town, const core::Definition& definition);
// What can happen next, time last.
std::vector<Move> moves_of(core::World& world, const core::CaseState& state, const core::Town& town,
                           const core::Definition& definition);
// The command a move stands for.
core::CommandBody command_of(const Move& move, const core::Town& town,
                             const core::Definition& definition);
// One item of a scenario's story.
std::string story_item(const Move& move, const core::Town& town, bool first);

}  // namespace tf::sim

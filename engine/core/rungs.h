// What a rung of a ladder does when it fires: light, notices, digest, urge, a task asked for, a new
// owner, a child case, listing. Source of the standard ladder: process specifications §0.6, shipped
// as rules/ladders.yaml.
#pragma once

#include <string>

#include "core/turn.h"

namespace tf::core {

class Walk;

// The ladder of a step whose miss nobody named: yellow at due.
inline constexpr const char* kMissLadder = "(miss)";
// A milestone's own look at three working days late; fires without doing anything itself.
inline constexpr const char* kLateRung = "late";

const BoundLadder* ladder_of(Turn& turn, const std::string& name);
// Tasks a ladder gave are named "ladder:<ladder>:<level>"; null when the ladder has gone.
const BoundRung* asked_rung(Turn& turn, const std::string& task_step);

// "ladder:level" in the rules of the case; null when it has gone.
const BoundRung* rung_of(Turn& turn, std::string_view ladder_and_level);

// `counts`: what its condition counted.
void fire_rung(Walk& walk, std::uint64_t clock, const std::string& level, Instant effective,
               Value counts = {});
// Rungs with `when` whose condition holds now; true when one fired.
bool fire_conditional_rungs(Walk& walk);

}  // namespace tf::core

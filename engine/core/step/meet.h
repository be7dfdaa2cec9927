// Meetings of ways: what the walk asks of them when nothing moves.
#pragma once

#include "core/walk.h"

namespace tf::core {

// A meeting that has fired and waits for the other ways of its round, whose tokens it swallows.
bool is_round(Walk& walk, const Token& token);
// The token waits at a meeting that can fire now: it has.
bool try_meet(Walk& walk, const Token& token);
// Nothing else moves in a scope and its `live` meetings wait for one another: the oldest fires.
bool break_tie(Walk& walk);

}  // namespace tf::core

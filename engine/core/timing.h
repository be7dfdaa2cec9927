// When a timed event of the language happens: after, at, ahead, every, a deadline's name.
#pragma once

#include <optional>

#include "core/turn.h"

namespace tf::core {

// The first firing after now; none when it is not a timed event or its date is not known.
std::optional<Instant> first_moment(Turn& turn, const EventSpec& event, std::uint64_t scope);
// A firing: when it was due, when it was seen, and the how-manyth of its handler it was.
struct Firing {
  Instant at, seen;
  std::uint64_t count = 1;
};
// The firing after that one; none when it was the last. A cycle fires once for all the turns it
// missed and goes on in the future; `at` with `again` fires for each.
std::optional<Instant> next_moment(Turn& turn, const EventSpec& event, std::uint64_t scope,
                                   const Firing& fired);

// The calendar of the unit a step lies with, where it has one, else the town's; `step` may be null.
const Calendar& calendar_of_step(Turn& turn, const Step* step, std::uint64_t scope);
// What `due` comes to from `start`; none when it needs something not known yet. `calendar`: the
// town's unless given.
std::optional<rule::Due> compute_due(Turn& turn, const DueSpec& due, std::uint64_t scope,
                                     std::optional<Instant> start, bool want_warn,
                                     std::span<const rule::Span> extensions = {},
                                     std::span<const rule::Pause> pauses = {},
                                     std::string* source = nullptr,
                                     const Calendar* calendar = nullptr);

}  // namespace tf::core

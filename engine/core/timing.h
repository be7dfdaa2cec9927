// When a timed event of the language happens: after, at, ahead, every, a deadline's name.
#pragma once

#include <optional>

#include "core/turn.h"

namespace tf::core {

// The first firing after now; none when it is not a timed event or its date is not known.
std::optional<Instant> first_moment(Turn& turn, const EventSpec& event, std::uint64_t scope);
// The firing after the one at `fired_at`, later than `seen`; none when that was the last. A cycle
// fires once for all the turns it missed and goes on in the future.
std::optional<Instant> next_moment(Turn& turn, const EventSpec& event, std::uint64_t scope,
                                   Instant fired_at, Instant seen);

// What `due` comes to from `start`; none when it needs something not known yet.
std::optional<rule::Due> compute_due(Turn& turn, const DueSpec& due, std::uint64_t scope,
                                     std::optional<Instant> start, bool want_warn,
                                     std::span<const rule::Span> extensions = {},
                                     std::span<const rule::Pause> pauses = {},
                                     std::string* source = nullptr);

}  // namespace tf::core

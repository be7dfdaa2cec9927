// When an effect that failed is tried again: as often as its request says ("try", all attempts
// counted) and so far apart ("gap"), else kMostTries times after 2 s, 4 s, 8 s … up to an hour; or
// after the span the world itself named.
#pragma once

#include <optional>

#include "store/store.h"

namespace tf::host {

inline constexpr std::uint32_t kMostTries = 10;

// `row.tries` counts the attempt that has just failed. None: it has failed for good.
std::optional<Instant> next_attempt(const store::OutboxRow& row, Instant now,
                                    std::optional<Milliseconds> asked = std::nullopt);

}  // namespace tf::host

// `unique: true` on a field of the case: no two cases of the process have the same value, whether
// they are open or over. The shard decides one command after the other, so of two alike the second
// is refused.
// Limit: cases opened before the field was unique are not known by it.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/turn.h"

namespace tf::core {

// The first of `values` that another case has already.
std::optional<Rejection> unique_rejection(Turn& turn, const std::map<std::string, Value>& values);

}  // namespace tf::core

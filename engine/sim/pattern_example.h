// A text that fits a `pattern`, for those who try forms out without knowing what they ask: the
// first way through the expression, repeated as little as is allowed.
// Limit: what it does not understand (classes taken away from classes, back references, properties)
// has no example; neither has a pattern whose shortest way does not fit it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tf::sim {

std::optional<std::string> example_of(std::string_view pattern);

}  // namespace tf::sim

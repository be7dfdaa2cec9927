// Whether boxes together hold all of another: the box that takes most of it is carved out, and each
// piece that is left is asked the same with the boxes that meet it.
// Errors:  nullopt when `steps` are spent before it is known.
// Time:    by how much the boxes break each other up; `steps` counts the boxes looked at.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "rule/analysis_cover.h"

namespace tf::rule {

std::optional<bool> all_held(const Box& whole, const std::vector<const Box*>& boxes,
                             std::size_t& steps);

}  // namespace tf::rule

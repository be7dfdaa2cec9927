// Rules against each other: which meet, and what that means under the hit policy.
#pragma once

#include "rule/analysis_grid.h"

namespace tf::rule {

// Conflicts, differing answers, masked rules and duplicates, onto `out`; counts harmless meetings.
void compare_rules(const TableCode& table, const Grid& grid, TableAnalysis& out);

}  // namespace tf::rule

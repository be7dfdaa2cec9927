// Finds comparisons that can never be true: a choice of the surroundings against a constant it
// cannot take
// (`kind = oral`). Names bound inside the text, and fields of filtered items, are left alone.
#pragma once

#include <optional>

#include "rule/feel/ast.h"
#include "rule/feel/feel.h"

namespace tf::rule {

std::optional<FeelError> find_never(const ast::Node& node, const Names& names);
// The same for a cell of a table below `input`.
std::optional<FeelError> find_never_in_cell(const ast::Node& input, const ast::Node& tests,
                                            const Names& names);

}  // namespace tf::rule

// Which names of its surroundings an expression may hand on: whose own value, or a text made of it,
// can be what it answers. A count, a comparison, a date or a length tells of a value without
// handing it on; so do conditions and filters.
// Errs on the side of handing on: a function it does not know hands on all it is given.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "rule/feel/feel.h"

namespace tf::rule {

// As they are written, with what follows the dot: "where.node". Nothing of a text that is no
// expression.
std::set<std::string> handed_on(std::string_view expression, const Names& names);

}  // namespace tf::rule

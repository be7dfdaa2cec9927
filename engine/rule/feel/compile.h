// Tree → code: names become slots, constants or functions; what a filter's item may hold stays a
// name that is looked up at run time, the item's field first. Errors: feel.never: a choice compared
// with a constant it can never be.
#pragma once

#include <memory>

#include "rule/feel/code.h"
#include "rule/feel/parser.h"

namespace tf::rule {

std::shared_ptr<const Program::Code> compile_tree(const Tree& tree, std::string_view text,
                                                  const Names& names);

}  // namespace tf::rule

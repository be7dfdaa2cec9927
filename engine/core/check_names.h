// Names that nothing refuses and that look misspelt, for `lint`: fields after a dot or in a filter,
// which could be anything at run time, and sections and entries of rule files that no process uses.
//
// Limit: only what is near to a name the town does know is told; each a warning.
#pragma once

#include <vector>

#include "core/catalog.h"
#include "model/diagnostics.h"
#include "model/node.h"

namespace tf::core {

// `documents`: those the town was bound from, without errors.
void check_names(const Town& town, const std::vector<const model::Document*>& documents,
                 model::Diagnostics& out);

}  // namespace tf::core

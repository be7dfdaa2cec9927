// A native file of kind `decisions` (model/shape_decisions.cpp) as a model of rule/drg.h, with the
// table files it names. Writing one: interchange/graph_file.h.
// Errors: a table that is missing is a row in the diagnostics, with its place.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "model/diagnostics.h"
#include "model/node.h"
#include "rule/drg.h"

namespace tf::rule {

// A checked document of kind `table` by its id; null when there is none.
using TableFiles = std::function<const model::Document*(const std::string& id)>;

// Nothing when a table it names is missing.
std::optional<DrgModel> read_graph(const model::Document& graph, const TableFiles& tables,
                                   model::Diagnostics& out);

}  // namespace tf::rule

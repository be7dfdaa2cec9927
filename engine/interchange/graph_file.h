// Models of rule/drg.h ↔ native files: one of kind `decisions` (model/shape_decisions.cpp), and one
// of kind `table` for every decision whose logic is a table that the native form can hold; other
// tables stand inside the graph.
//
//     DrgModel --write_graph--> YAML texts --read_document, read_graph--> DrgModel
//
// Promise: what is read back decides the same. Errors: interchange.* rows in the diagnostics, with
// the place. Limits: those of model/yaml.h; a model that does not fit them is refused when read.
#pragma once

#include <string>
#include <vector>

#include "rule/drg.h"
#include "rule/graph_read.h"

namespace tf::interchange {

struct NativeFile {
  std::string id;  // also the stem of its name
  std::string text;
};

// The graph first, then its tables. `id`: of the graph.
std::vector<NativeFile> write_graph(const rule::DrgModel& model, const std::string& id);

// And back (rule/graph_read.h).
using rule::read_graph;
using rule::TableFiles;

// "Loan Eligibility 1" → "loan-eligibility-1"; never empty.
std::string id_of_name(std::string_view name);

}  // namespace tf::interchange

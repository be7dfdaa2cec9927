// lint of a DMN file, or of a native graph: what cannot be understood, and the analysis of its
// decision tables. What it imports is looked for among the files beside it.
#pragma once

#include <string>

#include "base/result.h"
#include "model/diagnostics.h"
#include "model/node.h"

namespace tf::cli {

// Fails when the file is no DMN at all.
Result<void> check_dmn(const std::string& path, const std::string& text, model::Diagnostics& out);
// A checked document of kind `decisions`.
void check_graph(const model::Document& document, model::Diagnostics& out);

}  // namespace tf::cli

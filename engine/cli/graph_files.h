// Graphs of decisions from files: a DMN file, or a native one with the tables beside it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/session.h"
#include "interchange/report.h"
#include "model/diagnostics.h"
#include "model/node.h"
#include "rule/drg.h"

namespace tf::cli {

bool is_dmn(const std::string& path);

// The model of a DMN file first, then those beside it, when it imports any. None after an error.
std::optional<std::vector<rule::DrgModel>> open_dmn(Session& session, const std::string& path,
                                                    interchange::Report* report = nullptr);
// The same of a checked document of kind `decisions`.
std::optional<std::vector<rule::DrgModel>> open_graph(Session& session,
                                                      const model::Document& document);
// Without a session: the models of the DMN files beside `path`, when the first imports any.
void add_imports_of_dmn(const std::string& path, std::vector<rule::DrgModel>& models);
// A native graph with what it imports; none when a table it names is missing, which is reported.
std::optional<std::vector<rule::DrgModel>> models_of_graph(const model::Document& document,
                                                           model::Diagnostics& out);
// A document of any kind; none after an error in it.
std::optional<model::Document> open_document(Session& session, const std::string& path);

}  // namespace tf::cli

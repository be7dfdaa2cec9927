// Graphs of decisions from files: a DMN file, or a native one with the tables beside it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/session.h"
#include "interchange/report.h"
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
// A document of any kind; none after an error in it.
std::optional<model::Document> open_document(Session& session, const std::string& path);

}  // namespace tf::cli

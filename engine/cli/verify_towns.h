// Verifying the processes of a town, with the place of every fault in its files.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/session.h"
#include "core/catalog.h"
#include "model/diagnostics.h"
#include "model/node.h"

namespace tf::cli {

// Every process of a bound town; faults become findings at the step they are at. `documents`: those
// the town was bound from.
void verify_town(core::Town town, const std::vector<const model::Document*>& documents,
                 model::Diagnostics& out);

// The folder of a town that has the file of a process: above the file, or, beside the folders
// above it, one that includes it. Nothing when there is none.
std::optional<std::string> town_folder_of(const std::string& file);

}  // namespace tf::cli

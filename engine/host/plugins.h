// The plugins that a town's documents name: manifests are among the documents, scripts are read
// from beside them. A town uses those its town file lists under `plugins`. Errors: findings; a
// plugin that cannot be used gives nothing, so its names are unknown too.
#pragma once

#include <memory>
#include <vector>

#include "model/diagnostics.h"
#include "model/node.h"
#include "plugin/town_plugins.h"

namespace tf::host {

// Null when the town uses none.
std::shared_ptr<const plugin::TownPlugins> load_plugins(
    const std::vector<model::Document>& documents, model::Diagnostics& out);

}  // namespace tf::host

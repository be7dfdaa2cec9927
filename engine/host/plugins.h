// The plugins that a town's documents name: manifests are among the documents, scripts are texts
// beside them. A town uses those its town file lists under `plugins`. Errors: findings; a plugin
// that cannot be used gives nothing, so its names are unknown too.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/load_town.h"
#include "model/diagnostics.h"
#include "model/node.h"
#include "plugin/town_plugins.h"

namespace tf::host {

struct PluginHost {
  // Scripts by path, as they were published; those that are not there are read from their files.
  const std::map<std::string, std::string>* texts = nullptr;
  plugin::Launch isolate;  // functions and filters run in a worker too
};

// Null when the town uses none. Each job of a plugin adds the process it is to `documents`.
std::shared_ptr<const plugin::TownPlugins> load_plugins(std::vector<model::Document>& documents,
                                                        model::Diagnostics& out,
                                                        const PluginHost& host = {});
// The same as core asks for it; `host` and what it names must outlive it.
core::PluginLoader plugin_loader(const PluginHost& host);

}  // namespace tf::host

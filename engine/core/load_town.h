// From the texts of files to towns ready to publish:
//     path + text --parse, shape, group by town, lay overlays--> documents --bind--> Town
// Opens no file: the caller reads the folders (and those a town file includes) and hands over path
// and text. Threads: any.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/bind.h"
#include "model/loader.h"

namespace tf::core {

// A town and the documents it was bound from, kept for changes of rules and for `show`.
struct LoadedTown {
  Town town;
  std::vector<model::Document> documents;  // overlays merged
};

// Towns in the order of their ids get ordinals from 1 on. Towns with errors are returned too: look
// at `out` before publishing.
std::vector<LoadedTown> load_towns(const std::vector<std::pair<std::string, std::string>>& files,
                                   model::Diagnostics& out);
// The same from a library that was read and finished; `ordinals` by town id. `plugins` loads those
// the merged documents ask for, and may add documents; without it they are unknown.
using PluginLoader = std::function<std::shared_ptr<const rule::Plugins>(
    std::vector<model::Document>&, model::Diagnostics&)>;
LoadedTown load_town(const model::Library& library, const std::string& id, std::uint32_t ordinal,
                     model::Diagnostics& out, const PluginLoader& plugins = {},
                     const SideBySide& side_by_side = {});

}  // namespace tf::core

#include "core/load_town.h"

namespace tf::core {

LoadedTown load_town(const model::Library& library, const std::string& id, std::uint32_t ordinal,
                     model::Diagnostics& out, const PluginLoader& plugins,
                     const SideBySide& side_by_side) {
  LoadedTown loaded;
  loaded.documents = library.merged(id, out);
  auto given = plugins ? plugins(loaded.documents, out) : nullptr;
  std::vector<const model::Document*> documents;
  for (const model::Document& document : loaded.documents) documents.push_back(&document);
  loaded.town = bind_town(documents, ordinal, out, std::move(given), nullptr, side_by_side);
  return loaded;
}

std::vector<LoadedTown> load_towns(const std::vector<std::pair<std::string, std::string>>& files,
                                   model::Diagnostics& out) {
  model::Library library;
  for (const auto& [path, text] : files) library.add(path, text, out);
  library.finish(out);
  std::vector<LoadedTown> towns;
  std::uint32_t ordinal = 0;
  for (const model::TownFiles& files_of : library.towns())
    if (!files_of.id.empty()) towns.push_back(load_town(library, files_of.id, ++ordinal, out));
  out.sort();
  return towns;
}

}  // namespace tf::core

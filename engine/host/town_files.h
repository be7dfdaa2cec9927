// Reads a town's folder from disk: its own files, the folders its town file includes, and the
// folders of the towns it extends, found by their town.yaml beside it or above it.
//
// Limits:  kMostFiles files, kMostBytes each. Links to folders are not followed.
// Errors:  Errc::not_found, Errc::io, Errc::too_large with the path. What is wrong inside a file is
//          the loader's to say (model/loader.h).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/catalog.h"
#include "model/loader.h"
#include "plugin/worker.h"

namespace tf::host {

inline constexpr std::size_t kMostFiles = 2000;
inline constexpr std::size_t kMostBytes = 8U << 20U;

struct TextFile {
  std::string path;  // as it is shown to people
  std::string text;
};

Result<std::string> read_text(const std::string& path, std::size_t most = kMostBytes);
// Every *.yaml and *.yml below `folder`, sorted by path.
Result<std::vector<std::string>> yaml_below(const std::string& folder);
// "." and "" become a path that names the folder, so that `include: [../x]` can be followed.
std::string folder_path(const std::string& folder);
// The id of the town whose town.yaml stands in `folder`; none when there is no such file.
std::optional<std::string> town_in(const std::string& folder);
// The folder of the town `id`: `from` or one above it, or one that stands beside these; at most six
// levels up.
std::optional<std::string> find_town(const std::string& id, const std::string& from);

// Everything the towns in `folders` are made of, each file once. `instead`: folders of towns that
// others extend, by id, in place of those that would be found.
Result<std::vector<TextFile>> read_town_files(
    const std::vector<std::string>& folders,
    const std::map<std::string, std::string>& instead = {});

// Of one town, without what it extends.
Result<std::vector<TextFile>> read_own_files(const std::string& folder);

// Towns as loaded: the library, what is wrong with it, and the towns asked for.
struct LoadedTowns {
  model::Library library;
  model::Diagnostics findings;   // of reading; bind() adds its own
  std::vector<std::string> ids;  // of the folders asked for, in that order
  std::size_t files = 0;
  std::shared_ptr<const core::Sources> sources;
};
std::string hash_of(const core::Sources& sources);
// Scenarios are most of a county's files and no part of what it runs: only who checks them reads
// them.
enum class Scenarios { left_out, read };
Result<LoadedTowns> load_folders(const std::vector<std::string>& folders,
                                 const std::map<std::string, std::string>& instead = {},
                                 Scenarios scenarios = Scenarios::left_out);

// Binds every town of `ids` with everything it extends. Findings go to `towns.findings`; null when
// one is an error. `ordinals`: towns that already have one keep it (town_of a case id); others get
// the next that is free.
// `isolate`: plugins run in workers it launches.
std::shared_ptr<const core::Catalog> bind_towns(LoadedTowns& towns,
                                                std::map<std::string, std::uint32_t> ordinals = {},
                                                const plugin::Launch& isolate = {});

}  // namespace tf::host

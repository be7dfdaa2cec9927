// What was published, as the journal has it: rows of case 0, each with the texts of files where
// they differ from those before. From them old processes and rules are bound again when their files
// have changed since. Limit: the last kMostPublications are bound at
// the start, older ones when a case needs them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/catalog.h"
#include "core/command.h"
#include "plugin/worker.h"
#include "store/store.h"

namespace tf::host {

inline constexpr std::size_t kMostPublications = 30;

struct Publication {
  Instant at;
  std::string by;
  core::Sources sources;
  std::vector<std::string> changed;  // paths, against the one before
};
// Oldest first.
Result<std::vector<Publication>> publications(store::Store& store);

// What to record for `catalog`: nothing when its files are those published last, or when it was
// made of something else than files.
Result<std::optional<core::Published>> publication(store::Store& store,
                                                   const core::Catalog& catalog);
// The same against what is known to have been published last.
std::optional<core::Published> publication(const core::Sources& last, const core::Catalog& catalog);

// A catalog of these files, its towns numbered as in `now`; a town with errors is left out.
// `isolate` as for bind_towns.
std::shared_ptr<const core::Catalog> bind_sources(const core::Sources& sources,
                                                  const core::Catalog& now,
                                                  model::Diagnostics& told,
                                                  const plugin::Launch& isolate = {});

// `catalog` with the rolls in force, and with the definitions and rules of earlier publications
// under it, their plugins as they were published; `isolate` as for bind_towns.
Result<std::shared_ptr<const core::Catalog>> with_history(
    std::shared_ptr<const core::Catalog> catalog, store::Store& store,
    const plugin::Launch& isolate = {});

// The catalog with that definition from whatever publication had it; as it is when none had.
Result<std::shared_ptr<const core::Catalog>> with_definition(
    std::shared_ptr<const core::Catalog> catalog, store::Store& store, std::string_view hash,
    const plugin::Launch& isolate = {});

}  // namespace tf::host

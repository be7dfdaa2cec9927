// What was published stays: a case keeps the process and the rules it stands on, whatever the files
// say later. The store keeps the files of every publication; when it is opened with other files,
// these become a new one, and the older are bound beside it.
//
// A rule file that says `apply: running` and has changed takes the cases that run along; a changed
// calendar those with a deadline that was only provisional (Shard::apply_rules, once the shard
// runs). Errors:  as of the store. A publication that no longer binds is left out and logged.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/catalog.h"
#include "host/town_files.h"
#include "store/store.h"

namespace tf::host {

// `catalog` as bound from `files`, with what cases of `store` stand on besides. `record`: the files
// are kept when they are new; false only looks.
Result<std::shared_ptr<const core::Catalog>> with_publications(
    std::shared_ptr<const core::Catalog> catalog, const std::vector<TextFile>& files,
    store::Store& store, bool record = true);

// Settings that ask for cases to be taken along: "apply/<town>" → "running" or "provisional".
inline constexpr const char* kApplySetting = "apply/";

}  // namespace tf::host

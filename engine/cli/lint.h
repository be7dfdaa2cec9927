// What `lint` says of files and towns, for every command that must know before it goes on.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/diagnostics.h"

namespace tf::cli {

// Every mistake in `paths` (files, folders of towns with what they include and extend, folders with
// such below), sorted by place; `verified`: what playing every process finds too (sim/verify.h).
// How many files were looked at.
Result<std::size_t> lint_into(const std::vector<std::string>& paths, bool verified,
                              model::Diagnostics& findings);

}  // namespace tf::cli

// Files that commands write.
#pragma once

#include <string>

#include "base/result.h"

namespace tf::cli {

// Whole or not at all: written beside `path` and moved over it.
Result<void> replace_file(const std::string& path, const std::string& text);

}  // namespace tf::cli

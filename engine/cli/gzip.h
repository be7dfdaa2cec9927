// A file as text, unpacked when it is gzip (known by its first bytes, not by its name).
// Limit:   `most` bytes unpacked.
// Errors:  Errc::not_found, Errc::io, Errc::corrupt, Errc::too_large, with the path.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"

namespace tf::cli {

Result<std::string> read_gzip(const std::string& path, std::size_t most);

}  // namespace tf::cli

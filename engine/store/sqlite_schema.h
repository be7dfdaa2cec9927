// What a store file looks like, and how a file is recognised as one.
#pragma once

#include <string>

#include "store/sqlite_db.h"
#include "store/store.h"

namespace tf::store {

inline constexpr std::int64_t kApplicationId = 0x54464c57;  // "TFLW" in the file's header
inline constexpr std::int64_t kSchemaVersion = 1;           // user_version

// Makes the tables in an empty file, recognises a store, refuses everything else, and sets what the
// one writing connection needs. `virtual_clock` tells the kind the store was made with.
Result<void> open_schema(Connection& writer, const std::string& path, const SqliteOptions& options,
                         bool& virtual_clock);
// For a connection that only reads and never checkpoints.
Result<void> open_for_reading(Connection& reader);

}  // namespace tf::store

// What a store file looks like, and how a file is recognised as one.
#pragma once

#include <string>

#include "store/body_packer.h"
#include "store/sqlite_db.h"
#include "store/store.h"

namespace tf::store {

inline constexpr std::int64_t kApplicationId = 0x54464c57;  // "TFLW" in the file's header
inline constexpr std::int64_t kSchemaVersion = 4;           // user_version

// What a store says about itself when it is opened.
struct StoreFile {
  bool virtual_clock = false;
  BodyPacker packer;
};
// Makes the tables in an empty file, brings those of an older version up to date, refuses
// everything that is no store, and sets what the one writing connection needs.
Result<StoreFile> open_schema(Connection& writer, const std::string& path,
                              const SqliteOptions& options);
// For a connection that only reads and never checkpoints.
Result<void> open_for_reading(Connection& reader);

}  // namespace tf::store

// The write-ahead log, written a commit at a time. SQLite writes each page of a commit in two
// calls; this file system layer gathers what follows on and hands it over in one, when SQLite asks
// for it to be on disk, reads it back, or closes.
//
// Safe where every commit is synced before readers are told of it (synchronous = FULL): the sync
// comes first, and brings the bytes along. Nothing is gathered on a disk whose sectors cannot be
// overwritten singly, where SQLite writes on after its sync.
// Threads: any; a file belongs to its connection.
// Limit:   kMostGathered bytes, the most that SQLite's own layer below writes in one call; more
// goes
//          in several.
// Errors:  those of the write, at the sync: the commit fails as it would have.
#pragma once

#include <cstddef>

namespace tf::store {

inline constexpr std::size_t kMostGathered = 0x1ffff;

// The name under which sqlite3_open_v2 finds it; null when SQLite refuses it.
const char* gathering_vfs();

}  // namespace tf::store

#include "store/sqlite_wal_file.h"

#include <sqlite3.h>

#include <mutex>
#include <new>
#include <vector>

namespace tf::store {

namespace {

// What SQLite sees as the log; the system's own file lies behind it in the same block.
struct WalFile {
  sqlite3_file base;
  sqlite3_file* real;
  bool gathers;  // no: the disk wants whole sectors, and SQLite writes on after its sync
  std::vector<char> gathered;
  sqlite3_int64 at;  // where the first of them belongs

  int hand_over() {
    if (gathered.empty()) return SQLITE_OK;
    const int code =
        real->pMethods->xWrite(real, gathered.data(), static_cast<int>(gathered.size()), at);
    gathered.clear();
    return code;
  }
};

// Room before the real file, kept aligned for it.
constexpr int kRoom = (sizeof(WalFile) + alignof(std::max_align_t) - 1) /
                      alignof(std::max_align_t) * alignof(std::max_align_t);

WalFile& wal(sqlite3_file* file) {
  return *reinterpret_cast<WalFile*>(file);
}

int wal_close(sqlite3_file* file) {
  WalFile& log = wal(file);
  const int written = log.hand_over();
  const int closed = log.real->pMethods->xClose(log.real);
  log.~WalFile();
  return written != SQLITE_OK ? written : closed;
}

int wal_read(sqlite3_file* file, void* into, int size, sqlite3_int64 at) {
  WalFile& log = wal(file);
  if (const int code = log.hand_over(); code != SQLITE_OK) return code;
  return log.real->pMethods->xRead(log.real, into, size, at);
}

int wal_write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
  WalFile& log = wal(file);
  if (!log.gathers) return log.real->pMethods->xWrite(log.real, bytes, size, at);
  const auto more = static_cast<std::size_t>(size);
  const bool follows = log.at + static_cast<sqlite3_int64>(log.gathered.size()) == at;
  if (!follows || log.gathered.size() + more > kMostGathered)
    if (const int code = log.hand_over(); code != SQLITE_OK) return code;
  if (log.gathered.empty()) log.at = at;
  const char* first = static_cast<const char*>(bytes);
  try {
    log.gathered.insert(log.gathered.end(), first, first + more);
  } catch (const std::bad_alloc&) {
    return SQLITE_NOMEM;
  }
  return SQLITE_OK;
}

int wal_truncate(sqlite3_file* file, sqlite3_int64 size) {
  WalFile& log = wal(file);
  if (const int code = log.hand_over(); code != SQLITE_OK) return code;
  return log.real->pMethods->xTruncate(log.real, size);
}

int wal_sync(sqlite3_file* file, int flags) {
  WalFile& log = wal(file);
  if (const int code = log.hand_over(); code != SQLITE_OK) return code;
  return log.real->pMethods->xSync(log.real, flags);
}

int wal_size(sqlite3_file* file, sqlite3_int64* size) {
  WalFile& log = wal(file);
  if (const int code = log.hand_over(); code != SQLITE_OK) return code;
  return log.real->pMethods->xFileSize(log.real, size);
}

int wal_lock(sqlite3_file* file, int level) {
  return wal(file).real->pMethods->xLock(wal(file).real, level);
}
int wal_unlock(sqlite3_file* file, int level) {
  return wal(file).real->pMethods->xUnlock(wal(file).real, level);
}
int wal_reserved(sqlite3_file* file, int* out) {
  return wal(file).real->pMethods->xCheckReservedLock(wal(file).real, out);
}
int wal_control(sqlite3_file* file, int op, void* argument) {
  return wal(file).real->pMethods->xFileControl(wal(file).real, op, argument);
}
int wal_sector(sqlite3_file* file) {
  return wal(file).real->pMethods->xSectorSize(wal(file).real);
}
int wal_device(sqlite3_file* file) {
  return wal(file).real->pMethods->xDeviceCharacteristics(wal(file).real);
}

constexpr sqlite3_io_methods kWalMethods = {
    .iVersion = 1,
    .xClose = wal_close,
    .xRead = wal_read,
    .xWrite = wal_write,
    .xTruncate = wal_truncate,
    .xSync = wal_sync,
    .xFileSize = wal_size,
    .xLock = wal_lock,
    .xUnlock = wal_unlock,
    .xCheckReservedLock = wal_reserved,
    .xFileControl = wal_control,
    .xSectorSize = wal_sector,
    .xDeviceCharacteristics = wal_device,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

// The system's file system as it was when the layer was laid over it.
struct Layer {
  std::mutex mutex;
  sqlite3_vfs* under = nullptr;
  sqlite3_vfs vfs{};
};
Layer& layer() {
  static Layer one;
  return one;
}

// Every file but the log is the system's own, untouched.
int open_file(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* got) {
  sqlite3_vfs* system = layer().under;
  if ((flags & SQLITE_OPEN_WAL) == 0) return system->xOpen(system, path, file, flags, got);
  auto* real = reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + kRoom);
  const int code = system->xOpen(system, path, real, flags, got);
  file->pMethods = nullptr;
  if (code != SQLITE_OK) return code;
  const bool gathers =
      (real->pMethods->xDeviceCharacteristics(real) & SQLITE_IOCAP_POWERSAFE_OVERWRITE) != 0;
  new (file) WalFile{{&kWalMethods}, real, gathers, {}, 0};
  return SQLITE_OK;
}

}  // namespace

const char* gathering_vfs() {
  Layer& one = layer();
  const std::lock_guard lock(one.mutex);
  sqlite3_vfs* system = sqlite3_vfs_find(nullptr);
  if (system == one.under) return one.vfs.zName;
  if (one.under != nullptr) sqlite3_vfs_unregister(&one.vfs);
  one.under = system;
  one.vfs = *system;
  one.vfs.zName = "townflow";
  one.vfs.szOsFile += kRoom;
  one.vfs.pNext = nullptr;
  one.vfs.xOpen = open_file;
  return sqlite3_vfs_register(&one.vfs, 0) == SQLITE_OK ? one.vfs.zName : nullptr;
}

}  // namespace tf::store

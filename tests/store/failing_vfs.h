// A disk that fails when told: SQLite's usual VFS behind a counter of calls that change files.
// While one lives it is the default, for every connection opened meanwhile. Limit: one at a time.
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <cstring>

namespace tf::store {

class FailingVfs {
 public:
  enum class Fail {
    full,      // a write finds no space
    write,     // a write fails
    sync,      // a sync fails
    any_error  // whatever changes a file fails
  };

  FailingVfs() : real_(sqlite3_vfs_find(nullptr)) {
    current() = this;
    vfs_ = *real_;
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
    vfs_.zName = "failing";
    vfs_.xOpen = open;
    vfs_.xDelete = remove;
    sqlite3_vfs_register(&vfs_, 1);
  }
  ~FailingVfs() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(real_, 1);
    current() = nullptr;
  }
  FailingVfs(const FailingVfs&) = delete;
  FailingVfs& operator=(const FailingVfs&) = delete;

  // The n-th call from here on fails, once or from then on; 0: none.
  void fail(Fail what, int nth, bool lasting = false) {
    what_ = what;
    left_ = nth;
    lasting_ = lasting;
    hit_ = false;
  }
  bool hit() const { return hit_; }
  int writes() const { return writes_; }  // calls so far

 private:
  struct File {
    sqlite3_file base;
    sqlite3_file* real() { return static_cast<sqlite3_file*>(static_cast<void*>(this + 1)); }
  };
  static FailingVfs*& current() {
    static FailingVfs* vfs = nullptr;
    return vfs;
  }
  static sqlite3_file* real(sqlite3_file* file) {
    return static_cast<File*>(static_cast<void*>(file))->real();
  }

  // SQLITE_OK, or the error this call gives.
  int counted(bool is_write, bool is_sync) {
    const bool counts = what_ == Fail::any_error ||
                        (is_sync ? what_ == Fail::sync : is_write && what_ != Fail::sync);
    if (!counts || left_ == 0 || (hit_ && !lasting_)) return SQLITE_OK;
    if (!hit_ && --left_ > 0) return SQLITE_OK;
    left_ = 1;
    hit_ = true;
    if (is_sync) return SQLITE_IOERR_FSYNC;
    return what_ == Fail::full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  }

  static int open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags,
                  int* out_flags) {
    FailingVfs& self = *current();
    file->pMethods = nullptr;
    const int code = self.real_->xOpen(self.real_, name, real(file), flags, out_flags);
    if (code == SQLITE_OK) file->pMethods = methods();
    return code;
  }
  static int remove(sqlite3_vfs*, const char* name, int sync) {
    if (const int code = current()->counted(false, false)) return code;
    return current()->real_->xDelete(current()->real_, name, sync);
  }
  static const sqlite3_io_methods* methods() {
    static const sqlite3_io_methods kMethods = [] {
      sqlite3_io_methods m{};
      m.iVersion = 2;  // no memory mapping of the file itself
      m.xClose = [](sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); };
      m.xRead = [](sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
        return real(f)->pMethods->xRead(real(f), to, size, at);
      };
      m.xWrite = [](sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
        ++current()->writes_;
        if (const int code = current()->counted(true, false)) return code;
        return real(f)->pMethods->xWrite(real(f), from, size, at);
      };
      m.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
        if (const int code = current()->counted(false, false)) return code;
        return real(f)->pMethods->xTruncate(real(f), size);
      };
      m.xSync = [](sqlite3_file* f, int flags) {
        if (const int code = current()->counted(false, true)) return code;
        return real(f)->pMethods->xSync(real(f), flags);
      };
      m.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) {
        return real(f)->pMethods->xFileSize(real(f), size);
      };
      m.xLock = [](sqlite3_file* f, int level) { return real(f)->pMethods->xLock(real(f), level); };
      m.xUnlock = [](sqlite3_file* f, int level) {
        return real(f)->pMethods->xUnlock(real(f), level);
      };
      m.xCheckReservedLock = [](sqlite3_file* f, int* out) {
        return real(f)->pMethods->xCheckReservedLock(real(f), out);
      };
      m.xFileControl = [](sqlite3_file* f, int op, void* arg) {
        return real(f)->pMethods->xFileControl(real(f), op, arg);
      };
      m.xSectorSize = [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); };
      m.xDeviceCharacteristics = [](sqlite3_file* f) {
        return real(f)->pMethods->xDeviceCharacteristics(real(f));
      };
      m.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
        return real(f)->pMethods->xShmMap(real(f), page, size, extend, out);
      };
      m.xShmLock = [](sqlite3_file* f, int offset, int n, int flags) {
        return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
      };
      m.xShmBarrier = [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); };
      m.xShmUnmap = [](sqlite3_file* f, int remove_it) {
        return real(f)->pMethods->xShmUnmap(real(f), remove_it);
      };
      return m;
    }();
    return &kMethods;
  }

  sqlite3_vfs* real_;
  sqlite3_vfs vfs_;
  Fail what_ = Fail::full;
  int left_ = 0;
  bool lasting_ = false;
  bool hit_ = false;
  int writes_ = 0;
};

}  // namespace tf::store

#include "store/backup.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/system_error.h"
#include "base/text.h"
#include "store/sqlite_db.h"

namespace tf::store {

namespace fs = std::filesystem;

namespace {

bool is_there(const std::string& path) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(path, ignored));
}

// Under another name until it is whole; what is left of it goes when it is not.
class Fresh {
 public:
  explicit Fresh(const std::string& path) : path_(path), name_(path + ".part") { clear(); }
  ~Fresh() { clear(); }
  Fresh(const Fresh&) = delete;
  Fresh& operator=(const Fresh&) = delete;
  const std::string& name() const { return name_; }

  Result<void> keep() {
    if (::rename(name_.c_str(), path_.c_str()) != 0) return failed();
    const std::string folder = fs::path(path_).parent_path().string();
    const int dir = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC);
    if (dir < 0) return failed();
    const bool synced = ::fsync(dir) == 0;
    ::close(dir);
    if (!synced) return failed();
    return {};
  }

 private:
  std::unexpected<Error> failed() const {
    return std::unexpected(system_error(cat("cannot write ", path_), cat("写不了 ", path_), errno));
  }
  void clear() const {
    std::error_code ignored;
    for (const char* tail : {"", "-wal", "-shm", "-journal", ".lock"})
      fs::remove(name_ + tail, ignored);
  }

  const std::string path_, name_;
};

Result<void> nothing_at(const std::string& path) {
  if (!is_there(path)) return {};
  return fail(Errc::conflict, cat("there is already a file ", path, "; take another name"),
              cat("已有文件 ", path, "；请换一个名称"));
}

Result<Copy> walk(const std::string& path) {
  SqliteOptions options;
  options.create = false;
  const auto store = TF_TRY(open_sqlite(path, options));
  if (auto fault = TF_TRY(store->verify())) return std::unexpected(*std::move(fault));
  return Copy{TF_TRY(store->head()), TF_TRY(store->counts()), TF_TRY(store->bytes_on_disk())};
}

}  // namespace

Result<Copy> back_up(const std::string& store, const std::string& to) {
  TF_OK(nothing_at(to));
  SqliteOptions looking;
  looking.create = false;
  looking.read_only = true;
  static_cast<void>(TF_TRY(open_sqlite(store, looking)));  // that it is one, and of our version
  Fresh fresh(to);
  {
    Connection source = TF_TRY(Connection::open(store, Access::write));
    source.leave_wal_at_close();
    TF_OK(source.copy_to(fresh.name()));
  }
  Copy copy = TF_TRY(walk(fresh.name()));
  TF_OK(fresh.keep());
  return copy;
}

Result<Copy> check_copy(const std::string& copy) {
  Copy found = TF_TRY(walk(copy));
  std::error_code ignored;
  fs::remove(copy + ".lock", ignored);
  return found;
}

Result<Copy> put_back(const std::string& copy, const std::string& store) {
  TF_OK(nothing_at(store));
  if (!is_there(copy)) return fail(Errc::not_found, cat("no file ", copy), cat("没有文件 ", copy));
  if (is_there(copy + "-wal"))
    return fail(Errc::busy,
                cat(copy, " is a store in use, not a backup; make one: townflow backup"),
                cat(copy, " 是正在使用的存储，不是备份；请先用 townflow backup 备份"));
  Fresh fresh(store);
  std::error_code code;
  fs::copy_file(copy, fresh.name(), code);
  if (code)
    return std::unexpected(system_error(cat("cannot copy ", copy, " to ", store),
                                        cat("不能把 ", copy, " 复制到 ", store), code.value()));
  Copy found = TF_TRY(walk(fresh.name()));
  TF_OK(fresh.keep());
  return found;
}

}  // namespace tf::store

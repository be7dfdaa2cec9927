#include "store/keys.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/system_error.h"
#include "base/text.h"

namespace tf::store {

namespace {

struct KeyFile {
  explicit KeyFile(int f) : fd(f) {}
  KeyFile(const KeyFile&) = delete;
  KeyFile& operator=(const KeyFile&) = delete;
  ~KeyFile() {
    if (fd >= 0) ::close(fd);
  }
  int fd;
};

std::unexpected<Error> key_error(Errc code, std::string_view zh, std::string_view en) {
  return fail(code, std::string(en), std::string(zh));
}

std::unexpected<Error> not_written(const std::string& path) {
  return std::unexpected(system_error(cat("the key file ", path, " cannot be written"),
                                      cat("密钥文件 ", path, " 写不进去"), errno));
}

bool write_whole(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return ::fsync(fd) == 0;
}

bool sync_folder(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const KeyFile dir(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC));
  return dir.fd >= 0 && ::fsync(dir.fd) == 0;
}

// The bytes of the file that was replaced are overwritten in place before they are given back.
void wipe_keys(const KeyFile& old) {
  struct stat info{};
  if (old.fd < 0 || ::fstat(old.fd, &info) != 0) return;
  static_cast<void>(write_whole(old.fd, std::string(static_cast<std::size_t>(info.st_size), '0')));
}

Result<std::string> read_keys(const std::string& path) {
  const KeyFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.fd < 0)
    return std::unexpected(system_error(cat("the key file ", path, " cannot be read"),
                                        cat("密钥文件 ", path, " 读不了"), errno));
  struct stat info{};
  if (::fstat(file.fd, &info) == 0 && (info.st_mode & 077U) != 0)
    return key_error(Errc::invalid, cat("密钥文件 ", path, " 别人也能读：请 chmod 600"),
                     cat("others can read the key file ", path, ": chmod 600 it"));
  std::string out;
  char part[65536];
  for (;;) {
    const ssize_t n = ::read(file.fd, part, sizeof part);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0)
      return std::unexpected(system_error(cat("the key file ", path, " cannot be read"),
                                          cat("密钥文件 ", path, " 读不了"), errno));
    if (n == 0) return out;
    out.append(part, static_cast<std::size_t>(n));
  }
}

}  // namespace

std::unique_ptr<Keys> Keys::in_memory(Make make) {
  return std::unique_ptr<Keys>(new Keys("", make));
}

std::unique_ptr<Keys> Keys::open(const std::string& path, const std::string& ring, Make make) {
  std::unique_ptr<Keys> keys(new Keys(path, make));
  if (const auto read = keys->read(ring); !read) keys->error_ = read.error();
  return keys;
}

Result<void> Keys::usable() const {
  if (error_) return std::unexpected(*error_);
  return {};
}

Result<void> Keys::read(const std::string& ring) {
  std::error_code ignored;
  if (!std::filesystem::exists(path_, ignored)) {
    if (ring.empty()) return {};
    return key_error(
        Errc::not_found,
        cat("密钥文件 ", path_, " 不在：库中的个人信息要它才读得出。请从保管处放回"),
        cat("the key file ", path_,
            " is missing: personal values of this store cannot be read without it; put it back "
            "from where it is kept"));
  }
  auto parsed = SealRing::parse(TF_TRY(read_keys(path_)));
  if (!parsed)
    return key_error(Errc::corrupt, cat("密钥文件 ", path_, " 不完整：请放回保管的副本"),
                     cat("the key file ", path_, " is damaged (", parsed.error(),
                         "); put back the copy that is kept"));
  if (!ring.empty() && parsed->id() != ring)
    return key_error(Errc::invalid, cat("密钥文件 ", path_, " 属于另一个存储"),
                     cat("the key file ", path_, " belongs to another store"));
  ring_ = std::make_shared<const SealRing>(std::move(*parsed));
  return {};
}

std::shared_ptr<const SealRing> Keys::ring() const {
  const std::lock_guard lock(mutex_);
  return ring_;
}

Result<std::shared_ptr<const SealRing>> Keys::need() {
  const std::lock_guard lock(mutex_);
  if (ring_) return ring_;
  if (error_) return std::unexpected(*error_);
  auto made = std::make_shared<const SealRing>(
      make_ == Make::fixed ? SealRing::from("a clock that is set by hand") : SealRing::fresh());
  if (make_ != Make::never) TF_OK(write(*made));
  return ring_ = std::move(made);
}

Result<void> Keys::destroy(const std::vector<SealRing::Leaf>& leaves) {
  const std::lock_guard lock(mutex_);
  if (!ring_ || make_ == Make::never) return {};
  auto less = std::make_shared<SealRing>(*ring_);
  bool any = false;
  for (const SealRing::Leaf leaf : leaves) any = less->destroy(leaf) || any;
  if (!any) return {};
  TF_OK(write(*less));
  ring_ = std::move(less);
  return {};
}

Result<void> Keys::write(const SealRing& ring) const {
  if (path_.empty()) return {};
  const std::string fresh = path_ + ".new";
  ::unlink(fresh.c_str());  // of a writer that was killed
  {
    const KeyFile file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (file.fd < 0 || !write_whole(file.fd, ring.text())) return not_written(fresh);
  }
  const KeyFile old(::open(path_.c_str(), O_WRONLY | O_CLOEXEC));
  if (::rename(fresh.c_str(), path_.c_str()) != 0 || !sync_folder(path_)) return not_written(path_);
  wipe_keys(old);
  return {};
}

}  // namespace tf::store

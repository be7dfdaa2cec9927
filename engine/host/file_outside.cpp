#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/json.h"
#include "base/log.h"
#include "base/system_error.h"
#include "base/text.h"
#include "host/outside.h"

namespace tf::host {

namespace {

class FileOutside : public Outside {
 public:
  explicit FileOutside(int file) : file_(file) {}
  ~FileOutside() override {
    if (file_ >= 0) ::close(file_);
  }
  FileOutside(const FileOutside&) = delete;
  FileOutside& operator=(const FileOutside&) = delete;

  Result<Value> perform(const store::OutboxRow& effect) override {
    std::string line = "{\"key\":";
    append_json_string(line, effect.key);
    line += ",\"kind\":";
    append_json_string(line, effect.kind);
    line += cat(",\"payload\":", effect.payload.empty() ? "null" : effect.payload, "}\n");
    if (file_ < 0) {
      log_info("effect", {{"key", effect.key}, {"kind", effect.kind}});
      return Value{};
    }
    for (std::size_t done = 0; done < line.size();) {
      const ssize_t n = ::write(file_, line.data() + done, line.size() - done);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0)
        return torn(system_error("the notice file cannot be written", "通知文件写不进去", errno),
                    static_cast<off_t>(done));
      done += static_cast<std::size_t>(n);
    }
    return Value{};
  }

 private:
  // What was written of the line goes again: the next try is a line of its own.
  std::unexpected<Error> torn(Error error, off_t written) {
    struct stat about{};
    if (written != 0 && ::fstat(file_, &about) == 0 && S_ISREG(about.st_mode))
      static_cast<void>(::ftruncate(file_, about.st_size - written));
    return std::unexpected(std::move(error));
  }

  int file_;
};

}  // namespace

Result<std::unique_ptr<Outside>> file_outside(const std::string& path) {
  if (path.empty() || path == "-") return std::make_unique<FileOutside>(-1);
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (file < 0)
    return std::unexpected(system_error(cat("cannot open the notice file ", path),
                                        cat("打不开通知文件 ", path), errno));
  return std::make_unique<FileOutside>(file);
}

}  // namespace tf::host

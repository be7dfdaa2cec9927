#include "cli/gzip.h"

#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "base/text.h"

namespace tf::cli {

Result<std::string> read_gzip(const std::string& path, std::size_t most) {
  errno = 0;
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  if (file == nullptr)
    return fail(errno == ENOENT ? Errc::not_found : Errc::io,
                cat("cannot read ", path, ": ", std::strerror(errno)));
  std::string text;
  std::array<char, 1U << 16U> page;
  for (;;) {
    const int got = gzread(file.get(), page.data(), page.size());
    if (got < 0) {
      int code = 0;
      const char* what = gzerror(file.get(), &code);
      return fail(code == Z_ERRNO ? Errc::io : Errc::corrupt,
                  cat("cannot unpack ", path, ": ", code == Z_ERRNO ? std::strerror(errno) : what));
    }
    if (got == 0) break;
    if (text.size() + static_cast<std::size_t>(got) > most)
      return fail(Errc::too_large, cat(path, " unpacks to more than ", most, " bytes"));
    text.append(page.data(), static_cast<std::size_t>(got));
  }
  // A stream that ends too early reads as its beginning; only closing tells.
  if (int code = Z_OK; gzerror(file.get(), &code) != nullptr && code == Z_BUF_ERROR)
    return fail(Errc::corrupt, cat("cannot unpack ", path, ": it ends too early"));
  return text;
}

}  // namespace tf::cli

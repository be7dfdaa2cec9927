#include "cli/gzip.h"

#include <zlib.h>

#include <array>
#include <cerrno>
#include <memory>

#include "base/system_error.h"
#include "base/text.h"

namespace tf::cli {

Result<std::string> read_gzip(const std::string& path, std::size_t most) {
  errno = 0;
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  if (file == nullptr)
    return errno == ENOENT
               ? fail(Errc::not_found, cat("there is no file ", path), cat("没有文件 ", path))
               : std::unexpected(
                     system_error(cat("cannot read ", path), cat("读不了 ", path), errno));
  std::string text;
  std::array<char, 1U << 16U> page;
  for (;;) {
    const int got = gzread(file.get(), page.data(), page.size());
    if (got < 0) {
      int code = 0;
      const char* what = gzerror(file.get(), &code);
      if (code == Z_ERRNO)
        return std::unexpected(
            system_error(cat("cannot read ", path), cat("读不了 ", path), errno));
      return fail(Errc::corrupt, cat("cannot unpack ", path, ": ", what),
                  cat("解不开 ", path, "：", what));
    }
    if (got == 0) break;
    if (text.size() + static_cast<std::size_t>(got) > most)
      return fail(Errc::too_large, cat(path, " unpacks to more than ", most, " bytes"),
                  cat(path, " 解压后超过 ", most, " 字节"));
    text.append(page.data(), static_cast<std::size_t>(got));
  }
  // A stream that ends too early reads as its beginning; only closing tells.
  if (int code = Z_OK; gzerror(file.get(), &code) != nullptr && code == Z_BUF_ERROR)
    return fail(Errc::corrupt, cat("cannot unpack ", path, ": it ends too early"),
                cat("解不开 ", path, "：文件不完整"));
  return text;
}

}  // namespace tf::cli

#include "cli/write_file.h"

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "base/system_error.h"
#include "base/text.h"

namespace tf::cli {

namespace fs = std::filesystem;

Result<void> replace_file(const std::string& path, const std::string& text) {
  const std::string beside = path + ".tmp";
  std::ofstream file(beside, std::ios::binary);
  errno = 0;
  file << text;
  file.close();
  std::error_code code(file ? 0 : errno, std::generic_category());
  if (file) fs::rename(beside, path, code);
  if (file && !code) return {};
  std::error_code ignored;
  fs::remove(beside, ignored);
  return std::unexpected(
      system_error(cat("cannot write ", path), cat("写不了 ", path), code.value()));
}

}  // namespace tf::cli

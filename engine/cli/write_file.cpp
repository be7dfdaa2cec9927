#include "cli/write_file.h"

#include <filesystem>
#include <fstream>

#include "base/text.h"

namespace tf::cli {

namespace fs = std::filesystem;

Result<void> replace_file(const std::string& path, const std::string& text) {
  const std::string beside = path + ".tmp";
  std::ofstream file(beside, std::ios::binary);
  if (!(file << text << std::flush)) return fail(Errc::io, cat("cannot write ", beside));
  file.close();
  std::error_code code;
  fs::rename(beside, path, code);
  if (code) return fail(Errc::io, cat("cannot write ", path, ": ", code.message()));
  return {};
}

}  // namespace tf::cli

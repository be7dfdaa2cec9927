#include "cli/measure.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>
#include <utility>

#include "base/system_error.h"
#include "base/text.h"

namespace tf::cli {

namespace {

namespace fs = std::filesystem;

// What stands after "name:" in a file of such lines; empty when it is not there.
std::string after(const char* path, std::string_view name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(name))
      if (const std::size_t colon = line.find(':'); colon != std::string::npos)
        return std::string(trim(std::string_view(line).substr(colon + 1)));
  return {};
}

}  // namespace

double peak_rss_mb() {
  const std::string kib = after("/proc/self/status", "VmHWM");
  return static_cast<double>(std::strtoull(kib.c_str(), nullptr, 10)) / 1024;
}

std::string machine_line() {
  std::string processor = after("/proc/cpuinfo", "model name");
  if (processor.empty()) processor = "unknown processor";
  std::string load = "?";
  std::ifstream("/proc/loadavg") >> load;
#ifdef __OPTIMIZE__
  constexpr const char* kBuild = "optimised";
#else
  constexpr const char* kBuild = "not optimised";
#endif
  return cat(processor, ", ", std::thread::hardware_concurrency(), " cores, load ", load,
             ", build ", kBuild, ", ",
#ifdef __clang__
             "clang ",
#else
             "gcc ",
#endif
             __VERSION__);
}

Result<TempFolder> TempFolder::make() {
  std::error_code code;
  std::string pattern = (fs::temp_directory_path(code) / "townflow-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr)
    return std::unexpected(system_error(cat("cannot make the folder ", pattern),
                                        cat("建不了文件夹 ", pattern), errno));
  return TempFolder(std::move(pattern));
}

TempFolder::TempFolder(TempFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TempFolder::~TempFolder() {
  std::error_code code;
  if (!path_.empty()) fs::remove_all(path_, code);
}

}  // namespace tf::cli

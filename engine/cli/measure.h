// What a measuring command says of the machine and of itself, and where its stores stand meanwhile.
// Source:  /proc and /sys of Linux; 0 or "unknown" where they are missing.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace tf::cli {

double peak_rss_mb();        // the most this process held in memory
std::string machine_line();  // processor, cores, load, build

// A folder of its own, gone with it. Below TMPDIR, else /tmp.
class TempFolder {
 public:
  static Result<TempFolder> make();
  TempFolder(TempFolder&& other) noexcept;
  TempFolder& operator=(TempFolder&&) = delete;
  ~TempFolder();
  const std::string& path() const { return path_; }

 private:
  explicit TempFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace tf::cli

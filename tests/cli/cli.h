// Runs the command line in this process.
#pragma once

#include <gtest/gtest.h>
#include <algorithm>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "cli/commands.h"

namespace tf::cli {

struct Ran {
  int exit = -1;
  std::string out, err;
};

inline Ran townflow(std::vector<std::string> arguments) {
  std::ostringstream out, err;
  if (std::ranges::find(arguments, "--lang") == arguments.end())
    arguments.insert(arguments.begin(), {"--lang", "en"});
  Ran ran;
  ran.exit = run(arguments, out, err);
  ran.out = out.str();
  ran.err = err.str();
  return ran;
}

// A folder of the test's own, gone at the end.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "townflow-cli-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~Folder() {
    std::error_code code;
    std::filesystem::remove_all(path_, code);
  }
  std::string write(const std::string& name, const std::string& text) const {
    const std::string path = path_ + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  std::string read(const std::string& name) const {
    std::ifstream in(path_ + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline const std::string kRoot = TF_ROOT;
inline const std::string kTestTown = kRoot + "/tests/scenario/town";

}  // namespace tf::cli

// Reads the folders of a town from the source tree, with those it includes, for tests.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace tf::support {

inline std::string file_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Every .yaml under `folders` (relative to the project), sorted; scenarios are left out.
inline std::vector<std::pair<std::string, std::string>> town_files(
    const std::vector<std::string>& folders) {
  std::vector<std::pair<std::string, std::string>> out;
  const std::filesystem::path root(TF_ROOT);
  for (const std::string& folder : folders)
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      const std::filesystem::path path = entry.path().lexically_relative(root);
      if (path.extension() != ".yaml" || path.string().find("/scenarios/") != std::string::npos)
        continue;
      out.emplace_back(path.string(), file_text(entry.path()));
    }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace tf::support

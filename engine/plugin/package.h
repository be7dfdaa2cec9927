// A plugin as one file (.tfplugin): its text files in JSON, each with its SHA-256, and one Ed25519
// signature over all of them. Small and readable: what is installed can be read before it is.
//
// Limits: kMostFiles files, kMostPackage bytes in all; paths stay inside the folder.
// Errors: Errc::invalid what is no package, Errc::corrupt where a sum or the signature is wrong.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/result.h"

namespace tf::plugin {

inline constexpr std::size_t kMostFiles = 64;
inline constexpr std::size_t kMostPackage = 512 << 10;

struct Package {
  std::string id, version;
  std::map<std::string, std::string> files;  // path inside the folder → text
  std::string key, signature;                // hex; empty: not signed
};

// "main.lua", "locale/zh.yaml": relative, plain characters, no way out.
bool is_package_path(std::string_view path);
Result<std::string> write_package(const Package& package);
// Sums are checked; the signature too, when there is one.
Result<Package> read_package(std::string_view text);

struct KeyPair {
  std::string secret, open;  // hex
};
KeyPair make_key();
// The open half of a secret key (hex), or why it is none.
Result<std::string> open_key(const std::string& secret);
Result<void> sign_package(Package& package, const std::string& secret);

}  // namespace tf::plugin

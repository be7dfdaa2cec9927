// A town's folder as one file (.tar.gz), and back: its own files, what it includes from elsewhere
// (put under included/), and townflow.json with the town's id, what it extends, and the SHA-256 of
// every file. The version is the hash over all of them: the same folder gives the same package,
// byte for byte. The town it extends is not in it; it is installed beside.
//
// Refused: links, a second town inside, includes that lead out of the folder, sums that do not fit,
// files that townflow.json does not name.
// Limits:  kMostPackage packed, interchange/archive.h unpacked.
#pragma once

#include <map>
#include <string>

#include "base/result.h"
#include "cli/session.h"

namespace tf::cli {

inline constexpr std::size_t kMostPackage = 16U << 20U;

struct TownPackage {
  std::string id, extends, version;
  std::map<std::string, std::string> files;  // without townflow.json
};

// Of a folder with a town.yaml.
Result<TownPackage> gather_town(const std::string& folder);
Result<std::string> pack_town(const TownPackage& package);
Result<TownPackage> unpack_town(std::string_view bytes);

// Puts it into the host's folder `home` (host/town_home.h) once it and all towns that stand on it
// are sound, and tells the host that runs there; everything else leaves all as it was.
int install_town(Session& session, const TownPackage& package, const std::string& home);

}  // namespace tf::cli

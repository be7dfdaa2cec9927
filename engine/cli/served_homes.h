// The folders a server was started with, of which some are homes of installed towns (host/
// town_home.h): what they hold now, and the note in which the server tells installers what came of
// taking them in. Threads: none.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/session.h"
#include "core/catalog.h"
#include "host/town_home.h"

namespace tf::cli {

class ServedHomes {
 public:
  // Errc::busy when another server has one of them.
  static Result<ServedHomes> open(const std::vector<std::string>& folders);

  // Loads by `load(folders)`, again when a town was swapped in meanwhile.
  template <class Load>
  std::shared_ptr<const core::Catalog> read(const Load& load) {
    for (;;) {
      look();
      auto catalog = load(host::town_folders(folders_));
      if (!moved()) return catalog;
    }
  }
  // What came of it, for those who wait.
  void note(bool good, const std::string& text);

 private:
  struct Home {
    host::TownHome home;
    host::FileLock lock;
    host::HostNote note;
  };
  void look();
  bool moved() const;

  std::vector<std::string> folders_;
  std::vector<Home> homes_;
};

}  // namespace tf::cli

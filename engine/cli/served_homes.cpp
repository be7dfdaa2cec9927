#include "cli/served_homes.h"

#include <unistd.h>

namespace tf::cli {

Result<ServedHomes> ServedHomes::open(const std::vector<std::string>& folders) {
  ServedHomes all;
  all.folders_ = folders;
  for (const std::string& folder : folders) {
    if (!host::is_town_home(folder)) continue;
    host::TownHome home(folder);
    auto lock = TF_TRY(host::serve_home(home));
    host::HostNote note;
    note.pid = static_cast<int>(::getpid());
    all.homes_.push_back({std::move(home), std::move(lock), std::move(note)});
  }
  return all;
}

void ServedHomes::look() {
  for (Home& one : homes_) one.note.versions = one.home.versions();
}

bool ServedHomes::moved() const {
  for (const Home& one : homes_)
    if (one.note.versions != one.home.versions()) return true;
  return false;
}

void ServedHomes::note(bool good, const std::string& text) {
  for (Home& one : homes_) {
    ++one.note.turn;
    one.note.good = good;
    one.note.text = text;
    static_cast<void>(one.lock.write(host::to_text(one.note)));  // installers then wait in vain
  }
}

}  // namespace tf::cli

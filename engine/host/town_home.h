// TownHome: the folder a host serves towns from, when they come as packages.
//
//     HOME/ID                    → .towns/ID/VERSION, a link swapped by one rename
//     HOME/.towns/ID/VERSION/…   the files of a version; the last kMostVersions are kept
//     HOME/.towns/ID/history     one version a line, oldest first
//     HOME/.towns/host           what serves this folder: locked while it runs, and what it took in
//
// A folder of a town that somebody keeps by hand may stand beside them; it is served too and never
// touched here. A reader that follows HOME/ID sees one version or the other, never a mixture.
// Threads: none. Two programs: the one that changes holds the lock of HOME/.towns/lock.
// Errors:  Errc::busy somebody else changes it; not_found, io, conflict with what to do.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace tf::host {

inline constexpr std::size_t kMostVersions = 5;

// A lock on a file, for as long as it lives.
class FileLock {
 public:
  FileLock() = default;
  ~FileLock();
  FileLock(FileLock&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  FileLock& operator=(FileLock&&) = delete;
  // Errc::busy when another program has it.
  static Result<FileLock> take(const std::string& path);
  Result<void> write(const std::string& text) const;  // replaces the file's content

 private:
  int fd_ = -1;
};

struct InstalledTown {
  std::string id;
  std::string version;                // "" when it is a plain folder
  std::vector<std::string> versions;  // kept ones, oldest first
  std::string extends;
};

class TownHome {
 public:
  explicit TownHome(std::string folder);

  const std::string& folder() const { return folder_; }
  // The towns in it, by id: installed ones and plain folders.
  std::vector<InstalledTown> towns() const;
  std::optional<InstalledTown> town(const std::string& id) const;
  // Of the links alone, without opening a file: name → version, "" for a plain folder.
  std::map<std::string, std::string> versions() const;
  // Their folders, as load_folders takes them.
  std::vector<std::string> folders() const;

  // To be held while anything below is called.
  Result<FileLock> lock() const;
  // Writes a version beside the others; nothing serves it yet. Paths are inner ones (no "..").
  Result<void> stage(const std::string& id, const std::string& version,
                     const std::map<std::string, std::string>& files) const;
  // A folder that looks like HOME with `id` on `version` (none: without it): for checking before.
  // Its path; it is gone at the next call.
  Result<std::string> view(const std::string& id, const std::optional<std::string>& version) const;
  void drop_view() const;
  // From now on HOME/ID is `version`; recorded as the newest of its history.
  Result<void> go_live(const std::string& id, const std::string& version) const;
  // Takes the link away; `version` of the history stays for going back.
  Result<void> take_away(const std::string& id) const;
  // Removes versions that are not among the last kMostVersions, and `failed`.
  void prune(const std::string& id, const std::string& failed = {}) const;

 private:
  std::string store() const;
  std::string folder_;
};

// Is `folder` a home: no town itself, but with towns in it?
bool is_town_home(const std::string& folder);
// Homes among `folders` become the folders of their towns.
std::vector<std::string> town_folders(const std::vector<std::string>& folders);

// What the program that serves a home wrote last.
struct HostNote {
  int pid = 0;
  std::uint64_t turn = 0;  // how often it took towns in
  bool good = false;
  std::string text;                             // what came of the last time
  std::map<std::string, std::string> versions;  // that it looked at then
};
std::string to_text(const HostNote& note);
// None when nothing serves it; with pid 0 while a server is starting.
std::optional<HostNote> serving(const TownHome& home);
// The lock and file in which a server keeps its note.
Result<FileLock> serve_home(const TownHome& home);

}  // namespace tf::host

// What a change of rules would do to the cases that run: their turns are taken in memory, under the
// rules in force now, and thrown away. Nothing is written.
// Threads: any, beside whoever writes.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/catalog.h"
#include "store/store.h"

namespace tf::host {

struct ClockPreview {
  std::string of, name;
  Instant before, after;  // due
};
struct CasePreview {
  std::uint64_t id = 0;
  std::string number, workflow;
  core::Light light_before = core::Light::green, light_after = core::Light::green;
  std::vector<ClockPreview> clocks;  // whose due changes
};
struct Preview {
  std::size_t open = 0;            // cases looked at
  std::size_t due = 0;             // of which a deadline changes
  std::size_t light = 0;           // of which the colour changes
  std::vector<CasePreview> cases;  // these, at most `listed`, in the order of case lists
};
Result<Preview> preview_rules(std::shared_ptr<const core::Catalog> catalog, store::Store& store,
                              const std::string& town, Instant now, std::size_t listed);

// The same for files as somebody has changed them but not yet laid down: `files` go in place of
// those of the same name in `now` (the whole path, or an end of it that only one file has).
struct FileFinding {
  std::string file;
  int line = 0, column = 0;
  std::string zh, en;
};
struct FilesPreview {
  std::vector<FileFinding> findings;  // mistakes: nothing was tried
  Preview preview;
};
// Errc::not_found names a file the town has not.
Result<FilesPreview> preview_files(const core::Catalog& now, store::Store& store,
                                   const std::string& town,
                                   const std::map<std::string, std::string>& files, Instant at,
                                   std::size_t listed);

}  // namespace tf::host

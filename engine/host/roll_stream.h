// The stream of a town's roll: what its people files said when they were taken in, and every act
// on the roll since, as rows of one chain in the shard's journal. The roll in force is the fold of
// the stream; its version is the number of rows. Files are an import: what changed in them since
// they were taken in last is laid over the roll in force; what was changed by acts stays.
//
// Memory:  a town without acts has its roll in its files; only the others hold entries here.
// Errors:  Errc::corrupt when a row of the stream is none. Private to host/.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/catalog.h"
#include "core/command.h"
#include "core/roll_entries.h"
#include "host/roll_row.h"
#include "store/store.h"

namespace tf::host {

class BatchRunner;

class RollStreams {
 public:
  // Where the streams of a store stand, by its settings; a stream is read when it is needed.
  explicit RollStreams(const std::map<std::string, std::string>& settings = {});

  // `catalog` with the rolls and versions of the streams; as it is when there are none.
  Result<std::shared_ptr<const core::Catalog>> in_force(
      std::shared_ptr<const core::Catalog> catalog, store::Store& store);
  // Takes in the people files of `catalog`: stages a row for each town in which they differ from
  // what was taken in last, and gives it the rolls then in force. What changed of each town, for
  // its open cases. `before`: what ran until now.
  using Touched = std::map<std::string, std::vector<std::string>>;
  Result<Touched> import(core::Catalog& catalog, const core::Catalog& before,
                         const core::Actor& actor, BatchRunner& runner);
  // Stages the row of an act that was found good; gives the catalog in which it is in force.
  Result<std::shared_ptr<const core::Catalog>> act(
      const std::shared_ptr<const core::Catalog>& catalog, const core::Command& command,
      const core::CommandKey& request, const std::vector<core::RollDifference>& changes,
      BatchRunner& runner);

 private:
  struct Stream {
    std::uint64_t seq = 0;
    bool acts = false;  // there are others than imports
    std::string filed;  // version of the files taken in last
    bool read = false;  // the two below are there; else the roll is that of the files
    core::RollEntries live, file;
  };
  Result<void> read(const std::string& town, Stream& stream, store::Store& store);
  Result<void> stage(const std::string& town, Stream& stream, const core::Command& command,
                     const core::CommandKey& request, const Value& changes, BatchRunner& runner);
  std::map<std::string, Stream, std::less<>> streams_;
};

}  // namespace tf::host

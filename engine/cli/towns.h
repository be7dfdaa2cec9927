// What commands share: loading towns and telling what is wrong with them, opening a store, reading
// a JSON argument, and the clocks of the command line.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/value.h"
#include "cli/session.h"
#include "host/town_files.h"
#include "host/town_shelf.h"
#include "store/store.h"

namespace tf::cli {

// Loads and binds; findings are printed when one is an error. Null after an error, with the exit
// code set. Towns of `store` keep their ordinals, and its cases what they stand on.
std::shared_ptr<const core::Catalog> open_towns(Session& session,
                                                const std::vector<std::string>& folders,
                                                store::Store* store = nullptr,
                                                host::TownShelf* shelf = nullptr);
// The same folders again while cases of `now` run: towns keep their ordinals, and those that did
// not change are as they were.
std::shared_ptr<const core::Catalog> reopen_towns(Session& session, host::TownShelf& shelf,
                                                  const std::vector<std::string>& folders,
                                                  const core::Catalog& now);
// The town of `folder` with its merged documents; none after an error.
struct OneTown {
  std::string id;
  std::vector<model::Document> documents;
  core::Town town;
};
std::optional<OneTown> open_one(Session& session, const std::string& folder);
// Says that `town` has no process `name`, with the nearest of `names`; sets the exit code.
int no_such_workflow(Session& session, const std::string& town, const std::string& name,
                     const std::vector<std::string>& names);

std::unique_ptr<store::Store> open_store(Session& session, const std::string& path, bool create,
                                         bool virtual_clock = false);

// JSON text, or @FILE, or - for standard input.
Result<Value> json_argument(const std::string& text);
// "2026-03-10T16:40:00+08:00", or "2026-03-10 16:40" read in `zone`.
std::optional<Instant> time_argument(const std::string& text, const Zone& zone);

// The host's clock, never behind what the store has seen: a store on a virtual clock may be ahead.
class ForwardClock : public Clock {
 public:
  explicit ForwardClock(Instant least) : least_(least) {}
  Instant now() const override;

 private:
  Instant least_;
};

}  // namespace tf::cli

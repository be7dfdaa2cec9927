// TownShelf: the towns of a host, bound, and kept between publications: what did not change is
// neither read nor bound again, and what stands on one base shares it (core/share.h).
//
// A town changed when a file of its folders did (name, size, time of change), when it leads to
// another installed version, or when what it extends changed.
// Threads: one caller; loads several towns at once on threads of its own.
// Errors:  findings, those of every town asked for, in the order of their places.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/share.h"
#include "plugin/worker.h"

namespace tf::host {

class TownShelf {
 public:
  // The towns of `folders` as they are now; null when a finding is an error. `ordinals`: towns that
  // already have one keep it. `isolate` as for bind_towns.
  Result<std::shared_ptr<const core::Catalog>> load(
      const std::vector<std::string>& folders, const std::map<std::string, std::uint32_t>& ordinals,
      model::Diagnostics& findings, const plugin::Launch& isolate = {});
  std::size_t bound_last() const { return bound_; }  // how many towns the last load bound

 private:
  using Texts = std::map<std::string, std::string>;  // by path
  struct Seen {                                      // a town file, as long as its folder is so
    std::string mark;                                // of the folder
    std::string id, extends;
    std::vector<std::string> includes;
  };
  struct Base {
    std::string mark;        // what its files were, and those below it
    std::uint64_t read = 0;  // how often a base had been read when it was
    std::shared_ptr<const core::SharedBase> shared;
    Texts texts, scripts;  // scripts: the texts of plugins alone
    model::Diagnostics findings;
  };
  struct Kept {
    std::string mark;  // of its files and of its base
    std::shared_ptr<const core::Town> town;
    Texts texts;
    model::Diagnostics findings;
    std::string error;  // it could not be read
  };
  struct Asked {
    std::string folder, id, mark, extends;
    std::uint32_t ordinal = 0;
    const Base* base = nullptr;
  };
  // The town file of `folder`, whose files are `own` now; `mark` grows by them and by what the town
  // includes. Null without a town.
  const Seen* look(const std::string& folder, const std::string& own, std::string& mark);
  Result<const Base*> base(const std::string& folder, const std::string& id);
  Result<std::vector<Asked>> ask(const std::vector<std::string>& folders,
                                 const std::map<std::string, std::uint32_t>& ordinals);
  Kept bind(const Asked& asked, bool alone) const;  // alone: all cores are its own
  std::vector<Kept> bind_all(const std::vector<const Asked*>& asked) const;
  void put_together(const std::vector<Asked>& all);

  std::map<std::string, Seen> seen_;   // by folder
  std::map<std::string, Base> bases_;  // by folder
  std::uint64_t bases_read_ = 0;
  std::map<std::string, Kept> towns_;        // by folder
  std::map<std::string, std::string> sums_;  // SHA-256 of each text, by path
  std::set<std::string> fresh_;              // bound, but in no catalog yet
  std::vector<std::string> folders_;         // of the last catalog
  std::shared_ptr<const core::Catalog> last_;
  std::size_t bound_ = 0;
  plugin::Launch isolate_;
};

}  // namespace tf::host

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
  struct Base {
    std::string mark;  // what its files were
    std::shared_ptr<const core::SharedBase> shared;
    std::map<std::string, std::string> texts;
    model::Diagnostics findings;
  };
  struct Kept {
    std::string mark;  // of its files and of its base
    std::shared_ptr<const core::Town> town;
    std::map<std::string, std::string> texts;
    model::Diagnostics findings;
    std::string error;  // it could not be read
  };
  struct Asked {
    std::string folder, id, mark, base;
    std::uint32_t ordinal = 0;
  };
  Result<std::string> mark_of(const std::string& folder, std::string* extends) const;
  Result<const Base*> base(const std::string& folder, const std::string& id,
                           const plugin::Launch& isolate);
  static Kept bind(const Asked& asked, const Base* base, const plugin::Launch& isolate);

  std::map<std::string, Base> bases_;  // by folder
  std::map<std::string, Kept> towns_;  // by folder
  std::size_t bound_ = 0;
};

}  // namespace tf::host

// TreeHistory: which place of a town lay in which, until when. Figures count a case at every place
// its grid lies in; a case that was counted under another tree is taken back where it was counted,
// not where its grid lies since (docs/deadlines.md, §7).
// Kept in the store's settings: "tree/TOWN" is the tree now, "tree/TOWN/MS" one that ended then;
// written only when a town's tree is another than the last.
// Threads: one at a time. Private to host/.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/catalog.h"

namespace tf::host {

class TreeHistory {
 public:
  using Parents = std::map<std::string, std::string, std::less<>>;  // place → the one around it

  TreeHistory() = default;
  explicit TreeHistory(const std::map<std::string, std::string>& settings);

  // Takes in the trees of `catalog` as of `now`; what changes is put into `settings`.
  void note(const core::Catalog& catalog, Instant now,
            std::map<std::string, std::string>& settings);
  // `grid` and what it lay in at `t`, lowest first; nothing when that is as it is now, or unknown.
  std::optional<std::vector<std::string>> places(std::string_view town, std::string_view grid,
                                                 Instant t) const;

 private:
  struct Ended {
    Instant until;
    Parents parents;
  };
  std::map<std::string, std::string, std::less<>> rolls_;         // by town, as last looked at
  std::map<std::string, std::string, std::less<>> now_;           // by town, as text
  std::map<std::string, std::vector<Ended>, std::less<>> ended_;  // by town, oldest first
};

}  // namespace tf::host

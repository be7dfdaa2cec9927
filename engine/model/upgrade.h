// What becomes of a town when the base under it changes: three sides compared before anything
// moves.
//
//     base as it was ──base changes──> base as it will be
//          └────────town changes────> the town as it is, on the base as it was
//
// A conflict: both changed the same place, or one changed inside what the other took away, and not
// to the same. The town's change stands in the merged result; the author decides whether it should.
// What does not fit at all any more is said by merging (overlay.h). Threads: any.
#pragma once

#include <string>
#include <vector>

#include "model/difference.h"
#include "model/span.h"

namespace tf::model {

struct UpgradeChange {
  std::string document;  // "workflow three-lines"
  Difference what;
  Span place;  // where it says so now; of what is gone: where it stood
};
struct UpgradeConflict {
  UpgradeChange base, town;
};
struct Upgrade {
  std::vector<UpgradeChange> base, town;
  std::vector<UpgradeConflict> conflicts;
};

// `town`: merged on `old_base`. Documents are found by kind, id and date; town files by kind alone.
Upgrade compare_upgrade(const std::vector<Document>& old_base,
                        const std::vector<Document>& new_base, const std::vector<Document>& town);

}  // namespace tf::model

#include "sim/case_judge.h"

namespace tf::sim {

namespace {

void judge(TypeShare& share, const FileCase& c, const core::CaseState& state) {
  ++share.cases;
  const core::Clock* clock = state.case_clock();
  if (!c.target) {
    if (clock != nullptr) ++share.unasked;
    return;
  }
  const Milliseconds off = clock == nullptr ? 0 : *c.target - clock->due;
  const bool reproduced = clock != nullptr && -kTolerance <= off && off <= kTolerance;
  share.targets.add(reproduced);
  if (clock != nullptr && off > kTolerance) ++share.later;
  if (c.overdue) share.lights.add(state.was_red == *c.overdue);
}

}  // namespace

CaseJudge::CaseJudge(const CaseFile& file, std::span<const std::uint64_t> ids) : file_(file) {
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (ids[i] != 0) index_.emplace(ids[i], i);
}

void CaseJudge::see(const core::CaseState& state) {
  const auto found = index_.find(state.id.value);
  if (found == index_.end()) return;
  const FileCase& c = file_.cases[found->second];
  judge(all_, c, state);
  judge(types_[c.type], c, state);
}

}  // namespace tf::sim

#include "core/replay.h"

#include "core/apply_event.h"

namespace tf::core {

void fold_row(CaseState& state, const std::vector<Event>& events, std::uint64_t case_seq) {
  for (const Event& event : events) apply_event(state, event);
  state.seq = case_seq;
}

}  // namespace tf::core

// Journal → state: folding rows with apply_event alone: no definition, rules, people or plugins.
#pragma once

#include "core/codec.h"

namespace tf::core {

// Folds one accepted row into `state` (fresh for the first). `case_seq` is the row's.
void fold_row(CaseState& state, const std::vector<Event>& events, std::uint64_t case_seq);

}  // namespace tf::core

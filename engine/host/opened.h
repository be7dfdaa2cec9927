// What is sealed, opened for those who may see it: a state, a row, an effect on its way out. What
// is erased reads "erased / 已抹除".
// Threads: any.
#pragma once

#include "core/codec.h"
#include "store/store.h"

namespace tf::host {

void open_sealed(store::Store& store, core::CaseState& state);
void open_sealed(store::Store& store, core::RowBody& body);
// A text of JSON, such as the payload of an effect.
std::string opened_json(store::Store& store, const std::string& json);
// A state as people see it (load_state of shard.h, opened).
Result<core::CaseState> seen_state(store::Store& store, CaseId id);

}  // namespace tf::host

// Frozen fields (`lock_fields`): once a step has completed that locks them, nobody writes them
// again, in the item or the case it stands in; only that step itself may, when it is done again.
// Told as ROLL_FROZEN for the field `roll`. A field that is `locked` is fixed once it has a value,
// from the turn after that in which the case was opened.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/turn.h"

namespace tf::core {

// The step that froze `field` as seen from `scope`, or null; `writer`: the step that writes.
const Step* frozen_by(Turn& turn, const std::string& field, std::uint64_t scope,
                      const std::string& writer);
// Whether `field` is locked, as seen from `scope`, and has a value.
bool is_fixed(Turn& turn, const std::string& field, std::uint64_t scope);
// The first of `values` that may not change, or that another case has already (unique.h); one that
// stays as it is does no harm.
std::optional<Rejection> frozen_rejection(Turn& turn, const std::map<std::string, Value>& values,
                                          std::uint64_t scope, const std::string& writer);

}  // namespace tf::core

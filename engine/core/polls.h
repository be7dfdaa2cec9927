// What signatures and ballots come to: weights of the items of an `each`, and the numbers of a
// vote. An item without a weight of its own counts one. Exact: decimals, no rounding.
#pragma once

#include <array>

#include "base/decimal.h"
#include "core/case_state.h"
#include "core/definition.h"

namespace tf::core {

// The weight of a row (`sign_weight`), else one.
Decimal weight_of(const Value& row);
// Of all items of the `each` this token stands at, done or open.
Decimal total_weight(const CaseState& state, std::uint64_t token);
// By Votes: agree, disagree, abstain, present, roll, absent; from the ballots that have arrived.
std::array<Decimal, 6> votes_of(const CaseState& state, const Token& token);
// The same as a record, with `text` "229/230" (agree of the roll).
Value vote_record(const std::array<Decimal, 6>& votes);

}  // namespace tf::core

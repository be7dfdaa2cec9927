#include "core/polls.h"

#include "base/text.h"

namespace tf::core {

namespace {

Decimal plus(const Decimal& a, const Decimal& b) {
  return add(a, b).value_or(a);
}

}  // namespace

Decimal weight_of(const Value& row) {
  if (row.is(Value::Kind::record) && row["sign_weight"].is(Value::Kind::number))
    return row["sign_weight"].as_number();
  return Decimal{1};
}

Decimal total_weight(const CaseState& state, std::uint64_t token) {
  Decimal sum;
  const Token* owner = state.token(token);
  if (owner == nullptr) return sum;
  for (const Value& row : owner->done) sum = plus(sum, weight_of(row));
  for (const Scope& scope : state.scopes)
    if (scope.token == token && scope.index >= 0 && !scope.kept)
      sum = plus(sum, weight_of(scope.row));
  return sum;
}

std::array<Decimal, 6> votes_of(const CaseState& state, const Token& token) {
  std::array<Decimal, 6> out;
  constexpr const char* kChoices[] = {"agree", "disagree", "abstain"};
  for (const Value& row : token.done) {
    const Decimal weight = weight_of(row);
    out[kPresent] = plus(out[kPresent], weight);
    for (std::size_t i = 0; i < std::size(kChoices); ++i)
      if (row["choice"].is(Value::Kind::text) && row["choice"].as_text() == kChoices[i])
        out[i] = plus(out[i], weight);
  }
  for (const Scope& scope : state.scopes)  // its items stay open to the end
    if (scope.token == token.id && scope.index >= 0 && !scope.kept)
      out[kRoll] = plus(out[kRoll], weight_of(scope.row));
  out[kAbsent] = subtract(out[kRoll], out[kPresent]).value_or(Decimal{});
  return out;
}

Value vote_record(const std::array<Decimal, 6>& votes) {
  Record out;
  constexpr const char* kNames[] = {"agree", "disagree", "abstain", "present", "roll", "absent"};
  for (std::size_t i = 0; i < votes.size(); ++i) out.set(kNames[i], Value::number(votes[i]));
  out.set("text", Value::text(cat(votes[kAgree].str(), "/", votes[kRoll].str())));
  return Value::record(std::move(out));
}

}  // namespace tf::core

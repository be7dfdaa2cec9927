#include "core/secret_ballot.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "core/polls.h"

namespace tf::core {

const Token* secret_poll(Turn& turn, const Task& task) {
  const CaseState& state = turn.state();
  const Token* token = state.token(task.token);
  const Scope* scope = token == nullptr ? nullptr : state.scope(token->scope);
  for (; scope != nullptr && scope->id != 1;) {
    const Token* owner = state.token(scope->token);
    const Step* step = owner == nullptr ? nullptr : turn.definition().step(owner->step);
    const auto* each = step == nullptr ? nullptr : std::get_if<EachSpec>(&step->spec);
    if (each != nullptr && each->poll) return each->secret ? owner : nullptr;
    scope = owner == nullptr ? nullptr : state.scope(owner->scope);
  }
  return nullptr;
}

Act without_choice(const Act& command) {
  Act shown = command;
  shown.form = {};
  return shown;
}

void seal_ballot(Turn& turn, const Token& poll, std::map<std::string, Value>& answers) {
  const std::string_view key(reinterpret_cast<const char*>(turn.key.data()), turn.key.size());
  for (auto& [name, value] : answers)
    value = turn.world().lookup->seal(
        poll.id, value, cat(key, ":", turn.state().seq, ":", turn.state().next_id, ":", name));
}

List count_secretly(Turn& turn, const Token& poll, const List& rows) {
  struct Sum {
    std::int64_t voters = 0;
    Decimal weight;
    bool weighted = false;
  };
  std::map<std::string, Sum> sums;
  for (const Value& row : rows) {
    const Value choice = turn.world().lookup->unseal(poll.id, turn.opened(row["choice"]));
    Sum& sum = sums[choice.is(Value::Kind::text) ? choice.as_text() : std::string()];
    sum.voters += 1;
    sum.weighted = sum.weighted || !row["sign_weight"].is_null();
    sum.weight = add(sum.weight, weight_of(row)).value_or(sum.weight);
  }
  turn.world().lookup->forget_key(poll.id);
  List out;
  for (const auto& [choice, sum] : sums) {
    Record one{{"choice", choice.empty() ? Value() : Value::text(choice)}};
    if (sum.weighted) {
      one.set("sign_weight", Value::number(sum.weight));
      out.push_back(Value::record(std::move(one)));
      continue;
    }
    for (std::int64_t i = 0; i < sum.voters; ++i) out.push_back(Value::record(one));
  }
  return out;
}

std::string receipt_of(const Value& sealed) {
  return to_hex(sha256(sealed.str())).substr(0, 16);
}

}  // namespace tf::core

#include "core/match_keys.h"

#include <algorithm>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "core/nearness.h"
#include "core/private_fields.h"
#include "core/sealing.h"

namespace tf::core {

std::vector<std::string> match_keys(Turn& turn, CaseEnv& env,
                                    const std::vector<std::string>& fields) {
  std::vector<Value> values;
  for (const std::string& field : fields)
    values.push_back(field == kCell ? own_cell(env.place()) : env.path(field));
  return keys_of(turn, turn.definition(), fields, values);
}

void renew_keys(Turn& turn) {
  const Definition& def = turn.definition();
  const auto sought_by = [&](const std::string& field) {
    const std::string_view head = std::string_view(field).substr(0, field.find('.'));
    const bool place =
        def.field(head) != nullptr && (def.field(head)->type.kind == TypeKind::place ||
                                       def.field(head)->type.kind == TypeKind::address);
    return std::ranges::any_of(def.keys, [&](const std::vector<std::string>& tuple) {
      return std::ranges::any_of(tuple, [&](const std::string& path) {
        return std::string_view(path).substr(0, path.find('.')) == head || (place && path == kCell);
      });
    });
  };
  const bool touched = std::ranges::any_of(turn.events(), [&](const Event& event) {
    const auto* set = std::get_if<FieldsSet>(&event);
    return set != nullptr && set->scope <= 1 &&
           std::ranges::any_of(set->values, [&](const auto& v) { return sought_by(v.first); });
  });
  if (!touched) return;
  CaseEnv env(turn);
  std::vector<std::string> keys;
  for (const auto& fields : def.keys)
    for (std::string& key : match_keys(turn, env, fields)) keys.push_back(std::move(key));
  if (keys == turn.state().keys) return;
  CaseChanged change;
  change.keys = std::move(keys);
  turn.emit(std::move(change));
}

std::vector<MatchText> match_texts(const std::vector<std::string>& fields,
                                   const std::vector<Value>& values, std::size_t most) {
  std::vector<MatchText> keys{{join(fields, "|"), {}}};
  for (const Value& value : values) {
    const List one{value};
    const List& choices = value.is(Value::Kind::list) ? value.as_list() : one;
    std::vector<MatchText> longer;
    for (const MatchText& key : keys)
      for (const Value& choice : choices)
        if (!choice.is_null() && longer.size() < most) {
          longer.push_back({cat(key.text, "=", to_json(choice, true)), key.values});
          longer.back().values.push_back(choice);
        }
    keys = std::move(longer);
  }
  return keys;
}

std::vector<std::string> keys_of(const std::vector<std::string>& fields,
                                 const std::vector<Value>& values, std::size_t most) {
  // 16 bytes of hash, as hex: short rows.
  std::vector<std::string> out;
  for (const MatchText& key : match_texts(fields, values, most))
    out.push_back(to_hex(sha256(key.text)).substr(0, 32));
  return out;
}

std::vector<std::string> keys_of(Turn& turn, const Definition& of,
                                 const std::vector<std::string>& fields,
                                 const std::vector<Value>& values, std::size_t most) {
  return turn.sealing() != nullptr && is_private_tuple(of, fields)
             ? turn.sealing()->marks(of, fields, values, most)
             : keys_of(fields, values, most);
}

}  // namespace tf::core

#include "core/match_keys.h"

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

std::vector<MatchText> match_texts(const std::vector<std::string>& fields,
                                   const std::vector<Value>& values) {
  std::vector<MatchText> keys{{join(fields, "|"), {}}};
  for (const Value& value : values) {
    const List one{value};
    const List& choices = value.is(Value::Kind::list) ? value.as_list() : one;
    std::vector<MatchText> longer;
    for (const MatchText& key : keys)
      for (const Value& choice : choices)
        if (!choice.is_null() && longer.size() < kMostKeys) {
          longer.push_back({cat(key.text, "=", to_json(choice, true)), key.values});
          longer.back().values.push_back(choice);
        }
    keys = std::move(longer);
  }
  return keys;
}

std::vector<std::string> keys_of(const std::vector<std::string>& fields,
                                 const std::vector<Value>& values) {
  // 16 bytes of hash, as hex: short rows.
  std::vector<std::string> out;
  for (const MatchText& key : match_texts(fields, values))
    out.push_back(to_hex(sha256(key.text)).substr(0, 32));
  return out;
}

std::vector<std::string> keys_of(Turn& turn, const Definition& of,
                                 const std::vector<std::string>& fields,
                                 const std::vector<Value>& values) {
  return turn.sealing() != nullptr && is_private_tuple(of, fields)
             ? turn.sealing()->marks(of, fields, values)
             : keys_of(fields, values);
}

}  // namespace tf::core

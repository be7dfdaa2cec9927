#include "core/match_keys.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "core/nearness.h"

namespace tf::core {

std::vector<std::string> match_keys(CaseEnv& env, const std::vector<std::string>& fields) {
  std::vector<Value> values;
  for (const std::string& field : fields)
    values.push_back(field == kCell ? own_cell(env.place()) : env.path(field));
  return keys_of(fields, values);
}

std::vector<std::string> keys_of(const std::vector<std::string>& fields,
                                 const std::vector<Value>& values) {
  std::vector<std::string> keys{join(fields, "|")};
  for (const Value& value : values) {
    const List one{value};
    const List& choices = value.is(Value::Kind::list) ? value.as_list() : one;
    std::vector<std::string> longer;
    for (const std::string& key : keys)
      for (const Value& choice : choices)
        if (!choice.is_null() && longer.size() < kMostKeys)
          longer.push_back(cat(key, "=", to_json(choice, true)));
    keys = std::move(longer);
  }
  // 16 bytes of hash, as hex: short rows, no personal data in the index.
  for (std::string& key : keys) key = to_hex(sha256(key)).substr(0, 32);
  return keys;
}

}  // namespace tf::core

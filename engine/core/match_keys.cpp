#include "core/match_keys.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"

namespace tf::core {

std::vector<std::string> match_keys(CaseEnv& env, const std::vector<std::string>& fields) {
  std::vector<std::string> keys{join(fields, "|")};
  for (const std::string& field : fields) {
    const Value value = env.path(field);
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

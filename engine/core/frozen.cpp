#include "core/frozen.h"

#include <algorithm>

#include "base/text.h"
#include "core/env.h"
#include "core/functions.h"
#include "core/unique.h"

namespace tf::core {

namespace {

std::string code_of(std::string_view field) {
  std::string code(field);
  for (char& c : code)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return cat(code, "_FROZEN");
}

}  // namespace

const Step* frozen_by(Turn& turn, const std::string& field, std::uint64_t scope,
                      const std::string& writer) {
  const std::string head = field.substr(0, field.find('.'));
  for (const Step& step : turn.definition().steps) {
    const auto& locked = step.lock_fields;
    if (step.id == writer || std::find(locked.begin(), locked.end(), head) == locked.end())
      continue;
    const Value name = Value::text(step.id);
    if (call_function(turn, kFnDone, std::span(&name, 1), scope).is_true()) return &step;
  }
  return nullptr;
}

bool is_fixed(Turn& turn, const std::string& field, std::uint64_t scope) {
  const Field* known = turn.definition().field(field.substr(0, field.find('.')));
  return known != nullptr && known->locked && turn.state().seq != 0 &&
         !CaseEnv(turn, scope).path(field).is_null();
}

std::optional<Rejection> frozen_rejection(Turn& turn, const std::map<std::string, Value>& values,
                                          std::uint64_t scope, const std::string& writer) {
  CaseEnv env(turn, scope);
  for (const auto& [field, value] : values) {
    const Step* step = frozen_by(turn, field, scope, writer);
    const std::string head = field.substr(0, field.find('.'));
    if (step == nullptr && is_fixed(turn, field, scope) && !(env.path(field) == value))
      return Rejection{"field.locked",
                       cat("“", head, "”已定为 ", env.path(field).str(), "，不得再改"),
                       cat("'", head, "' is set to ", env.path(field).str(), " for good"),
                       {}};
    if (step == nullptr || env.path(field) == value) continue;
    return Rejection{code_of(head),
                     cat("“", head, "”已在步骤 ", step->id, " 冻结，不得再改"),
                     cat("'", head, "' was frozen at step ", step->id, " and may not change"),
                     {}};
  }
  return unique_rejection(turn, values);
}

}  // namespace tf::core

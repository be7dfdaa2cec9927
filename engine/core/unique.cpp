#include "core/unique.h"

#include <algorithm>

#include "base/text.h"
#include "core/match_keys.h"

namespace tf::core {

std::optional<Rejection> unique_rejection(Turn& turn, const std::map<std::string, Value>& values) {
  const Definition& def = turn.definition();
  for (const auto& [name, value] : values) {
    const Field* field = def.field(name);
    if (field == nullptr || !field->unique || field->item || value.is_null()) continue;
    const auto keys = keys_of(turn, def, {name}, {value});
    if (keys.empty()) continue;
    const auto found = turn.world().lookup->find(keys, Instant{0}, false);
    const auto other = std::ranges::find_if(found, [&](const Lookup::Found& one) {
      return one.workflow == def.id && one.id != turn.state().id;
    });
    if (other == found.end()) continue;
    return Rejection{"form.not_unique",
                     cat(name, "：案件 ", other->number, " 已用此值"),
                     cat(name, " is that of case ", other->number, " already"),
                     {}};
  }
  return std::nullopt;
}

}  // namespace tf::core

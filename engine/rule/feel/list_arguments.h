// How FEEL's functions take lists: one list, one value for a list of one, or the items as
// arguments.
#pragma once

#include <optional>
#include <span>

#include "rule/feel/builtins.h"

namespace tf::rule {

// The items of a list; a single value counts as a list of one; nothing for null.
inline std::optional<std::span<const Value>> list_of(const Value& value) {
  if (value.is_null()) return std::nullopt;
  if (value.is(Value::Kind::list)) return std::span<const Value>(value.as_list());
  return std::span<const Value>(&value, 1);
}

// f(list) or f(item, item, …).
inline std::span<const Value> items_of(const Call& call) {
  if (call.args.size() == 1 && call.args[0].is(Value::Kind::list)) return call.args[0].as_list();
  return call.args;
}

}  // namespace tf::rule

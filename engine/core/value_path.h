// A dotted path inside a value: `parties.phone` of a list of records is the list of their phones.
// Null where a part is not there. Threads: none.
#pragma once

#include <string_view>
#include <utility>

#include "base/text.h"
#include "base/value.h"

namespace tf::core {

inline Value along(Value value, std::string_view path) {
  for (const std::string_view part : split(path, '.')) {
    if (value.is(Value::Kind::list)) {  // of each element
      List out;
      for (const Value& item : value.as_list()) out.push_back(item[part]);
      value = Value::list(std::move(out));
    } else {
      value = Value(value[part]);
    }
  }
  return value;
}

}  // namespace tf::core

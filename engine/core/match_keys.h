// Match keys: a case is found again by equal fields (LANGUAGE `find`, `same`). A key names its
// tuple of fields and their values; two lists match when they share an element (one key each); a
// null matches nothing.
#pragma once

#include <string>
#include <vector>

#include "core/env.h"

namespace tf::core {

// At most kMostKeys a tuple; more list elements than that are not indexed.
inline constexpr std::size_t kMostKeys = 64;
std::vector<std::string> match_keys(CaseEnv& env, const std::vector<std::string>& fields);
// Keys for these values of `fields`; lists stand for any of their elements.
std::vector<std::string> keys_of(const std::vector<std::string>& fields,
                                 const std::vector<Value>& values);

}  // namespace tf::core

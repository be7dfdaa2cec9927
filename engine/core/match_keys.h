// Match keys: a case is found again by equal fields (LANGUAGE `find`, `same`). A key names its
// tuple of fields and their values; two lists match when they share an element (one key each); a
// null matches nothing.
#pragma once

#include <string>
#include <vector>

#include "core/env.h"

namespace tf::core {

// At most kMostKeys a tuple; more list elements than that are not indexed. Whoever looks may ask
// for more: all cells within kMostMetres, up to the 65th parallel.
inline constexpr std::size_t kMostKeys = 64;
inline constexpr std::size_t kMostSought = 256;
std::vector<std::string> match_keys(Turn& turn, CaseEnv& env,
                                    const std::vector<std::string>& fields);
// The text of each key of these values, and the one value of each field it is made of.
struct MatchText {
  std::string text;
  std::vector<Value> values;
};
std::vector<MatchText> match_texts(const std::vector<std::string>& fields,
                                   const std::vector<Value>& values, std::size_t most = kMostKeys);
// Keys for these values of `fields`; lists stand for any of their elements.
std::vector<std::string> keys_of(const std::vector<std::string>& fields,
                                 const std::vector<Value>& values, std::size_t most = kMostKeys);
// When the turn has written a field that cases of the process are found by: the case is found under
// its new values from now on, and no longer under the old ones.
void renew_keys(Turn& turn);
// The same as cases of the process `of` have them: where a field is private, only who has its key
// can make the key again.
std::vector<std::string> keys_of(Turn& turn, const Definition& of,
                                 const std::vector<std::string>& fields,
                                 const std::vector<Value>& values, std::size_t most = kMostKeys);

}  // namespace tf::core

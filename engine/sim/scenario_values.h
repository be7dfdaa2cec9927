// Between what a scenario writes and what the engine holds: data for forms, and comparing an
// expected word with a value.
#pragma once

#include <string>
#include <vector>

#include "base/value.h"
#include "base/zone.h"
#include "model/node.h"

namespace tf::sim {

// A YAML value as a client would send it: plain numbers and true/false, everything else text.
Value data_of(const model::Node& node);
// Does `actual` say what `expected` says? A person, place or node may be named by its id; a moment
// is compared as exactly as it is written; a record holds at least the keys written.
bool says(const model::Node& expected, const Value& actual, const Zone& zone);
// Moments are compared at the precision of the text: minutes, or seconds when it has them.
bool same_moment(std::string_view expected, Instant actual, const Zone& zone);

// "[a, b]" and the like, for messages.
std::string shown(const model::Node& node);
std::string shown(const Value& value, const Zone& zone);
std::string shown(const std::vector<std::string>& list);
std::string shown(Instant t, const Zone& zone);
// A scalar as one, a list as its items.
std::vector<std::string> words_in(const model::Node& node);

}  // namespace tf::sim

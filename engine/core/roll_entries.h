// A roll as a flat list, so that two can be compared and one be changed line by line:
//     "node ID", "hold NODE POST", "person ID", "unit ID" → a record
// Promise: roll_of(entries_of(roll)) has the same entries. Threads: values.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/value.h"
#include "core/people.h"

namespace tf::core {

using RollEntries = std::map<std::string, Value, std::less<>>;
RollEntries entries_of(const Roll& roll);

struct RollDifference {
  std::string key;
  Value from, to;  // null: not there
};
std::vector<RollDifference> roll_differences(const RollEntries& from, const RollEntries& to);

// In place of names, when it is not known what changed: whoever does not serve any more.
inline constexpr const char* kAllPeople = "*";
// Persons, units, and posts as node/post, whose open work has to be looked at again.
std::vector<std::string> touched_by(const std::vector<RollDifference>& changes);
// The same for those whose term or absence begins after `from` and not after `to`, or ended in
// that time.
std::vector<std::string> touched_between(const Roll& roll, Date from, Date to);
// Twelve hex digits over all entries: what a resolution was made of.
std::string roll_version(const Roll& roll);

}  // namespace tf::core

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
Roll roll_of(const RollEntries& entries);  // with its version

// Single entries, as entries_of makes them.
Value person_entry(const Person& person);
Value unit_entry(const Unit& unit);
Value holders_entry(const std::vector<Term>& terms);  // in their order; without dates: the name
// Who holds a post of a node, with the dates; those without dates too.
std::vector<Term> terms_of(const Place& place, std::string_view post);

struct RollDifference {
  std::string key;
  Value from, to;  // null: not there
};
std::vector<RollDifference> roll_differences(const RollEntries& from, const RollEntries& to);
// As a record: key → entry, null where it is gone; and back into entries.
Value differences_value(const std::vector<RollDifference>& changes);
void apply_differences(RollEntries& entries, const Value& changes);

// Persons, units, and posts as node/post, whose open work has to be looked at again: also the posts
// that somebody of `roll` holds whose absences changed, for whoever stood in, or was asked instead.
std::vector<std::string> touched_by(const std::vector<RollDifference>& changes, const Roll& roll);
// The same for those whose term or absence begins after `from` and not after `to`, or ended in
// that time.
std::vector<std::string> touched_between(const Roll& roll, Date from, Date to);
// Twelve hex digits over all entries: what a resolution was made of.
std::string roll_version(const Roll& roll);

}  // namespace tf::core

// Rows of a roll's stream: where they stand in the journal, how they read. docs/journal.md.
#pragma once

#include <string>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "base/value.h"
#include "core/catalog.h"
#include "core/codec.h"
#include "store/store.h"

namespace tf::host {

// Of no town of cases (ordinal 0), and the same whatever ordinal the town has.
CaseId roll_stream(std::string_view town);

// What an accepted row changed: key → entry, null where it is gone; null: it is no such row.
Value roll_row_changes(const core::RowBody& body);
core::Event roll_row_event(const core::Actor& actor, Value changes);
// {"town","version","verb","changed":[…]}: what the caller of the act is told, then and again.
std::string roll_row_answer(const core::RowBody& body, std::uint64_t seq);

// {"town","version","nodes":{…},"posts":{"NODE/POST":[…]},"persons":{…},"units":{…}}
std::string roll_json(const core::Town& town, std::uint64_t seq);
// {"town","changes":[{"version","at","by","verb","with","changed":{…}}]}, oldest first, after
// version `after`, at most `limit`.
Result<std::string> roll_changes_json(const core::Town& town, store::Store& store,
                                      std::uint64_t after, std::size_t limit);

}  // namespace tf::host

// Rows of the SQLite store as structs: which columns a query must select, in which order, and how
// they are read.
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "store/body_packer.h"
#include "store/sqlite_db.h"
#include "store/store.h"

namespace tf::store {

inline constexpr std::int64_t kNoDue = std::numeric_limits<std::int64_t>::max();  // sorts last

inline constexpr std::string_view kJournalColumns =
    "j.seq, j.case_id, j.case_seq, j.refused, j.at, j.key, j.request, j.case_hash, j.shard_hash, "
    "j.body, j.packed, (SELECT p.shard_hash FROM journal p WHERE p.seq = j.seq - 1)";
inline constexpr std::string_view kCaseColumns =
    "id, light, due, wake, town, number, parent, workflow, title, phase, stage, result, reason, "
    "listed, unit, grid, owner, reporter, opened, warn, closed, on_time, seq, case_hash";
inline constexpr std::string_view kTaskColumns =
    "t.case_id, t.task, light, due, town, workflow, number, step, title, work, state, owner, "
    "candidates, unit, offered";

inline std::uint64_t natural(const Statement& row, int column) {
  return static_cast<std::uint64_t>(row.integer(column));
}

// No row is served that is not what was written: Errc::corrupt when the row before it is missing,
// its link does not fit, its body does not unpack, or a hash or key has a wrong length.
Result<JournalRow> journal_row(const Statement& row, const BodyPacker& packer);
// Errc::corrupt when its hash has a wrong length.
Result<CaseRow> case_row(const Statement& row);
TaskRow task_row(const Statement& row);

// The lines of a text; none of an empty one.
std::vector<std::string> lines_of(std::string_view text);

}  // namespace tf::store

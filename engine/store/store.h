// Store: the durable side of a shard: the journal (truth) and the rows that lists and timers read
// (projections, which can be dropped and rebuilt). One batch of commands commits as one
// transaction: all of it or nothing is there after a crash. Every implementation passes
// tests/store/conformance.
//
// Threads:  commit and the reads marked [writer] come from the shard's thread only; the others may
// come from
//           any thread and see committed rows only.
// Errors:   Errc::full (no space: nothing of the batch is stored, later batches may succeed),
// Errc::io
//           (a failed sync is final: every later commit fails), Errc::corrupt, Errc::busy (another
//           process writes), Errc::newer (written by a newer version).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/id.h"
#include "base/result.h"
#include "base/time.h"
#include "core/command.h"

namespace tf::store {

enum class RowKind : std::uint8_t { accepted = 1, refused = 2 };

// One journal row: one accepted or refused command with all events of its turn.
struct JournalRow {
  std::uint64_t seq = 0;       // of the shard, no gaps, from 1
  std::uint64_t case_id = 0;   // CaseId::value; 0 for a refused opening
  std::uint64_t case_seq = 0;  // of the case, no gaps, from 1; 0 for refusals
  RowKind kind = RowKind::accepted;
  Instant at;              // never before the row before it
  core::CommandKey key{};  // idempotency: unique for ever; all zero for timers' own commands
  std::array<std::uint8_t, 16>
      request{};      // hash of the request, so the same key with another body is told apart
  std::string body;   // {"c": command, "by": actor, "e": [events]} or {"c":…, "r": rejection}
  Hash case_hash{};   // H(previous of the case, H(body)); zero for refusals
  Hash shard_hash{};  // H(0x02, previous of the shard, row with case_hash)
};
// The two links; the one place that says what is hashed.
Hash case_link(const Hash& previous, std::string_view body);
Hash shard_link(const Hash& previous, const JournalRow& row);

// A case as lists show it; also its timer: `wake` is the next moment it moves by itself.
struct CaseRow {
  std::uint64_t id = 0;
  std::string number, town, workflow, title;
  std::string phase, stage, result, reason;
  std::uint8_t light = 0;  // 0 green, 1 yellow, 2 red; worst first in lists
  bool listed = false;
  std::string unit, grid, owner, reporter;
  std::int64_t opened_ms = 0;
  std::optional<std::int64_t> due_ms, warn_ms, wake_ms, closed_ms;
  bool on_time = true;  // of a closed one
  std::uint64_t parent = 0;
  std::uint64_t seq = 0;  // case_seq after it
  Hash case_hash{};       // its head
};
struct TaskRow {  // an open task; closing deletes it
  std::uint64_t case_id = 0, task = 0;
  std::string town, workflow, number, step, title, work, state;  // state: offered, claimed
  std::string owner;
  std::vector<std::string> candidates;  // who may claim it; indexed
  std::string unit;
  std::uint8_t light = 0;
  std::optional<std::int64_t> due_ms;
  std::int64_t offered_ms = 0;
};
struct OutboxRow {  // an effect waiting to be performed
  std::uint64_t case_id = 0, effect = 0;
  std::string kind, key, payload;  // payload: JSON
  std::int64_t next_ms = 0;        // not before
  std::uint32_t tries = 0;
  std::string last_error;
};
struct MatchRow {  // a case is found again by this key (LANGUAGE `find`, `same`)
  std::string key;
  std::uint64_t case_id = 0;
  std::string workflow;
  std::int64_t opened_ms = 0;
  std::optional<std::int64_t> closed_ms;
};
struct MetricFact {  // one count of one case for one metric, node and period (day)
  std::string metric, node;
  std::int64_t day = 0;
  std::uint64_t case_id = 0;
  std::int64_t num = 0, den = 0;
};
struct Snapshot {
  std::uint64_t case_id = 0, case_seq = 0;
  Hash case_hash{};
  std::uint32_t codec = 1;
  std::string body;
};

struct Batch {
  std::vector<JournalRow> journal;
  std::vector<CaseRow> cases;                                         // insert or replace
  std::vector<TaskRow> tasks;                                         // insert or replace
  std::vector<std::pair<std::uint64_t, std::uint64_t>> closed_tasks;  // (case, task)
  std::vector<OutboxRow> outbox;                                      // insert or replace
  std::vector<std::pair<std::uint64_t, std::uint64_t>> done_effects;  // (case, effect)
  std::vector<MatchRow> matches;    // insert or replace by (key, case)
  std::vector<MetricFact> metrics;  // insert or replace by (metric,node,day,case)
  std::vector<Snapshot> snapshots;
  std::vector<std::uint64_t> dropped_snapshots;  // case ids
  std::map<std::string, std::string> settings;   // counters, published versions…: key → value
  bool empty() const {
    return journal.empty() && outbox.empty() && done_effects.empty() && settings.empty() &&
           snapshots.empty() && dropped_snapshots.empty();
  }
};

struct Head {
  std::uint64_t seq = 0;  // last journal row
  Hash shard_hash{};
  Instant at;  // its stamp
};
struct CaseHead {
  std::uint64_t case_seq = 0;
  Hash case_hash{};
};

// Which rows of a list, and the page. Order of cases: light worst first, then due soonest, then id.
struct CaseFilter {
  std::optional<std::string> town, workflow, phase, unit, grid, owner;
  std::optional<std::uint8_t> light;
  std::optional<std::string> text;  // part of number or title
  std::uint32_t limit = 50;         // at most 500
  std::uint64_t offset = 0;
};
struct TaskFilter {
  std::optional<std::string> town, person, unit, workflow, state;  // person: owner or candidate
  std::optional<std::uint8_t> light;
  std::uint32_t limit = 50;
  std::uint64_t offset = 0;
};
struct Counts {  // of open cases by light, for health and metrics
  std::uint64_t open = 0, closed = 0, green = 0, yellow = 0, red = 0, tasks = 0, outbox = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  // [writer] All or nothing; durable on return.
  virtual Result<void> commit(const Batch& batch) = 0;
  // [writer] The last row; a new store answers seq 0.
  virtual Result<Head> head() = 0;
  virtual Result<std::map<std::string, std::string>> settings() = 0;

  // The row of this key, or none.
  virtual Result<std::optional<JournalRow>> by_key(const core::CommandKey& key) = 0;
  // At most `limit` rows of the case with case_seq > after, oldest first (refusals not among them).
  virtual Result<std::vector<JournalRow>> read_case(std::uint64_t case_id, std::uint64_t after,
                                                    std::size_t limit) = 0;
  // At most `limit` rows of the shard with seq > after, oldest first.
  virtual Result<std::vector<JournalRow>> read_all(std::uint64_t after, std::size_t limit) = 0;
  virtual Result<std::optional<Snapshot>> snapshot(std::uint64_t case_id) = 0;

  // (wake, case) of open cases with wake < before, soonest first.
  virtual Result<std::vector<std::pair<std::int64_t, std::uint64_t>>> due(std::int64_t before_ms,
                                                                          std::size_t limit) = 0;
  virtual Result<std::optional<std::int64_t>> next_due() = 0;
  // Effects with next_ms <= now, oldest first.
  virtual Result<std::vector<OutboxRow>> outbox(std::int64_t now_ms, std::size_t limit) = 0;
  // Cases found under any of `keys`, opened at or after `since` (or closed at or after it when
  // `closed`), oldest first, each once.
  virtual Result<std::vector<MatchRow>> find(const std::vector<std::string>& keys,
                                             std::int64_t since_ms, bool closed) = 0;

  virtual Result<std::optional<CaseRow>> case_row(std::uint64_t case_id) = 0;
  virtual Result<std::optional<CaseRow>> case_by_number(const std::string& number) = 0;
  virtual Result<std::vector<CaseRow>> cases(const CaseFilter& filter) = 0;
  virtual Result<std::vector<CaseRow>> children(std::uint64_t parent) = 0;
  virtual Result<std::vector<TaskRow>> tasks(const TaskFilter& filter) = 0;
  virtual Result<std::vector<TaskRow>> tasks_of(std::uint64_t case_id) = 0;
  // Sums over days [from, to] of (num, den) for the metric, by node.
  virtual Result<std::map<std::string, std::pair<std::int64_t, std::int64_t>>> metric(
      const std::string& metric, std::int64_t from_day, std::int64_t to_day) = 0;
  // How many cases turned red (light 2) with `unit` or node in the window; asked by ladders.
  virtual Result<Counts> counts() = 0;
  virtual Result<std::uint64_t> refusals() = 0;  // journal rows of kind refused

  // Walks the whole journal: gaps, links, bodies. The first fault found, by seq, or none.
  virtual Result<std::optional<std::string>> verify() = 0;
  virtual Result<std::uint64_t> bytes_on_disk() = 0;
};

std::unique_ptr<Store> memory_store();

struct SqliteOptions {
  bool create = true;
  bool virtual_clock = false;  // recorded at creation; a store keeps the kind it was made with
  bool sync = true;            // false only for measurements and tests that say so
};
// One file at `path` (plus -wal, -shm). Errc::busy when another process has it open for writing.
Result<std::unique_ptr<Store>> open_sqlite(const std::string& path,
                                           const SqliteOptions& options = {});

}  // namespace tf::store

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
#include <tuple>
#include <vector>

#include "base/hash.h"
#include "base/id.h"
#include "base/result.h"
#include "base/time.h"
#include "core/command.h"
#include "store/keys.h"

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
// The two links; links.cpp is the one place that says what is hashed (docs/journal.md).
Hash case_link(const Hash& previous, std::string_view body);
Hash shard_link(const Hash& previous, const JournalRow& row);
// Fills both hashes of `row` from the links before it and moves those on: what a writer calls for
// each row of a batch, in order. `case_head` is left alone by a refusal.
void link(JournalRow& row, Hash& case_head, Hash& shard_head);

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
struct KeptRow {  // what a plugin of a town keeps; without a value: nothing any more
  std::string town, plugin, key, value;  // value: JSON
  std::optional<std::int64_t> until_ms;  // gone from then on
};
struct MetricFact {  // one count of one case for one metric, node and period (day)
  std::string metric, node;
  std::int64_t day = 0;
  std::uint64_t case_id = 0;
  std::int64_t num = 0, den = 0;
};
// How many cases of one flow and node ended on a day, with their due on a day; late: past due. An
// absent day is the largest number.
struct StandingCell {
  std::string flow, node;
  std::int64_t ended = 0, due = 0;
  bool late = false;
  auto operator<=>(const StandingCell&) const = default;
};
struct StandingSums {                    // of a period
  std::int64_t closed = 0, awaited = 0;  // closed by its end, of those due or closed in it
  std::int64_t on_time = 0, judged = 0;  // of those with a due: closed by it, of closed + overdue
  void add(std::int64_t ended, std::int64_t due, bool late, std::int64_t cases, std::int64_t from,
           std::int64_t to);
  bool operator==(const StandingSums&) const = default;
};
struct Snapshot {
  std::uint64_t case_id = 0, case_seq = 0;
  Hash case_hash{};
  std::uint32_t codec = 1;
  std::string body;
};

// An open case and the moment it moves by itself; `seq`: its rows so far.
struct DueCase {
  std::int64_t wake_ms = 0;
  std::uint64_t id = 0, seq = 0;
  bool operator==(const DueCase&) const = default;
};
// What a case is folded from: its snapshot, when it has one, and the rows after it.
struct History {
  std::uint64_t case_id = 0;
  std::optional<Snapshot> snapshot;
  std::vector<JournalRow> rows;
};

struct Batch {
  std::vector<JournalRow> journal;
  std::vector<CaseRow> cases;                                         // insert or replace
  std::vector<TaskRow> tasks;                                         // insert or replace
  std::vector<std::pair<std::uint64_t, std::uint64_t>> closed_tasks;  // (case, task); after tasks
  std::vector<OutboxRow> outbox;                                      // insert or replace
  std::vector<std::pair<std::uint64_t, std::uint64_t>>
      done_effects;                 // (case, effect); after outbox
  std::vector<MatchRow> matches;    // insert or replace by (key, case)
  std::vector<MetricFact> metrics;  // insert or replace by (metric,node,day,case)
  std::vector<KeptRow> kept;        // insert or replace by (town, plugin, key), or take away
  // (metric, day, node) → (num, den) that the day's sums move by, without a fact of their own.
  std::map<std::tuple<std::string, std::int64_t, std::string>,
           std::pair<std::int64_t, std::int64_t>>
      sums;
  std::map<StandingCell, std::int64_t> standings;  // cases more, or fewer
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
  std::optional<std::string> town{}, workflow{}, phase{}, unit{}, grid{}, owner{};
  std::optional<std::uint8_t> light{};
  std::optional<std::string> text{};  // part of number or title, a-z as A-Z
  std::uint32_t limit = 50;           // at most 500
  std::uint64_t offset = 0;
};
struct TaskFilter {
  std::optional<std::string> town{}, person{}, unit{}, workflow{},
      state{};  // person: owner or candidate
  std::optional<std::uint8_t> light{};
  std::uint32_t limit = 50;
  std::uint64_t offset = 0;
};
struct Counts {  // of open cases by light, for health and metrics
  std::uint64_t open = 0, closed = 0, green = 0, yellow = 0, red = 0, tasks = 0, outbox = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  // [writer] All or nothing; durable on return. Errc::conflict, and nothing stored, when the first
  // row is not the next of the shard, a row is stamped before the one ahead of it, a key is already
  // in the journal or twice in the batch, or (case_id, case_seq) is already there.
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

  // The history of each case that is there, in the order of `ids`: all under one reading, which
  // costs much less than one after the other.
  virtual Result<std::vector<History>> histories(const std::vector<std::uint64_t>& ids) = 0;

  // Open cases with wake < before, soonest first, then by id.
  virtual Result<std::vector<DueCase>> due(std::int64_t before_ms, std::size_t limit) = 0;
  virtual Result<std::optional<std::int64_t>> next_due() = 0;
  // Effects with next_ms <= now, oldest first.
  virtual Result<std::vector<OutboxRow>> outbox(std::int64_t now_ms, std::size_t limit) = 0;
  // Cases found under any of `keys`, opened at or after `since` whatever became of them, or, when
  // `closed`, those closed at or after it; oldest opening first, then id; each once, with the first
  // of `keys` that found it.
  virtual Result<std::vector<MatchRow>> find(const std::vector<std::string>& keys,
                                             std::int64_t since_ms, bool closed) = 0;

  // What a plugin of a town keeps under a key at an instant, and how many bytes of keys and values
  // all of it has.
  virtual Result<std::optional<KeptRow>> kept(const std::string& town, const std::string& plugin,
                                              const std::string& key, std::int64_t now_ms) = 0;
  virtual Result<std::int64_t> kept_bytes(const std::string& town, const std::string& plugin,
                                          std::int64_t now_ms) = 0;

  virtual Result<std::optional<CaseRow>> case_row(std::uint64_t case_id) = 0;
  virtual Result<std::optional<CaseRow>> case_by_number(const std::string& number) = 0;
  virtual Result<std::vector<CaseRow>> cases(const CaseFilter& filter) = 0;
  virtual Result<std::vector<CaseRow>> children(std::uint64_t parent) = 0;
  virtual Result<std::vector<TaskRow>> tasks(const TaskFilter& filter) = 0;
  virtual Result<std::vector<TaskRow>> tasks_of(std::uint64_t case_id) = 0;
  // Sums over days [from, to] of (num, den) for the metric, by node.
  virtual Result<std::map<std::string, std::pair<std::int64_t, std::int64_t>>> metric(
      const std::string& metric, std::int64_t from_day, std::int64_t to_day) = 0;
  // The `num` of every fact of the metric and days [from, to] with den > 0, of one node or of every
  // node that has any, in no order: what a median is taken of.
  virtual Result<std::map<std::string, std::vector<std::int64_t>>> metric_values(
      const std::string& metric, const std::optional<std::string>& node, std::int64_t from_day,
      std::int64_t to_day) = 0;
  // Of one node, or of every node.
  virtual Result<std::map<std::string, StandingSums>> standings(
      const std::string& flow, const std::optional<std::string>& node, std::int64_t from_day,
      std::int64_t to_day) = 0;
  // Light counts are of open and suspended cases.
  virtual Result<Counts> counts() = 0;
  virtual Result<std::uint64_t> refusals() = 0;  // journal rows of kind refused

  // Walks the whole journal: gaps, links, bodies. The first fault found, by seq, or none.
  virtual Result<std::optional<Error>> verify() = 0;
  virtual Result<std::uint64_t> bytes_on_disk() = 0;
  // The keys of what is sealed in it (keys.h); any thread.
  virtual Keys& keys() = 0;
  // True: made for a clock that is set by hand; for life.
  virtual bool virtual_clock() const = 0;
};

std::unique_ptr<Store> memory_store(bool virtual_clock = false);

struct SqliteOptions {
  bool create = true;          // false: Errc::not_found when there is no file
  bool virtual_clock = false;  // recorded at creation; a store keeps the kind it was made with, and
                               // asking it of one made without is Errc::invalid
  bool read_only = false;      // looks only, beside whoever writes; commit is Errc::io
  std::string keys = {};       // the key file; "": beside the store, PATH.keys
  bool sync = true;            // false only for measurements and tests that say so
  std::uint32_t checkpoint_pages = 4000;  // of the WAL, moved into the file between commits
  std::uint32_t max_pages = 0;            // tests: the disk is full beyond it
  std::uint32_t key_run = 1 << 16;        // keys per run (sqlite_keys.h); tests take few
};
// One file at `path` (plus -wal, -shm and .lock). Errc::busy when somebody has it open for writing,
// Errc::invalid when the file is something else than a townflow store, Errc::newer.
Result<std::unique_ptr<Store>> open_sqlite(const std::string& path,
                                           const SqliteOptions& options = {});

}  // namespace tf::store

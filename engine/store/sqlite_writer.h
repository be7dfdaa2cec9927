// The writing half of the SQLite store: one method per kind of row, each inside the open
// transaction. Statements are prepared once.
// Threads: the shard's.
#pragma once

#include <map>
#include <string>

#include "store/body_packer.h"
#include "store/sqlite_db.h"
#include "store/store.h"

namespace tf::store {

// What a batch changed in the figures kept in memory.
struct Tally {
  std::uint64_t cases = 0;     // new ones
  std::uint64_t refusals = 0;  // new ones
};

class SqliteWriter {
 public:
  // `packer` and `db` must outlive it.
  static Result<SqliteWriter> prepare(Connection& db, const BodyPacker& packer);

  // All rows of `batch`; on an error the caller rolls back and calls forget().
  Result<Tally> write(const Batch& batch);
  void forget() { words_.clear(); }  // what was learnt in a transaction that did not commit

  Statement begin, commit, rollback;

 private:
  SqliteWriter(Connection& db, const BodyPacker& packer) : db_(&db), packer_(&packer) {}
  Result<void> prepare_all();

  Result<void> write_journal(const JournalRow& row);
  Result<void> write_case(const CaseRow& row, Tally& tally);
  Result<void> write_task(const TaskRow& row);
  Result<void> close_task(std::uint64_t case_id, std::uint64_t task);
  Result<void> write_effect(const OutboxRow& row);
  Result<void> write_match(const MatchRow& row);
  Result<void> write_kept(const KeptRow& row, std::int64_t now_ms);
  Result<void> write_metric(const MetricFact& fact);
  Result<void> write_sums(const Batch& batch);
  Result<void> write_snapshot(const Snapshot& snapshot);
  Result<void> write_rest(const Batch& batch, const Tally& tally);

  Result<void> drop_others(std::uint64_t case_id, std::uint64_t task);
  Result<std::int64_t> word(const std::string& text);

  Connection* db_;
  const BodyPacker* packer_;
  std::map<std::string, std::int64_t, std::less<>> words_;
  Statement journal_, case_same_list_, case_same_name_, case_update_, case_insert_;
  Statement task_insert_, task_update_, task_delete_alone_, task_delete_, task_people_of_;
  Statement person_insert_, person_delete_;
  Statement effect_, effect_delete_, match_, snapshot_, snapshot_delete_, setting_, refusals_,
      cases_;
  Statement kept_, kept_delete_, kept_expire_;
  Statement word_find_, word_insert_, fact_find_, fact_, day_, standing_;
};

// SHA-256 over everything a snapshot says, stored beside it.
Hash snapshot_sum(const Snapshot& snapshot);

}  // namespace tf::store

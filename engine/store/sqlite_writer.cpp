#include "store/sqlite_writer.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "store/sqlite_rows.h"

namespace tf::store {
namespace {

// The columns of a case that may change without moving it in the list, in the order of bind_case.
constexpr const char* kSetCase =
    "wake = ?1, workflow = ?2, title = ?3, phase = ?4, stage = ?5, result = ?6, reason = ?7, "
    "listed = ?8, unit = ?9, grid = ?10, owner = ?11, reporter = ?12, opened = ?13, warn = ?14, "
    "closed = ?15, on_time = ?16, seq = ?17, case_hash = ?18";

void bind_case(Statement& s, const CaseRow& row) {
  s.bind(row.wake_ms)
      .bind(row.workflow)
      .bind(row.title)
      .bind(row.phase)
      .bind(row.stage)
      .bind(row.result)
      .bind(row.reason)
      .bind(row.listed)
      .bind(row.unit)
      .bind(row.grid)
      .bind(row.owner)
      .bind(row.reporter)
      .bind(row.opened_ms)
      .bind(row.warn_ms)
      .bind(row.closed_ms)
      .bind(row.on_time)
      .bind(row.seq)
      .bind_bytes(row.case_hash)
      .bind(row.id)
      .bind(row.phase == "closed")
      .bind(std::int64_t{row.light})
      .bind(row.due_ms.value_or(kNoDue))
      .bind(row.town)
      .bind(row.number)
      .bind(row.parent);
}

// Whose task it is at a glance: the owner, else the only candidate; empty when there are several.
std::string_view person_of(const TaskRow& row) {
  if (!row.owner.empty()) return row.owner;
  return row.candidates.size() == 1 ? std::string_view(row.candidates.front()) : "";
}
std::vector<std::string> others_of(const TaskRow& row) {
  std::vector<std::string> others;
  const std::string_view person = person_of(row);
  for (const std::string& candidate : row.candidates)
    if (candidate != person && std::ranges::find(others, candidate) == others.end())
      others.push_back(candidate);
  return others;
}

}  // namespace

Hash snapshot_sum(const Snapshot& snapshot) {
  return Hasher()
      .add(cat(snapshot.case_id, " ", snapshot.case_seq, " ", snapshot.codec, "\n"))
      .add(snapshot.case_hash)
      .add(snapshot.body)
      .finish();
}

Result<SqliteWriter> SqliteWriter::prepare(Connection& db, const BodyPacker& packer) {
  SqliteWriter writer(db, packer);
  TF_OK(writer.prepare_all());
  return writer;
}

Result<void> SqliteWriter::prepare_all() {
  const auto make = [&](Statement& into, std::string_view sql) -> Result<void> {
    into = TF_TRY(db_->prepare(sql));
    return {};
  };
  TF_OK(make(begin, "BEGIN IMMEDIATE"));
  TF_OK(make(commit, "COMMIT"));
  TF_OK(make(rollback, "ROLLBACK"));
  TF_OK(make(journal_, "INSERT INTO journal VALUES(?,?,?,?,?,?,?,?,?,?,?)"));
  // An index entry is written anew whenever its columns are named, also when they stay the same.
  // Most turns leave a case where it stands in the list, nearly all leave it its number.
  TF_OK(make(case_same_list_, cat("UPDATE cases SET ", kSetCase,
                                  " WHERE id = ?19 AND ended = ?20 AND light = ?21 AND due = ?22 "
                                  "AND town = ?23 AND number = ?24 AND parent = ?25")));
  TF_OK(make(case_same_name_, cat("UPDATE cases SET ", kSetCase,
                                  ", ended = ?20, light = ?21, due = ?22, town = ?23 ",
                                  "WHERE id = ?19 AND number = ?24 AND parent = ?25")));
  TF_OK(make(case_update_, cat("UPDATE cases SET ", kSetCase,
                               ", ended = ?20, light = ?21, due = ?22, town = ?23, number = ?24, "
                               "parent = ?25 WHERE id = ?19")));
  TF_OK(make(case_insert_,
             "INSERT INTO cases(wake, workflow, title, phase, stage, result, reason, listed, unit, "
             "grid, owner, reporter, opened, warn, closed, on_time, seq, case_hash, id, ended, "
             "light, due, town, number, parent) "
             "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING"));
  TF_OK(make(task_insert_,
             "INSERT INTO tasks(light, due, town, workflow, number, step, title, work, state, "
             "owner, candidates, person, others, unit, offered, case_id, task) "
             "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING"));
  TF_OK(make(task_update_,
             "UPDATE tasks SET light = ?, due = ?, town = ?, workflow = ?, number = ?, step = ?, "
             "title = ?, work = ?, state = ?, owner = ?, candidates = ?, person = ?, others = ?, "
             "unit = ?, offered = ? WHERE case_id = ? AND task = ?"));
  TF_OK(
      make(task_delete_alone_, "DELETE FROM tasks WHERE case_id = ? AND task = ? AND others = 0"));
  TF_OK(make(task_delete_, "DELETE FROM tasks WHERE case_id = ? AND task = ?"));
  TF_OK(
      make(task_people_of_, "SELECT owner, candidates FROM tasks WHERE case_id = ? AND task = ?"));
  TF_OK(make(person_insert_, "INSERT INTO task_people VALUES(?,?,?)"));
  TF_OK(make(person_delete_,
             "DELETE FROM task_people WHERE person = ? AND case_id = ? AND task = ?"));
  TF_OK(make(effect_, "INSERT OR REPLACE INTO outbox VALUES(?,?,?,?,?,?,?,?)"));
  TF_OK(make(effect_delete_, "DELETE FROM outbox WHERE case_id = ? AND effect = ?"));
  TF_OK(make(match_, "INSERT OR REPLACE INTO matches VALUES(?,?,?,?,?)"));
  TF_OK(make(snapshot_, "INSERT OR REPLACE INTO snapshots VALUES(?,?,?,?,?,?)"));
  TF_OK(make(snapshot_delete_, "DELETE FROM snapshots WHERE case_id = ?"));
  TF_OK(make(setting_, "INSERT OR REPLACE INTO settings VALUES(?,?)"));
  TF_OK(make(refusals_, "UPDATE meta SET value = value + ? WHERE key = 'refusals'"));
  TF_OK(make(cases_, "UPDATE meta SET value = value + ? WHERE key = 'cases'"));
  TF_OK(make(kept_, "INSERT OR REPLACE INTO kept VALUES(?,?,?,?,?)"));
  TF_OK(make(kept_delete_, "DELETE FROM kept WHERE town = ? AND plugin = ? AND key = ?"));
  TF_OK(make(kept_expire_, "DELETE FROM kept WHERE town = ? AND plugin = ? AND until <= ?"));
  TF_OK(make(word_find_, "SELECT id FROM words WHERE text = ?"));
  TF_OK(make(word_insert_, "INSERT INTO words(text) VALUES(?) RETURNING id"));
  TF_OK(make(fact_find_,
             "SELECT num, den FROM metrics WHERE metric = ? AND day = ? AND node = ? "
             "AND case_id = ?"));
  TF_OK(make(fact_, "INSERT OR REPLACE INTO metrics VALUES(?,?,?,?,?,?)"));
  TF_OK(make(day_,
             "INSERT INTO metric_days VALUES(?,?,?,?,?) ON CONFLICT DO UPDATE SET "
             "num = num + excluded.num, den = den + excluded.den"));
  TF_OK(make(standing_,
             "INSERT INTO standings VALUES(?,?,?,?,?,?) ON CONFLICT DO UPDATE SET "
             "cases = cases + excluded.cases"));
  return {};
}

Result<Tally> SqliteWriter::write(const Batch& batch) {
  Tally tally;
  for (const JournalRow& row : batch.journal) {
    TF_OK(write_journal(row));
    if (row.kind == RowKind::refused) ++tally.refusals;
  }
  for (const CaseRow& row : batch.cases) TF_OK(write_case(row, tally));
  // Closing comes last: a task offered and closed within one batch is gone after it.
  for (const TaskRow& row : batch.tasks) TF_OK(write_task(row));
  for (const auto& [case_id, task] : batch.closed_tasks) TF_OK(close_task(case_id, task));
  for (const OutboxRow& row : batch.outbox) TF_OK(write_effect(row));
  for (const MatchRow& row : batch.matches) TF_OK(write_match(row));
  if (!batch.kept.empty())
    for (const KeptRow& row : batch.kept)
      TF_OK(write_kept(row, batch.journal.empty() ? 0 : batch.journal.back().at.ms));
  for (const MetricFact& fact : batch.metrics) TF_OK(write_metric(fact));
  TF_OK(write_sums(batch));
  for (const Snapshot& snapshot : batch.snapshots) TF_OK(write_snapshot(snapshot));
  TF_OK(write_rest(batch, tally));
  return tally;
}

Result<void> SqliteWriter::write_journal(const JournalRow& row) {
  const std::optional<std::string> packed = packer_->pack(row.body);
  journal_.bind(row.seq)
      .bind(row.case_id)
      .bind(row.case_seq)
      .bind(row.kind == RowKind::refused)
      .bind(row.at.ms)
      .bind_bytes(row.key)
      .bind_bytes(row.request)
      .bind_bytes(row.case_hash)
      .bind_blob(row.shard_hash.data(), row.shard_hash.size())
      .bind(packed ? std::string_view() : row.body);
  if (packed) return journal_.bind_blob(packed->data(), packed->size()).run();
  return journal_.bind_null().run();
}

// The order of the attempts is a guess from the row, so that most rows take one statement; whether
// the case is there is what the statements say.
Result<void> SqliteWriter::write_case(const CaseRow& row, Tally& tally) {
  const auto attempt = [&](Statement& statement) -> Result<bool> {
    bind_case(statement, row);
    TF_OK(statement.run());
    return db_->changes() != 0;
  };
  if (row.seq <= 1) {
    if (TF_TRY(attempt(case_insert_))) {
      ++tally.cases;
      return {};
    }
  } else {
    if (row.phase != "closed" && TF_TRY(attempt(case_same_list_))) return {};
    if (TF_TRY(attempt(case_same_name_))) return {};
  }
  if (TF_TRY(attempt(case_update_))) return {};
  if (TF_TRY(attempt(case_insert_))) ++tally.cases;
  return {};
}

Result<void> SqliteWriter::write_task(const TaskRow& row) {
  const std::vector<std::string> others = others_of(row);
  const std::string candidates = join(row.candidates, "\n");
  const auto attempt = [&](Statement& statement) {
    return statement.bind(std::int64_t{row.light})
        .bind(row.due_ms.value_or(kNoDue))
        .bind(row.town)
        .bind(row.workflow)
        .bind(row.number)
        .bind(row.step)
        .bind(row.title)
        .bind(row.work)
        .bind(row.state)
        .bind(row.owner)
        .bind(candidates)
        .bind(person_of(row))
        .bind(std::uint64_t{others.size()})
        .bind(row.unit)
        .bind(row.offered_ms)
        .bind(row.case_id)
        .bind(row.task)
        .run();
  };
  TF_OK(attempt(task_insert_));
  if (db_->changes() == 0) {  // it is there already
    TF_OK(drop_others(row.case_id, row.task));
    TF_OK(attempt(task_update_));
  }
  for (const std::string& person : others)
    TF_OK(person_insert_.bind(person).bind(row.case_id).bind(row.task).run());
  return {};
}

// What task_people holds for a stored task.
Result<void> SqliteWriter::drop_others(std::uint64_t case_id, std::uint64_t task) {
  TaskRow stored;
  {
    const Reading reading(task_people_of_);
    task_people_of_.bind(case_id).bind(task);
    if (!TF_TRY(task_people_of_.step())) return {};
    stored.owner = task_people_of_.text(0);
    stored.candidates = lines_of(task_people_of_.text(1));
  }
  for (const std::string& person : others_of(stored))
    TF_OK(person_delete_.bind(person).bind(case_id).bind(task).run());
  return {};
}

Result<void> SqliteWriter::close_task(std::uint64_t case_id, std::uint64_t task) {
  TF_OK(task_delete_alone_.bind(case_id).bind(task).run());
  if (db_->changes() != 0) return {};
  TF_OK(drop_others(case_id, task));
  return task_delete_.bind(case_id).bind(task).run();
}

Result<void> SqliteWriter::write_effect(const OutboxRow& row) {
  return effect_.bind(row.case_id)
      .bind(row.effect)
      .bind(row.next_ms)
      .bind(std::int64_t{row.tries})
      .bind(row.kind)
      .bind(row.key)
      .bind(row.last_error)
      .bind(row.payload)
      .run();
}

Result<void> SqliteWriter::write_match(const MatchRow& row) {
  return match_.bind(row.key)
      .bind(row.case_id)
      .bind(row.opened_ms)
      .bind(row.closed_ms)
      .bind(row.workflow)
      .run();
}

// What is over goes when its plugin writes next.
Result<void> SqliteWriter::write_kept(const KeptRow& row, std::int64_t now_ms) {
  if (row.value.empty()) return kept_delete_.bind(row.town).bind(row.plugin).bind(row.key).run();
  TF_OK(kept_expire_.bind(row.town).bind(row.plugin).bind(now_ms).run());
  return kept_.bind(row.town)
      .bind(row.plugin)
      .bind(row.key)
      .bind(row.value)
      .bind(row.until_ms)
      .run();
}

Result<std::int64_t> SqliteWriter::word(const std::string& text) {
  if (const auto known = words_.find(text); known != words_.end()) return known->second;
  const auto ask = [&](Statement& statement) -> Result<std::optional<std::int64_t>> {
    const Reading reading(statement);
    statement.bind(text);
    if (!TF_TRY(statement.step())) return std::nullopt;
    const std::int64_t id = statement.integer(0);
    while (TF_TRY(statement.step())) {
    }
    return id;
  };
  std::optional<std::int64_t> id = TF_TRY(ask(word_find_));
  if (!id) id = TF_TRY(ask(word_insert_));
  if (!id)
    return fail(Errc::corrupt, cat("SQLite: no number for the word ", text),
                cat("SQLite：词 ", text, " 没有编号"));
  words_.emplace(text, *id);
  return *id;
}

Result<void> SqliteWriter::write_metric(const MetricFact& fact) {
  const std::int64_t metric = TF_TRY(word(fact.metric));
  const std::int64_t node = TF_TRY(word(fact.node));
  std::int64_t num = fact.num;  // what the day's sum moves by
  std::int64_t den = fact.den;
  {
    const Reading reading(fact_find_);
    fact_find_.bind(metric).bind(fact.day).bind(node).bind(fact.case_id);
    if (TF_TRY(fact_find_.step())) {
      num -= fact_find_.integer(0);
      den -= fact_find_.integer(1);
    }
  }
  TF_OK(fact_.bind(metric)
            .bind(fact.day)
            .bind(node)
            .bind(fact.case_id)
            .bind(fact.num)
            .bind(fact.den)
            .run());
  return day_.bind(metric).bind(fact.day).bind(node).bind(num).bind(den).run();
}

Result<void> SqliteWriter::write_sums(const Batch& batch) {
  for (const auto& [key, sum] : batch.sums) {
    const auto& [metric, day, node] = key;
    if (sum.first == 0 && sum.second == 0) continue;
    const std::int64_t name = TF_TRY(word(metric));
    day_.bind(name).bind(day).bind(TF_TRY(word(node)));
    TF_OK(day_.bind(sum.first).bind(sum.second).run());
  }
  for (const auto& [cell, cases] : batch.standings) {
    if (cases == 0) continue;
    const std::int64_t flow = TF_TRY(word(cell.flow));
    const std::int64_t node = TF_TRY(word(cell.node));
    standing_.bind(flow).bind(node).bind(cell.ended).bind(cell.due).bind(cell.late);
    TF_OK(standing_.bind(cases).run());
  }
  return {};
}

Result<void> SqliteWriter::write_snapshot(const Snapshot& snapshot) {
  const Hash sum = snapshot_sum(snapshot);
  return snapshot_.bind(snapshot.case_id)
      .bind(snapshot.case_seq)
      .bind(std::int64_t{snapshot.codec})
      .bind_bytes(snapshot.case_hash)
      .bind_blob(sum.data(), sum.size())
      .bind_blob(snapshot.body.data(), snapshot.body.size())
      .run();
}

Result<void> SqliteWriter::write_rest(const Batch& batch, const Tally& tally) {
  for (const auto& [case_id, effect] : batch.done_effects)
    TF_OK(effect_delete_.bind(case_id).bind(effect).run());
  for (const std::uint64_t case_id : batch.dropped_snapshots)
    TF_OK(snapshot_delete_.bind(case_id).run());
  for (const auto& [key, value] : batch.settings) TF_OK(setting_.bind(key).bind(value).run());
  if (tally.cases != 0) TF_OK(cases_.bind(tally.cases).run());
  if (tally.refusals != 0) TF_OK(refusals_.bind(tally.refusals).run());
  return {};
}

}  // namespace tf::store

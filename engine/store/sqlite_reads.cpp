// The journal, timers, outbox and figures of the SQLite store.
#include <algorithm>
#include <future>
#include <numeric>

#include "base/text.h"
#include "store/sqlite_rows.h"
#include "store/sqlite_store.h"
#include "store/verify.h"

namespace tf::store {
namespace {

std::string select_journal(std::string_view where) {
  return cat("SELECT ", kJournalColumns, " FROM journal j WHERE ", where);
}
auto read_journal(const BodyPacker& packer) {
  return [&packer](const Statement& row) { return journal_row(row, packer); };
}
// LIMIT is signed.
std::uint64_t capped(std::size_t limit) {
  return std::min<std::uint64_t>(limit, std::uint64_t{1} << 40);
}
const auto kNothing = [](Statement&) {};

// The row before the page comes along: its hash is what the first row's link stands on.
Result<std::vector<JournalRow>> case_page(SqliteReader& reader, const BodyPacker& packer,
                                          std::uint64_t case_id, std::uint64_t after,
                                          std::size_t limit) {
  static const std::string sql =
      select_journal("case_id = ? AND case_seq >= ? AND refused = 0 ORDER BY case_seq LIMIT ?");
  std::vector<JournalRow> rows = TF_TRY(select(
      reader, sql,
      [&](Statement& s) { s.bind(case_id).bind(after).bind(capped(limit) + (after != 0)); },
      read_journal(packer)));
  CaseHead before;
  if (after != 0 && !rows.empty() && rows.front().case_seq == after) {
    before = {after, rows.front().case_hash};
    rows.erase(rows.begin());
  }
  TF_OK(check_case_page(rows, before));
  return rows;
}

Result<std::optional<Snapshot>> snapshot_of(SqliteReader& reader, std::uint64_t case_id) {
  return first_of(TF_TRY(select(
      reader,
      "SELECT case_id, case_seq, codec, case_hash, sum, body FROM snapshots WHERE case_id = ?",
      [&](Statement& s) { s.bind(case_id); },
      [](const Statement& row) -> Result<Snapshot> {
        Snapshot out;
        out.case_id = natural(row, 0);
        out.case_seq = natural(row, 1);
        out.codec = static_cast<std::uint32_t>(row.integer(2));
        Hash sum;
        const bool whole = row.bytes(3, out.case_hash) && row.bytes(4, sum);
        out.body = row.text(5);
        if (!whole || sum != snapshot_sum(out))
          return fail(Errc::corrupt,
                      cat("snapshot of case ", out.case_id,
                          ": it is not what was written; the journal rebuilds it"),
                      cat("事项 ", out.case_id, " 的快照不是当初所写；可由日志重建"));
        return out;
      })));
}

}  // namespace

Result<std::map<std::string, std::string>> SqliteStore::settings() {
  const auto rows =
      TF_TRY(select(readers_, "SELECT key, value FROM settings", kNothing,
                    [](const Statement& row) -> Result<std::pair<std::string, std::string>> {
                      return std::pair{std::string(row.text(0)), std::string(row.text(1))};
                    }));
  return std::map<std::string, std::string>(rows.begin(), rows.end());
}

Result<std::optional<KeptRow>> SqliteStore::kept(const std::string& town, const std::string& plugin,
                                                 const std::string& key, std::int64_t now_ms) {
  return first_of(TF_TRY(select(
      readers_,
      "SELECT value, until FROM kept WHERE town = ? AND plugin = ? AND key = ? "
      "AND (until IS NULL OR until > ?)",
      [&](Statement& s) { s.bind(town).bind(plugin).bind(key).bind(now_ms); },
      [&](const Statement& row) -> Result<KeptRow> {
        return KeptRow{town, plugin, key, std::string(row.text(0)), row.maybe(1)};
      })));
}

Result<std::int64_t> SqliteStore::kept_bytes(const std::string& town, const std::string& plugin,
                                             std::int64_t now_ms) {
  return first_of(
             TF_TRY(select(
                 readers_,
                 "SELECT coalesce(sum(length(CAST(key AS BLOB)) + length(CAST(value AS BLOB))), 0) "
                 "FROM kept WHERE town = ? AND plugin = ? AND (until IS NULL OR until > ?)",
                 [&](Statement& s) { s.bind(town).bind(plugin).bind(now_ms); },
                 [](const Statement& row) -> Result<std::int64_t> { return row.integer(0); })))
      .value_or(0);
}

Result<std::optional<JournalRow>> SqliteStore::by_key(const core::CommandKey& key) {
  if (key == core::CommandKey{} || !keys_) return std::nullopt;
  KeyIndex::Places places = keys_->places(key);
  for (const std::int64_t run : places.runs)
    for (const std::uint64_t seq : TF_TRY(select(
             readers_, "SELECT seq FROM keys WHERE run = ? AND print = ?",
             [&](Statement& s) { s.bind(run).bind(fingerprint(key)); },
             [](const Statement& row) -> Result<std::uint64_t> { return natural(row, 0); })))
      places.rows.push_back(seq);
  static const std::string sql = select_journal("seq = ?");
  for (const std::uint64_t seq : places.rows) {
    auto row = first_of(
        TF_TRY(select(readers_, sql, [&](Statement& s) { s.bind(seq); }, read_journal(packer_))));
    if (row && row->key == key) return row;
  }
  return std::nullopt;
}

Result<std::vector<JournalRow>> SqliteStore::read_case(std::uint64_t case_id, std::uint64_t after,
                                                       std::size_t limit) {
  SqliteReaders::Lease reader = TF_TRY(readers_.lease());
  return case_page(*reader, packer_, case_id, after, limit);
}

Result<std::vector<JournalRow>> SqliteStore::read_all(std::uint64_t after, std::size_t limit) {
  static const std::string sql = select_journal("seq > ? ORDER BY seq LIMIT ?");
  return select(
      readers_, sql, [&](Statement& s) { s.bind(after).bind(capped(limit)); },
      read_journal(packer_));
}

Result<std::optional<Snapshot>> SqliteStore::snapshot(std::uint64_t case_id) {
  SqliteReaders::Lease reader = TF_TRY(readers_.lease());
  return snapshot_of(*reader, case_id);
}

Result<std::vector<History>> SqliteStore::histories(const std::vector<std::uint64_t>& ids) {
  constexpr std::size_t kAll = std::size_t{1} << 40;
  SqliteReaders::Lease reader = TF_TRY(readers_.lease());
  const auto one_reading = TF_TRY(reader->hold());
  std::vector<History> all;
  all.reserve(ids.size());
  for (const std::uint64_t id : ids) {
    History one{id, TF_TRY(snapshot_of(*reader, id)), {}};
    const std::uint64_t from = one.snapshot ? one.snapshot->case_seq : 0;
    one.rows = TF_TRY(case_page(*reader, packer_, id, from, kAll));
    if (one.snapshot || !one.rows.empty()) all.push_back(std::move(one));
  }
  return all;
}

// `+ended` keeps the planner on cases_wake: by cases_list it would walk every open case.
Result<std::vector<DueCase>> SqliteStore::due(std::int64_t before_ms, std::size_t limit) {
  return select(
      readers_,
      "SELECT wake, id, seq FROM cases WHERE wake IS NOT NULL AND wake < ? AND +ended = 0 "
      "ORDER BY wake, id LIMIT ?",
      [&](Statement& s) { s.bind(before_ms).bind(capped(limit)); },
      [](const Statement& row) -> Result<DueCase> {
        return DueCase{row.integer(0), natural(row, 1), natural(row, 2)};
      });
}

Result<std::optional<std::int64_t>> SqliteStore::next_due() {
  return first_of(TF_TRY(select(
      readers_,
      "SELECT wake FROM cases WHERE wake IS NOT NULL AND +ended = 0 ORDER BY wake LIMIT 1",
      kNothing, [](const Statement& row) -> Result<std::int64_t> { return row.integer(0); })));
}

Result<std::vector<OutboxRow>> SqliteStore::outbox(std::int64_t now_ms, std::size_t limit) {
  return select(
      readers_,
      "SELECT case_id, effect, next, tries, kind, key, error, payload FROM outbox "
      "WHERE next <= ? ORDER BY next, case_id, effect LIMIT ?",
      [&](Statement& s) { s.bind(now_ms).bind(capped(limit)); },
      [](const Statement& row) -> Result<OutboxRow> {
        OutboxRow out;
        out.case_id = natural(row, 0);
        out.effect = natural(row, 1);
        out.next_ms = row.integer(2);
        out.tries = static_cast<std::uint32_t>(row.integer(3));
        out.kind = row.text(4);
        out.key = row.text(5);
        out.last_error = row.text(6);
        out.payload = row.text(7);
        return out;
      });
}

Result<std::vector<MatchRow>> SqliteStore::find(const std::vector<std::string>& keys,
                                                std::int64_t since_ms, bool closed) {
  const std::string_view sql = closed
                                   ? "SELECT key, case_id, opened, closed, workflow FROM matches "
                                     "WHERE key = ? AND closed >= ?"
                                   : "SELECT key, case_id, opened, closed, workflow FROM matches "
                                     "WHERE key = ? AND opened >= ?";
  std::vector<MatchRow> found;
  for (const std::string& key : keys) {
    const std::vector<MatchRow> rows = TF_TRY(select(
        readers_, sql, [&](Statement& s) { s.bind(key).bind(since_ms); },
        [](const Statement& row) -> Result<MatchRow> {
          return MatchRow{std::string(row.text(0)), natural(row, 1), std::string(row.text(4)),
                          row.integer(2), row.maybe(3)};
        }));
    for (const MatchRow& row : rows)
      if (std::ranges::find(found, row.case_id, &MatchRow::case_id) == found.end())
        found.push_back(row);
  }
  std::ranges::sort(found, {}, [](const MatchRow& m) { return std::pair{m.opened_ms, m.case_id}; });
  return found;
}

Result<std::optional<std::int64_t>> SqliteStore::word_id(const std::string& text) {
  return first_of(TF_TRY(select(
      readers_, "SELECT id FROM words WHERE text = ?", [&](Statement& s) { s.bind(text); },
      [](const Statement& row) -> Result<std::int64_t> { return row.integer(0); })));
}
Result<std::string> SqliteStore::word_of(std::int64_t id) {
  const auto text = first_of(TF_TRY(select(
      readers_, "SELECT text FROM words WHERE id = ?", [&](Statement& s) { s.bind(id); },
      [](const Statement& row) -> Result<std::string> { return std::string(row.text(0)); })));
  if (!text)
    return fail(Errc::corrupt, cat("SQLite: no word has the number ", id),
                cat("SQLite：没有编号为 ", id, " 的词"));
  return *text;
}

Result<std::map<std::string, std::pair<std::int64_t, std::int64_t>>> SqliteStore::metric(
    const std::string& metric, std::int64_t from_day, std::int64_t to_day) {
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> sums;
  const auto id = TF_TRY(word_id(metric));
  if (!id) return sums;
  std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>> by_node;
  TF_OK(hand_over(
      readers_,
      "SELECT hand(?1, node, num, den) FROM metric_days WHERE metric = ?2 AND day BETWEEN ?3 AND "
      "?4",
      [&](Statement& s) { s.bind(*id).bind(from_day).bind(to_day); },
      [&](std::span<const std::int64_t> row) {
        auto& sum = by_node[row[0]];
        sum.first += row[1];
        sum.second += row[2];
      }));
  for (const auto& [node, sum] : by_node) sums.emplace(TF_TRY(word_of(node)), sum);
  return sums;
}

Result<std::map<std::int64_t, std::vector<std::int64_t>>> SqliteStore::values_by_node(
    std::int64_t metric, std::int64_t from_day, std::int64_t to_day) {
  std::map<std::int64_t, std::vector<std::int64_t>> out;
  TF_OK(hand_over(
      readers_,
      "SELECT hand(?1, node, num) FROM metrics WHERE metric = ?2 AND day BETWEEN ?3 AND ?4 AND "
      "den > 0",
      [&](Statement& s) { s.bind(metric).bind(from_day).bind(to_day); },
      [&](std::span<const std::int64_t> row) { out[row[0]].push_back(row[1]); }));
  return out;
}

// The facts of one node lie together within a day only: day by day for one node, all of them for
// every node.
Result<std::map<std::string, std::vector<std::int64_t>>> SqliteStore::metric_values(
    const std::string& metric, const std::optional<std::string>& node, std::int64_t from_day,
    std::int64_t to_day) {
  std::map<std::string, std::vector<std::int64_t>> out;
  const auto id = TF_TRY(word_id(metric));
  if (!id) return out;
  if (!node) {
    // Millions of rows in a year: half of its days on another thread.
    const std::int64_t middle = std::midpoint(from_day, to_day);
    auto rest =
        std::async(std::launch::async, [&] { return values_by_node(*id, middle + 1, to_day); });
    auto first = values_by_node(*id, from_day, middle);
    auto second = rest.get();
    auto by_node = TF_TRY(std::move(first));
    for (auto& [where, values] : TF_TRY(std::move(second)))
      by_node[where].insert(by_node[where].end(), values.begin(), values.end());
    for (auto& [where, values] : by_node) {
      std::string name = TF_TRY(word_of(where));
      out.emplace(std::move(name), std::move(values));
    }
    return out;
  }
  const auto where = TF_TRY(word_id(*node));
  if (!where) return out;
  std::vector<std::int64_t> values;
  TF_OK(hand_over(
      readers_,
      "WITH RECURSIVE days(day) AS ("
      "SELECT (SELECT min(day) FROM metric_days WHERE metric = ?2 AND day >= ?4) UNION ALL "
      "SELECT (SELECT min(day) FROM metric_days WHERE metric = ?2 AND day > days.day) FROM days "
      "WHERE days.day < ?5) "
      "SELECT hand(?1, num) FROM days CROSS JOIN metrics ON metrics.metric = ?2 AND metrics.day = "
      "days.day AND metrics.node = ?3 WHERE den > 0 AND days.day <= ?5",
      [&](Statement& s) { s.bind(*id).bind(*where).bind(from_day).bind(to_day); },
      [&](std::span<const std::int64_t> row) { values.push_back(row[0]); }));
  if (!values.empty()) out.emplace(*node, std::move(values));
  return out;
}

Result<Counts> SqliteStore::counts() {
  Counts counts;
  const auto lights = TF_TRY(
      select(readers_, "SELECT light, count(*) FROM cases WHERE ended = 0 GROUP BY light", kNothing,
             [](const Statement& row) -> Result<std::pair<std::int64_t, std::uint64_t>> {
               return std::pair{row.integer(0), natural(row, 1)};
             }));
  for (const auto& [light, count] : lights) {
    counts.open += count;
    (light == 0 ? counts.green : light == 1 ? counts.yellow : counts.red) += count;
  }
  const std::uint64_t all = cases_.load();
  counts.closed = all > counts.open ? all - counts.open : 0;
  const auto rows = TF_TRY(
      select(readers_, "SELECT (SELECT count(*) FROM tasks), (SELECT count(*) FROM outbox)",
             kNothing, [](const Statement& row) -> Result<std::pair<std::uint64_t, std::uint64_t>> {
               return std::pair{natural(row, 0), natural(row, 1)};
             }));
  counts.tasks = rows.front().first;
  counts.outbox = rows.front().second;
  return counts;
}

Result<CaseHead> SqliteStore::case_before(std::uint64_t case_id, std::uint64_t case_seq) {
  const auto found = first_of(TF_TRY(select(
      readers_,
      "SELECT case_seq, case_hash FROM journal WHERE case_id = ? AND case_seq < ? AND refused = 0 "
      "ORDER BY case_seq DESC LIMIT 1",
      [&](Statement& s) { s.bind(case_id).bind(case_seq); },
      [](const Statement& row) -> Result<CaseHead> {
        CaseHead head{natural(row, 0), {}};
        if (!row.bytes(1, head.case_hash))
          return fail(Errc::corrupt, cat("journal: a hash has a wrong length"),
                      "日志：散列长度不对");
        return head;
      })));
  return found.value_or(CaseHead{});
}

// Every key must be found, else its command could be taken twice.
Result<std::optional<Error>> SqliteStore::verify_keys() {
  for (std::uint64_t after = 0;;) {
    const auto rows = TF_TRY(select(
        readers_,
        "SELECT seq, key FROM journal WHERE seq > ? AND key IS NOT NULL ORDER BY seq LIMIT 1000",
        [&](Statement& s) { s.bind(after); },
        [](const Statement& row) -> Result<std::pair<std::uint64_t, core::CommandKey>> {
          std::pair<std::uint64_t, core::CommandKey> out{natural(row, 0), {}};
          static_cast<void>(row.bytes(1, out.second));  // the walk has seen its length
          return out;
        }));
    if (rows.empty()) return std::nullopt;
    for (const auto& [seq, key] : rows) {
      const auto found = TF_TRY(by_key(key));
      if (!found || found->seq != seq)
        return Error{Errc::corrupt, cat("journal row ", seq, ": it is not found by its key"),
                     cat("日志第 ", seq, " 行：按它的键找不到它")};
    }
    after = rows.back().first;
  }
}

Result<std::optional<Error>> SqliteStore::verify() {
  const auto whole =
      select(readers_, "PRAGMA quick_check(1)", kNothing,
             [](const Statement& row) -> Result<std::string> { return std::string(row.text(0)); });
  if (!whole && whole.error().code == Errc::corrupt) return whole.error();
  if (!whole) return std::unexpected(whole.error());
  if (whole->empty() || whole->front() != "ok")
    return Error{Errc::corrupt,
                 cat("the file is damaged: ", whole->empty() ? "no answer" : whole->front()),
                 cat("文件已损坏：", whole->empty() ? "没有答复" : whole->front())};
  if (auto fault = TF_TRY(
          walk_journal(*this, JournalWalk([this](std::uint64_t case_id, std::uint64_t case_seq) {
            return case_before(case_id, case_seq);
          }))))
    return fault;
  if (keys_)  // who only looks has no index of them
    if (auto fault = TF_TRY(verify_keys())) return fault;
  return first_of(TF_TRY(select(
      readers_,
      "SELECT c.id, c.seq FROM cases c LEFT JOIN journal j ON j.case_id = c.id "
      "AND j.case_seq = c.seq AND j.refused = 0 "
      "WHERE c.case_hash IS NOT NULL AND j.case_hash IS NOT c.case_hash ORDER BY c.id LIMIT 1",
      kNothing, [](const Statement& row) -> Result<Error> {
        return Error{Errc::corrupt,
                     cat("case ", natural(row, 0), " stands at its row ", natural(row, 1),
                         ", which the journal does not have like that"),
                     cat("事项 ", natural(row, 0), " 停在它的第 ", natural(row, 1),
                         " 行，而日志里不是这样")};
      })));
}

}  // namespace tf::store

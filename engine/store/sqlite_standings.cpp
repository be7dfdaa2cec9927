// Where cases stand (StandingSums) from the SQLite store: of a node, three short ranges; of every
// node, one node after the other.
#include <limits>

#include "store/sqlite_store.h"

namespace tf::store {

void StandingSums::add(std::int64_t ended, std::int64_t due, bool late, std::int64_t cases,
                       std::int64_t from, std::int64_t to) {
  const bool ended_in = ended >= from && ended <= to, due_in = due >= from && due <= to;
  if (ended_in || due_in) {
    awaited += cases;
    if (ended <= to) closed += cases;
  }
  if (due == std::numeric_limits<std::int64_t>::max()) return;
  if (ended_in) {
    judged += cases;
    if (!late) on_time += cases;
  } else if (ended > to && due <= to && late) {
    judged += cases;
  }
}

Result<std::map<std::string, StandingSums>> SqliteStore::standings(
    const std::string& flow, const std::optional<std::string>& node, std::int64_t from_day,
    std::int64_t to_day) {
  const auto word = [&](const std::string& text) -> Result<std::optional<std::int64_t>> {
    return first_of(TF_TRY(select(
        readers_, "SELECT id FROM words WHERE text = ?", [&](Statement& s) { s.bind(text); },
        [](const Statement& row) -> Result<std::int64_t> { return row.integer(0); })));
  };
  std::map<std::string, StandingSums> out;
  const auto flow_id = TF_TRY(word(flow));
  if (!flow_id) return out;
  const auto add_node = [&](std::int64_t id, const std::string& name) -> Result<void> {
    StandingSums sums;
    const auto rows = TF_TRY(select(
        readers_,
        "SELECT ended, due, late, cases FROM standings WHERE flow = ?1 AND node = ?2 AND ended "
        "BETWEEN ?3 AND ?4 UNION ALL "
        "SELECT ended, due, late, cases FROM standings WHERE flow = ?1 AND node = ?2 AND ended > "
        "?4 AND +due <= ?4 UNION ALL "
        "SELECT ended, due, late, cases FROM standings INDEXED BY standings_due WHERE flow = ?1 "
        "AND node = ?2 AND due BETWEEN ?3 AND ?4 AND ended < ?3",
        [&](Statement& s) { s.bind(*flow_id).bind(id).bind(from_day).bind(to_day); },
        [&](const Statement& row) -> Result<bool> {
          sums.add(row.integer(0), row.integer(1), row.integer(2) != 0, row.integer(3), from_day,
                   to_day);
          return true;
        }));
    if (!rows.empty()) out.emplace(name, sums);
    return {};
  };
  if (node) {
    if (const auto id = TF_TRY(word(*node))) TF_OK(add_node(*id, *node));
    return out;
  }
  for (std::int64_t after = -1;;) {
    const auto next = first_of(TF_TRY(select(
        readers_,
        "SELECT node, (SELECT text FROM words WHERE id = node) FROM standings WHERE flow = ? AND "
        "node > ? ORDER BY node LIMIT 1",
        [&](Statement& s) { s.bind(*flow_id).bind(after); },
        [](const Statement& row) -> Result<std::pair<std::int64_t, std::string>> {
          return std::pair{row.integer(0), std::string(row.text(1))};
        })));
    if (!next) return out;
    TF_OK(add_node(next->first, next->second));
    after = next->first;
  }
}

}  // namespace tf::store

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

namespace {

// The cells a period asks about: ended in it; ended after it but due by then; due in it but ended
// before.
constexpr std::string_view kCells[] = {
    "SELECT hand(?1, ended, due, late, cases) FROM standings WHERE flow = ?2 AND node = ?3 AND "
    "ended BETWEEN ?4 AND ?5",
    "SELECT hand(?1, ended, due, late, cases) FROM standings WHERE flow = ?2 AND node = ?3 AND "
    "ended > ?5 AND +due <= ?5",
    "SELECT hand(?1, ended, due, late, cases) FROM standings INDEXED BY standings_due WHERE "
    "flow = ?2 AND node = ?3 AND due BETWEEN ?4 AND ?5 AND ended < ?4"};

}  // namespace

Result<std::map<std::string, StandingSums>> SqliteStore::standings(
    const std::string& flow, const std::optional<std::string>& node, std::int64_t from_day,
    std::int64_t to_day) {
  std::map<std::string, StandingSums> out;
  const auto flow_id = TF_TRY(word_id(flow));
  if (!flow_id) return out;
  const auto add_node = [&](std::int64_t id, const std::string& name) -> Result<void> {
    StandingSums sums;
    bool any = false;
    for (const std::string_view cells : kCells)
      TF_OK(hand_over(
          readers_, cells,
          [&](Statement& s) { s.bind(*flow_id).bind(id).bind(from_day).bind(to_day); },
          [&](std::span<const std::int64_t> cell) {
            sums.add(cell[0], cell[1], cell[2] != 0, cell[3], from_day, to_day);
            any = true;
          }));
    if (any) out.emplace(name, sums);
    return {};
  };
  if (node) {
    const auto id = TF_TRY(word_id(*node));
    if (id) TF_OK(add_node(*id, *node));
    return out;
  }
  for (std::int64_t after = -1;;) {
    const auto next = first_of(TF_TRY(select(
        readers_, "SELECT node FROM standings WHERE flow = ? AND node > ? ORDER BY node LIMIT 1",
        [&](Statement& s) { s.bind(*flow_id).bind(after); },
        [](const Statement& row) -> Result<std::int64_t> { return row.integer(0); })));
    if (!next) return out;
    const std::string name = TF_TRY(word_of(*next));
    TF_OK(add_node(*next, name));
    after = *next;
  }
}

}  // namespace tf::store

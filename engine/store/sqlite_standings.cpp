// Where cases stand (StandingSums) from the SQLite store: of a node, three short ranges; of every
// node, one node after the other.
#include <future>
#include <limits>
#include <span>

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

Result<std::vector<SqliteStore::OfNode>> SqliteStore::nodes_of_flow(std::int64_t flow) {
  std::vector<OfNode> nodes;
  for (std::int64_t after = -1;;) {
    const auto next = first_of(TF_TRY(select(
        readers_, "SELECT node FROM standings WHERE flow = ? AND node > ? ORDER BY node LIMIT 1",
        [&](Statement& s) { s.bind(flow).bind(after); },
        [](const Statement& row) -> Result<std::int64_t> { return row.integer(0); })));
    if (!next) return nodes;
    nodes.push_back({*next, {}, false});
    after = *next;
  }
}

Result<std::map<std::string, StandingSums>> SqliteStore::standings(
    const std::string& flow, const std::optional<std::string>& node, std::int64_t from_day,
    std::int64_t to_day) {
  std::map<std::string, StandingSums> out;
  const auto flow_id = TF_TRY(word_id(flow));
  if (!flow_id) return out;
  std::vector<OfNode> nodes;
  if (node) {
    if (const auto id = TF_TRY(word_id(*node))) nodes.push_back({*id, {}, false});
  } else {
    nodes = TF_TRY(nodes_of_flow(*flow_id));
  }
  const auto add = [&](std::size_t begin, std::size_t end) -> Result<void> {
    for (OfNode& one : std::span(nodes).subspan(begin, end - begin))
      for (const std::string_view cells : kCells)
        TF_OK(hand_over(
            readers_, cells,
            [&](Statement& s) { s.bind(*flow_id).bind(one.id).bind(from_day).bind(to_day); },
            [&](std::span<const std::int64_t> cell) {
              one.sums.add(cell[0], cell[1], cell[2] != 0, cell[3], from_day, to_day);
              one.any = true;
            }));
    return {};
  };
  if (nodes.size() < 2) {
    TF_OK(add(0, nodes.size()));
  } else {  // a county has hundreds: half of them on another thread
    auto rest = std::async(std::launch::async, add, nodes.size() / 2, nodes.size());
    const Result<void> first = add(0, nodes.size() / 2);
    TF_OK(rest.get());
    TF_OK(first);
  }
  for (const OfNode& one : nodes) {
    if (!one.any) continue;
    std::string name = TF_TRY(word_of(one.id));
    out.emplace(std::move(name), one.sums);
  }
  return out;
}

}  // namespace tf::store

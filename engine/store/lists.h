// What every store's lists share: their order and their pages.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <tuple>
#include <utility>
#include <vector>

#include "store/store.h"

namespace tf::store {

inline constexpr std::uint32_t kMaxListed = 500;  // rows of one page

inline constexpr std::int64_t due_or_last(const std::optional<std::int64_t>& due) {
  return due.value_or(std::numeric_limits<std::int64_t>::max());
}
// Worst light, then soonest due, then id.
inline bool worst_case_first(const CaseRow& a, const CaseRow& b) {
  return std::tuple(-a.light, due_or_last(a.due_ms), a.id) <
         std::tuple(-b.light, due_or_last(b.due_ms), b.id);
}
inline bool worst_task_first(const TaskRow& a, const TaskRow& b) {
  return std::tuple(-a.light, due_or_last(a.due_ms), a.case_id, a.task) <
         std::tuple(-b.light, due_or_last(b.due_ms), b.case_id, b.task);
}
template <class Row>
std::vector<Row> page_of(std::vector<Row> rows, std::uint64_t limit, std::uint64_t offset) {
  const auto from = std::min<std::uint64_t>(offset, rows.size());
  const auto to = std::min<std::uint64_t>(from + limit, rows.size());
  return {std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(from)),
          std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(to))};
}

}  // namespace tf::store

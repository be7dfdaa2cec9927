// Case and task lists of the SQLite store.
#include <algorithm>
#include <functional>

#include "base/text.h"
#include "store/lists.h"
#include "store/sqlite_rows.h"
#include "store/sqlite_store.h"

namespace tf::store {
namespace {

// A WHERE built term by term; the values are bound in the same order.
class Where {
 public:
  void term(std::string_view sql, std::function<void(Statement&)> bind) {
    sql_ += cat(sql_.empty() ? " WHERE " : " AND ", sql);
    binds_.push_back(std::move(bind));
  }
  void equals(std::string_view column, const std::optional<std::string>& text) {
    if (text) term(cat(column, " = ?"), [&text](Statement& s) { s.bind(*text); });
  }
  void light(const std::optional<std::uint8_t>& light) {
    if (light) term("light = ?", [&light](Statement& s) { s.bind(std::int64_t{*light}); });
  }
  const std::string& sql() const { return sql_; }
  void bind(Statement& s) const {
    for (const auto& bind : binds_) bind(s);
  }

 private:
  std::string sql_;
  std::vector<std::function<void(Statement&)>> binds_;
};

std::string like_pattern(std::string_view part) {
  std::string pattern = "%";
  for (const char c : part) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern += '%';
}

Where where_of(const CaseFilter& f, const std::string& pattern, bool ended) {
  Where where;
  where.term(ended ? "ended = 1" : "ended = 0", [](Statement&) {});
  where.light(f.light);
  where.equals("town", f.town);
  where.equals("workflow", f.workflow);
  where.equals("phase", f.phase);
  where.equals("unit", f.unit);
  where.equals("grid", f.grid);
  where.equals("owner", f.owner);
  if (f.text)
    where.term("(number LIKE ? ESCAPE '\\' OR title LIKE ? ESCAPE '\\')",
               [&pattern](Statement& s) { s.bind(pattern).bind(pattern); });
  return where;
}

}  // namespace

Result<std::vector<CaseRow>> SqliteStore::cases(const CaseFilter& filter) {
  const std::string pattern = like_pattern(filter.text.value_or(""));
  const std::uint64_t limit = std::min(filter.limit, kMaxListed);
  std::vector<CaseRow> rows;
  // Open and closed cases are two walks along the same index; an unfiltered list merges them.
  for (const bool ended : {false, true}) {
    if (filter.phase && (*filter.phase == "closed") != ended) continue;
    const Where where = where_of(filter, pattern, ended);
    const std::string sql = cat("SELECT ", kCaseColumns, " FROM cases", where.sql(),
                                " ORDER BY light DESC, due, id LIMIT ? OFFSET ?");
    const bool merged = !filter.phase;
    std::vector<CaseRow> part = TF_TRY(select(
        readers_, sql,
        [&](Statement& s) {
          where.bind(s);
          s.bind(merged ? limit + filter.offset : limit)
              .bind(merged ? std::uint64_t{0} : filter.offset);
        },
        store::case_row));
    if (!merged) return part;
    rows.insert(rows.end(), std::make_move_iterator(part.begin()),
                std::make_move_iterator(part.end()));
  }
  std::ranges::sort(rows, worst_case_first);
  return page_of(std::move(rows), limit, filter.offset);
}

Result<std::vector<TaskRow>> SqliteStore::tasks(const TaskFilter& filter) {
  const std::uint64_t limit = std::min(filter.limit, kMaxListed);
  Where where;
  where.light(filter.light);
  where.equals("town", filter.town);
  where.equals("unit", filter.unit);
  where.equals("workflow", filter.workflow);
  where.equals("state", filter.state);
  // A person's tasks: few, found by two indexes, sorted; otherwise a walk along the list's index.
  const std::string sql =
      cat("SELECT ", kTaskColumns, " FROM ",
          filter.person ? "(SELECT case_id, task FROM tasks WHERE person = ?1 AND person <> '' "
                          "UNION ALL SELECT case_id, task FROM task_people WHERE person = ?1) p "
                          "CROSS JOIN tasks t ON t.case_id = p.case_id AND t.task = p.task"
                        : "tasks t",
          where.sql(), " ORDER BY light DESC, due, t.case_id, t.task LIMIT ? OFFSET ?");
  return select(
      readers_, sql,
      [&](Statement& s) {
        if (filter.person) s.bind(*filter.person);
        where.bind(s);
        s.bind(limit).bind(filter.offset);
      },
      [](const Statement& row) -> Result<TaskRow> { return task_row(row); });
}

Result<std::vector<TaskRow>> SqliteStore::tasks_of(std::uint64_t case_id) {
  static const std::string sql =
      cat("SELECT ", kTaskColumns, " FROM tasks t WHERE t.case_id = ? ORDER BY t.task");
  return select(
      readers_, sql, [&](Statement& s) { s.bind(case_id); },
      [](const Statement& row) -> Result<TaskRow> { return task_row(row); });
}

Result<std::optional<CaseRow>> SqliteStore::case_row(std::uint64_t case_id) {
  static const std::string sql = cat("SELECT ", kCaseColumns, " FROM cases WHERE id = ?");
  return first_of(
      TF_TRY(select(readers_, sql, [&](Statement& s) { s.bind(case_id); }, store::case_row)));
}

Result<std::optional<CaseRow>> SqliteStore::case_by_number(const std::string& number) {
  static const std::string sql =
      cat("SELECT ", kCaseColumns, " FROM cases WHERE number = ? ORDER BY id LIMIT 1");
  return first_of(
      TF_TRY(select(readers_, sql, [&](Statement& s) { s.bind(number); }, store::case_row)));
}

Result<std::vector<CaseRow>> SqliteStore::children(std::uint64_t parent) {
  static const std::string sql =
      cat("SELECT ", kCaseColumns, " FROM cases WHERE parent = ? AND parent <> 0 ORDER BY id");
  return select(readers_, sql, [&](Statement& s) { s.bind(parent); }, store::case_row);
}

}  // namespace tf::store

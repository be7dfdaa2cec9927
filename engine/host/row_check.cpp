#include "host/row_check.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/text.h"
#include "host/shard.h"
#include "store/projector.h"

namespace tf::host {

namespace {

constexpr std::size_t kJournalPage = 1000;
constexpr int kLooks = 5;  // at a case that moves while it is looked at

using Shown = std::pair<const char*, std::string>;

std::string shown(const std::optional<std::int64_t>& ms) {
  return ms ? cat(*ms) : "-";
}

std::vector<Shown> shown(const store::CaseRow& row) {
  return {{"number", row.number},
          {"town", row.town},
          {"workflow", row.workflow},
          {"state", row.phase},
          {"stage", row.stage},
          {"result", row.result},
          {"reason", row.reason},
          {"light", cat(int{row.light})},
          {"listed", row.listed ? "yes" : "no"},
          {"grid", row.grid},
          {"owner", row.owner},
          {"reporter", row.reporter},
          {"opened", cat(row.opened_ms)},
          {"due", shown(row.due_ms)},
          {"warn", shown(row.warn_ms)},
          // Later than the journal says where a timer failed and is looked at again; never none.
          {"timer", row.wake_ms ? "yes" : "no"},
          {"closed", shown(row.closed_ms)},
          {"on time", row.on_time ? "yes" : "no"},
          {"parent", cat(row.parent)}};
}

std::string shown(const std::vector<store::TaskRow>& tasks) {
  std::vector<std::string> all;
  for (const store::TaskRow& task : tasks) {
    std::vector<std::string> candidates = task.candidates;
    std::ranges::sort(candidates);
    all.push_back(cat(task.task, " ", task.step, " ", task.state, " ", task.owner, " ",
                      join(candidates, "+"), " ", shown(task.due_ms)));
  }
  std::ranges::sort(all);
  return join(all, "; ");
}

Error differs(const std::string& number, const char* what, const std::string& stored,
              const std::string& made) {
  return {Errc::corrupt,
          cat("case ", number, ": its row says '", stored, "' for ", what, ", the journal '", made,
              "'"),
          cat("事项 ", number, "：列表行的 ", what, " 是“", stored, "”，日志里是“", made, "”")};
}

// Rows and state of one moment: the row's number of journal rows is the state's.
Result<std::optional<Error>> check_case(store::Store& store, std::uint64_t id) {
  for (int look = 1;; ++look) {
    const core::CaseState state = TF_TRY(load_state(store, CaseId{id}));
    const auto row = TF_TRY(store.case_row(id));
    const auto tasks = TF_TRY(store.tasks_of(id));
    const auto again = TF_TRY(store.case_row(id));
    if (!row) return differs(state.number, "itself", "", "there");
    const bool moved = row->seq != state.seq || !again || again->seq != row->seq;
    if (moved && look < kLooks) continue;
    if (moved) return differs(state.number, "seq", cat(row->seq), cat(state.seq));
    const store::ProjectionTexts texts;
    const std::vector<Shown> stored = shown(*row);
    const std::vector<Shown> made = shown(store::case_row_of(state, texts, row->case_hash));
    for (std::size_t i = 0; i < stored.size(); ++i)
      if (stored[i].second != made[i].second)
        return differs(state.number, stored[i].first, stored[i].second, made[i].second);
    std::vector<store::TaskRow> open;
    if (state.phase != core::CasePhase::closed)
      for (const core::Task& task : state.tasks)
        open.push_back(store::task_row_of(state, task, texts));
    if (const std::string a = shown(tasks), b = shown(open); a != b)
      return differs(state.number, "tasks", a, b);
    return std::nullopt;
  }
}

}  // namespace

Result<std::optional<Error>> check_rows(store::Store& store) {
  for (std::uint64_t after = 0;;) {
    const auto rows = TF_TRY(store.read_all(after, kJournalPage));
    if (rows.empty()) return std::nullopt;
    for (const store::JournalRow& row : rows) {
      after = row.seq;
      if (row.kind != store::RowKind::accepted || row.case_seq != 1) continue;
      if (town_of(CaseId{row.case_id}) == 0) continue;  // of no case
      if (auto fault = TF_TRY(check_case(store, row.case_id))) return fault;
    }
  }
}

}  // namespace tf::host

// The store in ordered maps: the same promises but durability. For tests, scenarios and simulation.
// Threads: every call locks; a commit is one critical section, so readers see whole batches.
#include <algorithm>
#include <limits>
#include <mutex>
#include <set>
#include <tuple>

#include "base/text.h"
#include "store/lists.h"
#include "store/store.h"
#include "store/verify.h"

namespace tf::store {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool contains(std::string_view text, std::string_view part) {
  return !std::ranges::search(text, part, {}, lower, lower).empty() || part.empty();
}

bool ended(const CaseRow& row) {
  return row.phase == "closed";
}
template <class T>
bool fits(const std::optional<T>& wanted, const T& found) {
  return !wanted || *wanted == found;
}
bool fits(const CaseFilter& f, const CaseRow& row) {
  return fits(f.town, row.town) && fits(f.workflow, row.workflow) && fits(f.phase, row.phase) &&
         fits(f.unit, row.unit) && fits(f.grid, row.grid) && fits(f.owner, row.owner) &&
         fits(f.light, row.light) &&
         (!f.text || contains(row.number, *f.text) || contains(row.title, *f.text));
}
bool fits(const TaskFilter& f, const TaskRow& row) {
  return fits(f.town, row.town) && fits(f.unit, row.unit) && fits(f.workflow, row.workflow) &&
         fits(f.state, row.state) && fits(f.light, row.light) &&
         (!f.person || row.owner == *f.person ||
          std::ranges::find(row.candidates, *f.person) != row.candidates.end());
}

class MemoryStore final : public Store {
 public:
  explicit MemoryStore(bool virtual_clock)
      : virtual_clock_(virtual_clock),
        keys_file_(Keys::in_memory(virtual_clock ? Keys::Make::fixed : Keys::Make::random)) {}
  Keys& keys() override { return *keys_file_; }

  Result<void> commit(const Batch& batch) override {
    const std::lock_guard lock(mutex_);
    TF_OK(follows(batch, head_now()));
    TF_OK(no_repeats(batch));
    for (const JournalRow& row : batch.journal) add(row);
    for (const CaseRow& row : batch.cases) put(row);
    for (const TaskRow& row : batch.tasks) tasks_[{row.case_id, row.task}] = row;
    for (const auto& id : batch.closed_tasks) tasks_.erase(id);
    for (const OutboxRow& row : batch.outbox) outbox_[{row.case_id, row.effect}] = row;
    for (const auto& id : batch.done_effects) outbox_.erase(id);
    for (const MatchRow& row : batch.matches) matches_[{row.key, row.case_id}] = row;
    for (const KeptRow& row : batch.kept) put(row);
    for (const MetricFact& fact : batch.metrics)
      metrics_[{fact.metric, fact.day, fact.node, fact.case_id}] = {fact.num, fact.den};
    for (const auto& [key, sum] : batch.sums) {
      const auto& [metric, day, node] = key;
      auto& total = metrics_[{metric, day, node, 0}];  // no case has the number 0
      total.first += sum.first;
      total.second += sum.second;
    }
    for (const auto& [cell, cases] : batch.standings) standings_[cell] += cases;
    for (const Snapshot& snapshot : batch.snapshots) snapshots_[snapshot.case_id] = snapshot;
    for (const std::uint64_t case_id : batch.dropped_snapshots) snapshots_.erase(case_id);
    for (const auto& [key, value] : batch.settings) settings_[key] = value;
    return {};
  }

  Result<Head> head() override {
    const std::lock_guard lock(mutex_);
    return head_now();
  }
  Result<std::map<std::string, std::string>> settings() override {
    const std::lock_guard lock(mutex_);
    return settings_;
  }

  Result<std::optional<KeptRow>> kept(const std::string& town, const std::string& plugin,
                                      const std::string& key, std::int64_t now_ms) override {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find({town, plugin, key});
    if (found == kept_.end() || gone(found->second, now_ms)) return std::nullopt;
    return found->second;
  }
  Result<std::int64_t> kept_bytes(const std::string& town, const std::string& plugin,
                                  std::int64_t now_ms) override {
    const std::lock_guard lock(mutex_);
    std::size_t bytes = 0;
    for (auto at = kept_.lower_bound({town, plugin, ""});
         at != kept_.end() && at->second.town == town && at->second.plugin == plugin; ++at)
      if (!gone(at->second, now_ms)) bytes += at->second.key.size() + at->second.value.size();
    return static_cast<std::int64_t>(bytes);
  }

  Result<std::optional<JournalRow>> by_key(const core::CommandKey& key) override {
    const std::lock_guard lock(mutex_);
    const auto found = keys_.find(key);
    if (found == keys_.end()) return std::nullopt;
    return journal_[found->second - 1];
  }
  Result<std::vector<JournalRow>> read_case(std::uint64_t case_id, std::uint64_t after,
                                            std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    std::vector<JournalRow> rows;
    for (auto at = by_case_.upper_bound({case_id, after});
         at != by_case_.end() && at->first.first == case_id && rows.size() < limit; ++at)
      rows.push_back(journal_[at->second - 1]);
    return rows;
  }
  Result<std::vector<JournalRow>> read_all(std::uint64_t after, std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    const auto from = std::min<std::uint64_t>(after, journal_.size());
    const auto count = std::min<std::uint64_t>(limit, journal_.size() - from);
    const auto first = journal_.begin() + static_cast<std::ptrdiff_t>(from);
    return std::vector<JournalRow>(first, first + static_cast<std::ptrdiff_t>(count));
  }
  Result<std::optional<Snapshot>> snapshot(std::uint64_t case_id) override {
    const std::lock_guard lock(mutex_);
    const auto found = snapshots_.find(case_id);
    if (found == snapshots_.end()) return std::nullopt;
    return found->second;
  }

  Result<std::vector<History>> histories(const std::vector<std::uint64_t>& ids) override {
    std::vector<History> all;
    for (const std::uint64_t id : ids) {
      History one{id, TF_TRY(snapshot(id)), {}};
      const std::uint64_t from = one.snapshot ? one.snapshot->case_seq : 0;
      one.rows = TF_TRY(read_case(id, from, std::numeric_limits<std::size_t>::max()));
      if (one.snapshot || !one.rows.empty()) all.push_back(std::move(one));
    }
    return all;
  }

  Result<std::vector<DueCase>> due(std::int64_t before_ms, std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    std::vector<DueCase> out;
    for (auto at = wakes_.begin();
         at != wakes_.end() && at->first < before_ms && out.size() < limit; ++at)
      out.push_back({at->first, at->second, cases_.at(at->second).seq});
    return out;
  }
  Result<std::optional<std::int64_t>> next_due() override {
    const std::lock_guard lock(mutex_);
    if (wakes_.empty()) return std::nullopt;
    return wakes_.begin()->first;
  }
  Result<std::vector<OutboxRow>> outbox(std::int64_t now_ms, std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    std::vector<OutboxRow> out;
    for (const auto& [id, row] : outbox_)
      if (row.next_ms <= now_ms) out.push_back(row);
    std::ranges::sort(out, {}, [](const OutboxRow& row) {
      return std::tuple(row.next_ms, row.case_id, row.effect);
    });
    if (out.size() > limit) out.resize(limit);
    return out;
  }
  Result<std::vector<MatchRow>> find(const std::vector<std::string>& keys, std::int64_t since_ms,
                                     bool closed) override {
    const std::lock_guard lock(mutex_);
    std::map<std::pair<std::int64_t, std::uint64_t>, MatchRow> found;  // by (opened, case)
    std::set<std::uint64_t> seen;
    for (const std::string& key : keys)
      for (auto at = matches_.lower_bound({key, 0}); at != matches_.end() && at->first.first == key;
           ++at) {
        const MatchRow& row = at->second;
        const bool recent =
            closed ? row.closed_ms && *row.closed_ms >= since_ms : row.opened_ms >= since_ms;
        if (recent && seen.insert(row.case_id).second) found[{row.opened_ms, row.case_id}] = row;
      }
    std::vector<MatchRow> out;
    for (auto& [order, row] : found) out.push_back(std::move(row));
    return out;
  }

  Result<std::optional<CaseRow>> case_row(std::uint64_t case_id) override {
    const std::lock_guard lock(mutex_);
    const auto found = cases_.find(case_id);
    if (found == cases_.end()) return std::nullopt;
    return found->second;
  }
  Result<std::optional<CaseRow>> case_by_number(const std::string& number) override {
    const std::lock_guard lock(mutex_);
    const auto found = numbers_.lower_bound({number, 0});
    if (found == numbers_.end() || found->first != number) return std::nullopt;
    return cases_.at(found->second);
  }
  Result<std::vector<CaseRow>> cases(const CaseFilter& filter) override {
    const std::lock_guard lock(mutex_);
    std::vector<CaseRow> rows;
    for (const auto& [id, row] : cases_)
      if (fits(filter, row)) rows.push_back(row);
    std::ranges::sort(rows, worst_case_first);
    return page_of(std::move(rows), std::min(filter.limit, kMaxListed), filter.offset);
  }
  Result<std::vector<CaseRow>> children(std::uint64_t parent) override {
    const std::lock_guard lock(mutex_);
    std::vector<CaseRow> rows;
    for (auto at = children_.lower_bound({parent, 0});
         parent != 0 && at != children_.end() && at->first == parent; ++at)
      rows.push_back(cases_.at(at->second));
    return rows;
  }
  Result<std::vector<TaskRow>> tasks(const TaskFilter& filter) override {
    const std::lock_guard lock(mutex_);
    std::vector<TaskRow> rows;
    for (const auto& [id, row] : tasks_)
      if (fits(filter, row)) rows.push_back(row);
    std::ranges::sort(rows, worst_task_first);
    return page_of(std::move(rows), std::min(filter.limit, kMaxListed), filter.offset);
  }
  Result<std::vector<TaskRow>> tasks_of(std::uint64_t case_id) override {
    const std::lock_guard lock(mutex_);
    std::vector<TaskRow> rows;
    for (auto at = tasks_.lower_bound({case_id, 0});
         at != tasks_.end() && at->first.first == case_id; ++at)
      rows.push_back(at->second);
    return rows;
  }
  Result<std::map<std::string, std::pair<std::int64_t, std::int64_t>>> metric(
      const std::string& metric, std::int64_t from_day, std::int64_t to_day) override {
    const std::lock_guard lock(mutex_);
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> sums;
    for (auto at = metrics_.lower_bound({metric, from_day, "", 0}); at != metrics_.end(); ++at) {
      const auto& [name, day, node, case_id] = at->first;
      if (name != metric || day > to_day) break;
      sums[node].first += at->second.first;
      sums[node].second += at->second.second;
    }
    return sums;
  }
  Result<std::map<std::string, std::vector<std::int64_t>>> metric_values(
      const std::string& metric, const std::optional<std::string>& node, std::int64_t from_day,
      std::int64_t to_day) override {
    const std::lock_guard lock(mutex_);
    std::map<std::string, std::vector<std::int64_t>> all;
    for (auto at = metrics_.lower_bound({metric, from_day, "", 0}); at != metrics_.end(); ++at) {
      const auto& [name, day, where, case_id] = at->first;
      if (name != metric || day > to_day) break;
      if ((!node || where == *node) && at->second.second > 0)
        all[where].push_back(at->second.first);
    }
    return all;
  }
  Result<std::map<std::string, StandingSums>> standings(const std::string& flow,
                                                        const std::optional<std::string>& node,
                                                        std::int64_t from_day,
                                                        std::int64_t to_day) override {
    const std::lock_guard lock(mutex_);
    std::map<std::string, StandingSums> sums;
    for (const auto& [cell, cases] : standings_)
      if (cell.flow == flow && (!node || cell.node == *node))
        sums[cell.node].add(cell.ended, cell.due, cell.late, cases, from_day, to_day);
    return sums;
  }
  Result<Counts> counts() override {
    const std::lock_guard lock(mutex_);
    Counts counts;
    for (const auto& [id, row] : cases_) {
      ++(ended(row) ? counts.closed : counts.open);
      if (!ended(row))
        ++(row.light == 0 ? counts.green : row.light == 1 ? counts.yellow : counts.red);
    }
    counts.tasks = tasks_.size();
    counts.outbox = outbox_.size();
    return counts;
  }
  Result<std::uint64_t> refusals() override {
    const std::lock_guard lock(mutex_);
    return refusals_;
  }

  Result<std::optional<Error>> verify() override {
    return walk_journal(
        *this, JournalWalk([this](std::uint64_t case_id, std::uint64_t seq) -> Result<CaseHead> {
          const std::lock_guard lock(mutex_);
          const auto at = by_case_.find({case_id, seq - 1});
          if (at == by_case_.end()) return CaseHead{};
          return CaseHead{seq - 1, journal_[at->second - 1].case_hash};
        }));
  }
  Result<std::uint64_t> bytes_on_disk() override { return 0; }
  bool virtual_clock() const override { return virtual_clock_; }

 private:
  Head head_now() const {
    if (journal_.empty()) return {};
    return {journal_.back().seq, journal_.back().shard_hash, journal_.back().at};
  }

  // Checked before anything is changed, so that a refused batch leaves no trace.
  Result<void> no_repeats(const Batch& batch) const {
    std::set<core::CommandKey> keys;
    std::set<std::pair<std::uint64_t, std::uint64_t>> places;
    for (const JournalRow& row : batch.journal) {
      if (row.key != core::CommandKey{} &&
          (keys_.contains(row.key) || !keys.insert(row.key).second))
        return fail(Errc::conflict, cat("journal row ", row.seq, ": its key is already there"),
                    cat("日志第 ", row.seq, " 行：它的键已经有了"));
      const std::pair place{row.case_id, row.case_seq};
      if (row.kind == RowKind::accepted &&
          (by_case_.contains(place) || !places.insert(place).second))
        return fail(Errc::conflict,
                    cat("journal row ", row.seq, ": row ", row.case_seq, " of case ", row.case_id,
                        " is already there"),
                    cat("日志第 ", row.seq, " 行：事项 ", row.case_id, " 的第 ", row.case_seq,
                        " 行已经有了"));
    }
    return {};
  }

  void add(const JournalRow& row) {
    journal_.push_back(row);
    if (row.key != core::CommandKey{}) keys_[row.key] = row.seq;
    if (row.kind == RowKind::accepted)
      by_case_[{row.case_id, row.case_seq}] = row.seq;
    else
      ++refusals_;
  }

  static bool gone(const KeptRow& row, std::int64_t now_ms) {
    return row.until_ms && *row.until_ms <= now_ms;
  }
  // What is over goes when its plugin writes next.
  void put(const KeptRow& row) {
    if (row.value.empty()) {
      kept_.erase({row.town, row.plugin, row.key});
      return;
    }
    std::erase_if(kept_, [&](const auto& entry) {
      return entry.second.town == row.town && entry.second.plugin == row.plugin &&
             gone(entry.second, head_now().at.ms);
    });
    kept_[{row.town, row.plugin, row.key}] = row;
  }
  void put(const CaseRow& row) {
    if (const auto before = cases_.find(row.id); before != cases_.end()) {
      numbers_.erase({before->second.number, row.id});
      children_.erase({before->second.parent, row.id});
      if (before->second.wake_ms) wakes_.erase({*before->second.wake_ms, row.id});
    }
    cases_[row.id] = row;
    numbers_.insert({row.number, row.id});
    children_.insert({row.parent, row.id});
    if (row.wake_ms && !ended(row)) wakes_.insert({*row.wake_ms, row.id});
  }

  using Pair = std::pair<std::uint64_t, std::uint64_t>;
  const bool virtual_clock_;
  const std::unique_ptr<Keys> keys_file_;
  std::mutex mutex_;
  std::vector<JournalRow> journal_;  // row n at n - 1
  std::map<core::CommandKey, std::uint64_t> keys_;
  std::map<Pair, std::uint64_t> by_case_;  // (case, case_seq) → seq
  std::uint64_t refusals_ = 0;
  std::map<std::uint64_t, CaseRow> cases_;
  std::set<std::pair<std::string, std::uint64_t>> numbers_;
  std::set<Pair> children_;                                 // (parent, case)
  std::set<std::pair<std::int64_t, std::uint64_t>> wakes_;  // of open cases
  std::map<Pair, TaskRow> tasks_;
  std::map<Pair, OutboxRow> outbox_;
  std::map<std::pair<std::string, std::uint64_t>, MatchRow> matches_;
  std::map<std::tuple<std::string, std::int64_t, std::string, std::uint64_t>,
           std::pair<std::int64_t, std::int64_t>>
      metrics_;
  std::map<StandingCell, std::int64_t> standings_;
  std::map<std::uint64_t, Snapshot> snapshots_;
  std::map<std::string, std::string> settings_;
  std::map<std::tuple<std::string, std::string, std::string>, KeptRow> kept_;
};

}  // namespace

std::unique_ptr<Store> memory_store(bool virtual_clock) {
  return std::make_unique<MemoryStore>(virtual_clock);
}

}  // namespace tf::store

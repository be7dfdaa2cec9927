// CaseLoader: reads the cases whose timers fire next while the shard is at work on those before
// them: a case's rows from the store, decoded and folded, on a thread of its own.
// Threads: after() and take() from the shard's thread.
// Limit:   what after() was told; what is loaded and not taken goes when it is told again.
// Errors:  a case that cannot be read is not loaded; who needs it reads it and hears why.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <unordered_map>

#include "core/case_state.h"
#include "store/store.h"

namespace tf::host {

// A case as its journal tells it, with the head of its chain.
struct LoadedCase {
  core::CaseState state;
  Hash case_hash{};
};
Result<LoadedCase> fold_history(const store::History& history);
// `rows` on top of `loaded`; those after `upto` are left out (0: none is).
Result<void> fold_rows(LoadedCase& loaded, const std::vector<store::JournalRow>& rows,
                       std::uint64_t upto = 0);

class CaseLoader {
 public:
  explicit CaseLoader(store::Store& store);
  ~CaseLoader();
  CaseLoader(const CaseLoader&) = delete;
  CaseLoader& operator=(const CaseLoader&) = delete;

  // Begins to load the first `limit` cases due before `before_ms` that come after `last`.
  void after(const store::DueCase& last, std::int64_t before_ms, std::size_t limit);
  // The case of this row of due(), as it stood at that commit; waits while it is being read.
  // None: it was not loaded, or has changed since.
  std::optional<LoadedCase> take(const store::DueCase& due);
  std::size_t ready();  // cases that stand loaded now

 private:
  struct Job {
    store::DueCase last;
    std::int64_t before_ms = 0;
    std::size_t limit = 0;
  };
  void work();
  void plan(std::unique_lock<std::mutex>& lock, const Job& job);
  void load_some(std::unique_lock<std::mutex>& lock);

  static constexpr std::size_t kAtOnce = 32;  // cases of one reading

  store::Store& store_;
  std::mutex mutex_;
  std::condition_variable work_, loaded_;
  std::optional<Job> job_;
  store::DueCase done_;  // the last of the batch before: what comes before it will not be taken
  std::deque<store::DueCase> waiting_;
  std::set<std::uint64_t> reading_;
  std::unordered_map<std::uint64_t, std::pair<store::DueCase, LoadedCase>> ready_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace tf::host

#include "host/case_loader.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/log.h"
#include "core/codec.h"
#include "core/replay.h"

namespace tf::host {

namespace {

bool comes_before(const store::DueCase& a, const store::DueCase& b) {
  return std::tie(a.wake_ms, a.id) < std::tie(b.wake_ms, b.id);
}

}  // namespace

Result<void> fold_rows(LoadedCase& loaded, const std::vector<store::JournalRow>& rows,
                       std::uint64_t upto) {
  for (const store::JournalRow& row : rows) {
    if (upto != 0 && row.case_seq > upto) break;
    const core::RowBody body = TF_TRY(core::decode_row(row.body));
    loaded.case_hash = row.case_hash;
    core::fold_row(loaded.state, body.events, row.case_seq);
  }
  return {};
}

Result<LoadedCase> fold_history(const store::History& history) {
  LoadedCase loaded;
  if (history.snapshot) {
    loaded.state = TF_TRY(core::decode_state(history.snapshot->body));
    loaded.case_hash = history.snapshot->case_hash;
  }
  TF_OK(fold_rows(loaded, history.rows));
  return loaded;
}

CaseLoader::CaseLoader(store::Store& store) : store_(store), thread_([this] { work(); }) {}

CaseLoader::~CaseLoader() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  work_.notify_all();
  thread_.join();
}

void CaseLoader::after(const store::DueCase& last, std::int64_t before_ms, std::size_t limit) {
  {
    const std::lock_guard lock(mutex_);
    job_ = Job{last, before_ms, limit};
  }
  work_.notify_one();
}

std::optional<LoadedCase> CaseLoader::take(const store::DueCase& due) {
  std::unique_lock lock(mutex_);
  loaded_.wait(lock, [&] { return !reading_.contains(due.id); });
  const auto found = ready_.find(due.id);
  if (found == ready_.end()) {
    // Whoever asks reads it himself; it is not to be read twice.
    std::erase_if(waiting_, [&](const store::DueCase& one) { return one.id == due.id; });
    return std::nullopt;
  }
  LoadedCase loaded = std::move(found->second.second);
  ready_.erase(found);
  if (loaded.state.seq != due.seq) return std::nullopt;
  return loaded;
}

std::size_t CaseLoader::ready() {
  const std::lock_guard lock(mutex_);
  return ready_.size();
}

void CaseLoader::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    work_.wait(lock, [&] { return stop_ || job_ || !waiting_.empty(); });
    if (stop_) return;
    if (job_)
      plan(lock, *std::exchange(job_, std::nullopt));
    else
      load_some(lock);
  }
}

// What is still wanted of the batch that ends with `last` stays ahead of what comes after it.
void CaseLoader::plan(std::unique_lock<std::mutex>& lock, const Job& job) {
  lock.unlock();
  // The commit of those up to `last` may be on its way.
  auto due = store_.due(job.before_ms, 2 * job.limit);
  lock.lock();
  const auto is_over = [&](const store::DueCase& one) { return !comes_before(done_, one); };
  std::erase_if(waiting_, [&](const store::DueCase& one) {
    return is_over(one) || comes_before(job.last, one);
  });
  std::erase_if(ready_, [&](const auto& entry) { return is_over(entry.second.first); });
  done_ = job.last;
  if (!due) return;
  std::erase_if(*due, [&](const store::DueCase& one) { return !comes_before(job.last, one); });
  if (due->size() > job.limit) due->resize(job.limit);
  std::set<std::uint64_t> wanted;
  for (const store::DueCase& one : *due) {
    wanted.insert(one.id);
    const auto known = ready_.find(one.id);
    if (known == ready_.end() || known->second.first != one) waiting_.push_back(one);
  }
  std::erase_if(ready_, [&](const auto& entry) {
    return comes_before(job.last, entry.second.first) && !wanted.contains(entry.first);
  });
}

void CaseLoader::load_some(std::unique_lock<std::mutex>& lock) {
  std::vector<store::DueCase> some;
  std::vector<std::uint64_t> ids;
  for (; !waiting_.empty() && some.size() < kAtOnce; waiting_.pop_front()) {
    some.push_back(waiting_.front());
    ids.push_back(waiting_.front().id);
  }
  reading_.insert(ids.begin(), ids.end());
  lock.unlock();
  std::vector<LoadedCase> read;
  if (const auto histories = store_.histories(ids))
    for (const store::History& history : *histories)
      if (auto loaded = fold_history(history)) read.push_back(std::move(*loaded));
  lock.lock();
  for (LoadedCase& one : read) {
    const auto due = std::ranges::find(some, one.state.id.value, &store::DueCase::id);
    if (due != some.end()) ready_.insert_or_assign(due->id, std::pair{*due, std::move(one)});
  }
  reading_.clear();
  loaded_.notify_all();
}

}  // namespace tf::host

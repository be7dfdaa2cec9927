// FaultyStore: any store, failing on command: for tests of what stands above it.
// Ownership: owns the wrapped store; inner() is for looking at it directly.
// Threads:   as the wrapped store; faults may be planned from any.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "store/store.h"

namespace tf::store {

struct Fault {
  enum class When {
    before,  // nothing is stored
    after    // stored, but the caller hears the error: an unknown outcome
  };
  std::uint64_t commit = 1;  // which one, counted from 1 since the wrapper was made
  When when = When::before;
  Errc error = Errc::io;
  bool final = false;  // every later commit fails too, as after a failed sync
};

class FaultyStore final : public Store {
 public:
  explicit FaultyStore(std::unique_ptr<Store> inner, std::vector<Fault> plan = {});

  void fail(Fault fault);
  std::uint64_t commits() const { return commits_; }  // asked for so far
  Store& inner() { return *inner_; }

  Keys& keys() override { return inner_->keys(); }
  Result<void> commit(const Batch& batch) override;
  Result<Head> head() override { return inner_->head(); }
  Result<std::map<std::string, std::string>> settings() override { return inner_->settings(); }
  Result<std::optional<JournalRow>> by_key(const core::CommandKey& key) override {
    return inner_->by_key(key);
  }
  Result<std::vector<JournalRow>> read_case(std::uint64_t case_id, std::uint64_t after,
                                            std::size_t limit) override {
    return inner_->read_case(case_id, after, limit);
  }
  Result<std::vector<JournalRow>> read_all(std::uint64_t after, std::size_t limit) override {
    return inner_->read_all(after, limit);
  }
  Result<std::optional<Snapshot>> snapshot(std::uint64_t case_id) override {
    return inner_->snapshot(case_id);
  }
  Result<std::vector<History>> histories(const std::vector<std::uint64_t>& ids) override {
    return inner_->histories(ids);
  }
  Result<std::vector<DueCase>> due(std::int64_t before_ms, std::size_t limit) override {
    return inner_->due(before_ms, limit);
  }
  Result<std::optional<std::int64_t>> next_due() override { return inner_->next_due(); }
  Result<std::vector<OutboxRow>> outbox(std::int64_t now_ms, std::size_t limit) override {
    return inner_->outbox(now_ms, limit);
  }
  Result<std::optional<KeptRow>> kept(const std::string& town, const std::string& plugin,
                                      const std::string& key, std::int64_t now_ms) override {
    return inner_->kept(town, plugin, key, now_ms);
  }
  Result<std::int64_t> kept_bytes(const std::string& town, const std::string& plugin,
                                  std::int64_t now_ms) override {
    return inner_->kept_bytes(town, plugin, now_ms);
  }
  Result<std::vector<MatchRow>> find(const std::vector<std::string>& keys, std::int64_t since_ms,
                                     bool closed) override {
    return inner_->find(keys, since_ms, closed);
  }
  Result<std::optional<CaseRow>> case_row(std::uint64_t case_id) override {
    return inner_->case_row(case_id);
  }
  Result<std::optional<CaseRow>> case_by_number(const std::string& number) override {
    return inner_->case_by_number(number);
  }
  Result<std::vector<CaseRow>> cases(const CaseFilter& filter) override {
    return inner_->cases(filter);
  }
  Result<std::vector<CaseRow>> children(std::uint64_t parent) override {
    return inner_->children(parent);
  }
  Result<std::vector<TaskRow>> tasks(const TaskFilter& filter) override {
    return inner_->tasks(filter);
  }
  Result<std::vector<TaskRow>> tasks_of(std::uint64_t case_id) override {
    return inner_->tasks_of(case_id);
  }
  Result<std::map<std::string, std::pair<std::int64_t, std::int64_t>>> metric(
      const std::string& metric, std::int64_t from_day, std::int64_t to_day) override {
    return inner_->metric(metric, from_day, to_day);
  }
  Result<std::map<std::string, std::vector<std::int64_t>>> metric_values(
      const std::string& metric, const std::optional<std::string>& node, std::int64_t from_day,
      std::int64_t to_day) override {
    return inner_->metric_values(metric, node, from_day, to_day);
  }
  Result<std::map<std::string, StandingSums>> standings(const std::string& flow,
                                                        const std::optional<std::string>& node,
                                                        std::int64_t from_day,
                                                        std::int64_t to_day) override {
    return inner_->standings(flow, node, from_day, to_day);
  }
  Result<Counts> counts() override { return inner_->counts(); }
  Result<std::uint64_t> refusals() override { return inner_->refusals(); }
  Result<std::optional<Error>> verify() override { return inner_->verify(); }
  Result<std::uint64_t> bytes_on_disk() override { return inner_->bytes_on_disk(); }
  bool virtual_clock() const override { return inner_->virtual_clock(); }

 private:
  std::unique_ptr<Store> inner_;
  std::mutex planning_;
  std::vector<Fault> plan_;
  std::atomic<std::uint64_t> commits_ = 0;
  std::optional<Error> broken_;
};

}  // namespace tf::store

// SqliteStore: one file, one writing connection, a pool of reading ones.
// Ownership: holds an exclusive lock on PATH.lock for its life, so that no second process (or
// second
//            store of this one) writes; the kernel drops it when the process dies.
// Errors:    after a failed sync nothing is written any more, not even by closing: what the disk
//            holds is settled by opening the file anew.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "store/sqlite_keys.h"
#include "store/sqlite_readers.h"
#include "store/sqlite_schema.h"
#include "store/sqlite_writer.h"
#include "store/store.h"

namespace tf::store {

// flock on a side file.
class WriterLock {
 public:
  static Result<WriterLock> take(const std::string& store_path);
  static WriterLock none() { return WriterLock(-1); }  // of a store that only looks
  WriterLock(WriterLock&& other) noexcept;
  WriterLock& operator=(WriterLock&&) = delete;
  ~WriterLock();

 private:
  explicit WriterLock(int fd) : fd_(fd) {}
  int fd_;
};

class SqliteStore final : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(const std::string& path, const SqliteOptions& options);
  ~SqliteStore() override;

  Result<void> commit(const Batch& batch) override;
  Result<Head> head() override { return head_; }
  Result<std::map<std::string, std::string>> settings() override;
  Result<std::optional<JournalRow>> by_key(const core::CommandKey& key) override;
  Result<std::vector<JournalRow>> read_case(std::uint64_t case_id, std::uint64_t after,
                                            std::size_t limit) override;
  Result<std::vector<JournalRow>> read_all(std::uint64_t after, std::size_t limit) override;
  Result<std::optional<Snapshot>> snapshot(std::uint64_t case_id) override;
  Result<std::vector<History>> histories(const std::vector<std::uint64_t>& ids) override;
  Result<std::vector<DueCase>> due(std::int64_t before_ms, std::size_t limit) override;
  Result<std::optional<std::int64_t>> next_due() override;
  Result<std::vector<OutboxRow>> outbox(std::int64_t now_ms, std::size_t limit) override;
  Result<std::optional<KeptRow>> kept(const std::string& town, const std::string& plugin,
                                      const std::string& key, std::int64_t now_ms) override;
  Result<std::int64_t> kept_bytes(const std::string& town, const std::string& plugin,
                                  std::int64_t now_ms) override;
  Result<std::vector<MatchRow>> find(const std::vector<std::string>& keys, std::int64_t since_ms,
                                     bool closed) override;
  Result<std::optional<CaseRow>> case_row(std::uint64_t case_id) override;
  Result<std::optional<CaseRow>> case_by_number(const std::string& number) override;
  Result<std::vector<CaseRow>> cases(const CaseFilter& filter) override;
  Result<std::vector<CaseRow>> children(std::uint64_t parent) override;
  Result<std::vector<TaskRow>> tasks(const TaskFilter& filter) override;
  Result<std::vector<TaskRow>> tasks_of(std::uint64_t case_id) override;
  Result<std::map<std::string, std::pair<std::int64_t, std::int64_t>>> metric(
      const std::string& metric, std::int64_t from_day, std::int64_t to_day) override;
  Result<std::map<std::string, std::vector<std::int64_t>>> metric_values(
      const std::string& metric, const std::optional<std::string>& node, std::int64_t from_day,
      std::int64_t to_day) override;
  Result<std::map<std::string, StandingSums>> standings(const std::string& flow,
                                                        const std::optional<std::string>& node,
                                                        std::int64_t from_day,
                                                        std::int64_t to_day) override;
  Result<Counts> counts() override;
  Result<std::uint64_t> refusals() override { return refusals_.load(); }
  Result<std::optional<Error>> verify() override;
  Result<std::uint64_t> bytes_on_disk() override;
  Keys& keys() override { return *key_file_; }
  bool virtual_clock() const override { return virtual_clock_; }

 private:
  // The number of a word of the figures (metric, node), and back.
  Result<std::optional<std::int64_t>> word_id(const std::string& text);
  Result<std::string> word_of(std::int64_t id);
  struct OfNode {
    std::int64_t id;
    StandingSums sums;
    bool any;  // it has cells in the period
  };
  Result<std::vector<OfNode>> nodes_of_flow(std::int64_t flow);
  // Of every node, by its number.
  Result<std::map<std::int64_t, std::vector<std::int64_t>>> values_by_node(std::int64_t metric,
                                                                           std::int64_t from_day,
                                                                           std::int64_t to_day);

  SqliteStore(std::string path, WriterLock lock, Connection db, StoreFile file,
              std::uint32_t checkpoint_pages);
  Result<void> load(std::uint32_t key_run);
  Result<Tally> write(const Batch& batch);
  void checkpoint_when_due();

  Result<std::optional<Error>> verify_keys();
  Result<CaseHead> case_before(std::uint64_t case_id, std::uint64_t case_seq);

  const std::string path_;
  WriterLock lock_;  // let go last
  Connection db_;
  const BodyPacker packer_;
  std::optional<SqliteWriter> writer_;
  std::unique_ptr<KeyIndex> keys_;
  std::unique_ptr<Keys> key_file_;
  SqliteReaders readers_;
  const std::uint32_t checkpoint_pages_;
  const bool virtual_clock_;
  bool read_only_ = false;
  Head head_;
  std::optional<Error> broken_;  // for good
  std::atomic<std::uint64_t> cases_ = 0;
  std::atomic<std::uint64_t> refusals_ = 0;
};

}  // namespace tf::store

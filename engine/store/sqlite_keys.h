// KeyIndex: is a command key in the journal, and in which row? Keys are hashes, so a B-tree over
// all of them would take each new key to another page, and writing would slow down as the store
// grows. Here the keys of the last rows stand in memory; older ones in runs: sorted by fingerprint,
// written to the table `keys` behind each other, a few with each commit, each run with a Bloom
// filter in memory. A key never seen costs no reading; one that may be there costs one look per run
// that says so.
//
// Threads: places() from any; the rest from the writer's.
// Limit:   at most two runs' keys in memory; filters take two bytes a key.
// Source:  log-structured merging (O'Neil 1996) without merging; blocked Bloom filters (Putze
// 2007).
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

#include "store/sqlite_db.h"
#include "store/store.h"

namespace tf::store {

// Both halves of a key in 8 bytes; equal keys, equal fingerprints. Others are told apart by the
// row.
std::uint64_t fingerprint(const core::CommandKey& key);

// A set of fingerprints that may say yes too often (about once in a thousand) and never no wrongly.
class KeyFilter {
 public:
  explicit KeyFilter(std::size_t keys);
  explicit KeyFilter(std::string bytes) : bytes_(std::move(bytes)) {}
  void add(std::uint64_t print);
  bool may_have(std::uint64_t print) const;
  const std::string& bytes() const { return bytes_; }

 private:
  static constexpr std::size_t kBlock = 64;  // bytes: one cache line
  std::size_t block_of(std::uint64_t print) const;
  std::string bytes_;
};

// Fingerprints and their rows, in memory; several rows may share a fingerprint.
class KeyTable {
 public:
  struct Entry {
    std::uint64_t print = 0;
    std::uint64_t seq = 0;  // 0: free
  };
  KeyTable() : slots_(1024) {}
  void add(Entry entry);
  void find(std::uint64_t print, std::vector<std::uint64_t>& rows) const;
  std::size_t size() const { return size_; }
  std::vector<Entry> sorted() const;  // by fingerprint as a signed number, then row

 private:
  std::vector<Entry> slots_;  // a power of two, at most half full
  std::size_t size_ = 0;
};

class KeyIndex {
 public:
  // `run`: keys of a run.
  static Result<std::unique_ptr<KeyIndex>> load(Connection& db, std::size_t run);

  // Where a key may be: rows to compare it with, and runs to ask for its fingerprint.
  struct Places {
    std::vector<std::uint64_t> rows;
    std::vector<std::int64_t> runs;
  };
  Places places(const core::CommandKey& key) const;

  // Before anything of a batch is written: Errc::conflict when a key is there already, or twice.
  Result<void> check(const std::vector<JournalRow>& rows);
  // Within the transaction of a batch: moves some old keys on. Then, after its end, one of the two.
  Result<void> write(const std::vector<JournalRow>& rows);
  void committed(const std::vector<JournalRow>& rows);
  void rolled_back();

 private:
  struct Run {
    std::int64_t id = 0;
    KeyFilter filter;
  };
  // A full table on its way into the database.
  struct Sealing {
    std::shared_ptr<const KeyTable> table;
    std::vector<KeyTable::Entry> entries;
    std::size_t done = 0;     // committed
    std::size_t written = 0;  // in the transaction now open, or done
  };

  explicit KeyIndex(std::size_t run) : run_(run) {}
  Result<void> prepare(Connection& db);
  Result<void> load_runs(Connection& db);
  Result<bool> stored(const core::CommandKey& key);
  Result<void> finish_run();

  const std::size_t run_;
  mutable std::shared_mutex mutex_;  // guards what places() reads
  std::deque<Run> runs_;
  KeyTable recent_;
  std::optional<Sealing> sealing_;
  std::optional<KeyFilter> finished_;  // of the run that ends with the open transaction
  Statement insert_, insert_run_, in_run_, key_of_row_;
};

}  // namespace tf::store

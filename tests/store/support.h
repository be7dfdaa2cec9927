// What the store's tests share: rows with right links, stores of each kind, a folder that is
// removed.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "base/text.h"
#include "store/faulty_store.h"
#include "store/store.h"

namespace tf::store {

inline core::CommandKey key_of(std::uint64_t n) {
  core::CommandKey key{};
  key[0] = 0x6b;
  for (std::size_t i = 0; i < 8; ++i) key[15 - i] = static_cast<std::uint8_t>(n >> (8 * i));
  return key;
}

// Writes journal rows with numbers and links that go on, as a shard does.
class Chain {
 public:
  JournalRow accepted(std::uint64_t case_id, std::string body, std::uint64_t key = 0) {
    JournalRow row = next(case_id, RowKind::accepted, std::move(body), key);
    CaseHead& head = cases_[case_id];
    row.case_seq = ++head.case_seq;
    link(row, head.case_hash, head_.shard_hash);
    return row;
  }
  JournalRow refused(std::uint64_t case_id, std::string body, std::uint64_t key = 0) {
    JournalRow row = next(case_id, RowKind::refused, std::move(body), key);
    link(row, cases_[case_id].case_hash, head_.shard_hash);
    return row;
  }
  const Head& head() const { return head_; }
  CaseHead head_of(std::uint64_t case_id) const { return cases_.at(case_id); }

 private:
  JournalRow next(std::uint64_t case_id, RowKind kind, std::string body, std::uint64_t key) {
    JournalRow row;
    row.seq = ++head_.seq;
    head_.at = head_.at + 7;
    row.at = head_.at;
    row.case_id = case_id;
    row.kind = kind;
    row.body = std::move(body);
    if (key != 0) {
      row.key = key_of(key);
      row.request[0] = 1;
    }
    return row;
  }

  Head head_;
  std::map<std::uint64_t, CaseHead> cases_;
};

inline Batch batch_of(std::vector<JournalRow> rows) {
  Batch batch;
  batch.journal = std::move(rows);
  return batch;
}

// Text that nothing can pack.
inline std::string noise(std::size_t size) {
  std::string text;
  for (int i = 0; text.size() < size; ++i) {
    const Hash hash = sha256(cat(i));
    text += bytes_of(hash);
  }
  text.resize(size);
  return text;
}

// A folder of its own for each test, in memory where the machine allows it; removed at the end.
class Folder {
 public:
  Folder() {
    const std::filesystem::path memory = "/dev/shm";
    const auto base =
        ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
    std::string pattern = (base / "townflow-store-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name = "town.db") const { return path_ + "/" + name; }

 private:
  std::string path_;
};

template <class T>
T must(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << result.error().text;
    throw std::runtime_error(result.error().text);
  }
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}
inline std::string text_of(const Result<void>& result) {
  return result ? "ok" : result.error().text;
}

// Equality of rows, said field by field so that a new field is not forgotten.
inline std::string str(const JournalRow& r) {
  return cat(r.seq, " case ", r.case_id, "/", r.case_seq, " kind ", static_cast<int>(r.kind),
             " at ", r.at.ms, " key ", int{r.key[15]}, " req ", int{r.request[0]}, " ", r.body, " ",
             to_hex(r.case_hash).substr(0, 8), " ", to_hex(r.shard_hash).substr(0, 8));
}
inline std::string str(const std::optional<std::int64_t>& n) {
  return n ? cat(*n) : "-";
}
inline std::string str(const CaseRow& r) {
  return cat(r.id, "|", r.number, "|", r.town, "|", r.workflow, "|", r.title, "|", r.phase, "|",
             r.stage, "|", r.result, "|", r.reason, "|", int{r.light}, "|", r.listed, "|", r.unit,
             "|", r.grid, "|", r.owner, "|", r.reporter, "|", r.opened_ms, "|", str(r.due_ms), "|",
             str(r.warn_ms), "|", str(r.wake_ms), "|", str(r.closed_ms), "|", r.on_time, "|",
             r.parent, "|", r.seq, "|", to_hex(r.case_hash).substr(0, 8));
}
inline std::string str(const TaskRow& r) {
  return cat(r.case_id, "/", r.task, "|", r.town, "|", r.workflow, "|", r.number, "|", r.step, "|",
             r.title, "|", r.work, "|", r.state, "|", r.owner, "|", join(r.candidates, ","), "|",
             r.unit, "|", int{r.light}, "|", str(r.due_ms), "|", r.offered_ms);
}
inline std::string str(const OutboxRow& r) {
  return cat(r.case_id, "/", r.effect, "|", r.kind, "|", r.key, "|", r.payload, "|", r.next_ms, "|",
             r.tries, "|", r.last_error);
}
inline std::string str(const MatchRow& r) {
  return cat(r.key, "|", r.case_id, "|", r.workflow, "|", r.opened_ms, "|", str(r.closed_ms));
}
template <class Row>
std::string str(const std::vector<Row>& rows) {
  std::string out;
  for (const Row& row : rows) out += cat(out.empty() ? "" : "\n", str(row));
  return out;
}
// Only the ids, in order: for lists.
inline std::string ids(const std::vector<CaseRow>& rows) {
  std::string out;
  for (const CaseRow& row : rows) out += cat(out.empty() ? "" : " ", row.id);
  return out;
}
inline std::string ids(const std::vector<TaskRow>& rows) {
  std::string out;
  for (const TaskRow& row : rows) out += cat(out.empty() ? "" : " ", row.case_id, "/", row.task);
  return out;
}

inline CaseRow case_row(std::uint64_t id, std::uint8_t light = 0,
                        std::optional<std::int64_t> due = {}) {
  CaseRow row;
  row.id = id;
  row.number = cat("RIVERSIDE-2026-", 1000 + id);
  row.town = "riverside";
  row.workflow = "lamp";
  row.title = cat("Lamp ", id);
  row.phase = "open";
  row.stage = "registered";
  row.light = light;
  row.due_ms = due;
  row.opened_ms = static_cast<std::int64_t>(1000 + id);
  row.seq = 1;
  return row;
}
inline TaskRow task_row(std::uint64_t case_id, std::uint64_t task,
                        std::vector<std::string> candidates, std::string owner = {}) {
  TaskRow row;
  row.case_id = case_id;
  row.task = task;
  row.town = "riverside";
  row.workflow = "lamp";
  row.number = cat("RIVERSIDE-2026-", 1000 + case_id);
  row.step = "repair";
  row.title = "Repair";
  row.work = "repair";
  row.state = owner.empty() ? "offered" : "claimed";
  row.owner = std::move(owner);
  row.candidates = std::move(candidates);
  row.unit = "works";
  row.offered_ms = 5;
  return row;
}

// The kinds of store that must keep every promise of store.h.
struct Kind {
  const char* name;
  std::unique_ptr<Store> (*make)(const Folder&);
};
inline std::ostream& operator<<(std::ostream& out, const Kind& kind) {
  return out << kind.name;
}

class StoreTest : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override { store_ = GetParam().make(folder_); }
  void commit(const Batch& batch) {
    const auto done = store_->commit(batch);
    ASSERT_TRUE(done) << done.error().text;
  }
  Store& store() { return *store_; }

  Chain chain_;
  Folder folder_;
  std::unique_ptr<Store> store_;
};

inline const auto kAllKinds = testing::Values(
    Kind{"memory", [](const Folder&) { return memory_store(); }},
    Kind{"sqlite", [](const Folder& folder) { return must(open_sqlite(folder.file())); }},
    Kind{"faulty", [](const Folder&) -> std::unique_ptr<Store> {
           return std::make_unique<FaultyStore>(memory_store());
         }});
inline std::string kind_name(const testing::TestParamInfo<Kind>& info) {
  return info.param.name;
}

}  // namespace tf::store

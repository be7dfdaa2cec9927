#include "store/sqlite_keys.h"

#include <algorithm>
#include <bit>
#include <mutex>

#include "base/text.h"

namespace tf::store {
namespace {

constexpr std::size_t kBytesPerKey = 2;  // of a filter
constexpr int kProbes = 7;
constexpr std::size_t kLeastPerCommit = 64;  // entries sealed, so that it ends in a quiet town too

std::uint64_t half(const core::CommandKey& key, std::size_t from) {
  std::uint64_t n = 0;
  for (std::size_t i = 0; i < 8; ++i) n = n << 8 | key[from + i];
  return n;
}
std::int64_t as_signed(std::uint64_t n) {
  return static_cast<std::int64_t>(n);
}
std::int64_t next_run(std::int64_t last) {
  return last + 1;
}

}  // namespace

std::uint64_t fingerprint(const core::CommandKey& key) {
  // Multiplying by an odd number loses nothing and spreads keys that are not hashes.
  std::uint64_t n = (half(key, 0) ^ std::rotl(half(key, 8), 29)) * 0x9e3779b97f4a7c15U;
  return n ^ (n >> 32);
}

KeyFilter::KeyFilter(std::size_t keys)
    : bytes_((std::max<std::size_t>(keys, 1) * kBytesPerKey + kBlock - 1) / kBlock * kBlock, '\0') {
}
std::size_t KeyFilter::block_of(std::uint64_t print) const {
  return (print >> 40) % (bytes_.size() / kBlock) * kBlock;
}
void KeyFilter::add(std::uint64_t print) {
  const std::size_t block = block_of(print);
  std::uint64_t bits = print * 0xd6e8feb86659fd93U;
  for (int i = 0; i < kProbes; ++i, bits >>= 9) {
    const std::size_t bit = bits & 511;
    char& byte = bytes_[block + bit / 8];
    byte = static_cast<char>(static_cast<unsigned char>(byte) | (1U << (bit % 8)));
  }
}
bool KeyFilter::may_have(std::uint64_t print) const {
  const std::size_t block = block_of(print);
  std::uint64_t bits = print * 0xd6e8feb86659fd93U;
  for (int i = 0; i < kProbes; ++i, bits >>= 9) {
    const std::size_t bit = bits & 511;
    if ((static_cast<unsigned char>(bytes_[block + bit / 8]) & (1U << (bit % 8))) == 0)
      return false;
  }
  return true;
}

void KeyTable::add(Entry entry) {
  if (2 * (size_ + 1) > slots_.size()) {
    std::vector<Entry> old(2 * slots_.size());
    old.swap(slots_);
    size_ = 0;
    for (const Entry& e : old)
      if (e.seq != 0) add(e);
  }
  std::size_t at = entry.print & (slots_.size() - 1);
  while (slots_[at].seq != 0) at = (at + 1) & (slots_.size() - 1);
  slots_[at] = entry;
  ++size_;
}
void KeyTable::find(std::uint64_t print, std::vector<std::uint64_t>& rows) const {
  for (std::size_t at = print & (slots_.size() - 1); slots_[at].seq != 0;
       at = (at + 1) & (slots_.size() - 1))
    if (slots_[at].print == print) rows.push_back(slots_[at].seq);
}
std::vector<KeyTable::Entry> KeyTable::sorted() const {
  std::vector<Entry> entries;
  entries.reserve(size_);
  for (const Entry& e : slots_)
    if (e.seq != 0) entries.push_back(e);
  std::ranges::sort(entries, {},
                    [](const Entry& e) { return std::pair{as_signed(e.print), e.seq}; });
  return entries;
}

Result<std::unique_ptr<KeyIndex>> KeyIndex::load(Connection& db, std::size_t run) {
  std::unique_ptr<KeyIndex> index(new KeyIndex(run));
  TF_OK(index->load_runs(db));
  TF_OK(index->prepare(db));
  return index;
}

Result<void> KeyIndex::load_runs(Connection& db) {
  std::int64_t upto = 0;
  {
    Statement runs = TF_TRY(db.prepare("SELECT run, upto, filter FROM key_runs ORDER BY run"));
    while (TF_TRY(runs.step())) {
      const std::string_view filter = runs.text(2);
      if (filter.empty() || filter.size() % 64 != 0)
        return fail(Errc::corrupt, cat("the filter of key run ", runs.integer(0), " is damaged"),
                    cat("键组 ", runs.integer(0), " 的过滤表已损坏"));
      runs_.push_back({runs.integer(0), KeyFilter(std::string(filter))});
      upto = runs.integer(1);
    }
  }
  // A run that was not finished begins anew.
  const std::int64_t last = runs_.empty() ? 0 : runs_.back().id;
  TF_OK(db.execute(cat("DELETE FROM keys WHERE run > ", last).c_str()));
  Statement rows = TF_TRY(
      db.prepare(cat("SELECT seq, key FROM journal WHERE seq > ", upto, " AND key IS NOT NULL")));
  while (TF_TRY(rows.step())) {
    core::CommandKey key{};
    if (!rows.bytes(1, key))
      return fail(Errc::corrupt,
                  cat("journal row ", rows.integer(0), ": a key or hash has a wrong length"),
                  cat("日志第 ", rows.integer(0), " 行：键或散列长度不对"));
    recent_.add({fingerprint(key), static_cast<std::uint64_t>(rows.integer(0))});
  }
  return {};
}

Result<void> KeyIndex::prepare(Connection& db) {
  insert_ = TF_TRY(db.prepare("INSERT INTO keys VALUES(?,?,?)"));
  insert_run_ = TF_TRY(db.prepare("INSERT INTO key_runs VALUES(?,?,?)"));
  in_run_ = TF_TRY(db.prepare("SELECT seq FROM keys WHERE run = ? AND print = ?"));
  key_of_row_ = TF_TRY(db.prepare("SELECT key FROM journal WHERE seq = ?"));
  return {};
}

KeyIndex::Places KeyIndex::places(const core::CommandKey& key) const {
  const std::uint64_t print = fingerprint(key);
  Places places;
  const std::shared_lock lock(mutex_);
  recent_.find(print, places.rows);
  if (sealing_) sealing_->table->find(print, places.rows);
  for (const Run& run : runs_)
    if (run.filter.may_have(print)) places.runs.push_back(run.id);
  return places;
}

Result<bool> KeyIndex::stored(const core::CommandKey& key) {
  Places where = places(key);
  for (const std::int64_t run : where.runs) {
    const Reading reading(in_run_);
    in_run_.bind(run).bind(fingerprint(key));
    while (TF_TRY(in_run_.step()))
      where.rows.push_back(static_cast<std::uint64_t>(in_run_.integer(0)));
  }
  for (const std::uint64_t seq : where.rows) {
    const Reading reading(key_of_row_);
    key_of_row_.bind(seq);
    core::CommandKey found{};
    if (TF_TRY(key_of_row_.step()) && key_of_row_.bytes(0, found) && found == key) return true;
  }
  return false;
}

Result<void> KeyIndex::check(const std::vector<JournalRow>& rows) {
  std::vector<std::pair<core::CommandKey, std::uint64_t>> keys;
  keys.reserve(rows.size());
  for (const JournalRow& row : rows)
    if (row.key != core::CommandKey{}) keys.emplace_back(row.key, row.seq);
  std::ranges::sort(keys);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const bool again = i > 0 && keys[i].first == keys[i - 1].first;
    if (again || TF_TRY(stored(keys[i].first)))
      return fail(Errc::conflict, cat("journal row ", keys[i].second, ": its key is already there"),
                  cat("日志第 ", keys[i].second, " 行：它的键已经有了"));
  }
  return {};
}

Result<void> KeyIndex::write(const std::vector<JournalRow>& rows) {
  if (!sealing_) return {};
  const std::int64_t run = next_run(runs_.empty() ? 0 : runs_.back().id);
  const std::vector<KeyTable::Entry>& entries = sealing_->entries;
  // Twice as fast as keys arrive, so that it ends before the next is full.
  const std::size_t end =
      std::min(entries.size(), sealing_->done + std::max(kLeastPerCommit, 2 * rows.size()));
  for (; sealing_->written < end; ++sealing_->written) {
    const KeyTable::Entry& entry = entries[sealing_->written];
    TF_OK(insert_.bind(run).bind(as_signed(entry.print)).bind(entry.seq).run());
  }
  if (end == entries.size()) TF_OK(finish_run());
  return {};
}

Result<void> KeyIndex::finish_run() {
  KeyFilter filter(sealing_->entries.size());
  std::uint64_t upto = 0;
  for (const KeyTable::Entry& entry : sealing_->entries) {
    filter.add(entry.print);
    upto = std::max(upto, entry.seq);
  }
  const std::int64_t run = next_run(runs_.empty() ? 0 : runs_.back().id);
  TF_OK(insert_run_.bind(run)
            .bind(upto)
            .bind_blob(filter.bytes().data(), filter.bytes().size())
            .run());
  finished_ = std::move(filter);
  return {};
}

void KeyIndex::committed(const std::vector<JournalRow>& rows) {
  const std::unique_lock lock(mutex_);
  for (const JournalRow& row : rows)
    if (row.key != core::CommandKey{}) recent_.add({fingerprint(row.key), row.seq});
  if (finished_) {
    runs_.push_back({next_run(runs_.empty() ? 0 : runs_.back().id), *std::move(finished_)});
    finished_.reset();
    sealing_.reset();
  }
  if (sealing_) {
    sealing_->done = sealing_->written;
  } else if (recent_.size() >= run_) {
    auto full = std::make_shared<KeyTable>(std::move(recent_));
    recent_ = KeyTable();
    sealing_ = Sealing{full, full->sorted()};
  }
}

void KeyIndex::rolled_back() {
  finished_.reset();
  if (sealing_) sealing_->written = sealing_->done;
}

}  // namespace tf::store

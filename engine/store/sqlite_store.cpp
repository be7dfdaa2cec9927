#include "store/sqlite_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "base/system_error.h"
#include "base/text.h"
#include "store/sqlite_schema.h"
#include "store/sqlite_wal_file.h"
#include "store/verify.h"

namespace tf::store {

namespace {

// A write whose fate the disk did not tell is never tried again.
Error stopped_by(Error error) {
  error.text += "; the store takes no more commands: restart after the disk is looked at";
  error.zh += "；存储不再接收请求：请检查磁盘后重新启动";
  return error;
}

}  // namespace

Result<WriterLock> WriterLock::take(const std::string& store_path) {
  const std::string path = store_path + ".lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0)
    return std::unexpected(system_error(cat("cannot open ", path), cat("打不开 ", path), errno));
  WriterLock lock(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno == EWOULDBLOCK)
    return fail(Errc::busy, cat(store_path, " is open in another process; stop it first"),
                cat(store_path, " 正由另一个进程打开；请先停止它"));
  return std::unexpected(system_error(cat("cannot lock ", path), cat("锁不住 ", path), errno));
}
WriterLock::WriterLock(WriterLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
WriterLock::~WriterLock() {
  if (fd_ >= 0) ::close(fd_);
}

Result<std::unique_ptr<Store>> SqliteStore::open(const std::string& path,
                                                 const SqliteOptions& options) {
  std::error_code ignored;
  if (!options.create && !std::filesystem::exists(path, ignored))
    return fail(Errc::not_found, cat("no store at ", path), cat(path, " 没有存储"));
  if (options.read_only && !std::filesystem::exists(path, ignored))
    return fail(Errc::not_found, cat("no store at ", path), cat(path, " 没有存储"));
  WriterLock lock = options.read_only ? WriterLock::none() : TF_TRY(WriterLock::take(path));
  // One that only looks still needs the shared memory beside the file, which SQLite may have to
  // make.
  Connection db = TF_TRY(
      Connection::open(path, options.create && !options.read_only ? Access::create : Access::write,
                       options.sync ? gathering_vfs() : nullptr));
  StoreFile file = TF_TRY(open_schema(db, path, options));
  if (options.read_only) TF_OK(db.execute("PRAGMA query_only = ON"));
  std::unique_ptr<SqliteStore> store(new SqliteStore(path, std::move(lock), std::move(db),
                                                     std::move(file), options.checkpoint_pages));
  store->read_only_ = options.read_only;
  TF_OK(store->load(options.key_run));
  const auto settings = TF_TRY(store->settings());
  const auto ring = settings.find(kRingSetting);
  store->key_file_ = Keys::open(options.keys.empty() ? path + ".keys" : options.keys,
                                ring == settings.end() ? "" : ring->second,
                                options.read_only       ? Keys::Make::never
                                : store->virtual_clock_ ? Keys::Make::fixed
                                                        : Keys::Make::random);
  return store;
}

SqliteStore::SqliteStore(std::string path, WriterLock lock, Connection db, StoreFile file,
                         std::uint32_t checkpoint_pages)
    : path_(std::move(path)),
      lock_(std::move(lock)),
      db_(std::move(db)),
      packer_(std::move(file.packer)),
      readers_(path_),
      checkpoint_pages_(checkpoint_pages),
      virtual_clock_(file.virtual_clock) {}

SqliteStore::~SqliteStore() {
  if (broken_ || read_only_)
    db_.leave_wal_at_close();
  else
    static_cast<void>(db_.checkpoint(Connection::Checkpoint::truncate));  // else the next opening
}

Result<void> SqliteStore::load(std::uint32_t key_run) {
  writer_ = TF_TRY(SqliteWriter::prepare(db_, packer_));
  // Loading the keys tidies them; who only looks has no business there, and asks for no key.
  if (!read_only_) keys_ = TF_TRY(KeyIndex::load(db_, key_run));
  Statement last =
      TF_TRY(db_.prepare("SELECT seq, shard_hash, at FROM journal ORDER BY seq DESC LIMIT 1"));
  if (TF_TRY(last.step())) {
    head_.seq = static_cast<std::uint64_t>(last.integer(0));
    if (!last.bytes(1, head_.shard_hash))
      return fail(Errc::corrupt, cat("journal row ", head_.seq, ": its hash has a wrong length"),
                  cat("日志第 ", head_.seq, " 行：散列长度不对"));
    head_.at = {last.integer(2)};
  }
  cases_ =
      static_cast<std::uint64_t>(TF_TRY(db_.ask("SELECT value FROM meta WHERE key = 'cases'")));
  refusals_ =
      static_cast<std::uint64_t>(TF_TRY(db_.ask("SELECT value FROM meta WHERE key = 'refusals'")));
  return {};
}

Result<void> SqliteStore::commit(const Batch& batch) {
  if (broken_) return std::unexpected(*broken_);
  if (read_only_)
    return fail(Errc::io, cat(path_, " was opened to look only"), cat(path_, " 只供查看，不能写"));
  TF_OK(follows(batch, head_));
  TF_OK(keys_->check(batch.journal));
  const auto tally = write(batch);
  if (!tally) {
    Error error = tally.error();
    const bool final = db_.sync_failed() || error.code == Errc::corrupt;
    if (db_.in_transaction()) static_cast<void>(writer_->rollback.run());
    writer_->forget();
    keys_->rolled_back();
    if (final) {
      broken_ = error = stopped_by(std::move(error));
    }
    return std::unexpected(std::move(error));
  }
  keys_->committed(batch.journal);
  cases_ += tally->cases;
  refusals_ += tally->refusals;
  if (!batch.journal.empty()) {
    const JournalRow& last = batch.journal.back();
    head_ = {last.seq, last.shard_hash, last.at};
  }
  checkpoint_when_due();
  return {};
}

Result<Tally> SqliteStore::write(const Batch& batch) {
  TF_OK(writer_->begin.run());
  Tally tally = TF_TRY(writer_->write(batch));
  TF_OK(keys_->write(batch.journal));
  TF_OK(writer_->commit.run());
  return tally;
}

// The commit before it stands whatever happens here; only a failed sync ends the writing.
void SqliteStore::checkpoint_when_due() {
  const auto waiting = static_cast<std::uint64_t>(db_.wal_pages());
  if (waiting < checkpoint_pages_) return;
  // Readers that never pause can keep the WAL from starting anew: once in a while wait for them.
  const bool long_due = waiting >= 8 * std::uint64_t{checkpoint_pages_};
  const auto done =
      db_.checkpoint(long_due ? Connection::Checkpoint::restart : Connection::Checkpoint::passive);
  if (!done && db_.sync_failed())
    broken_ = stopped_by(Error{Errc::io, done.error().text, done.error().zh});
}

Result<std::uint64_t> SqliteStore::bytes_on_disk() {
  std::uint64_t bytes = 0;
  for (const char* tail : {"", "-wal"}) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(path_ + tail, error);
    if (!error) bytes += size;
  }
  return bytes;
}

Result<std::unique_ptr<Store>> open_sqlite(const std::string& path, const SqliteOptions& options) {
  return SqliteStore::open(path, options);
}

}  // namespace tf::store

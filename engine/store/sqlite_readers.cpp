#include "store/sqlite_readers.h"

#include "store/sqlite_schema.h"

namespace tf::store {

Result<std::unique_ptr<SqliteReader>> SqliteReader::open(const std::string& path) {
  Connection db = TF_TRY(Connection::open(path, Access::read));
  TF_OK(open_for_reading(db));
  TF_OK(db.teach_hand());
  return std::unique_ptr<SqliteReader>(new SqliteReader(std::move(db)));
}

Result<Statement*> SqliteReader::statement(std::string_view sql) {
  if (const auto known = statements_.find(sql); known != statements_.end()) return &known->second;
  if (statements_.size() >= kMaxStatements) statements_.clear();
  Statement prepared = TF_TRY(db_.prepare(sql));
  return &statements_.emplace(std::string(sql), std::move(prepared)).first->second;
}

Result<SqliteReader::Hold> SqliteReader::hold() {
  TF_OK(db_.execute("BEGIN"));
  return Hold(db_);
}

Result<SqliteReaders::Lease> SqliteReaders::lease() {
  {
    std::unique_lock lock(mutex_);
    free_again_.wait(lock, [&] { return !free_.empty() || open_ < kMaxReaders; });
    if (!free_.empty()) {
      std::unique_ptr<SqliteReader> reader = std::move(free_.back());
      free_.pop_back();
      return Lease(*this, std::move(reader));
    }
    ++open_;
  }
  auto reader = SqliteReader::open(path_);
  if (!reader) {
    const std::lock_guard lock(mutex_);
    --open_;
    free_again_.notify_one();
    return std::unexpected(reader.error());
  }
  return Lease(*this, *std::move(reader));
}

void SqliteReaders::give_back(std::unique_ptr<SqliteReader> reader) {
  const std::lock_guard lock(mutex_);
  free_.push_back(std::move(reader));
  free_again_.notify_one();
}

}  // namespace tf::store

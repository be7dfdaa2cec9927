// A pool of connections that only read: they never write and never checkpoint, and each reading
// sees the last commit at its start.
// Threads: any; a lease is its holder's alone.
// Limit:   kMaxReaders connections; a further reading waits for one.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "store/sqlite_db.h"

namespace tf::store {

class SqliteReader {
 public:
  static Result<std::unique_ptr<SqliteReader>> open(const std::string& path);
  // The prepared statement of this text, kept for next time; wrap its use in a Reading.
  Result<Statement*> statement(std::string_view sql);
  // While it lives, all that is read is of one commit, and SQLite locks once for it all.
  class Hold {
   public:
    explicit Hold(Connection& db) : db_(&db) {}
    Hold(Hold&& other) noexcept : db_(std::exchange(other.db_, nullptr)) {}
    Hold& operator=(Hold&&) = delete;
    ~Hold() {
      if (db_ != nullptr) static_cast<void>(db_->execute("COMMIT"));
    }

   private:
    Connection* db_;
  };
  Result<Hold> hold();

 private:
  explicit SqliteReader(Connection db) : db_(std::move(db)) {}
  static constexpr std::size_t kMaxStatements = 100;

  Connection db_;
  std::map<std::string, Statement, std::less<>> statements_;
};

class SqliteReaders {
 public:
  static constexpr std::size_t kMaxReaders = 8;

  explicit SqliteReaders(std::string path) : path_(std::move(path)) {}

  class Lease {
   public:
    Lease(SqliteReaders& pool, std::unique_ptr<SqliteReader> reader)
        : pool_(&pool), reader_(std::move(reader)) {}
    Lease(Lease&& other) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (reader_) pool_->give_back(std::move(reader_));
    }
    SqliteReader* operator->() { return reader_.get(); }
    SqliteReader& operator*() { return *reader_; }

   private:
    SqliteReaders* pool_;
    std::unique_ptr<SqliteReader> reader_;
  };
  Result<Lease> lease();

 private:
  void give_back(std::unique_ptr<SqliteReader> reader);

  const std::string path_;
  std::mutex mutex_;
  std::condition_variable free_again_;
  std::vector<std::unique_ptr<SqliteReader>> free_;
  std::size_t open_ = 0;
};

// All rows of one SELECT: `bind(Statement&)` fills its parameters, `read(const Statement&)` makes a
// Result<T> of one row.
template <class Bind, class Read>
auto select(SqliteReader& reader, std::string_view sql, const Bind& bind, const Read& read)
    -> Result<std::vector<typename std::invoke_result_t<Read, const Statement&>::value_type>> {
  Statement& statement = *TF_TRY(reader.statement(sql));
  const Reading reading(statement);
  bind(statement);
  std::vector<typename std::invoke_result_t<Read, const Statement&>::value_type> rows;
  while (TF_TRY(statement.step())) rows.push_back(TF_TRY(read(std::as_const(statement))));
  return rows;
}
template <class Bind, class Read>
auto select(SqliteReaders& readers, std::string_view sql, const Bind& bind, const Read& read)
    -> Result<std::vector<typename std::invoke_result_t<Read, const Statement&>::value_type>> {
  SqliteReaders::Lease reader = TF_TRY(readers.lease());
  return select(*reader, sql, bind, read);
}
// Rows of whole numbers, each given to `sink`: `sql` is SELECT hand(?1, …) …, `bind` fills from ?2
// on.
template <class Bind>
Result<void> hand_over(SqliteReaders& readers, std::string_view sql, const Bind& bind,
                       const RowSink& sink) {
  SqliteReaders::Lease reader = TF_TRY(readers.lease());
  Statement& statement = *TF_TRY(reader->statement(sql));
  bind(statement.bind(sink));
  return statement.run();
}
// The first of them, or none.
template <class T>
std::optional<T> first_of(std::vector<T> rows) {
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

}  // namespace tf::store

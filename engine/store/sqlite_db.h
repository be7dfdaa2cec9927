// A thin RAII skin over SQLite: connections, prepared statements, error codes of ours.
// Threads: a connection and its statements belong to one thread at a time.
// Errors:  Errc::full, io, corrupt, busy, conflict (a unique index), invalid (not a database).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace tf::store {

class Connection;

// What takes the rows of a SELECT hand(?1, a, b, …) FROM …: whole numbers, at most kMostHanded of
// them, one call a row, in no promised order. One step of the statement for all rows: half the cost
// of stepping through them, or less.
using RowSink = std::function<void(std::span<const std::int64_t>)>;
inline constexpr int kMostHanded = 6;

// Bind from left to right, then run() or step() until false. Bound text and blobs are not copied:
// they must live until run() returns or reset() is called. reset() before the next binding; run()
// does it itself.
class Statement {
 public:
  Statement() = default;
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;
  ~Statement();

  Statement& bind(std::int64_t n);
  Statement& bind(std::uint64_t n) { return bind(static_cast<std::int64_t>(n)); }
  Statement& bind(bool b) { return bind(std::int64_t{b ? 1 : 0}); }
  Statement& bind(std::string_view text);
  Statement& bind(const std::string& text) { return bind(std::string_view(text)); }
  Statement& bind(const char*) = delete;
  Statement& bind(const std::optional<std::int64_t>& n) { return n ? bind(*n) : bind_null(); }
  Statement& bind_blob(const void* bytes, std::size_t size);
  template <std::size_t N>
  Statement& bind_bytes(const std::array<std::uint8_t, N>& bytes) {  // all zero: NULL
    return bytes == std::array<std::uint8_t, N>{} ? bind_null() : bind_blob(bytes.data(), N);
  }
  Statement& bind_null();
  Statement& bind(const RowSink& sink);  // the first argument of hand(); lives until reset()

  Result<bool> step();  // true: a row stands ready
  Result<void> run();   // to the end, rows thrown away
  void reset();

  std::int64_t integer(int column) const;
  std::optional<std::int64_t> maybe(int column) const;
  std::string_view text(int column) const;  // until the next step or reset
  bool null(int column) const;
  template <std::size_t N>
  bool bytes(int column,
             std::array<std::uint8_t, N>& out) const {  // NULL: zeros; false: wrong size
    return read_bytes(column, out.data(), N);
  }

 private:
  friend class Connection;
  bool read_bytes(int column, std::uint8_t* out, std::size_t size) const;

  sqlite3_stmt* stmt_ = nullptr;
  int next_ = 1;
  int bound_error_ = 0;
};

// Resets its statement at the end of a block, whatever the way out.
class Reading {
 public:
  explicit Reading(Statement& statement) : statement_(statement) {}
  ~Reading() { statement_.reset(); }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

 private:
  Statement& statement_;
};

enum class Access { create, write, read };

class Connection {
 public:
  // `vfs`: by its name; the system's own unless said.
  static Result<Connection> open(const std::string& path, Access access, const char* vfs = nullptr);
  Connection(Connection&& other) noexcept;
  Connection& operator=(Connection&&) = delete;
  ~Connection();

  Result<void> teach_hand();  // the function that RowSink speaks of
  Result<Statement> prepare(std::string_view sql);
  Result<void> execute(const char* sql);                 // one or more statements, no rows
  Result<std::int64_t> ask(const std::string& sql);      // the first column of the first row
  Result<std::string> ask_text(const std::string& sql);  // the same as text

  bool in_transaction() const;
  std::int64_t changes() const;
  // True when the last error says that a sync failed: what is on the disk is unknown from here on.
  bool sync_failed() const;

  // Pages waiting in the WAL after the last commit of this connection.
  int wal_pages() const { return *wal_pages_; }
  void watch_wal();  // instead of SQLite's automatic checkpoints
  enum class Checkpoint { passive, restart, truncate };
  Result<void> checkpoint(Checkpoint mode);
  void leave_wal_at_close();  // SQLite would move it into the file
  // All of the database as it is at one moment, others writing meanwhile or not, into a new file.
  Result<void> copy_to(const std::string& path);

 private:
  explicit Connection(sqlite3* db) : db_(db), wal_pages_(std::make_unique<int>(0)) {}

  sqlite3* db_ = nullptr;
  std::unique_ptr<int> wal_pages_;
};

}  // namespace tf::store

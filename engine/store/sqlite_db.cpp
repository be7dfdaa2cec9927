#include "store/sqlite_db.h"

#include <sqlite3.h>

#include <cstring>
#include <new>
#include <utility>

#include "base/text.h"

namespace tf::store {
namespace {

constexpr int kLookasideBytes = 1200;
constexpr int kLookasideSlots = 400;

Errc code_of(int extended) {
  switch (extended & 0xff) {
    case SQLITE_FULL:
      return Errc::full;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Errc::busy;
    case SQLITE_CORRUPT:
      return Errc::corrupt;
    case SQLITE_CONSTRAINT:
      return Errc::conflict;
    case SQLITE_NOTADB:
      return Errc::invalid;
    case SQLITE_TOOBIG:
      return Errc::too_large;
    case SQLITE_IOERR:
      return extended == SQLITE_IOERR_SHMSIZE ? Errc::full : Errc::io;
    default:
      return Errc::io;
  }
}

// SQLite speaks English only; its number tells the rest.
std::string zh_of(Errc kind, int code) {
  const char* what = kind == Errc::busy        ? "另一个进程正在使用存储"
                     : kind == Errc::full      ? "磁盘或数据库已满"
                     : kind == Errc::corrupt   ? "数据库文件已损坏"
                     : kind == Errc::conflict  ? "与已有的内容冲突"
                     : kind == Errc::invalid   ? "不是数据库文件"
                     : kind == Errc::too_large ? "内容过大"
                                               : "磁盘读写出错或没有权限";
  return cat("SQLite：", what, "（", code, "）");
}

Error error_of(sqlite3* db) {
  const int code = sqlite3_extended_errcode(db);
  std::string text = cat("SQLite: ", sqlite3_errmsg(db), " (", code, ")");
  if (const int system = sqlite3_system_errno(db); system != 0 && code_of(code) == Errc::io)
    text += cat(": ", std::strerror(system));
  return {code_of(code), std::move(text), zh_of(code_of(code), code)};
}

constexpr const char* kSink = "tf::store::RowSink";  // the type of the pointer

// hand(sink, …): an aggregate that keeps nothing but where its sink is.
void hand_row(sqlite3_context* context, int count, sqlite3_value** values) {
  auto* const sink =
      static_cast<const RowSink**>(sqlite3_aggregate_context(context, sizeof(const RowSink*)));
  if (sink == nullptr) return sqlite3_result_error_nomem(context);
  if (*sink == nullptr)
    *sink = static_cast<const RowSink*>(sqlite3_value_pointer(values[0], kSink));
  if (*sink == nullptr || count > 1 + kMostHanded)
    return sqlite3_result_error(context, "hand() needs a sink and at most six numbers", -1);
  std::array<std::int64_t, kMostHanded> row;
  const auto width = static_cast<std::size_t>(count - 1);
  for (std::size_t i = 0; i < width; ++i) row[i] = sqlite3_value_int64(values[i + 1]);
  try {
    (**sink)(std::span(row).first(width));
  } catch (const std::bad_alloc&) {  // nothing may be thrown through SQLite
    sqlite3_result_error_nomem(context);
  }
}
void hand_done(sqlite3_context* context) {
  sqlite3_result_null(context);
}

int open_flags(Access access) {
  const int common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  switch (access) {
    case Access::create:
      return common | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case Access::write:
      return common | SQLITE_OPEN_READWRITE;
    case Access::read:
      return common | SQLITE_OPEN_READONLY;
  }
  return common;
}

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : stmt_(std::exchange(other.stmt_, nullptr)),
      next_(other.next_),
      bound_error_(other.bound_error_) {}
Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(stmt_, other.stmt_);
  std::swap(next_, other.next_);
  std::swap(bound_error_, other.bound_error_);
  return *this;
}
Statement::~Statement() {
  sqlite3_finalize(stmt_);
}

Statement& Statement::bind(std::int64_t n) {
  bound_error_ |= sqlite3_bind_int64(stmt_, next_++, n);
  return *this;
}
Statement& Statement::bind(std::string_view text) {
  // A null pointer would bind NULL; empty text is text.
  const char* data = text.data() == nullptr ? "" : text.data();
  bound_error_ |= sqlite3_bind_text64(stmt_, next_++, data, text.size(), nullptr, SQLITE_UTF8);
  return *this;
}
Statement& Statement::bind_blob(const void* bytes, std::size_t size) {
  bound_error_ |= sqlite3_bind_blob64(stmt_, next_++, bytes, size, nullptr);
  return *this;
}
Statement& Statement::bind_null() {
  bound_error_ |= sqlite3_bind_null(stmt_, next_++);
  return *this;
}
Statement& Statement::bind(const RowSink& sink) {
  bound_error_ |= sqlite3_bind_pointer(stmt_, next_++, const_cast<RowSink*>(&sink),  // NOLINT: as a
                                       kSink, nullptr);  // pointer goes in, it comes out
  return *this;
}

Result<bool> Statement::step() {
  const int code = bound_error_ != SQLITE_OK ? bound_error_ : sqlite3_step(stmt_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return std::unexpected(error_of(sqlite3_db_handle(stmt_)));
}

Result<void> Statement::run() {
  const Reading reading(*this);
  while (TF_TRY(step())) {
  }
  return {};
}

void Statement::reset() {
  sqlite3_reset(stmt_);
  next_ = 1;
  bound_error_ = 0;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(stmt_, column);
}
std::optional<std::int64_t> Statement::maybe(int column) const {
  if (null(column)) return std::nullopt;
  return integer(column);
}
std::string_view Statement::text(int column) const {
  const void* bytes = sqlite3_column_blob(stmt_, column);
  const int size = sqlite3_column_bytes(stmt_, column);
  if (bytes == nullptr || size <= 0) return {};
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}
bool Statement::null(int column) const {
  return sqlite3_column_type(stmt_, column) == SQLITE_NULL;
}
bool Statement::read_bytes(int column, std::uint8_t* out, std::size_t size) const {
  const std::string_view bytes = text(column);
  if (bytes.size() == size) {
    std::memcpy(out, bytes.data(), size);
    return true;
  }
  std::memset(out, 0, size);
  return bytes.empty();
}

Result<Connection> Connection::open(const std::string& path, Access access, const char* vfs) {
  // SQLite's own counting of memory takes a lock at every allocation. Refused, without harm, when
  // SQLite is already in use.
  static const int counting = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(counting);
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &db, open_flags(access), vfs);
  if (db == nullptr)
    return fail(Errc::io, "SQLite: no memory for a connection", "SQLite：没有内存可建连接");
  Connection connection(db);
  if (code != SQLITE_OK) return std::unexpected(error_of(db));
  sqlite3_busy_timeout(db, 5000);
  // Small allocations of the writer come from a block of its own.
  if (access != Access::read)
    sqlite3_db_config(db, SQLITE_DBCONFIG_LOOKASIDE, nullptr, kLookasideBytes, kLookasideSlots);
  return connection;
}
Connection::Connection(Connection&& other) noexcept
    : db_(std::exchange(other.db_, nullptr)), wal_pages_(std::move(other.wal_pages_)) {}
Connection::~Connection() {
  sqlite3_close_v2(db_);
}

Result<void> Connection::teach_hand() {
  if (sqlite3_create_function_v2(db_, "hand", -1, SQLITE_UTF8, nullptr, nullptr, hand_row,
                                 hand_done, nullptr) != SQLITE_OK)
    return std::unexpected(error_of(db_));
  return {};
}

Result<Statement> Connection::prepare(std::string_view sql) {
  Statement statement;
  if (sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                         &statement.stmt_, nullptr) != SQLITE_OK)
    return std::unexpected(error_of(db_));
  return statement;
}

Result<void> Connection::execute(const char* sql) {
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    return std::unexpected(error_of(db_));
  return {};
}

Result<std::int64_t> Connection::ask(const std::string& sql) {
  Statement statement = TF_TRY(prepare(sql));
  if (!TF_TRY(statement.step()))
    return fail(Errc::corrupt, cat("SQLite: no answer to ", sql), cat("SQLite：没有答复 ", sql));
  return statement.integer(0);
}
Result<std::string> Connection::ask_text(const std::string& sql) {
  Statement statement = TF_TRY(prepare(sql));
  if (!TF_TRY(statement.step()))
    return fail(Errc::corrupt, cat("SQLite: no answer to ", sql), cat("SQLite：没有答复 ", sql));
  return std::string(statement.text(0));
}

bool Connection::in_transaction() const {
  return sqlite3_get_autocommit(db_) == 0;
}
std::int64_t Connection::changes() const {
  return sqlite3_changes64(db_);
}
bool Connection::sync_failed() const {
  const int code = sqlite3_extended_errcode(db_);
  return code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC;
}

void Connection::watch_wal() {
  sqlite3_wal_hook(
      db_,
      [](void* pages, sqlite3*, const char*, int count) {
        *static_cast<int*>(pages) = count;
        return SQLITE_OK;
      },
      wal_pages_.get());
}

Result<void> Connection::checkpoint(Checkpoint mode) {
  const int how = mode == Checkpoint::passive   ? SQLITE_CHECKPOINT_PASSIVE
                  : mode == Checkpoint::restart ? SQLITE_CHECKPOINT_RESTART
                                                : SQLITE_CHECKPOINT_TRUNCATE;
  int left = 0;
  int moved = 0;
  const int code = sqlite3_wal_checkpoint_v2(db_, nullptr, how, &left, &moved);
  // Readers in the way are no failure: what they still need is moved next time.
  if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) return std::unexpected(error_of(db_));
  if (code == SQLITE_OK && left == moved) *wal_pages_ = 0;
  return {};
}

void Connection::leave_wal_at_close() {
  sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

Result<void> Connection::copy_to(const std::string& path) {
  Connection to = TF_TRY(open(path, Access::create));
  sqlite3_backup* const copying = sqlite3_backup_init(to.db_, "main", db_, "main");
  if (copying == nullptr) return std::unexpected(error_of(to.db_));
  const int code = sqlite3_backup_step(copying, -1);  // all pages under one reading
  sqlite3_backup_finish(copying);
  if (code == SQLITE_DONE) return {};
  return std::unexpected(code_of(code) == Errc::full ? error_of(to.db_) : error_of(db_));
}

}  // namespace tf::store

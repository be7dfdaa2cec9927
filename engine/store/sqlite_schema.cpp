#include "store/sqlite_schema.h"

#include <iterator>

#include "base/text.h"

namespace tf::store {
namespace {

// Version 1. Words are kept as text (a person with the sqlite3 shell can read a store), numbers
// small. 9223372036854775807 stands for "no due moment", so that it sorts last; other absent
// moments are NULL and stay out of their partial index.
constexpr const char* kVersion1 = R"sql(
-- The truth. Rows are only ever added; key, request and hashes of zeros are NULL.
CREATE TABLE journal(
  seq        INTEGER PRIMARY KEY,
  case_id    INTEGER NOT NULL,
  case_seq   INTEGER NOT NULL,
  refused    INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  key        BLOB,
  request    BLOB,
  case_hash  BLOB,
  shard_hash BLOB NOT NULL,
  body       TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX journal_case ON journal(case_id, case_seq) WHERE refused = 0;
-- Where the keys of older rows are (sqlite_keys.h); those after the last run's `upto` are in memory.
CREATE TABLE keys(
  run   INTEGER NOT NULL,
  print INTEGER NOT NULL,              -- 8 bytes made of the key
  seq   INTEGER NOT NULL,
  PRIMARY KEY(run, print, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE key_runs(run INTEGER PRIMARY KEY, upto INTEGER NOT NULL, filter BLOB NOT NULL) STRICT;

-- Everything below can be dropped and made again from the journal, but settings.
CREATE TABLE cases(
  id        INTEGER PRIMARY KEY,
  ended     INTEGER NOT NULL,          -- 1: phase is closed
  light     INTEGER NOT NULL,
  due       INTEGER NOT NULL,
  wake      INTEGER,
  town      TEXT NOT NULL,
  number    TEXT NOT NULL,
  parent    INTEGER NOT NULL,
  workflow  TEXT NOT NULL,
  title     TEXT NOT NULL,
  phase     TEXT NOT NULL,
  stage     TEXT NOT NULL,
  result    TEXT NOT NULL,
  reason    TEXT NOT NULL,
  listed    INTEGER NOT NULL,
  unit      TEXT NOT NULL,
  grid      TEXT NOT NULL,
  owner     TEXT NOT NULL,
  reporter  TEXT NOT NULL,
  opened    INTEGER NOT NULL,
  warn      INTEGER,
  closed    INTEGER,
  on_time   INTEGER NOT NULL,
  seq       INTEGER NOT NULL,
  case_hash BLOB
) STRICT;
CREATE INDEX cases_list ON cases(ended, light DESC, due, id, town);
CREATE INDEX cases_wake ON cases(wake) WHERE wake IS NOT NULL;
CREATE INDEX cases_number ON cases(number);
CREATE INDEX cases_parent ON cases(parent) WHERE parent <> 0;

CREATE TABLE tasks(
  case_id    INTEGER NOT NULL,
  task       INTEGER NOT NULL,
  light      INTEGER NOT NULL,
  due        INTEGER NOT NULL,
  town       TEXT NOT NULL,
  workflow   TEXT NOT NULL,
  number     TEXT NOT NULL,
  step       TEXT NOT NULL,
  title      TEXT NOT NULL,
  work       TEXT NOT NULL,
  state      TEXT NOT NULL,
  owner      TEXT NOT NULL,
  candidates TEXT NOT NULL,            -- one per line
  person     TEXT NOT NULL,            -- the owner, else the only candidate, else empty
  others     INTEGER NOT NULL,         -- how many rows of task_people it has
  unit       TEXT NOT NULL,
  offered    INTEGER NOT NULL,
  PRIMARY KEY(case_id, task)
) STRICT, WITHOUT ROWID;
CREATE INDEX tasks_list ON tasks(light DESC, due, case_id, task, town);
CREATE INDEX tasks_person ON tasks(person) WHERE person <> '';
-- Owner and candidates of each open task but its `person`; most tasks need none.
CREATE TABLE task_people(
  person  TEXT NOT NULL,
  case_id INTEGER NOT NULL,
  task    INTEGER NOT NULL,
  PRIMARY KEY(person, case_id, task)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox(
  case_id INTEGER NOT NULL,
  effect  INTEGER NOT NULL,
  next    INTEGER NOT NULL,
  tries   INTEGER NOT NULL,
  kind    TEXT NOT NULL,
  key     TEXT NOT NULL,
  error   TEXT NOT NULL,
  payload TEXT NOT NULL,
  PRIMARY KEY(case_id, effect)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_next ON outbox(next);

CREATE TABLE matches(
  key      TEXT NOT NULL,
  case_id  INTEGER NOT NULL,
  opened   INTEGER NOT NULL,
  closed   INTEGER,
  workflow TEXT NOT NULL,
  PRIMARY KEY(key, case_id)
) STRICT, WITHOUT ROWID;

-- Facts by case, and their sums by day; names of metrics and nodes by number.
CREATE TABLE words(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE metrics(
  metric  INTEGER NOT NULL,
  day     INTEGER NOT NULL,
  node    INTEGER NOT NULL,
  case_id INTEGER NOT NULL,
  num     INTEGER NOT NULL,
  den     INTEGER NOT NULL,
  PRIMARY KEY(metric, day, node, case_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE metric_days(
  metric INTEGER NOT NULL,
  day    INTEGER NOT NULL,
  node   INTEGER NOT NULL,
  num    INTEGER NOT NULL,
  den    INTEGER NOT NULL,
  PRIMARY KEY(metric, day, node)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshots(
  case_id   INTEGER PRIMARY KEY,
  case_seq  INTEGER NOT NULL,
  codec     INTEGER NOT NULL,
  case_hash BLOB,
  sum       BLOB NOT NULL,             -- SHA-256 of all the others
  body      BLOB NOT NULL
) STRICT;
CREATE TABLE settings(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- The store's own: kind of clock, number of refusals.
CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
)sql";

// Version 2: bodies are packed (body_packer.h); `body` is then empty.
constexpr const char* kVersion2 = R"sql(
ALTER TABLE journal ADD COLUMN packed BLOB;
CREATE TABLE dictionaries(number INTEGER PRIMARY KEY, bytes TEXT NOT NULL) STRICT;
)sql";

// Version 3: where cases stand, for the figures every process has; flow and node are words. A due
// or end that is not there is 9223372036854775807. And how many cases there are, so that opening
// need not count them.
constexpr const char* kVersion3 = R"sql(
CREATE TABLE standings(
  flow  INTEGER NOT NULL,
  node  INTEGER NOT NULL,
  ended INTEGER NOT NULL,
  due   INTEGER NOT NULL,
  late  INTEGER NOT NULL,
  cases INTEGER NOT NULL,
  PRIMARY KEY(flow, node, ended, due, late)
) STRICT, WITHOUT ROWID;
CREATE INDEX standings_due ON standings(flow, node, due, ended, late, cases);
INSERT INTO meta SELECT 'cases', count(*) FROM cases;
)sql";

// Version 4: what plugins keep between calls.
constexpr const char* kVersion4 = R"sql(
CREATE TABLE kept(
  town   TEXT NOT NULL,
  plugin TEXT NOT NULL,
  key    TEXT NOT NULL,
  value  TEXT NOT NULL,                -- JSON
  until  INTEGER,                      -- gone from then on
  PRIMARY KEY(town, plugin, key)
) STRICT, WITHOUT ROWID;
)sql";

// Each leads from the version before it; released ones are never edited.
constexpr const char* kVersions[] = {kVersion1, kVersion2, kVersion3, kVersion4};
static_assert(std::size(kVersions) == kSchemaVersion);

// All steps in one transaction: a store is of one version or the other.
Result<void> upgrade(Connection& db, std::int64_t from, const std::string& more) {
  std::string sql = "BEGIN IMMEDIATE;";
  for (auto version = static_cast<std::size_t>(from); version < std::size(kVersions); ++version)
    sql += kVersions[version];
  sql += cat(more, "PRAGMA user_version = ", kSchemaVersion, "; COMMIT;");
  const auto done = db.execute(sql.c_str());
  if (!done && db.in_transaction()) static_cast<void>(db.execute("ROLLBACK"));
  return done;
}

Result<void> make_tables(Connection& db, bool virtual_clock) {
  return upgrade(db, 0,
                 cat("INSERT INTO meta VALUES('virtual_clock', ", virtual_clock ? 1 : 0,
                     "), ('refusals', 0); PRAGMA application_id = ", kApplicationId, ";"));
}

Result<BodyPacker> load_packer(Connection& db, bool writes) {
  const std::string newest = BodyPacker::newest();
  if (writes) {
    Statement add = TF_TRY(db.prepare("INSERT OR IGNORE INTO dictionaries VALUES(?,?)"));
    TF_OK(add.bind(std::int64_t{BodyPacker::kNewest}).bind(newest).run());
  }
  BodyPacker packer;
  Statement all = TF_TRY(db.prepare("SELECT number, bytes FROM dictionaries"));
  while (TF_TRY(all.step())) {
    const auto number = static_cast<std::uint8_t>(all.integer(0));
    if (all.text(1).size() > BodyPacker::kMostDictionary ||
        (number == BodyPacker::kNewest && all.text(1) != newest))
      return fail(Errc::corrupt, cat("dictionary ", int{number}, " is not what was written"),
                  cat("字典 ", int{number}, " 不是当初所写"));
    packer.add(number, std::string(all.text(1)));
  }
  return packer;
}

Error no_store(const std::string& path, std::string_view en, std::string_view zh) {
  return {Errc::invalid, cat(path, " is no townflow store: ", en, "; choose another file"),
          cat(path, " 不是 townflow 的存储：", zh, "；请换一个文件")};
}

// Which file this is; only a store, or what is to become one, is changed.
Result<void> recognise(Connection& db, const std::string& path, const SqliteOptions& options) {
  const auto id = db.ask("PRAGMA application_id");
  if (!id) {
    if (id.error().code == Errc::invalid)
      return std::unexpected(no_store(path, "it is not an SQLite database", "不是 SQLite 数据库"));
    return std::unexpected(id.error());
  }
  if (*id == 0 && TF_TRY(db.ask("SELECT count(*) FROM sqlite_schema")) == 0) {
    if (!options.create)
      return fail(Errc::not_found, cat("no store at ", path), cat(path, " 没有存储"));
    return make_tables(db, options.virtual_clock);
  }
  if (*id != kApplicationId)
    return std::unexpected(
        no_store(path, "it is a database of another program", "是别的程序的数据库"));
  const std::int64_t version = TF_TRY(db.ask("PRAGMA user_version"));
  if (version > kSchemaVersion)
    return fail(Errc::newer,
                cat(path, " was written by a newer townflow (store version ", version,
                    "; this program knows ", kSchemaVersion, ")"),
                cat(path, " 由更新版本的 townflow 写成（存储版本 ", version, "，本程序只认到 ",
                    kSchemaVersion, "）"));
  if (version < 1)
    return std::unexpected(
        no_store(path, cat("it has store version ", version), cat("存储版本是 ", version)));
  return version < kSchemaVersion ? upgrade(db, version, "") : Result<void>{};
}

}  // namespace

Result<StoreFile> open_schema(Connection& db, const std::string& path,
                              const SqliteOptions& options) {
  TF_OK(recognise(db, path, options));
  if (TF_TRY(db.ask_text("PRAGMA journal_mode = WAL")) != "wal")
    return fail(
        Errc::io,
        cat("the file system of ", path, " does not allow a write-ahead log; use a local disk"),
        cat(path, " 所在的文件系统不支持预写日志；请放在本机磁盘上"));
  TF_OK(db.execute(options.sync ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF"));
  TF_OK(
      db.execute("PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;"
                 "PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF"));
  if (options.max_pages != 0)
    TF_OK(db.execute(cat("PRAGMA max_page_count = ", options.max_pages).c_str()));
  db.watch_wal();
  StoreFile file;
  file.virtual_clock = TF_TRY(db.ask("SELECT value FROM meta WHERE key = 'virtual_clock'")) != 0;
  if (options.virtual_clock && !file.virtual_clock)
    return fail(Errc::invalid,
                cat(path,
                    " was made with the real clock and keeps it; make a new "
                    "store for a virtual clock"),
                cat(path, " 建立时用的是真实时钟，不能改；要用虚拟时钟请另建存储"));
  file.packer = TF_TRY(load_packer(db, !options.read_only));
  return file;
}

Result<void> open_for_reading(Connection& db) {
  return db.execute(
      "PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -4096;"
      "PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF");
}

}  // namespace tf::store

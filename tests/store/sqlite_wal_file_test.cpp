// The gathered log: one write a commit, read back by whoever needs it, whatever its size. What
// happens when the disk says no is in sqlite_faults_test.cpp, which runs over it too.
#include "store/sqlite_wal_file.h"

#include "store/failing_vfs.h"
#include "store/sqlite_db.h"
#include "store/support.h"

namespace tf::store {
namespace {

Connection logged(const std::string& path, const char* vfs) {
  Connection db = must(Connection::open(path, Access::create, vfs));
  EXPECT_EQ(must(db.ask_text("PRAGMA journal_mode = WAL")), "wal");
  must(
      db.execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
                 "CREATE TABLE t (n INTEGER PRIMARY KEY, a, b); CREATE INDEX of_a ON t (a);"
                 "CREATE INDEX of_b ON t (b)"));
  return db;
}
constexpr const char* kInsert = "INSERT INTO t (a, b) VALUES (randomblob(50), randomblob(70))";

TEST(SqliteWalFile, ACommitIsOneWrite) {
  const Folder folder;
  FailingVfs disk;  // counts
  const auto writes = [&](const std::string& file, const char* vfs) {
    Connection db = logged(folder.file() + file, vfs);
    const int before = disk.writes();
    must(db.execute(kInsert));
    return disk.writes() - before;
  };
  EXPECT_GE(writes("plain", nullptr), 6);
  EXPECT_EQ(writes("gathered", gathering_vfs()), 1);
}

TEST(SqliteWalFile, OthersSeeACommitAndNothingBefore) {
  const Folder folder;
  Connection db = logged(folder.file(), gathering_vfs());
  Connection other = must(Connection::open(folder.file(), Access::read));
  must(db.execute("BEGIN"));
  for (int i = 0; i < 100; ++i) must(db.execute(kInsert));
  EXPECT_EQ(must(other.ask("SELECT count(*) FROM t")), 0);
  must(db.execute("COMMIT"));
  EXPECT_EQ(must(other.ask("SELECT count(*) FROM t")), 100);
  EXPECT_EQ(must(other.ask_text("PRAGMA integrity_check")), "ok");
}

// More than is gathered at once, with a cache so small that pages leave it and come back before
// the commit; then away again.
TEST(SqliteWalFile, ALargeTransactionIsReadBackBeforeItsEnd) {
  const Folder folder;
  Connection db = logged(folder.file(), gathering_vfs());
  must(db.execute("PRAGMA cache_size = 10; BEGIN"));
  const std::string many =
      "WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 20000) "
      "INSERT INTO t (a, b) SELECT randomblob(50), randomblob(70) FROM c";
  must(db.execute(many.c_str()));
  EXPECT_GT(std::filesystem::file_size(folder.file() + "-wal"), kMostGathered);
  EXPECT_EQ(must(db.ask("SELECT count(*) FROM t WHERE length(a) = 50 AND length(b) = 70")), 20000);
  must(db.execute("ROLLBACK"));
  EXPECT_EQ(must(db.ask("SELECT count(*) FROM t")), 0);
  must(db.execute(many.c_str()));
  EXPECT_EQ(must(db.ask_text("PRAGMA integrity_check")), "ok");
  must(db.checkpoint(Connection::Checkpoint::truncate));
  Connection other = must(Connection::open(folder.file(), Access::read));
  EXPECT_EQ(must(other.ask("SELECT count(*) FROM t")), 20000);
}

// What a process leaves that is killed: the log as it lies there, copied while it is open.
TEST(SqliteWalFile, ACommitIsThereAfterAKill) {
  const Folder folder;
  const std::string copy = folder.file() + ".copy";
  Connection db = logged(folder.file(), gathering_vfs());
  for (int i = 0; i < 10; ++i) must(db.execute(kInsert));
  must(db.execute("BEGIN"));
  must(db.execute(kInsert));
  for (const char* part : {"", "-wal"})
    std::filesystem::copy_file(folder.file() + part, copy + part);
  Connection after = must(Connection::open(copy, Access::write));
  EXPECT_EQ(must(after.ask("SELECT count(*) FROM t")), 10);
  EXPECT_EQ(must(after.ask_text("PRAGMA integrity_check")), "ok");
}

}  // namespace
}  // namespace tf::store

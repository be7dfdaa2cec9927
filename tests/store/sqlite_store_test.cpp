// What only the SQLite store promises: files, processes, crashes, damage, a full disk.
#include <signal.h>
#include <sys/wait.h>

#include <fstream>
#include <thread>

#include "store/sqlite_db.h"
#include "store/support.h"

namespace tf::store {
namespace {

class SqliteStoreTest : public testing::Test {
 protected:
  // Opens the file beside the store, without its lock, and runs SQL on it.
  void tamper(const std::string& sql) {
    Connection db = must(Connection::open(path(), Access::write));
    must(db.execute(sql.c_str()));
  }
  std::string path() const { return folder_.file(); }
  std::unique_ptr<Store> reopen(const SqliteOptions& options = {}) {
    return must(open_sqlite(path(), options));
  }
  Error refusal(const SqliteOptions& options = {}) {
    const auto store = open_sqlite(path(), options);
    if (store) {
      ADD_FAILURE() << "it was opened";
      return {};
    }
    return store.error();
  }
  // A store with three rows of two cases, closed again.
  void three_rows() {
    auto store = reopen();
    Batch batch = batch_of({chain_.accepted(7, "{\"n\":1}", 1), chain_.accepted(8, "{\"n\":2}", 2),
                            chain_.accepted(7, "{\"n\":3}", 3)});
    batch.cases = {case_row(7), case_row(8)};
    batch.cases[0].seq = 2;
    batch.cases[0].case_hash = chain_.head_of(7).case_hash;
    batch.cases[1].case_hash = chain_.head_of(8).case_hash;
    batch.snapshots = {{7, 2, chain_.head_of(7).case_hash, 1, "state"}};
    must(store->commit(batch));
  }

  Folder folder_;
  Chain chain_;
};

TEST_F(SqliteStoreTest, NoFileAndNotAskedToMakeOne) {
  const Error error = refusal({.create = false});
  EXPECT_EQ(error.code, Errc::not_found);
  EXPECT_EQ(error.text, cat("no store at ", path()));
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(SqliteStoreTest, AnEmptyFileIsNoStoreYet) {
  std::ofstream(path()).close();
  EXPECT_EQ(refusal({.create = false}).code, Errc::not_found);
  EXPECT_EQ(must(reopen()->head()).seq, 0U);
}

TEST_F(SqliteStoreTest, AnotherKindOfFileIsRefusedUntouched) {
  const std::string letter(3000, 'x');
  std::ofstream(path()) << letter;
  const Error error = refusal();
  EXPECT_EQ(error.code, Errc::invalid);
  EXPECT_EQ(error.text, cat(path(),
                            " is no townflow store: it is not an SQLite database; choose "
                            "another file"));
  std::ifstream file(path());
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), letter);
}

TEST_F(SqliteStoreTest, AnotherProgramsDatabaseIsRefused) {
  {
    Connection db = must(Connection::open(path(), Access::create));
    must(db.execute("CREATE TABLE bird(name TEXT)"));
  }
  const Error error = refusal();
  EXPECT_EQ(error.code, Errc::invalid);
  EXPECT_EQ(error.text, cat(path(),
                            " is no townflow store: it is a database of another program; "
                            "choose another file"));
}

TEST_F(SqliteStoreTest, ANewerStoreIsRefused) {
  three_rows();
  tamper("PRAGMA user_version = 99");
  const Error error = refusal();
  EXPECT_EQ(error.code, Errc::newer);
  EXPECT_EQ(
      error.text,
      cat(path(), " was written by a newer townflow (store version 99; this program knows 4)"));
  EXPECT_NE(error.zh.find("更新版本"), std::string::npos);
}

TEST_F(SqliteStoreTest, AFolderThatIsNotThere) {
  const auto store = open_sqlite(folder_.file("no/such/town.db"));
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Errc::io);
  EXPECT_EQ(store.error().text, cat("cannot open ", folder_.file("no/such/town.db.lock"),
                                    ": a part of the path does not exist"));
}

TEST_F(SqliteStoreTest, OneWriterOnly) {
  const auto first = reopen();
  const Error error = refusal();
  EXPECT_EQ(error.code, Errc::busy);
  EXPECT_EQ(error.text, cat(path(), " is open in another process; stop it first"));
}

TEST_F(SqliteStoreTest, OneWriterOnlyAcrossProcesses) {
  auto first = reopen();
  const auto in_child = [&] {
    const pid_t child = ::fork();
    if (child == 0) {
      const auto store = open_sqlite(path());
      ::_exit(store ? 0 : store.error().code == Errc::busy ? 1 : 2);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WEXITSTATUS(status);
  };
  EXPECT_EQ(in_child(), 1);
  // A child inherits the descriptor but not the life of it: after closing here it is free.
  first.reset();
  EXPECT_EQ(in_child(), 0);
}

TEST_F(SqliteStoreTest, TheKindOfClockIsKeptForLife) {
  EXPECT_TRUE(reopen({.virtual_clock = true})->virtual_clock());
  EXPECT_TRUE(reopen()->virtual_clock());
  std::filesystem::remove(path());
  EXPECT_FALSE(reopen()->virtual_clock());
  const Error error = refusal({.virtual_clock = true});
  EXPECT_EQ(error.code, Errc::invalid);
  EXPECT_EQ(error.text, cat(path(),
                            " was made with the real clock and keeps it; make a new store "
                            "for a virtual clock"));
}

TEST_F(SqliteStoreTest, EverythingIsThereAfterReopening) {
  three_rows();
  auto store = reopen({.create = false});
  EXPECT_EQ(must(store->head()).seq, 3U);
  EXPECT_EQ(must(store->head()).shard_hash, chain_.head().shard_hash);
  EXPECT_EQ(must(store->head()).at, chain_.head().at);
  EXPECT_EQ(must(store->counts()).open, 2U);
  EXPECT_EQ(must(store->snapshot(7))->body, "state");
  must(store->commit(batch_of({chain_.refused(7, "{}", 9)})));
  EXPECT_EQ(must(store->refusals()), 1U);
  store.reset();
  EXPECT_FALSE(std::filesystem::exists(path() + "-wal"));
  store = reopen();
  EXPECT_EQ(must(store->refusals()), 1U);
  EXPECT_EQ(must(store->verify()), std::nullopt);
  EXPECT_GT(must(store->bytes_on_disk()), 4096U);
}

// A child commits as fast as it can and tells each commit through a pipe; killed at a random
// moment, the file holds all that was told, and nothing torn.
TEST_F(SqliteStoreTest, KilledWhileCommitting) {
  std::uint64_t told = 0;
  for (int round = 0; round < 4; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      SqliteOptions options;
      options.checkpoint_pages = 20;  // so that some die in a checkpoint
      auto opened = open_sqlite(path(), options);
      if (!opened) ::_exit(1);
      Store& store = **opened;
      Chain chain;
      const auto before = store.read_all(0, SIZE_MAX);
      if (!before) ::_exit(4);
      for (const JournalRow& row : *before)
        static_cast<void>(chain.accepted(row.case_id, row.body, row.seq));
      for (;;) {
        Batch batch;
        for (int i = 0; i < 5; ++i) {
          const std::uint64_t seq = chain.head().seq + 1;
          batch.journal.push_back(chain.accepted(seq % 9 + 1, cat("{\"body\": ", seq, "}"), seq));
          const JournalRow& row = batch.journal.back();
          CaseRow shown = case_row(row.case_id);
          shown.seq = row.case_seq;
          shown.case_hash = row.case_hash;
          shown.wake_ms = static_cast<std::int64_t>(seq);
          batch.cases.push_back(shown);
          batch.settings["last"] = cat(seq);
        }
        if (!store.commit(batch)) ::_exit(2);
        const std::uint64_t seq = chain.head().seq;
        if (::write(ends[1], &seq, sizeof seq) != sizeof seq) ::_exit(3);
      }
    }
    ::close(ends[1]);
    for (int acknowledged = 0; acknowledged < 20 + 13 * round; ++acknowledged) {
      std::uint64_t seq = 0;
      ASSERT_EQ(::read(ends[0], &seq, sizeof seq), static_cast<ssize_t>(sizeof seq));
      told = seq;
    }
    ::kill(child, SIGKILL);
    for (std::uint64_t seq = 0; ::read(ends[0], &seq, sizeof seq) == sizeof seq;) told = seq;
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);

    auto store = reopen({.create = false});
    const std::uint64_t there = must(store->head()).seq;
    EXPECT_GE(there, told);
    EXPECT_LE(there, told + 5);  // at most the commit nobody heard of
    EXPECT_EQ(there % 5, 0U);
    EXPECT_EQ(must(store->settings()).at("last"), cat(there));
    EXPECT_EQ(must(store->verify()), std::nullopt);
    EXPECT_TRUE(must(store->by_key(key_of(told))));
  }
}

TEST_F(SqliteStoreTest, ReadersSeeWholeCommitsWhileOneWrites) {
  auto store = reopen({.checkpoint_pages = 50});
  std::atomic<bool> stop = false;
  std::atomic<int> torn = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&] {
      while (!stop) {
        const auto rows = store->read_all(0, 100'000);
        if (!rows || rows->size() % 3 != 0) ++torn;
        const auto cases = store->cases({.limit = 500});
        if (!cases || cases->size() % 3 != 0) ++torn;
      }
    });
  for (std::uint64_t n = 0; n < 60; ++n) {
    Batch batch;
    for (std::uint64_t i = 1; i <= 3; ++i) {
      batch.journal.push_back(chain_.accepted(3 * n + i, std::string(300, 'b'), 3 * n + i));
      batch.cases.push_back(case_row(3 * n + i));
    }
    must(store->commit(batch));
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(torn, 0);
}

TEST_F(SqliteStoreTest, DamageIsFoundAndNotServed) {
  const struct {
    const char* name;
    const char* sql;
    const char* fault;  // of verify
    const char* read;   // of read_case(7) and read_all, or "" when they cannot know
  } table[] = {
      {"a byte of a body", "UPDATE journal SET body = '{\"n\":4}' WHERE seq = 3",
       "journal row 3: the row is not what was written (link of the shard)",
       "journal row 3: the row is not what was written (link of the shard)"},
      {"a stamp", "UPDATE journal SET at = at + 1 WHERE seq = 3",
       "journal row 3: the row is not what was written (link of the shard)",
       "journal row 3: the row is not what was written (link of the shard)"},
      {"the end with a link of its own",
       "UPDATE journal SET body = '{}', shard_hash = zeroblob(32) WHERE seq = 3",
       "journal row 3: the row is not what was written (link of the shard)",
       "journal row 3: the row is not what was written (link of the shard)"},
      {"another case", "UPDATE journal SET case_id = 9 WHERE seq = 2",
       "journal row 2: the row is not what was written (link of the shard)", ""},
      {"a hash cut short", "UPDATE journal SET case_hash = x'00' WHERE seq = 1",
       "journal row 1: a key or hash has a wrong length",
       "journal row 1: a key or hash has a wrong length"},
      {"a row taken out", "DELETE FROM journal WHERE seq = 1",
       "journal row 2: the row before it is missing",
       "journal row 3: row 2 of case 7 has none before it"},
      {"the end cut off", "DELETE FROM journal WHERE seq = 3",
       "case 7 stands at its row 2, which the journal does not have like that", ""},
  };
  for (const auto& row : table) {
    SCOPED_TRACE(row.name);
    std::filesystem::remove(path());
    chain_ = {};
    three_rows();
    tamper(row.sql);
    auto store = reopen();
    const auto fault = must(store->verify());
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->text, row.fault);
    EXPECT_NE(fault->zh, "");
    const auto page = store->read_case(7, 0, 10);
    EXPECT_EQ(page ? "" : page.error().text, row.read);
    if (!page) {
      EXPECT_EQ(page.error().code, Errc::corrupt);
    }
  }
}

TEST_F(SqliteStoreTest, LongBodiesArePackedAndDamageInThemIsFound) {
  std::string body;
  while (body.size() < 900) body += cat("[\"task\",{\"id\":", body.size(), ",\"step\":\"one\"}],");
  {
    auto store = reopen();
    must(store->commit(batch_of({chain_.accepted(7, body)})));
    EXPECT_EQ(must(store->read_case(7, 0, 1)).at(0).body, body);
  }
  {
    Connection db = must(Connection::open(path(), Access::write));
    EXPECT_EQ(must(db.ask("SELECT length(body) FROM journal")), 0);
    EXPECT_LT(must(db.ask("SELECT length(packed) FROM journal")), 450);
  }
  EXPECT_EQ(must(reopen()->verify()), std::nullopt);
  tamper("UPDATE journal SET packed = substr(packed, 1, 60)");
  const auto page = reopen()->read_all(0, 5);
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().code, Errc::corrupt);
  EXPECT_EQ(page.error().text, "journal row 1: the packed body does not unpack");
}

TEST_F(SqliteStoreTest, AnEditedDictionaryIsFoundAtOpening) {
  three_rows();
  tamper("UPDATE dictionaries SET bytes = 'other'");
  const Error error = refusal();
  EXPECT_EQ(error.code, Errc::corrupt);
  EXPECT_EQ(error.text, "dictionary 1 is not what was written");
}

TEST_F(SqliteStoreTest, AStoreOfVersion1IsBroughtUpToDate) {
  three_rows();
  tamper(
      "ALTER TABLE journal DROP COLUMN packed; DROP TABLE dictionaries; DROP TABLE "
      "standings; DROP TABLE kept; DELETE FROM meta WHERE key = 'cases'; PRAGMA user_version = 1");
  auto store = reopen();
  EXPECT_EQ(must(store->verify()), std::nullopt);
  must(store->commit(batch_of({chain_.accepted(7, std::string(500, 'x'))})));
  store.reset();
  Connection db = must(Connection::open(path(), Access::write));
  EXPECT_EQ(must(db.ask("PRAGMA user_version")), 4);
  EXPECT_EQ(must(db.ask("SELECT count(*) FROM journal WHERE packed IS NOT NULL")), 1);
}

TEST_F(SqliteStoreTest, ADamagedSnapshotIsNotServed) {
  three_rows();
  tamper("UPDATE snapshots SET body = CAST('stale' AS BLOB)");
  const auto found = reopen()->snapshot(7);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Errc::corrupt);
  EXPECT_EQ(found.error().text,
            "snapshot of case 7: it is not what was written; the journal rebuilds it");
}

TEST_F(SqliteStoreTest, ADamagedFileIsANamedStop) {
  three_rows();
  {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(100);
    file << std::string(3900, '\xff');  // the first page's table of contents
  }
  const Error error = refusal();
  EXPECT_EQ(error.code, Errc::corrupt) << error.text;
}

TEST_F(SqliteStoreTest, AFullDiskStoresNothingAndHeals) {
  three_rows();
  auto store = reopen({.max_pages = 40});
  std::uint64_t stored = 3;
  const std::string bulk = noise(20'000);
  for (;;) {
    Chain attempt = chain_;
    Batch batch = batch_of({attempt.accepted(7, bulk, stored + 1)});
    batch.settings["last"] = cat(stored + 1);
    const auto done = store->commit(batch);
    if (!done) {
      EXPECT_EQ(done.error().code, Errc::full) << done.error().text;
      break;
    }
    chain_ = attempt;
    ++stored;
    ASSERT_LT(stored, 100U);
  }
  EXPECT_EQ(must(store->head()).seq, stored);
  EXPECT_FALSE(must(store->by_key(key_of(stored + 1))));
  EXPECT_EQ(must(store->settings()).at("last"), cat(stored));      // reading goes on
  must(store->commit(batch_of({chain_.accepted(7, "{}", 900)})));  // a small one still fits
  store = nullptr;
  store = reopen();  // the space is back
  must(store->commit(batch_of({chain_.accepted(7, bulk, 901)})));
  EXPECT_EQ(must(store->verify()), std::nullopt);
}

}  // namespace
}  // namespace tf::store

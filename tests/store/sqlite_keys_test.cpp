#include "store/sqlite_keys.h"

#include "store/support.h"

namespace tf::store {
namespace {

constexpr std::uint32_t kRun = 600;

TEST(KeyFilter, NeverForgetsAndSeldomErrs) {
  KeyFilter filter(10'000);
  for (std::uint64_t n = 0; n < 10'000; ++n) filter.add(fingerprint(key_of(n)));
  int wrong = 0;
  for (std::uint64_t n = 0; n < 10'000; ++n) {
    EXPECT_TRUE(filter.may_have(fingerprint(key_of(n)))) << n;
    wrong += filter.may_have(fingerprint(key_of(1'000'000 + n))) ? 1 : 0;
  }
  EXPECT_LT(wrong, 50);  // of 10,000
  const KeyFilter again(filter.bytes());
  EXPECT_TRUE(again.may_have(fingerprint(key_of(77))));
}

TEST(KeyFilter, AnEmptyOneHasNothing) {
  EXPECT_FALSE(KeyFilter(0).may_have(5));
}

TEST(KeyTable, KeepsRowsThatShareAFingerprint) {
  KeyTable table;
  for (std::uint64_t seq = 1; seq <= 5000; ++seq) table.add({seq % 2 == 0 ? seq : 3, seq});
  std::vector<std::uint64_t> rows;
  table.find(3, rows);
  EXPECT_EQ(rows.size(), 2500U);
  rows.clear();
  table.find(4000, rows);
  EXPECT_EQ(rows, std::vector<std::uint64_t>{4000});
  rows.clear();
  table.find(4001, rows);
  EXPECT_TRUE(rows.empty());
  const auto sorted = table.sorted();
  ASSERT_EQ(sorted.size(), table.size());
  EXPECT_EQ(sorted[0].print, 2U);
  EXPECT_EQ(sorted[1].print, 3U);
  EXPECT_EQ(sorted[1].seq, 1U);
  EXPECT_EQ(sorted[2].seq, 3U);
}

// Enough keys for two runs, the second under way: each is found and refused wherever it stands,
// also after reopening, also after a refused batch in the middle of a run.
TEST(KeyIndex, FindsKeysInMemoryAndInRuns) {
  Folder folder;
  const SqliteOptions options{.sync = false, .key_run = kRun};
  auto store = must(open_sqlite(folder.file(), options));
  Chain chain;
  const auto commit = [&](std::uint64_t upto, std::uint64_t size) {
    while (chain.head().seq < upto) {
      Batch batch;
      for (std::uint64_t i = 0; i < size && chain.head().seq < upto; ++i) {
        const std::uint64_t seq = chain.head().seq + 1;
        batch.journal.push_back(chain.accepted(seq % 97 + 1, "{}", seq));
      }
      must(store->commit(batch));
    }
  };
  const auto check_all = [&](const char* when) {
    const std::uint64_t last = chain.head().seq;
    for (const std::uint64_t n : {UINT64_C(1), UINT64_C(70), last / 3, last / 2, last - 1, last}) {
      const auto row = must(store->by_key(key_of(n)));
      ASSERT_TRUE(row) << when << " " << n;
      EXPECT_EQ(row->seq, n);
      Chain attempt = chain;
      const auto again = store->commit(batch_of({attempt.accepted(1, "{}", n)}));
      EXPECT_EQ(text_of(again), cat("journal row ", last + 1, ": its key is already there"));
    }
    EXPECT_FALSE(must(store->by_key(key_of(last + 1)))) << when;
  };
  commit(kRun - 1, 20);
  check_all("all in memory");
  commit(kRun + 3, 1);
  check_all("first run under way");
  store.reset();
  store = must(open_sqlite(folder.file(), options));
  check_all("reopened, the run begins anew");
  commit(2 * kRun + 200, 20);
  check_all("second run under way");
  store.reset();
  {
    Connection db = must(Connection::open(folder.file(), Access::write));
    EXPECT_GE(must(db.ask("SELECT count(*) FROM key_runs")), 1);
    EXPECT_GE(must(db.ask("SELECT count(*) FROM keys")), static_cast<std::int64_t>(kRun));
  }
  store = must(open_sqlite(folder.file(), options));
  check_all("reopened with runs");
  commit(chain.head().seq + 100, 10);
  EXPECT_EQ(must(store->verify()), std::nullopt);
}

TEST(KeyIndex, ALostKeyIsFoundByVerify) {
  Folder folder;
  const SqliteOptions options{.sync = false, .key_run = kRun};
  Chain chain;
  {
    auto store = must(open_sqlite(folder.file(), options));
    Batch batch;
    for (std::uint64_t n = 1; n <= kRun; ++n) batch.journal.push_back(chain.accepted(1, "{}", n));
    must(store->commit(batch));
    batch.journal.clear();  // the second commit, twice as large as half the run, writes it whole
    for (std::uint64_t n = kRun + 1; n <= 3 * kRun / 2; ++n)
      batch.journal.push_back(chain.accepted(1, "{}", n));
    must(store->commit(batch));
  }
  {
    Connection db = must(Connection::open(folder.file(), Access::write));
    must(db.execute("DELETE FROM keys WHERE seq = 42"));
  }
  const auto fault = must(must(open_sqlite(folder.file(), options))->verify());
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->text, "journal row 42: it is not found by its key");
}

}  // namespace
}  // namespace tf::store

// Promises about the journal: all or nothing, once per key, numbers without gaps, links.
#include "store/support.h"

namespace tf::store {
namespace {

class StoreJournal : public StoreTest {};

TEST_P(StoreJournal, ANewStoreIsEmpty) {
  EXPECT_EQ(must(store().head()).seq, 0U);
  EXPECT_EQ(to_hex(must(store().head()).shard_hash), std::string(64, '0'));
  EXPECT_TRUE(must(store().settings()).empty());
  EXPECT_FALSE(must(store().by_key(key_of(1))));
  EXPECT_TRUE(must(store().read_case(1, 0, 10)).empty());
  EXPECT_TRUE(must(store().read_all(0, 10)).empty());
  EXPECT_FALSE(must(store().snapshot(1)));
  EXPECT_EQ(must(store().refusals()), 0U);
  EXPECT_EQ(must(store().verify()), std::nullopt);
  EXPECT_FALSE(store().virtual_clock());
}

TEST_P(StoreJournal, HistoriesAreSnapshotsAndTheRowsAfterThem) {
  Batch batch = batch_of({chain_.accepted(7, "a"), chain_.accepted(8, "b"), chain_.accepted(7, "c"),
                          chain_.refused(7, "no"), chain_.accepted(7, "d")});
  batch.snapshots.push_back({7, 2, batch.journal[2].case_hash, 1, "seven"});
  commit(batch);
  const auto all = must(store().histories({8, 5, 7}));
  ASSERT_EQ(all.size(), 2U);  // there is no case 5
  EXPECT_EQ(all[0].case_id, 8U);
  EXPECT_FALSE(all[0].snapshot);
  ASSERT_EQ(all[0].rows.size(), 1U);
  EXPECT_EQ(str(all[0].rows[0]), str(batch.journal[1]));
  ASSERT_TRUE(all[1].snapshot);
  EXPECT_EQ(all[1].snapshot->body, "seven");
  ASSERT_EQ(all[1].rows.size(), 1U);
  EXPECT_EQ(str(all[1].rows[0]), str(batch.journal[4]));
}

TEST_P(StoreJournal, RefusesARowThatIsNotNext) {
  commit(batch_of({chain_.accepted(7, "a", 1)}));
  Chain other = chain_;
  static_cast<void>(other.accepted(7, "lost"));
  EXPECT_EQ(text_of(store().commit(batch_of({other.accepted(7, "c")}))),
            "the journal ends at row 1, so row 3 cannot be next; read its head again");
  Batch same = batch_of({Chain().accepted(8, "again")});
  EXPECT_EQ(store().commit(same).error().code, Errc::conflict);
  EXPECT_EQ(must(store().head()).seq, 1U);
}

TEST_P(StoreJournal, RefusesAStampThatGoesBack) {
  commit(batch_of({chain_.accepted(7, "a")}));
  JournalRow row = chain_.accepted(7, "b");
  row.at = {0};
  EXPECT_EQ(text_of(store().commit(batch_of({row}))),
            "journal row 2 is stamped 1970-01-01T00:00:00Z, before the row ahead of it "
            "(1970-01-01T00:00:00.007Z)");
}

TEST_P(StoreJournal, AKeyTwiceStoresNothingOfItsBatch) {
  commit(batch_of({chain_.accepted(7, "a", 1)}));
  for (const bool within_batch : {false, true}) {
    Chain chain = chain_;
    Batch batch =
        batch_of({chain.accepted(8, "b", 2), chain.accepted(9, "c", within_batch ? 2 : 1)});
    batch.cases.push_back(case_row(8));
    batch.tasks.push_back(task_row(8, 1, {"li"}));
    batch.settings["next"] = "9";
    batch.metrics.push_back({"on_time", "riverside", 1, 8, 1, 1});
    const auto done = store().commit(batch);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Errc::conflict) << done.error().text;
    EXPECT_EQ(must(store().head()).seq, 1U);
    EXPECT_FALSE(must(store().by_key(key_of(2))));
    EXPECT_FALSE(must(store().case_row(8)));
    EXPECT_TRUE(must(store().tasks_of(8)).empty());
    EXPECT_TRUE(must(store().settings()).empty());
    EXPECT_TRUE(must(store().metric("on_time", 0, 9)).empty());
    EXPECT_EQ(must(store().counts()).open, 0U);
  }
  // And it goes on afterwards.
  Batch batch = batch_of({chain_.accepted(8, "b", 2)});
  batch.metrics.push_back({"on_time", "riverside", 1, 8, 1, 1});
  commit(batch);
  EXPECT_EQ(must(store().verify()), std::nullopt);
  EXPECT_EQ(must(store().metric("on_time", 0, 9)).at("riverside"),
            std::pair(INT64_C(1), INT64_C(1)));
}

TEST_P(StoreJournal, ARowOfACaseTwiceIsAConflict) {
  commit(batch_of({chain_.accepted(7, "a")}));
  JournalRow row = chain_.accepted(7, "b");
  row.case_seq = 1;
  EXPECT_EQ(store().commit(batch_of({row})).error().code, Errc::conflict);
  EXPECT_EQ(must(store().head()).seq, 1U);
}

TEST_P(StoreJournal, RowsComeBackAsTheyWere) {
  const JournalRow open = chain_.accepted((std::uint64_t{3} << 40) | 9, "{\"c\": [\"滨河镇\"]}", 5);
  const JournalRow timer = chain_.accepted(open.case_id, "");  // no key
  const JournalRow no = chain_.refused(open.case_id, "{\"r\": {}}", 6);
  const JournalRow no_case = chain_.refused(0, std::string(9000, 'x'), 7);
  commit(batch_of({open, timer}));
  commit(batch_of({no, no_case}));
  EXPECT_EQ(str(must(store().read_all(0, 10))), str(std::vector{open, timer, no, no_case}));
  EXPECT_EQ(str(must(store().read_case(open.case_id, 0, 10))), str(std::vector{open, timer}));
  EXPECT_EQ(str(*must(store().by_key(key_of(5)))), str(open));
  EXPECT_EQ(str(*must(store().by_key(key_of(6)))), str(no));
  EXPECT_EQ(must(store().by_key(key_of(5)))->key, key_of(5));
  EXPECT_FALSE(must(store().by_key(key_of(8))));
  EXPECT_FALSE(must(store().by_key(core::CommandKey{})));
  EXPECT_EQ(must(store().head()).seq, 4U);
  EXPECT_EQ(must(store().head()).shard_hash, no_case.shard_hash);
  EXPECT_EQ(must(store().head()).at, no_case.at);
  EXPECT_EQ(must(store().refusals()), 2U);
  EXPECT_EQ(must(store().verify()), std::nullopt);
}

TEST_P(StoreJournal, PagesGoOnWhereTheLastEnded) {
  std::vector<JournalRow> rows;
  for (int i = 0; i < 40; ++i) rows.push_back(chain_.accepted(i % 2 == 0 ? 1 : 2, cat("body ", i)));
  commit(batch_of(rows));
  std::vector<JournalRow> all;
  for (std::uint64_t after = 0;;) {
    const auto page = must(store().read_all(after, 7));
    if (page.empty()) break;
    ASSERT_LE(page.size(), 7U);
    all.insert(all.end(), page.begin(), page.end());
    after = page.back().seq;
  }
  EXPECT_EQ(str(all), str(rows));
  const auto page = must(store().read_case(2, 5, 3));
  ASSERT_EQ(page.size(), 3U);
  EXPECT_EQ(page[0].case_seq, 6U);
  EXPECT_EQ(page[0].seq, 12U);
  EXPECT_TRUE(must(store().read_case(2, 20, 3)).empty());
  EXPECT_TRUE(must(store().read_case(2, 21, 3)).empty());
  EXPECT_TRUE(must(store().read_all(41, 3)).empty());
  EXPECT_EQ(must(store().read_all(0, SIZE_MAX)).size(), 40U);
}

TEST_P(StoreJournal, SnapshotsAreReplacedAndDropped) {
  commit(batch_of({chain_.accepted(7, "a"), chain_.accepted(8, "b")}));
  Batch batch;
  std::string bytes = "state";
  bytes += '\0';
  batch.snapshots = {{7, 1, chain_.head_of(7).case_hash, 3, bytes}, {8, 1, {}, 1, ""}};
  commit(batch);
  const Snapshot found = *must(store().snapshot(7));
  EXPECT_EQ(found.case_seq, 1U);
  EXPECT_EQ(found.codec, 3U);
  EXPECT_EQ(found.case_hash, chain_.head_of(7).case_hash);
  EXPECT_EQ(found.body, bytes);
  EXPECT_EQ(must(store().snapshot(8))->body, "");
  batch = {};
  batch.snapshots = {{8, 2, {}, 1, "later"}};
  batch.dropped_snapshots = {7, 99};
  commit(batch);
  EXPECT_FALSE(must(store().snapshot(7)));
  EXPECT_EQ(must(store().snapshot(8))->body, "later");
}

TEST_P(StoreJournal, SettingsAreReplaced) {
  Batch batch;
  batch.settings = {{"a", "1"}, {"b", ""}};
  commit(batch);
  batch.settings = {{"a", "2"}};
  commit(batch);
  EXPECT_EQ(must(store().settings()), (std::map<std::string, std::string>{{"a", "2"}, {"b", ""}}));
}

INSTANTIATE_TEST_SUITE_P(Kinds, StoreJournal, kAllKinds, kind_name);

}  // namespace
}  // namespace tf::store

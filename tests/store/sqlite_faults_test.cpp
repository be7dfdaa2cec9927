// Every call that changes a file fails once, and from then on: what was acknowledged is there after
// a restart, nothing half done is, and a failed sync ends the writing.
#include "store/failing_vfs.h"
#include "store/support.h"

namespace tf::store {
namespace {

constexpr std::uint64_t kBatches = 8;

struct Outcome {
  std::uint64_t told = 0;     // last acknowledged row
  std::uint64_t asked = 0;    // last row sent
  std::vector<Error> errors;  // of opening and of commits
};

// Opens, commits kBatches batches of 3 rows with rows of every kind, closes. Checkpoints on the
// way.
Outcome script(const std::string& path) {
  Outcome out;
  auto opened = open_sqlite(path, {.checkpoint_pages = 15, .key_run = 10});
  if (!opened) {
    out.errors.push_back(opened.error());
    return out;
  }
  Store& store = **opened;
  Chain chain;
  for (std::uint64_t n = 0; n < kBatches; ++n) {
    Chain attempt = chain;
    Batch batch;
    for (int i = 0; i < 3; ++i) {
      const std::uint64_t seq = attempt.head().seq + 1;
      batch.journal.push_back(attempt.accepted(seq % 4 + 1, noise(900), seq));
      CaseRow row = case_row(batch.journal.back().case_id);
      row.seq = batch.journal.back().case_seq;
      row.case_hash = batch.journal.back().case_hash;
      batch.cases.push_back(row);
      batch.tasks.push_back(task_row(row.id, seq, {"li", "wang"}));
    }
    batch.settings["last"] = cat(attempt.head().seq);
    out.asked = attempt.head().seq;
    const auto done = store.commit(batch);
    if (done) {
      chain = attempt;
      out.told = chain.head().seq;
    } else {
      out.errors.push_back(done.error());
    }
  }
  return out;
}

class Faults : public testing::TestWithParam<std::tuple<FailingVfs::Fail, bool>> {};

TEST_P(Faults, NothingAcknowledgedIsLost) {
  const auto [what, lasting] = GetParam();
  int n = 1;
  for (;; ++n) {
    SCOPED_TRACE(cat("call ", n));
    Folder folder;
    Outcome outcome;
    {
      FailingVfs disk;
      disk.fail(what, n, lasting);
      outcome = script(folder.file());
      if (!disk.hit()) break;
    }
    auto store = must(open_sqlite(folder.file()));
    const std::uint64_t there = must(store->head()).seq;
    EXPECT_GE(there, outcome.told);
    EXPECT_LE(there, outcome.asked);
    EXPECT_EQ(there % 3, 0U);
    if (there != 0) {
      EXPECT_EQ(must(store->settings()).at("last"), cat(there));
    }
    EXPECT_EQ(must(store->tasks({.limit = 500})).size(), there);
    EXPECT_EQ(must(store->verify()), std::nullopt);
    // With a failed sync the writing is over: no commit succeeds after the first error.
    if (what == FailingVfs::Fail::sync && !outcome.errors.empty() && outcome.told != 0) {
      EXPECT_EQ(outcome.errors.front().code, Errc::io);
      EXPECT_EQ(outcome.told / 3 + outcome.errors.size(), kBatches);
      EXPECT_LE(there, outcome.told + 3);
    }
    if (what == FailingVfs::Fail::full && !lasting) {
      for (const Error& error : outcome.errors) EXPECT_EQ(error.code, Errc::full) << error.text;
      EXPECT_LE(outcome.errors.size(), 1U);
    }
  }
  EXPECT_GT(n, 10);  // the script did meet the disk
}

std::string fault_name(const testing::TestParamInfo<std::tuple<FailingVfs::Fail, bool>>& row) {
  static const char* const kNames[] = {"full", "write", "sync", "any"};
  return cat(kNames[static_cast<int>(std::get<0>(row.param))],
             std::get<1>(row.param) ? "_lasting" : "_once");
}
INSTANTIATE_TEST_SUITE_P(
    Calls, Faults,
    testing::Combine(testing::Values(FailingVfs::Fail::full, FailingVfs::Fail::write,
                                     FailingVfs::Fail::sync, FailingVfs::Fail::any_error),
                     testing::Bool()),
    fault_name);

}  // namespace
}  // namespace tf::store

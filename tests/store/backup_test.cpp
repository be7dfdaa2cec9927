#include "store/backup.h"

#include <atomic>
#include <fstream>
#include <thread>

#include "store/support.h"

namespace tf::store {
namespace {

class BackupTest : public testing::Test {
 protected:
  std::string path() { return folder_.file("town.db"); }
  std::string copy() { return folder_.file("copy.tfb"); }
  void write(Store& store, std::uint64_t rows) {
    for (std::uint64_t i = 0; i < rows; ++i) {
      Batch batch;
      batch.journal.push_back(chain_.accepted(1 + i % 3, "{\"n\":1}", 1 + chain_.head().seq));
      must(store.commit(batch));
    }
  }
  std::size_t files_like(const std::string& tail) {
    std::size_t n = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.file("")))
      n += entry.path().string().ends_with(tail) ? 1U : 0U;
    return n;
  }

  Folder folder_;
  Chain chain_;
};

TEST_F(BackupTest, RefusesWhatItMustNotTouch) {
  EXPECT_EQ(back_up(path(), copy()).error().code, Errc::not_found);
  {
    write(*must(open_sqlite(path())), 2);
  }
  std::ofstream(copy()) << "kept";
  EXPECT_EQ(back_up(path(), copy()).error().code, Errc::conflict);
  EXPECT_EQ(std::filesystem::file_size(copy()), 4U);
  EXPECT_EQ(check_copy(copy()).error().code, Errc::invalid);
  EXPECT_EQ(put_back(copy(), path()).error().code, Errc::conflict);
  EXPECT_EQ(put_back(folder_.file("none"), folder_.file("b.db")).error().code, Errc::not_found);
  EXPECT_EQ(back_up(path(), folder_.file("no/such/copy")).error().code, Errc::io);
  EXPECT_EQ(files_like(".part"), 0U);
}

TEST_F(BackupTest, ADamagedCopyIsNamedAndNotPutBack) {
  {
    write(*must(open_sqlite(path())), 30);
  }
  must(back_up(path(), copy()));
  {
    std::fstream file(copy(), std::ios::in | std::ios::out | std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(file)), {});
    const std::size_t at = bytes.rfind("{\"n\":1}");
    ASSERT_NE(at, std::string::npos);
    file.clear();
    file.seekp(static_cast<std::streamoff>(at + 5));
    file.put('2');
  }
  const auto found = check_copy(copy());
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Errc::corrupt);
  EXPECT_TRUE(found.error().text.starts_with("journal row ")) << found.error().text;
  EXPECT_EQ(put_back(copy(), folder_.file("again.db")).error().code, Errc::corrupt);
  EXPECT_FALSE(std::filesystem::exists(folder_.file("again.db")));
}

TEST_F(BackupTest, BesideAWriterItIsAMomentTheJournalHad) {
  auto store = must(open_sqlite(path()));
  write(*store, 50);
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    while (!stop) write(*store, 1);
  });
  std::vector<Copy> copies;
  for (int i = 0; i < 4; ++i)
    copies.push_back(must(back_up(path(), folder_.file("c" + std::to_string(i)))));
  stop = true;
  writer.join();
  for (std::size_t i = 0; i < copies.size(); ++i) {
    const std::uint64_t last = copies[i].head.seq;
    const auto row = must(store->read_all(last - 1, 1));
    EXPECT_EQ(row.front().shard_hash, copies[i].head.shard_hash);
    EXPECT_GE(last, i == 0 ? 50U : copies[i - 1].head.seq);
  }
  const Copy back = must(put_back(folder_.file("c3"), folder_.file("back.db")));
  EXPECT_EQ(back.head.shard_hash, copies[3].head.shard_hash);
  auto again = must(open_sqlite(folder_.file("back.db")));
  EXPECT_EQ(must(again->head()).seq, back.head.seq);
  // A store that is being written is no copy.
  EXPECT_EQ(put_back(path(), folder_.file("other.db")).error().code, Errc::busy);
}

}  // namespace
}  // namespace tf::store

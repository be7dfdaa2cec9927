// Unhappy first: the file lost, of another store, readable by others, torn.
#include "store/keys.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "store/store.h"

namespace tf::store {
namespace {

namespace fs = std::filesystem;

class KeysTest : public testing::Test {
 protected:
  KeysTest() {
    std::string pattern = (fs::temp_directory_path() / "townflow-keys-XXXXXX").string();
    folder = mkdtemp(pattern.data());
    path = folder + "/town.db.keys";
  }
  ~KeysTest() override { fs::remove_all(folder); }
  std::unique_ptr<Keys> open(const std::string& ring = "") {
    return Keys::open(path, ring, Keys::Make::random);
  }
  std::string made() { return (*open()->need())->id(); }
  Error why(const std::string& ring) {
    const auto usable = open(ring)->usable();
    return usable ? Error{} : usable.error();
  }
  std::string text() {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void write(const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

  std::string folder, path;
};

TEST_F(KeysTest, AFileThatIsLostIsNotMadeAnew) {
  const std::string ring = made();
  fs::remove(path);
  const Error error = why(ring);
  EXPECT_EQ(error.code, Errc::not_found);
  EXPECT_NE(error.text.find("is missing"), std::string::npos) << error.text;
  EXPECT_NE(error.zh.find("不在"), std::string::npos) << error.zh;
  EXPECT_FALSE(open(ring)->need());
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(KeysTest, AFileOfAnotherStore) {
  made();
  const Error error = why("0123456789abcdef0123456789abcdef");
  EXPECT_EQ(error.code, Errc::invalid);
  EXPECT_NE(error.text.find("belongs to another store"), std::string::npos) << error.text;
}

TEST_F(KeysTest, AFileOthersCanRead) {
  const std::string ring = made();
  ::chmod(path.c_str(), 0640);
  const Error error = why(ring);
  EXPECT_EQ(error.code, Errc::invalid);
  EXPECT_NE(error.text.find("chmod 600"), std::string::npos) << error.text;
}

TEST_F(KeysTest, AFileThatIsTorn) {
  const std::string ring = made();
  const std::string whole = text();
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{20}, whole.size() / 2, whole.size() - 1}) {
    write(whole.substr(0, size));
    EXPECT_EQ(why(ring).code, Errc::corrupt) << size;
  }
  write(whole);
  EXPECT_TRUE(open(ring)->usable());
}

TEST_F(KeysTest, AFileThatCannotBeRead) {
  const std::string ring = made();
  fs::remove(path);
  fs::create_directory(path);
  ::chmod(path.c_str(), 0700);
  EXPECT_EQ(why(ring).code, Errc::io);
}

TEST_F(KeysTest, AFolderThatTakesNoFile) {
  path = folder + "/none/town.db.keys";
  const auto need = open()->need();
  ASSERT_FALSE(need);
  EXPECT_EQ(need.error().code, Errc::io);
  EXPECT_NE(need.error().text.find("cannot be written"), std::string::npos) << need.error().text;
}

TEST_F(KeysTest, MadeOnFirstUseForTheOwnerAlone) {
  const auto keys = open();
  EXPECT_EQ(keys->ring(), nullptr);
  EXPECT_FALSE(fs::exists(path));
  const auto ring = keys->need();
  ASSERT_TRUE(ring);
  struct stat info{};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  EXPECT_EQ(open((*ring)->id())->ring()->text(), (*ring)->text());
}

TEST_F(KeysTest, WhatIsDestroyedIsGoneFromTheFileAndItsOldBytes) {
  const auto keys = open();
  const auto leaf = (*keys->need())->leaf_of("p:small/li");
  fs::create_hard_link(path, folder + "/old");  // what the disk would still hold
  ASSERT_TRUE(keys->destroy({leaf}));
  EXPECT_FALSE(keys->ring()->key(leaf));
  EXPECT_FALSE(open()->ring()->key(leaf));
  std::ifstream old(folder + "/old", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(old), {}};
  EXPECT_EQ(bytes.find_first_not_of('0'), std::string::npos);
  EXPECT_FALSE(fs::exists(path + ".new"));
}

// A writer killed between the two files leaves the old one, whole.
TEST_F(KeysTest, AHalfWrittenNewFileIsNothing) {
  const std::string ring = made();
  std::ofstream(path + ".new") << "townflow keys 1\npepper";
  const auto keys = open(ring);
  ASSERT_TRUE(keys->usable());
  const auto leaf = keys->ring()->leaf_of("c:1");
  EXPECT_TRUE(keys->destroy({leaf}));
  EXPECT_FALSE(open(ring)->ring()->key(leaf));
}

TEST_F(KeysTest, AStoreSaysWhichRingItIsOf) {
  const std::string db = folder + "/town.db";
  {
    const auto store = open_sqlite(db);
    ASSERT_TRUE(store) << store.error().text;
    EXPECT_EQ((*store)->keys().path(), path);
    Batch batch;
    batch.settings[kRingSetting] = (*(*store)->keys().need())->id();
    ASSERT_TRUE((*store)->commit(batch));
  }
  EXPECT_TRUE((*open_sqlite(db))->keys().usable());
  fs::rename(path, folder + "/elsewhere");
  EXPECT_EQ((*open_sqlite(db))->keys().usable().error().code, Errc::not_found);
  EXPECT_TRUE((*open_sqlite(db))->verify());  // the chain needs no key
  SqliteOptions options;
  options.keys = folder + "/elsewhere";
  EXPECT_TRUE((*open_sqlite(db, options))->keys().usable());
}

}  // namespace
}  // namespace tf::store

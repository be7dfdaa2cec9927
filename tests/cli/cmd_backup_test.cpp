#include "cli.h"
#include "store/store.h"

namespace tf::cli {
namespace {

TEST(CmdBackup, RefusedInBothLanguages) {
  const Folder folder;
  const std::string none = folder.path() + "/none.db";
  const Ran en = townflow({"backup", folder.path() + "/copy", "--store", none});
  EXPECT_EQ(en.exit, kRefused);
  EXPECT_EQ(en.err, "error: no store at " + none + "; check the name or path\n");
  const Ran zh = townflow({"--lang", "zh", "backup", folder.path() + "/copy", "--store", none});
  EXPECT_EQ(zh.err, "错误：找不到：" + none + " 没有存储。请核对名称或路径。\n");
}

TEST(CmdBackup, CopyCheckAndPutBack) {
  const Folder folder;
  const std::string store = folder.path() + "/town.db";
  const std::string copy = folder.path() + "/copy";
  ASSERT_TRUE(store::open_sqlite(store));
  Ran ran = townflow({"backup", copy, "--store", store, "--json"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_TRUE(ran.out.starts_with("{\"")) << ran.out;
  EXPECT_NE(ran.err.find("the key file is not in it"), std::string::npos);
  ran = townflow({"verify-backup", copy});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_TRUE(ran.out.starts_with("whole: 0 journal rows, 0 cases")) << ran.out;
  EXPECT_EQ(townflow({"restore", copy, "--store", store}).exit, kRefused);
  ran = townflow({"restore", copy, "--store", folder.path() + "/new.db"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_EQ(townflow({"doctor", "--deep", "--store", folder.path() + "/new.db"}).exit, kOk);
}

}  // namespace
}  // namespace tf::cli

#include "cli.h"

namespace tf::cli {
namespace {

TEST(CmdBench, FewCasesOnARealStore) {
  const Folder folder;
  const Ran ran = townflow({"bench", "--json", "--town", kRoot + "/bench/town", "--dir",
                            folder.path(), "--cases", "8", "--batch", "4"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_NE(ran.out.find("\"commands_a_commit\":4"), std::string::npos) << ran.out;
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace tf::cli

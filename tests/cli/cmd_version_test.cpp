#include "cli.h"

namespace tf::cli {
namespace {

TEST(CmdVersion, AsACommandAndAsAnOption) {
  const std::string told = std::string("townflow ") + kVersion + "\n";
  EXPECT_EQ(townflow({"version"}).out, told);
  const Ran ran = townflow({"--version"});
  EXPECT_EQ(ran.exit, kOk);
  EXPECT_EQ(ran.out, told);
}

}  // namespace
}  // namespace tf::cli

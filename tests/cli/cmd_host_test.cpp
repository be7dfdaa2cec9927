#include "cli.h"

namespace tf::cli {
namespace {

TEST(CmdHost, VersionAndCompletion) {
  EXPECT_EQ(townflow({"version"}).out, std::string("townflow ") + kVersion + "\n");
  for (const char* shell : {"bash", "zsh", "fish"})
    EXPECT_NE(townflow({"completion", shell}).out.find("replay"), std::string::npos);
  EXPECT_EQ(townflow({"completion", "tcsh"}).exit, kUsage);
}

TEST(CmdHost, DoctorOfAStoreThatIsNone) {
  const Folder folder;
  const std::string path = folder.write("town.db", "this is no store, only a text of some length");
  const Ran ran = townflow({"doctor", "--store", path});
  EXPECT_EQ(ran.exit, kFailure);
  EXPECT_NE(ran.out.find("FAIL  the store does not open: "), std::string::npos) << ran.out;
}

}  // namespace
}  // namespace tf::cli

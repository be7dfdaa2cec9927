#include "cli.h"

namespace tf::cli {
namespace {

const std::string kTown = kRoot + "/examples/boston311";

TEST(CmdReplay, UnhappyPaths) {
  const Folder folder;
  const Ran missing = townflow({"replay", kTown, "--cases", "nowhere.csv"});
  EXPECT_EQ(missing.exit, kRefused);
  EXPECT_EQ(missing.err, "error: there is no file nowhere.csv; check the name or path\n");
  const Ran there = townflow(
      {"replay", kTown, "--cases", kTown + "/sample.csv.gz", "--store", kTown + "/README.md"});
  EXPECT_EQ(there.exit, kRefused);
  EXPECT_EQ(there.err, "error: " + kTown +
                           "/README.md exists already: a replay needs a new store; name another "
                           "file\n");
}

TEST(CmdReplay, TheSampleComesOutAsItsReadmeSays) {
  const Ran ran = townflow({"replay", kTown, "--cases", kTown + "/sample.csv.gz", "--json"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  for (const char* part :
       {"\"cases\":2000,", "\"refused\":0,", "\"targets\":{\"published\":1548,\"reproduced\":1526}",
        "\"replay_equal\":true"})
    EXPECT_NE(ran.out.find(part), std::string::npos) << part << "\n" << ran.out.substr(0, 600);
}

TEST(CmdReplay, WithTheTargetsGivenEveryLightIsThePublishedOne) {
  const Ran ran = townflow({"replay", kTown, "--cases", kTown + "/sample.csv.gz", "--given-targets",
                            "--batch", "3", "--json"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  for (const char* part : {"\"targets\":{\"published\":1548,\"reproduced\":1548}",
                           "\"lights\":{\"published\":1545,\"agree\":1545}"})
    EXPECT_NE(ran.out.find(part), std::string::npos) << part << "\n" << ran.out.substr(0, 600);
}

}  // namespace
}  // namespace tf::cli

#include "cli.h"

namespace tf::cli {
namespace {

const std::string kStory =
    "scenario: t\ntown: testtown\nworkflow: step-task\nstory:\n"
    "  - {at: 2026-03-10 09:00, open: {}, by: dan, expect: {light: ";

std::string with_town(const Folder& folder) {
  std::filesystem::copy(kTestTown, folder.path() + "/town",
                        std::filesystem::copy_options::recursive);
  return folder.path();
}

TEST(CmdTest, AFailingScenarioHasAnExitOfItsOwn) {
  const Folder folder;
  with_town(folder);
  const std::string path = folder.write("story.yaml", kStory + "red}}\n");
  const Ran ran = townflow({"test", path, "--junit", folder.path() + "/j.xml"});
  EXPECT_EQ(ran.exit, kScenarios);
  EXPECT_NE(ran.out.find("item 0, 2026-03-10 09:00: light: expected red, was green"),
            std::string::npos);
  EXPECT_TRUE(ran.out.ends_with("0 passed, 1 failed\n"));
  EXPECT_NE(folder.read("j.xml").find("failures=\"1\""), std::string::npos);
}

TEST(CmdTest, OnSqliteAsInMemory) {
  const Folder folder;
  with_town(folder);
  const std::string path = folder.write("story.yaml", kStory + "green}}\n");
  for (const char* store : {"memory", "sqlite"}) {
    const Ran ran = townflow({"test", path, "--store", store});
    EXPECT_EQ(ran.exit, kOk) << ran.out << ran.err;
    EXPECT_EQ(ran.out, "pass  t\n1 passed, 0 failed\n");
  }
}

TEST(CmdTest, NoScenarioNoTown) {
  const Folder folder;
  Ran ran = townflow({"test", folder.path()});
  EXPECT_EQ(ran.exit, kFailure);
  EXPECT_EQ(ran.err, "error: there are no scenarios here: a scenario file begins with scenario:\n");
  const std::string path = folder.write("story.yaml", kStory + "green}}\n");
  ran = townflow({"test", path});
  EXPECT_EQ(ran.exit, kScenarios);
  EXPECT_NE(ran.err.find("there is no town 'testtown' near this file"), std::string::npos)
      << ran.err;
}

}  // namespace
}  // namespace tf::cli

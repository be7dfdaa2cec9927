#include "base/text.h"
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

TEST(CmdTest, WhatMayBeMissedIsListed) {
  const Folder folder;
  with_town(folder);
  const std::string path = folder.write("story.yaml", kStory + "green}}\n");
  Ran ran = townflow({"test", path, "--coverage", "--json"});
  EXPECT_NE(ran.out.find("\"not_reached\""), std::string::npos);
  const std::string list = folder.write("list.txt", "# nothing\ntesttown step-do: gone\n");
  ran = townflow({"test", path, "--may-miss", list});
  EXPECT_EQ(ran.exit, kScenarios);
  EXPECT_NE(ran.err.find("no scenario reaches this any more: testtown step-do: sorry\n"),
            std::string::npos)
      << ran.err;
  EXPECT_NE(ran.err.find("reached now, take it off the list: testtown step-do: gone\n"),
            std::string::npos)
      << ran.err;
  std::string all;
  for (const std::string_view line : split(ran.err, '\n'))
    if (const auto at = line.find("any more: "); at != std::string_view::npos)
      all += cat(line.substr(at + 10), "\n");
  ran = townflow({"test", path, "--may-miss", folder.write("all.txt", all)});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_NE(townflow({"test", path, "--may-miss", "/nowhere.txt"}).exit, kOk);
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

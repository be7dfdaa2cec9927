#include <csignal>

#include "cli.h"
#include "serving.h"

namespace tf::cli {
namespace {

TEST(CmdServe, WhatCannotBeServed) {
  const Folder folder;
  Ran ran = townflow({"serve", folder.path(), "--store", folder.path() + "/a.db"});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_EQ(ran.err, "error: there is no town.yaml in " + folder.path() +
                         "; give the folder of a town; check the name or path\n");
  const std::string bad = folder.write("b.db", "this is no store, only a text of some length");
  ran = townflow({"serve", kTestTown, "--store", bad});
  EXPECT_EQ(ran.exit, kFailure);
}

TEST(CmdServe, TheHostsOwnSettings) {
  const Folder folder;
  const auto serve = [&](const char* settings) {
    return townflow({"serve", folder.path(), "--host", folder.write("host.yaml", settings)});
  };
  EXPECT_NE(serve("plugins: {isolation: worker}\n").err.find("there is no town.yaml"),
            std::string::npos);
  Ran ran = serve("plugins: {isolation: jail}\n");
  EXPECT_EQ(ran.exit, kFindings);
  EXPECT_NE(ran.err.find("there is no such setting: plugins.isolation: jail (1)"),
            std::string::npos)
      << ran.err;
  EXPECT_EQ(serve("ports: 3\n").exit, kFindings);
  EXPECT_EQ(townflow({"serve", folder.path(), "--host", folder.path() + "/none"}).exit, kRefused);
}

TEST(CmdServe, StopsWhenAsked) {
  const Folder folder;
  Serving server({kTestTown, "--store", folder.path() + "/a.db"});
  ASSERT_TRUE(server.up()) << server.said();
  EXPECT_EQ(server.stop(), kOk) << server.said();
  EXPECT_TRUE(server.said().starts_with("townflow: http://127.0.0.1:")) << server.said();
}

// A copy of the test town that may be changed.
void copy_town(const Folder& folder) {
  std::filesystem::copy(kTestTown, folder.path() + "/town",
                        std::filesystem::copy_options::recursive);
}

TEST(CmdServe, TakesInChangedFilesWhileItRuns) {
  const Folder folder;
  copy_town(folder);
  Serving server({folder.path() + "/town", "--store", folder.path() + "/a.db"});
  ASSERT_TRUE(server.up()) << server.said();
  folder.write("town/more.yaml", "limits: more\ncommon: {many: 5}\n");
  server.signal(SIGHUP);
  EXPECT_TRUE(server.says("\npublished ")) << server.said();
  folder.write("town/more.yaml", "limits: more\ncommon: {many: }\n");
  server.signal(SIGHUP);
  EXPECT_TRUE(server.says("\nnothing was published; the old files stay in force\n"))
      << server.said();
  EXPECT_EQ(server.stop(), kOk) << server.said();
}

TEST(CmdPublish, OnceAndOnTheRecord) {
  const Folder folder;
  copy_town(folder);
  const std::string town = folder.path() + "/town", store = folder.path() + "/a.db";
  EXPECT_EQ(townflow({"publish", town, "--store", store}).exit, kRefused);  // no store yet
  Serving server({town, "--store", store});
  ASSERT_TRUE(server.up()) << server.said();
  const Ran busy = townflow({"publish", town, "--store", store});
  EXPECT_EQ(server.stop(), kOk) << server.said();
  EXPECT_EQ(busy.exit, kBusy);
  EXPECT_NE(busy.err.find("SIGHUP"), std::string::npos) << busy.err;
  EXPECT_EQ(townflow({"publish", town, "--store", store}).err, "the files have not changed\n");
  folder.write("town/more.yaml", "limits: more\ncommon: {many: 5}\n");
  const Ran ran = townflow({"publish", town, "--store", store, "--as", "ann", "--json"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_TRUE(ran.out.starts_with("{\"recorded\":true,")) << ran.out;
}

}  // namespace
}  // namespace tf::cli

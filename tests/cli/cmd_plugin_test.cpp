#include "base/json.h"
#include "cli.h"

namespace tf::cli {
namespace {

TEST(CmdPlugin, RunSaysHowACallEnded) {
  const Folder folder;
  Ran ran = townflow({"plugin", "run", folder.write("good.lua", "return 1 + 1, 'x'")});
  EXPECT_EQ(ran.exit, kOk);
  EXPECT_TRUE(ran.out.starts_with("VALUE returns=2\tx\n  cpu=")) << ran.out;
  ran = townflow({"plugin", "run", folder.write("loop.lua", "while true do end")});
  EXPECT_EQ(ran.exit, kFailure);
  EXPECT_TRUE(ran.out.starts_with("STOP CPU code=plugin.cpu\n  cpu=")) << ran.out;
  ran = townflow({"plugin", "run", "--json", folder.write("bad.lua", "local x\nreturn x.y")});
  EXPECT_EQ(ran.exit, kFailure);
  const auto json = parse_json(ran.out);
  ASSERT_TRUE(json) << ran.out;
  EXPECT_EQ((*json)["outcome"].str(), "ERROR");
  EXPECT_EQ((*json)["code"].str(), "plugin.error");
  EXPECT_EQ((*json)["text"].str(), "bad.lua:2: attempt to index a nil value (local 'x')");
  EXPECT_TRUE((*json)["returns"].is_null());
  EXPECT_GT((*json)["peak_bytes"].as_number().sign(), 0);
  ran = townflow({"plugin", "run", folder.path() + "/none.lua"});
  EXPECT_EQ(ran.exit, kRefused) << ran.err;
}

TEST(CmdPlugin, RunCallsInARow) {
  const Folder folder;
  const std::string file = folder.write(
      "a.lua", "if N then return 'again' end pcall(function() N = 1 end) return 'first'");
  const Ran ran = townflow({"plugin", "run", file, "--calls", "3", "--json"});
  const auto json = parse_json(ran.out);
  ASSERT_TRUE(json) << ran.out;
  ASSERT_EQ((*json)["calls"].as_list().size(), 3U);
  for (const Value& call : (*json)["calls"].as_list()) EXPECT_EQ(call["returns"].str(), "first");
}

TEST(CmdPlugin, ANewOnePassesItsTest) {
  const Folder folder;
  const std::string path = folder.path() + "/days-left";
  EXPECT_EQ(townflow({"plugin", "new", path}).exit, kOk);
  EXPECT_EQ(townflow({"plugin", "test", path}).out, "1 passed, 0 failed\n");
  EXPECT_EQ(townflow({"plugin", "check", path}).exit, kOk);
  EXPECT_NE(folder.read("days-left/types/townflow.d.lua").find("function tf.calendar.days("),
            std::string::npos);
  EXPECT_EQ(townflow({"plugin", "new", path}).exit, kRefused);
  folder.write("days-left/main.lua", "return {days_left = function() return 1 end}");
  const Ran ran = townflow({"plugin", "test", path});
  EXPECT_EQ(ran.exit, kScenarios);
  EXPECT_EQ(ran.out, "days-left #1 days_left: expected 2, answered 1\n0 passed, 1 failed\n");
  folder.write("days-left/main.lua", "return {days_lft = function() return 1 end}");
  EXPECT_EQ(townflow({"plugin", "check", path}).exit, kFindings);
}

TEST(CmdPlugin, ThoseOfTheRepositoryPass) {
  std::vector<std::string> arguments{"plugin", "test"};
  for (const auto& entry : std::filesystem::directory_iterator(kRoot + "/plugins"))
    arguments.push_back(entry.path().string());
  ASSERT_GE(arguments.size(), 12U);
  const Ran ran = townflow(arguments);
  EXPECT_EQ(ran.exit, kOk) << ran.out << ran.err;
}

TEST(CmdPlugin, ListsWhatATownUses) {
  const Ran ran = townflow({"plugin", "list", kRoot + "/tests/scenario/plugin-town"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_NE(ran.out.find("urge-rate  1.0.0  urge_rate(urged, all); urge_band(rate)\n"),
            std::string::npos)
      << ran.out;
  EXPECT_NE(ran.out.find("three-fixes @ task.before_complete"), std::string::npos) << ran.out;
}

}  // namespace
}  // namespace tf::cli

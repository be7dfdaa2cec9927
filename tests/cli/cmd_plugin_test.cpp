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
  EXPECT_EQ(ran.out,
            path + "/plugin.yaml:15: days_left: expected 2, answered 1\n0 passed, 1 failed\n");
  folder.write("days-left/tests/wrong.lua", "return {oops = function() error('no') end}");
  EXPECT_NE(townflow({"plugin", "test", path})
                .out.find("tests/wrong.lua: oops: plugin.error: wrong.lua:1: no"),
            std::string::npos);
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

TEST(CmdPlugin, TownsThatUseThemAreClean) {
  for (const char* town : {"dayun", "haining", "jiashan", "wuzhen", "pujiang", "chunan", "longgang",
                           "xincheng", "yinhu", "chunjiang"}) {
    const Ran ran = townflow({"lint", kRoot + "/examples/" + town});
    EXPECT_EQ(ran.exit, kOk) << ran.out << ran.err;
  }
}

TEST(CmdPlugin, ListsWhatATownUses) {
  const Ran ran = townflow({"plugin", "list", kRoot + "/tests/scenario/plugin-town"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_NE(ran.out.find("urge-rate  1.0.0  urge_rate(urged, all); urge_band(rate)\n"),
            std::string::npos)
      << ran.out;
  EXPECT_NE(ran.out.find("three-fixes @ task.before_complete"), std::string::npos) << ran.out;
}

// From an author's folder into a town's, with consent; and off and on again.
TEST(CmdPlugin, PackedSignedInstalled) {
  const Folder folder;
  const std::string file = folder.path() + "/p.tfplugin", key = folder.path() + "/key";
  const std::string town = folder.path() + "/town", source = kRoot + "/plugins/urge-rate";
  folder.write("town/town.yaml", "town: small\ntitle: {zh: 小镇, en: Small}\n");
  ASSERT_EQ(townflow({"plugin", "pack", source, "-o", file}).exit, kOk);
  EXPECT_EQ(townflow({"plugin", "verify", file}).out, "urge-rate 1.0.0 not signed\n");
  EXPECT_EQ(townflow({"plugin", "install", file, town}).exit, kRefused);  // not signed
  Ran ran = townflow({"plugin", "key", key});
  ASSERT_EQ(ran.exit, kOk);
  const std::string open = ran.out.substr(0, ran.out.size() - 1);
  EXPECT_EQ(townflow({"plugin", "key", key}).exit, kRefused);  // never written over
  EXPECT_EQ(townflow({"plugin", "sign", file, "--key", key}).out, open + "\n");
  EXPECT_EQ(townflow({"plugin", "verify", file}).out, "urge-rate 1.0.0 " + open + "\n");
  EXPECT_EQ(townflow({"plugin", "install", file, town, "--trust", "00"}).exit, kRefused);
  ran = townflow({"plugin", "install", file, town, "--trust", open});
  ASSERT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_TRUE(folder.read("town/plugins/urge-rate/main.lua").starts_with("--- The share"));
  EXPECT_NE(folder.read("town/town.yaml").find("  urge-rate:\n    version: \">=1.0.0\"\n"),
            std::string::npos)
      << folder.read("town/town.yaml");
  EXPECT_EQ(townflow({"plugin", "disable", "urge-rate", town}).exit, kOk);
  EXPECT_NE(folder.read("town/town.yaml").find("enabled: false"), std::string::npos);
  EXPECT_EQ(townflow({"plugin", "enable", "urge-rate", town}).exit, kOk);
  EXPECT_EQ(folder.read("town/town.yaml").find("enabled"), std::string::npos);
  EXPECT_EQ(townflow({"plugin", "disable", "other", town}).exit, kRefused);
}

TEST(CmdPlugin, AnUpgradeThatAsksForMoreWaitsForConsent) {
  const Folder folder;
  const std::string file = folder.path() + "/p.tfplugin", town = folder.path() + "/town";
  folder.write("town/town.yaml", "town: small\ntitle: {zh: 小镇, en: Small}\n");
  const std::string source = folder.path() + "/source";
  ASSERT_EQ(townflow({"plugin", "new", source}).exit, kOk);
  const std::string plain = folder.read("source/plugin.yaml");
  ASSERT_EQ(townflow({"plugin", "pack", source, "-o", file}).exit, kOk);
  ASSERT_EQ(townflow({"plugin", "install", file, town, "--unsigned"}).exit, kOk);
  folder.write("source/plugin.yaml",
               plain + "permissions: {http: [{host: a.example, methods: [POST]}]}\n");
  ASSERT_EQ(townflow({"plugin", "pack", source, "-o", file}).exit, kOk);
  const Ran ran = townflow({"plugin", "install", file, town, "--unsigned"});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_EQ(ran.err, "error: it asks for: POST a.example; --yes agrees\n");
  EXPECT_EQ(townflow({"plugin", "install", file, town, "--unsigned", "--yes"}).exit, kOk);
}

}  // namespace
}  // namespace tf::cli

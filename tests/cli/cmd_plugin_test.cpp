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

}  // namespace
}  // namespace tf::cli

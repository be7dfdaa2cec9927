#include "cli.h"
#include "cli/towns.h"

namespace tf::cli {
namespace {

const std::string kFlow01 =
    "flow-01\n\n○ begin → a\n▢ a  Work  (clerk) → b\n▢ b  Work  (clerk) → over\n● over  Over\n";

TEST(CmdRender, AsText) {
  Ran ran = townflow({"render", kTestTown, "flow-01"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_EQ(ran.out, kFlow01);
  ran = townflow({"render", kTestTown + "/workflows/flow-patterns.yaml", "flow-01", "--text"});
  EXPECT_EQ(ran.out, kFlow01) << ran.err;
  std::ostringstream out, talk;
  EXPECT_EQ(run({"--lang", "zh", "render", kTestTown, "flow-01"}, out, talk), kOk) << talk.str();
  EXPECT_NE(out.str().find("干事"), std::string::npos) << out.str();
}

TEST(CmdRender, AsAPicture) {
  const Folder folder;
  Ran ran = townflow({"render", kTestTown, "flow-03", "--svg", "--out", folder.path() + "/a.svg"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  const std::string svg = folder.read("a.svg");
  EXPECT_TRUE(svg.starts_with("<svg xmlns=")) << svg.substr(0, 100);
  EXPECT_EQ(townflow({"render", kTestTown, "flow-03", "--svg"}).out, svg);  // the same each time
}

TEST(CmdRender, ABpmnFile) {
  const Folder folder;
  const std::string file = folder.write(
      "a.bpmn",
      "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'><process id='apply'>"
      "<startEvent id='s'/><sequenceFlow id='f' sourceRef='s' targetRef='t'/><scriptTask id='t'/>"
      "</process></definitions>");
  EXPECT_EQ(townflow({"render", file}).out, "apply\n\n○ s → t\n▢ t\n");
  const Ran ran = townflow({"render", file, "aply"});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_NE(ran.err.find("did you mean apply?"), std::string::npos) << ran.err;
}

TEST(CmdRender, WhereACaseStands) {
  const Folder folder;
  store::SqliteOptions options;
  options.virtual_clock = true;
  ASSERT_TRUE(store::open_sqlite(folder.path() + "/town.db", options));
  const auto on = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"--store", folder.path() + "/town.db", "--town", kTestTown});
    return townflow(words);
  };
  on({"case", "open", "flow-02", "--as", "dan", "--at", "2026-03-10 09:00"});
  on({"case", "complete", "1", "--as", "ann", "--step", "a"});
  Ran ran = townflow({"render", kTestTown, "--case", "1", "--data", folder.path()});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_EQ(ran.out,
            "flow-02\n\n  ○ begin → a\n✓ ▢ a  Work  (clerk) → b + c\n▶ ▢ b  Work  (clerk) → end\n"
            "▶ ▢ c  Work  (clerk) → end\n");
  ran = townflow({"render", kTestTown, "--case", "1", "--data", folder.path(), "--svg"});
  EXPECT_NE(ran.out.find("class=\"shape task here\""), std::string::npos);
  EXPECT_NE(ran.out.find("class=\"shape task done\""), std::string::npos);
  ran = townflow({"render", kTestTown, "flow-01", "--case", "1", "--data", folder.path()});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_NE(ran.err.find("case 1 runs flow-02, not flow-01"), std::string::npos) << ran.err;
}

TEST(CmdRender, Refusals) {
  Ran ran = townflow({"render", kTestTown, "flow-00"});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_NE(ran.err.find("has no workflow 'flow-00'; did you mean"), std::string::npos) << ran.err;
  ran = townflow({"render", kTestTown, "flow-01", "--svg", "--text"});
  EXPECT_EQ(ran.exit, kUsage);
  ran = townflow({"render", kTestTown, "--case", "X-1"});
  EXPECT_EQ(ran.exit, kUsage);
  EXPECT_NE(ran.err.find("--case and --store go together"), std::string::npos) << ran.err;
  ran = townflow({"render", kTestTown + "/workflows/flow-patterns.yaml"});
  EXPECT_NE(ran.err.find("name the process"), std::string::npos) << ran.err;
  EXPECT_EQ(townflow({"render", "/nowhere.bpmn"}).exit, kRefused);
}

}  // namespace
}  // namespace tf::cli

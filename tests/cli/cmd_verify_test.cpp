#include "cli.h"

namespace tf::cli {
namespace {

TEST(CmdVerify, TellsTheWorkflowsOfATownThatIsNotThere) {
  const Ran ran = townflow({"verify", kTestTown, "step-tsk"});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_EQ(ran.err, "error: town testtown has no workflow 'step-tsk'; did you mean step-task?\n");
}

TEST(CmdVerify, ShowsTheWayToAFaultAsAScenario) {
  const Ran ran = townflow({"verify", kTestTown, "flow-08"});
  EXPECT_EQ(ran.exit, kFindings);
  EXPECT_NE(ran.out.find("step 'd' runs twice at once"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("workflow: flow-08\n    story:\n      - {at: 2026-03-10 09:00"),
            std::string::npos)
      << ran.out;
}

TEST(CmdVerify, HasNothingToSayOfASoundProcess) {
  const Ran ran = townflow({"verify", kTestTown, "flow-03"});
  EXPECT_EQ(ran.exit, kOk) << ran.out;
}

TEST(CmdVerify, FindsTheTownOfAFile) {
  const Ran ran = townflow({"verify", std::string(kTestTown) + "/workflows/step-choose.yaml"});
  EXPECT_EQ(ran.exit, kOk) << ran.out << ran.err;
  EXPECT_TRUE(ran.out.starts_with("step-choose: ")) << ran.out;
}

TEST(CmdVerify, TellsAFileOfNoTown) {
  const Ran ran = townflow({"verify", "/tmp/nowhere.yaml"});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_EQ(
      ran.err,
      "error: no town includes /tmp/nowhere.yaml; write: verify TOWN_DIR /tmp/nowhere.yaml\n");
}

TEST(CmdVerify, IsPartOfLintWhenAskedFor) {
  EXPECT_EQ(townflow({"lint", kTestTown}).exit, kOk);
  const Ran ran = townflow({"lint", "--verify", kTestTown});
  EXPECT_EQ(ran.exit, kFindings);
  EXPECT_NE(
      ran.out.find("error: step 'd' runs twice at once: ways lead here that never met [TF0955]"),
      std::string::npos)
      << ran.out;
}

}  // namespace
}  // namespace tf::cli

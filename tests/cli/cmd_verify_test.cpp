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

}  // namespace
}  // namespace tf::cli

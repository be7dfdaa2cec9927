#include "cli.h"

namespace tf::cli {
namespace {

constexpr const char* kFile =
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'><process id='apply'>"
    "<startEvent id='s'/><sequenceFlow id='f' sourceRef='s' targetRef='t'/><scriptTask id='t'/>"
    "</process></definitions>";

TEST(CmdBpmn, Import) {
  const Folder folder;
  const std::string file = folder.write("a.bpmn", kFile);
  Ran ran = townflow({"import", "bpmn", file});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_EQ(ran.out,
            "# apply.yaml\nworkflow: apply\nsteps:\n  s:\n    next: t\n  t:\n    next: end\n");
  EXPECT_NE(ran.err.find("note: t: what the scriptTask does was not carried over"),
            std::string::npos)
      << ran.err;
  ran = townflow({"import", "bpmn", file, "--folder", folder.path() + "/out"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_TRUE(folder.read("out/apply.yaml").starts_with("workflow: apply\n"));
  ran = townflow({"--json", "import", "bpmn", file});
  EXPECT_NE(ran.out.find("\"not_carried\":[{"), std::string::npos) << ran.out;
}

TEST(CmdBpmn, Refusals) {
  const Folder folder;
  Ran ran = townflow({"import", "bpmn", folder.write("a.bpmn", "<process/>")});
  EXPECT_EQ(ran.exit, kFindings);
  EXPECT_NE(ran.err.find("the root is process, not definitions"), std::string::npos) << ran.err;
  ran = townflow({"import", "bpmn",
                  folder.write("b.bpmn",
                               "<definitions><process id='p'><task id='a'/><task id='a'/>"
                               "</process></definitions>")});
  EXPECT_EQ(ran.exit, kFindings);
  EXPECT_NE(ran.err.find("b.bpmn:1: error: a: the id a is used twice"), std::string::npos)
      << ran.err;
  EXPECT_EQ(ran.out, "");
}

// A process that calls one of another file and asks a decision of a third.
TEST(CmdBpmn, FilesThatBelongTogether) {
  const Folder folder;
  const std::string calls = folder.write(
      "a.bpmn",
      "<definitions><process id='order'><callActivity id='k' calledElement='check'>"
      "<extensionElements><in variables='all'/></extensionElements></callActivity>"
      "<sequenceFlow id='f' sourceRef='k' targetRef='d'/><businessRuleTask id='d' "
      "decisionRef='rate' resultVariable='r' mapDecisionResult='singleEntry'/></process>"
      "</definitions>");
  const std::string called = folder.write(
      "b.bpmn",
      "<definitions><process id='check'><scriptTask id='s' scriptFormat='feel' "
      "resultVariable='x'><script>amount + 1</script></scriptTask></process></definitions>");
  const std::string decision = folder.write(
      "c.dmn",
      "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' id='d' name='D' "
      "namespace='urn:d'><decision id='rate' name='Rate'><decisionTable hitPolicy='FIRST'><input>"
      "<inputExpression><text>amount</text></inputExpression></input><output name='rate' "
      "typeRef='number'/><rule><inputEntry><text>&lt; 8</text></inputEntry><outputEntry>"
      "<text>1</text></outputEntry></rule></decisionTable></decision></definitions>");
  Ran ran = townflow({"import", "bpmn", calls, called, decision});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_EQ(ran.err.find("error"), std::string::npos) << ran.err;
  EXPECT_NE(ran.out.find("# order.yaml"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("# check.yaml"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("      amount: amount"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("decide: rate"), std::string::npos) << ran.out;
  ran = townflow({"--json", "import", "bpmn", calls});
  EXPECT_NE(ran.out.find("the decision rate was not carried over"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("the variables of check are not known"), std::string::npos) << ran.out;
}

TEST(CmdBpmn, ExportAndImportAgain) {
  const Folder folder;
  const std::string file = folder.path() + "/a.bpmn";
  Ran ran = townflow({"export", "bpmn", kTestTown, "resource-32", "--out", file});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  ran = townflow({"import", "bpmn", file});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_NE(ran.out.find("may: [suspend, skip, jump]"), std::string::npos) << ran.out;
  ran = townflow({"--json", "export", "bpmn", kTestTown, "flow-15"});
  EXPECT_NE(ran.out.find("\"what\":\"grow\""), std::string::npos) << ran.out;
  ran = townflow({"export", "bpmn", kTestTown, "flow-15", "--plain"});
  EXPECT_EQ(ran.out.find("townflow:"), std::string::npos);
  EXPECT_NE(ran.err.find("flow-15: note: visits: no instance is added while others run (grow)"),
            std::string::npos)
      << ran.err;
  ran = townflow({"export", "bpmn", kTestTown, "flow-00"});
  EXPECT_EQ(ran.exit, kRefused);
}

}  // namespace
}  // namespace tf::cli

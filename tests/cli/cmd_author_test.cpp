#include "cli.h"

namespace tf::cli {
namespace {

TEST(CmdAuthor, LintOfWhatIsNotThere) {
  const Ran ran = townflow({"lint", "/no/such/file.yaml"});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_EQ(ran.err, "error: there is no file /no/such/file.yaml; check the name or path\n");
}

TEST(CmdAuthor, LintNamesCodeAndPlaceOfABadFile) {
  const Folder folder;
  const std::string path = folder.write("bad.yaml", "workflow: a\nworkflow: b\n");
  const Ran ran = townflow({"lint", path});
  EXPECT_EQ(ran.exit, kFindings);
  EXPECT_NE(ran.out.find(path + ":2:1: error: 'workflow' is written twice"), std::string::npos)
      << ran.out;
  const Ran json = townflow({"lint", path, "--format", "json"});
  EXPECT_EQ(json.exit, kFindings);
  EXPECT_NE(json.out.find("yaml.duplicate_key"), std::string::npos);
  const Ran sarif = townflow({"lint", path, "--format", "sarif"});
  EXPECT_NE(sarif.out.find("\"2.1.0\""), std::string::npos);
}

TEST(CmdAuthor, LintOfATownAndItsScenarios) {
  const Ran ran = townflow({"lint", kTestTown});
  EXPECT_EQ(ran.exit, kOk) << ran.out;
  EXPECT_EQ(ran.out, "");
}

TEST(CmdAuthor, FmtChecksThenMends) {
  const Folder folder;
  const std::string path = folder.write("t.yaml",
                                        "table:   size\noutputs: {size: {type: choice, of: [a, "
                                        "b]}}\nrules: |\n  x | => size\n  > 1 | a\n  - | b\n");
  Ran ran = townflow({"fmt", "--check", path});
  EXPECT_EQ(ran.exit, kFailure);
  EXPECT_EQ(ran.out, path + "\n");
  EXPECT_EQ(ran.err, "error: 1 files are not formatted; run without --check to do it\n");
  EXPECT_EQ(townflow({"fmt", path}).exit, kOk);
  EXPECT_EQ(townflow({"fmt", "--check", path}).exit, kOk);
  EXPECT_TRUE(folder.read("t.yaml").starts_with("table: size\n"));
}

TEST(CmdAuthor, Schema) {
  const Ran ran = townflow({"schema", "workflw"});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_TRUE(
      ran.err.starts_with("error: there is no kind of file 'workflw'; did you mean workflow?"));
  EXPECT_NE(townflow({"schema", "workflow"}).out.find("$schema"), std::string::npos);
}

TEST(CmdAuthor, ShowAProcessWithItsSugarOrWithout) {
  Ran ran = townflow({"show", kTestTown, "step-tsk"});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_EQ(ran.err, "error: town testtown has no workflow 'step-tsk'; did you mean step-task?\n");
  ran = townflow({"show", kTestTown, "step-task"});
  EXPECT_EQ(ran.exit, kOk);
  EXPECT_NE(ran.out.find("workflow: step-task"), std::string::npos);
  EXPECT_EQ(townflow({"show", kTestTown, "step-race", "--core"}).exit, kOk);
}

}  // namespace
}  // namespace tf::cli

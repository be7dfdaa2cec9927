#include "cli.h"

namespace tf::cli {
namespace {

TEST(CmdAuthor, ACheckOfNothingIsNoPass) {
  const Folder folder;
  const Ran ran = townflow({"lint", folder.path()});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_EQ(ran.err,
            "error: there is no .yaml file in " + folder.path() + "; check the name or path\n");
}

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

// What a base bounds, by a span or by the name of another deadline, no town may pass.
TEST(CmdAuthor, LintHoldsATownToTheBoundsOfItsBase) {
  struct Row {
    const char* most;
    const char* own;
    const char* code;  // "": nothing is found
  };
  for (const Row& row :
       {Row{"3 working days", "2 working days", ""},
        Row{"3 working days", "4 working days", "TF0516"}, Row{"longest", "5 working days", ""},
        Row{"longest", "6 working days", "TF0516"}}) {
    const Folder folder;
    std::filesystem::copy(kTestTown, folder.path() + "/town",
                          std::filesystem::copy_options::recursive);
    folder.write("town/bounds.yaml", std::string("deadlines: bounds\nstep-if:\n") +
                                         "  longest: 5 working days\n  work: {for: 1 working day, "
                                         "at_most: " +
                                         row.most + "}\n");
    folder.write("own/town.yaml", std::string("town: own\nextends: testtown\ndeadlines:\n") +
                                      "  step-if: {work: " + row.own + "}\n");
    const Ran ran = townflow({"lint", folder.path() + "/own"});
    const bool sound = std::string_view(row.code).empty();
    EXPECT_EQ(ran.exit, sound ? kOk : kFindings) << row.most << " " << row.own << ran.out;
    EXPECT_TRUE(sound || ran.out.find(row.code) != std::string::npos) << ran.out;
  }
}

TEST(CmdAuthor, LintOfADmnFile) {
  const Folder folder;
  const std::string path = folder.write(
      "age.dmn",
      R"(<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="age" namespace="n">
  <itemDefinition name="tKind"><typeRef>string</typeRef>
    <allowedValues><text>"man", "child"</text></allowedValues></itemDefinition>
  <inputData id="a" name="age"><variable name="age" typeRef="number"/></inputData>
  <inputData id="k" name="kind"><variable name="kind" typeRef="tKind"/></inputData>
  <decision id="d" name="fare"><variable name="fare" typeRef="number"/>
    <informationRequirement><requiredInput href="#a"/></informationRequirement>
    <informationRequirement><requiredInput href="#k"/></informationRequirement>
    <decisionTable hitPolicy="UNIQUE">
      <input><inputExpression><text>age</text></inputExpression></input>
      <input><inputExpression><text>kind</text></inputExpression></input>
      <output/>
      <rule><inputEntry><text>&lt; 18</text></inputEntry><inputEntry><text>-</text></inputEntry>
        <outputEntry><text>1</text></outputEntry></rule>
      <rule><inputEntry><text>[12..65)</text></inputEntry><inputEntry><text>"man"</text></inputEntry>
        <outputEntry><text>2</text></outputEntry></rule>
    </decisionTable></decision>
</definitions>)");
  const Ran ran = townflow({"lint", path});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_NE(ran.out.find("age.dmn:9:1: warning: no row of table 'fare' fires for age = 18, kind = "
                         "\"child\" (all of: age >= 18; kind \"child\") [TF0621]"),
            std::string::npos)
      << ran.out;
  EXPECT_NE(ran.out.find("age.dmn:15:1: warning: rows '2' and '1' both fire for age = 12, kind = "
                         "\"man\" (all of: age [12..18); kind \"man\")"),
            std::string::npos)
      << ran.out;
  EXPECT_EQ(townflow({"lint", folder.write("no.dmn", "<a")}).exit, kFailure);
}

TEST(CmdAuthor, LintOfADmnFileFindsWhatItImports) {
  const Folder folder;
  const std::string head =
      R"(<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace=")";
  const std::string path = folder.write(
      "main.dmn", head + R"(urn:main"><import name="base" namespace="urn:base" importType="DMN"/>
  <decision id="d" name="twice"><informationRequirement><requiredInput href="urn:base#n"/>
  </informationRequirement><literalExpression><text>base.n * 2</text></literalExpression></decision>
</definitions>)");
  EXPECT_NE(townflow({"lint", path}).out.find("urn:base#n` leads nowhere"), std::string::npos);
  folder.write("base.dmn", head + R"(urn:base"><inputData id="n" name="n"/></definitions>)");
  folder.write("other.dmn", head + R"(urn:other"><decision id="x" name="x"><literalExpression>
    <text>nowhere</text></literalExpression></decision></definitions>)");
  const Ran ran = townflow({"lint", path});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_EQ(ran.out, "");
}

TEST(CmdAuthor, LintOfAGraphOfDecisions) {
  const Folder folder;
  const std::string path = folder.write(
      "g.yaml",
      "decisions: g\ngiven: [{name: age, type: number}]\ndecide:\n"
      "  - {name: fare, needs: [age], is: {table: fares}}\n  - {name: wrong, is: fre + 1}\n");
  folder.write("fares.yaml",
               "table: fares\noutputs: {fare: number}\nrules: |\n"
               "  row | age  | => fare\n  a   | < 18 | 1\n");
  const Ran ran = townflow({"lint", path});
  EXPECT_EQ(ran.exit, kFindings);
  EXPECT_NE(ran.out.find("wrong: no such name: `fre`"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("no row of table 'fare' fires for age = 18"), std::string::npos)
      << ran.out;
}

TEST(CmdAuthor, ShowTellsWhatEachWayTakes) {
  const Ran ran = townflow({"show", kTestTown, "step-choose", "--ways"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_EQ(ran.out.substr(0, ran.out.find("helpers")),
            "way\n  1. amount > 100\n  2. amount > 10\n"
            "  otherwise: amount <= 10, such as amount = 9\n");
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

#include "base/json.h"
#include "cli.h"

namespace tf::cli {
namespace {

constexpr const char* kLoan =
    "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='Loan' "
    "namespace='urn:l'>\n"
    "<inputData id='i' name='Age'><variable name='Age' typeRef='number'/></inputData>\n"
    "<decision id='d' name='Eligible'><variable name='Eligible'/><informationRequirement>"
    "<requiredInput href='#i'/></informationRequirement>\n"
    "<decisionTable><input><inputExpression><text>Age</text></inputExpression></input><output/>"
    "<rule><inputEntry><text>>= "
    "18</text></inputEntry><outputEntry><text>\"yes\"</text></outputEntry></rule>"
    "<rule><inputEntry><text>&lt; "
    "18</text></inputEntry><outputEntry><text>\"no\"</text></outputEntry></rule>"
    "</decisionTable></decision>\n<knowledgeSource id='k' name='Law'/></definitions>\n";

TEST(CmdInterchange, ADmnFileBecomesNativeFilesThatDecideTheSame) {
  const Folder folder;
  const std::string dmn = folder.write("loan.dmn", kLoan);
  Ran ran = townflow({"import", "dmn", dmn, "-o", folder.path() + "/in"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_EQ(ran.out, folder.path() + "/in/loan.yaml\n" + folder.path() + "/in/eligible.yaml\n");
  EXPECT_EQ(ran.err, "not carried over: a knowledge source (first in line 5)\n");
  EXPECT_EQ(townflow({"lint", folder.path() + "/in"}).exit, kOk);
  ran = townflow(
      {"export", "dmn", folder.path() + "/in/loan.yaml", "-o", folder.path() + "/out.dmn"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  for (const char* file : {"/loan.dmn", "/in/loan.yaml", "/out.dmn", "/in/eligible.yaml"})
    for (const auto& [age, answer] : {std::pair("17", "no"), std::pair("18", "yes")}) {
      ran = townflow(
          {"decide", folder.path() + file, "--with", std::string("{\"Age\":") + age + "}"});
      EXPECT_EQ(ran.exit, kOk) << ran.err;
      EXPECT_NE(ran.out.find(answer), std::string::npos) << file << " " << ran.out;
    }
}

TEST(CmdInterchange, TheReportIsAlsoJson) {
  const Folder folder;
  const Ran ran = townflow({"import", "dmn", folder.write("loan.dmn", kLoan), "--json"});
  EXPECT_EQ(ran.exit, kOk);
  const auto json = parse_json(ran.out);
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["not_carried"].as_list()[0]["what"].as_text(), "knowledgeSource");
  EXPECT_EQ((*json)["files"].as_list().size(), 2u);
  EXPECT_TRUE((*json)["problems"].as_list().empty());
}

TEST(CmdInterchange, Refusals) {
  const Folder folder;
  const std::string broken = folder.write("broken.dmn", "<definitions>\n<a></b></definitions>");
  Ran ran = townflow({"import", "dmn", broken});
  EXPECT_EQ(ran.exit, kFindings);
  EXPECT_EQ(ran.err, "error: " + broken + ":2:6: this is not XML: mismatched tag [xml.syntax]\n");
  EXPECT_EQ(townflow({"import", "dmn", folder.path() + "/none.dmn"}).exit, kRefused);
  ran = townflow({"export", "dmn", "size", "--town", kTestTown});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_EQ(ran.err, "error: town testtown has no table 'size'; did you mean sizes?\n");
  const std::string words =
      folder.write("w.yaml", "words: w\nrows: |\n  id | zh | en\n  a | 甲 | A\n");
  EXPECT_EQ(townflow({"export", "dmn", words}).exit, kRefused);
}

TEST(CmdInterchange, ATableOfATownHasItsFieldsAsInputs) {
  const Ran ran = townflow({"export", "dmn", "sizes", "--town", kTestTown});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_NE(ran.out.find("<variable id=\"tf2\" name=\"amount\" typeRef=\"number\"/>"),
            std::string::npos)
      << ran.out;
  EXPECT_NE(ran.out.find("<text>\"big\"</text>"), std::string::npos);
}

}  // namespace
}  // namespace tf::cli

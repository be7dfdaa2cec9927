#include "cli.h"

namespace tf::cli {
namespace {

constexpr const char* kTable =
    "table: size\n"
    "outputs:\n"
    "  size: {type: choice, of: [small, big]}  # what it is\n"
    "rules: |\n"
    "  row  | amount | => size | note\n"
    "  # too much\n"
    "  rich | > 5000 | big     | 元\n"
    "  else | -      | small   |\n";

TEST(CmdSheet, ExportsAndImportsWithoutLosingAnything) {
  const Folder folder;
  const std::string path = folder.write("size.yaml", kTable);
  for (const char* as : {"csv", "tsv"}) {
    const std::string sheet = folder.path() + "/size." + as;
    ASSERT_EQ(townflow({"export", "table", path, "--as", as, "-o", sheet}).exit, kOk);
    folder.write("other.yaml",
                 "table: size\noutputs:\n  size: {type: choice, of: [small, big]}  # what it "
                 "is\nrules: |\n  row | => size\n  x | big\n");
    const Ran ran = townflow({"import", "table", sheet, "--into", folder.path() + "/other.yaml"});
    EXPECT_EQ(ran.exit, kOk) << ran.err;
    EXPECT_EQ(folder.read("other.yaml"), kTable);
  }
}

TEST(CmdSheet, ImportMakesANewTable) {
  const Folder folder;
  const std::string path =
      folder.write("grade.csv", "row,depth,=> grade,=> points\na,> 5,deep,3\nb,-,flat,1\n");
  const Ran ran = townflow({"import", "table", path});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_EQ(ran.out,
            "table: grade\nhit: unique\noutputs:\n  grade: {type: choice, of: [deep, flat]}\n"
            "  points: number\nrules: |\n"
            "  row | depth | => grade | => points\n"
            "  a   | > 5   | deep     | 3\n"
            "  b   | -     | flat     | 1\n");
}

TEST(CmdSheet, ImportRefusesWithTheLine) {
  const Folder folder;
  const std::string path = folder.write("grade.csv", "a,=> b\n1,2\n1,2,3\n");
  const Ran ran = townflow({"import", "table", path});
  EXPECT_EQ(ran.exit, kFailure);
  EXPECT_EQ(ran.err, "error: " + path + ":3: this row has more cells than the header\n");
}

TEST(CmdSheet, DiffByRowAndColumn) {
  const Folder folder;
  const std::string a = folder.write("a.yaml", kTable);
  std::string changed = kTable;
  changed.replace(changed.find("5000"), 4, "3000");
  const std::string b = folder.write("b.yaml", changed);
  Ran ran = townflow({"diff", a, b});
  EXPECT_EQ(ran.exit, kFailure);
  EXPECT_EQ(ran.out, "~ rules[rich].amount: > 5000 -> > 3000\n");
  ran = townflow({"--json", "diff", a, b});
  EXPECT_EQ(ran.out,
            "{\"differences\":[{\"kind\":\"changed\",\"path\":\"rules[rich].amount\",\"from\":\"> "
            "5000\",\"to\":\"> 3000\"}]}\n");
  EXPECT_EQ(townflow({"diff", a, a}).exit, kOk);
  EXPECT_EQ(townflow({"diff", a, folder.write("c.yaml", "deadlines: d\n")}).exit, kRefused);
}

TEST(CmdSheet, DiffOfFoldersFindsFilesByTheirId) {
  const Folder folder;
  folder.write("old/a.yaml", kTable);
  folder.write("new/elsewhere/b.yaml", kTable);
  folder.write("new/c.yaml", "deadlines: d\ncommon: {a: 1 hour}\n");
  const Ran ran = townflow({"diff", folder.path() + "/old", folder.path() + "/new"});
  EXPECT_EQ(ran.exit, kFailure);
  EXPECT_EQ(ran.out, "+ deadlines d: " + folder.path() + "/new/c.yaml\n");
}

TEST(CmdSheet, LintTellsWhatATableLeavesOut) {
  const Folder folder;
  std::string text = kTable;
  text.resize(text.find("  else"));
  const Ran ran = townflow({"lint", folder.write("size.yaml", text)});
  EXPECT_EQ(ran.exit, kOk);
  EXPECT_NE(ran.out.find("size.yaml:5:3: warning: no row of table 'size' fires for amount = 4999 "
                         "(all of: amount <= 5000) [TF0621]"),
            std::string::npos)
      << ran.out;
}

}  // namespace
}  // namespace tf::cli

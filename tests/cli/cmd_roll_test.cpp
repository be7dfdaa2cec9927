#include "cli.h"

namespace tf::cli {
namespace {

namespace fs = std::filesystem;

class CmdRoll : public testing::Test {
 protected:
  CmdRoll() {
    for (const char* town : {"dayun", "haining"})
      fs::copy(kRoot + "/tests/data/roll/" + town, path(town), fs::copy_options::recursive);
  }
  std::string path(const std::string& name) const { return folder.path() + "/" + name; }
  static std::string data(const std::string& name) { return kRoot + "/tests/data/roll/" + name; }
  Ran import(const std::string& town, std::vector<std::string> files,
             std::vector<std::string> more = {}) {
    files.insert(files.begin(), {"import", "roll"});
    files.push_back(path(town));
    files.insert(files.end(), more.begin(), more.end());
    return townflow(files);
  }
  // What is said of one sheet, its own lines alone.
  std::string refused(const std::string& text) {
    folder.write("bad.csv", text);
    const Ran ran = import("dayun", {data("dayun-nodes.csv"), path("bad.csv")});
    EXPECT_EQ(ran.exit, kFindings) << ran.err;
    EXPECT_FALSE(fs::exists(path("dayun/people.yaml")));
    return ran.err;
  }
  Folder folder;
};

TEST_F(CmdRoll, FiveLevelsFromCsvInTheTownsOwnNames) {
  const std::vector<std::string> files{data("dayun-nodes.csv"), data("dayun-posts.csv"),
                                       data("dayun-people.csv")};
  Ran ran = import("dayun", files, {"--dry-run"});
  ASSERT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_FALSE(fs::exists(path("dayun/people.yaml")));
  EXPECT_NE(ran.out.find("+ hold dy-grid-1 grid_worker: [{person: dy-kong, to: 2026-06-30}, "
                         "{person: dy-mao, from: 2026-07-01}]\n"),
            std::string::npos)
      << ran.out;
  EXPECT_EQ(import("dayun", files).exit, kOk);
  EXPECT_EQ(folder.read("dayun/people.yaml"), folder.read("dayun/people.yaml"));
  ran = townflow({"town", "check", path("dayun")});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  // Read again it changes nothing.
  ran = import("dayun", files);
  EXPECT_EQ(ran.out, "");
  EXPECT_NE(ran.err.find("12 rows read, 0 entries differ"), std::string::npos) << ran.err;
}

TEST_F(CmdRoll, FiveLevelsFromAWorkbook) {
  ASSERT_EQ(import("haining", {data("haining.xlsx")}).exit, kOk);
  const std::string people = folder.read("haining/people.yaml");
  for (const char* text :
       {"level: household", "{person: hn-jin, to: 2026-06-30}", "\"13800000003\"",
        "substitute: hn-lu", "title: {zh: 土地所, en: Land office}", "members: [hn-lu, hn-qian]"})
    EXPECT_NE(people.find(text), std::string::npos) << text << "\n" << people;
  const Ran ran = townflow({"town", "check", path("haining")});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
}

TEST_F(CmdRoll, AChangeIsToldAndTheRestStays) {
  ASSERT_EQ(
      import("dayun", {data("dayun-nodes.csv"), data("dayun-posts.csv"), data("dayun-people.csv")})
          .exit,
      kOk);
  folder.write("more.csv", "node,post,person\ndy-hall-3,stair_head,dy-he\n");
  Ran ran = import("dayun", {path("more.csv")});
  EXPECT_EQ(ran.out, "~ hold dy-hall-3 stair_head: [dy-wu] -> [dy-he]\n") << ran.err;
  EXPECT_NE(folder.read("dayun/people.yaml").find("dy-kong"), std::string::npos);
  // With --replace the sheet is all there is of its kind.
  ran = import("dayun", {path("more.csv")}, {"--replace", "--dry-run"});
  EXPECT_EQ(ran.out,
            "- hold dy-grid-1 grid_worker: [{person: dy-kong, to: 2026-06-30}, {person: dy-mao, "
            "from: 2026-07-01}]\n"
            "- hold dy-street command_room: [dy-chen]\n"
            "- hold dy-street duty_officer: [dy-chen]\n");
}

TEST_F(CmdRoll, BadCellsAreNamedAndNothingIsWritten) {
  EXPECT_EQ(refused("node,post,person,from,to\ndy-grid-1,grid_walker,kim,,\nnowhere,grid_worker,"
                    "kim,,\ndy-grid-1,grid_worker,a b,,\ndy-grid-1,grid_worker,kim,2026-13-01,\n"
                    "dy-grid-1,grid_worker,kim,2026-05-01,2026-04-01\n"),
            "bad.csv:bad:2:B: there is no post 'grid_walker'; did you mean grid_worker?\n"
            "bad.csv:bad:4:C: 'a b' is no id: no blanks and no punctuation\n"
            "bad.csv:bad:5:D: '2026-13-01' is no date: write 2026-03-10\n"
            "bad.csv:bad:6:E: 2026-04-01 is before 2026-05-01\n"
            "error: 4 bad cells; nothing was changed\n");
  EXPECT_EQ(refused("node,post,person\nnowhere,grid_worker,kim\n"),
            "bad.csv:bad:2:A: there is no node 'nowhere'\n"
            "error: 1 bad cells; nothing was changed\n");
  EXPECT_EQ(refused("node,level,parent\nx,village,dy-street\n"),
            "bad.csv:bad:2:B: there is no level 'village'; there are: district, street, community, "
            "grid, building\n"
            "error: 1 bad cells; nothing was changed\n");
  EXPECT_EQ(refused("node,level,parent\nx,street,dy-ginkgo\ny,grid,\ny,grid,\n"),
            "bad.csv:bad:4:A: row 3 says the same already\n"
            "error: 1 bad cells; nothing was changed\n");
  EXPECT_EQ(refused("node,level,parent\nx,street,dy-ginkgo\n"),
            "bad.csv:bad:2:A: 'dy-ginkgo' is not of a level above 'x'\n"
            "error: 1 bad cells; nothing was changed\n");
  EXPECT_EQ(refused("colour,size\nred,5\n"),
            "bad.csv:bad:1:A: the header is of no kind: nodes, posts, persons, absences, units\n"
            "error: 1 bad cells; nothing was changed\n");
  folder.write("no.xlsx", "no workbook");
  EXPECT_EQ(import("dayun", {path("no.xlsx")}).exit, kRefused);
}

}  // namespace
}  // namespace tf::cli

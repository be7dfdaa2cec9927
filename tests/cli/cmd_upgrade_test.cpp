#include "cli.h"

namespace tf::cli {
namespace {

namespace fs = std::filesystem;

// County → market → lane, in a folder where they may be changed; `next` is the county's new
// edition.
class CmdUpgrade : public testing::Test {
 protected:
  CmdUpgrade() {
    fs::copy(kRoot + "/tests/data/overlays", folder.path() + "/towns", fs::copy_options::recursive);
    fs::create_directory(folder.path() + "/next");
    fs::copy(kRoot + "/tests/data/overlays/county", folder.path() + "/next/county",
             fs::copy_options::recursive);
  }
  void change(const std::string& file, const std::string& from, const std::string& to) {
    std::string text = folder.read(file);
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    folder.write(file, text.replace(at, from.size(), to));
  }
  Ran upgrade(const std::string& town, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"upgrade", folder.path() + "/towns/" + town, "--base",
                                       folder.path() + "/next/county"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    Ran ran = townflow(arguments);
    for (std::string* text : {&ran.out, &ran.err})
      for (auto at = text->find(folder.path()); at != std::string::npos;
           at = text->find(folder.path()))
        text->replace(at, folder.path().size() + 1, "");
    return ran;
  }
  Folder folder;
};

TEST_F(CmdUpgrade, ChainsMergeLevelByLevel) {
  for (const std::string town : {"county", "market", "lane"}) {
    const Ran ran = townflow({"town", "check", folder.path() + "/towns/" + town});
    EXPECT_EQ(ran.exit, kOk) << ran.err;
  }
  const Ran ran = townflow({"show", folder.path() + "/towns/lane", "report"});
  ASSERT_EQ(ran.exit, kOk) << ran.err;
  const auto has = [&](const std::string& text) {
    EXPECT_NE(ran.out.find(text), std::string::npos) << text << "\n" << ran.out;
  };
  has("/towns/county/workflows/report.yaml\nworkflow: report");
  has("who: elder  # from ");  // the market's
  has("/towns/market/town.yaml:");
  has("if: false  # from ");  // its tea is never drunk in the lane
  has("/towns/lane/town.yaml:");
  const Ran all = townflow({"show", folder.path() + "/towns/lane"});
  for (const std::string text :
       {"for: 2 working days", "| > 5000", "is: 40", "Seen there", "elder:", "2026-04-16"})
    EXPECT_NE(all.out.find(text), std::string::npos) << text << "\n" << all.out;
  EXPECT_EQ(all.out.find("> 3000"), std::string::npos);
}

// Each is refused with both places, two levels below what it touches.
TEST_F(CmdUpgrade, WhatTheCountyLocksTheLaneMayNotChange) {
  const auto told = [&](const std::string& steps) {
    folder.write("towns/lane/town.yaml",
                 "town: ov-lane\ntitle: {zh: 巷村, en: Lane}\nextends: ov-market\n" + steps);
    const Ran ran = townflow({"lint", folder.path() + "/towns/lane"});
    EXPECT_EQ(ran.exit, kFindings);
    return ran.err + ran.out;
  };
  const auto both = [&](const std::string& steps, const std::string& code,
                        const std::string& other) {
    const std::string text = told(steps);
    EXPECT_NE(text.find(code), std::string::npos) << text;
    EXPECT_NE(text.find("towns/lane/town.yaml:4:"), std::string::npos) << text;
    EXPECT_NE(text.find(other), std::string::npos) << text;
  };
  both("workflows: {report: {steps: {settle: {who: cadre}}}}\n", "TF0310", "report.yaml:14:");
  both("workflows: {report: {steps: {look: {task: settle}}}}\n", "TF0310", "report.yaml:13:");
  both("workflows: {report: {steps: {tea: {end: settled}}}}\n", "TF0309", "market/town.yaml:20:");
  both("workflows: {report: {steps: {x: {after: gone, task: settle, who: clerk}}}}\n", "TF0302",
       "report.yaml:1:");
  both("workflows: {report: {steps: {gone: {remove: true}}}}\n", "TF0317", "report.yaml:1:");
  both("limits: {report: {seats: 60}}\n", "TF0311", "limits.yaml:2:");
  both("deadlines: {report: {look: 8 working days}}\n", "TF05",
       "longer than its 'at_most', 7 working days");
}

TEST_F(CmdUpgrade, ThreeSidesAreToldAndNothingMoves) {
  change("next/county/rules.yaml", "5 working days", "6 working days");
  change("next/county/size.yaml", "> 1000", "> 2000");
  change("next/county/ladders.yaml", "light: yellow", "light: green");
  const Ran ran = upgrade("market");
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_TRUE(ran.out.starts_with(
      "the base changes ov-county: 3\n"
      "~ deadlines ov-county: report.look.for: 5 working days -> 6 working days"
      "    next/county/rules.yaml:3:10\n"
      "~ ladders ov-county: std.L1.light: yellow -> green    next/county/ladders.yaml:2:21\n"
      "~ table size: rules[much].amount: > 1000 -> > 2000    next/county/size.yaml:6:1\n"
      "the town changes ov-market: "))
      << ran.out;
  const auto conflicts = ran.out.find("changed by both, the town's stands: 2\n");
  ASSERT_NE(conflicts, std::string::npos) << ran.out;
  EXPECT_EQ(ran.out.substr(conflicts),
            "changed by both, the town's stands: 2\n"
            "~ deadlines ov-county: report.look.for: 5 working days -> 6 working days"
            "    next/county/rules.yaml:3:10\n"
            "~ deadlines ov-county: report.look.for: 5 working days -> 3 working days"
            "    towns/market/town.yaml:7:18\n"
            "~ table size: rules[much].amount: > 1000 -> > 2000    next/county/size.yaml:6:1\n"
            "~ table size: rules[much].amount: > 1000 -> > 3000    towns/county/size.yaml:6:1\n");
  EXPECT_NE(folder.read("towns/county/rules.yaml").find("5 working days"), std::string::npos);
}

TEST_F(CmdUpgrade, WhatDoesNotFitStopsIt) {
  change("next/county/workflows/report.yaml", "  look:\n", "  peer:\n");
  change("next/county/rules.yaml", "7 working days", "2 working days");
  change("next/county/rules.yaml", "5 working days", "1 working day");
  const Ran ran = upgrade("lane", {"--yes"});
  EXPECT_EQ(ran.exit, kFindings) << ran.out;
  EXPECT_NE(ran.err.find("towns/lane/town.yaml:15:"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("next/county/workflows/report.yaml:1:"), std::string::npos) << ran.err;
  EXPECT_NE(folder.read("towns/county/rules.yaml").find("7 working days"), std::string::npos);
}

TEST_F(CmdUpgrade, IsAppliedWhenAsked) {
  change("next/county/rules.yaml", "5 working days", "6 working days");
  Ran ran = upgrade("lane", {"--yes"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_EQ(folder.read("towns/county/rules.yaml"), folder.read("next/county/rules.yaml"));
  EXPECT_NE(folder.read("towns/.county.old/rules.yaml").find("5 working days"), std::string::npos);
  ran = upgrade("lane");
  EXPECT_TRUE(ran.out.starts_with("the base changes ov-county: 0\n")) << ran.out;
  // A base the town does not stand on, and none at all.
  EXPECT_EQ(townflow({"upgrade", folder.path() + "/towns/lane", "--base", kTestTown}).exit,
            kRefused);
  EXPECT_EQ(townflow({"upgrade", folder.path() + "/towns/lane", "--base", folder.path()}).exit,
            kRefused);
}

}  // namespace
}  // namespace tf::cli

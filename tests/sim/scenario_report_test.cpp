#include "sim/scenario_report.h"

#include <gtest/gtest.h>

#include <vector>

namespace tf::sim {
namespace {

std::vector<ScenarioResult> two() {
  std::vector<ScenarioResult> all(2);
  all[0].id = "good";
  all[0].path = "a.yaml";
  all[0].seconds = 0.25;
  all[1].id = "bad";
  all[1].path = "b.yaml";
  all[1].title = {"坏", "Bad"};
  all[1].passed = false;
  all[1].failures.push_back({{}, 3, "2026-03-10 16:40", "light", "red", "<green>"});
  all[1].timeline = {"    一\n", "    one\n"};
  return all;
}

TEST(ScenarioReport, ForPeople) {
  const auto all = two();
  EXPECT_EQ(report(all[0], model::Language::en), "pass  good\n");
  EXPECT_EQ(
      report(all[1], model::Language::en),
      "FAIL  bad  Bad\n  b.yaml\n    item 3, 2026-03-10 16:40: light: expected red, was <green>\n"
      "  what happened to the case:\n    one\n");
  EXPECT_EQ(
      report(all[1], model::Language::zh),
      "不符  bad  坏\n  b.yaml\n    第 3 项，2026-03-10 16:40：light：应当为 red，实际为 <green>\n"
      "  案件经过：\n    一\n");
  EXPECT_EQ(summary(all, model::Language::en), "1 passed, 1 failed");
}

TEST(ScenarioReport, ForBuildServers) {
  EXPECT_EQ(
      junit(two()),
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuite name=\"townflow\" tests=\"2\" failures=\"1\" time=\"0.250\">\n"
      "  <testcase classname=\"a.yaml\" name=\"good\" time=\"0.250\"/>\n"
      "  <testcase classname=\"b.yaml\" name=\"bad\" time=\"0.000\">\n"
      "    <failure message=\"item 3, 2026-03-10 16:40: light: expected red, was &lt;green&gt;\">"
      "item 3, 2026-03-10 16:40: light: expected red, was &lt;green&gt;\n    one\n</failure>\n"
      "  </testcase>\n</testsuite>\n");
}

}  // namespace
}  // namespace tf::sim

#include "sim/flow_coverage.h"

#include <gtest/gtest.h>

#include "stage.h"

namespace tf::sim {
namespace {

// What a story in the tiny town leaves unreached of one of its processes.
struct Covered {
  FlowCoverage flow;
  Coverage tables;
};

void cover(Covered& covered, const std::string& text) {
  model::Diagnostics findings;
  static const core::LoadedTown loaded =
      core::load_town(test_town().library, "testtown", 1, findings);
  covered.flow.expect(loaded.town, nullptr, covered.tables);
  Stage stage = memory_stage();
  stage.coverage = &covered.flow;
  for (const Scenario& scenario : read_text_scenario(text, findings)) {
    const ScenarioResult result = play(scenario, stage);
    EXPECT_TRUE(result.passed) << (result.failures.empty() ? "" : result.failures.front().actual);
  }
  covered.flow.count_rows(covered.tables);
}

ProcessCoverage row_of(const Covered& covered, const std::string& workflow) {
  for (const ProcessCoverage& row : covered.flow.rows())
    if (row.workflow == workflow) return row;
  ADD_FAILURE() << "no row of " << workflow;
  return {};
}

std::string missed(const ProcessCoverage& row) {
  return cat(join(row.missed_steps, ", "), "; ", join(row.missed_ways, ", "));
}

TEST(FlowCoverage, StepsAndBranchesOfAChoice) {
  Covered covered;
  cover(covered,
        "scenario: s\ntown: testtown\nworkflow: step-choose\nstory:\n"
        "  - {at: 2026-03-10 09:00, open: {amount: 50, fire: true}, by: dan}\n"
        "  - {at: 09:10, complete: middle, by: bob, expect: {steps: [fire-team]}}\n");
  const ProcessCoverage row = row_of(covered, "step-choose");
  EXPECT_EQ(row.steps, 9U);
  EXPECT_EQ(missed(row),
            "large, little, officers, helpers/meet, over; way -> large, way -> little, helpers -> "
            "officers, "
            "helpers -> over");
}

TEST(FlowCoverage, ButtonsOfATask) {
  Covered covered;
  cover(
      covered,
      "scenario: s\ntown: testtown\nworkflow: step-do\nstory:\n"
      "  - {at: 2026-03-10 09:00, open: {subject: x}, by: dan, effect: {board.publish: failed}}\n");
  EXPECT_EQ(missed(row_of(covered, "step-do")), "over; publish: ok");
}

TEST(FlowCoverage, AStoryOfAnotherProcessReachesNothingHere) {
  Covered covered;
  cover(covered,
        "scenario: s\ntown: testtown\nworkflow: step-do\nstory:\n"
        "  - {at: 2026-03-10 09:00, open: {subject: x}, by: dan}\n");
  const ProcessCoverage row = row_of(covered, "step-choose");
  EXPECT_EQ(row.missed_steps.size(), row.steps);
  EXPECT_EQ(row.missed_ways.size(), row.ways);
}

TEST(FlowCoverage, RowsOfTablesThatDecidedInAStory) {
  Covered covered;
  cover(covered,
        "scenario: s\ntown: testtown\nworkflow: step-decide\nstory:\n"
        "  - {at: 2026-03-10 09:00, open: {amount: 500}, by: dan}\n");
  const TableCoverage& sizes = covered.tables.at({"testtown", "sizes"});
  EXPECT_EQ(sizes.reached.size(), 1U);
  EXPECT_EQ(sizes.missed().size() + 1, sizes.rules.size());
}

TEST(FlowCoverage, WhatATownTakesFromItsBaseCountsThere) {
  core::Town base, town;
  auto definition = std::make_shared<core::Definition>();
  definition->steps.resize(1);
  definition->steps[0].id = "look";
  base.id = "base";
  base.workflows["lamp"] = definition;
  auto more = std::make_shared<core::Definition>(*definition);
  more->steps.resize(2);
  more->steps[1].id = "tea";
  town.id = "village";
  town.workflows["lamp"] = more;
  FlowCoverage flow;
  Coverage tables;
  flow.expect(base, nullptr, tables);
  flow.expect(town, &base, tables);
  FlowCoverage::Trail trail{"lamp", {}};
  flow.saw("village", trail, core::TokenPlaced{1, 1, "look", "", false, "", ""});
  const auto rows = flow.rows();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(missed(rows[0]), "; ");
  EXPECT_EQ(missed(rows[1]), "tea; ");
  EXPECT_EQ(coverage_report(rows, model::Language::en),
            "lamp (base): 1 of 1 steps, 0 of 0 ways\n"
            "lamp (village): 0 of 1 steps, 0 of 0 ways\n"
            "  no scenario reaches: tea\n"
            "all processes: 1 of 2 steps, 0 of 0 ways\n");
  EXPECT_EQ(not_reached(rows, tables), std::vector<std::string>{"village lamp: tea"});
}

}  // namespace
}  // namespace tf::sim

#include "sim/scenario.h"

#include "sim/stage.h"

namespace tf::sim {
namespace {

const std::string kTask = R"(scenario: t
town: testtown
workflow: step-task
story:
  - {at: 2026-03-10 09:00, open: {}, by: dan)";

TEST(Scenario, AWrongExpectationFailsWithWhatWasAndTheTimeline) {
  const auto results = play_text(kTask + ", expect: {step: work, owner: [ann], light: green}}\n");
  ASSERT_EQ(results.size(), 1U);
  EXPECT_FALSE(results[0].passed);
  EXPECT_EQ(results[0].expectations, 2U);
  ASSERT_EQ(results[0].failures.size(), 1U);
  const Failure& failure = results[0].failures[0];
  EXPECT_EQ(failure.key, "owner");
  EXPECT_EQ(failure.expected, "[ann]");
  EXPECT_EQ(failure.actual, "[ann, bob]");
  EXPECT_EQ(failure.at, "2026-03-10 09:00");
  EXPECT_EQ(failure.span.line, 5U);
  EXPECT_NE(results[0].timeline.en.find("2026-03-10 09:00"), std::string::npos);
}

TEST(Scenario, AnActThatIsRefusedUnasked) {
  const auto results = play_text(
      kTask + "}\n  - {at: 10:00, complete: work, by: eve, outcome: good, form: {answer: x}}\n");
  ASSERT_EQ(results[0].failures.size(), 1U);
  EXPECT_EQ(results[0].failures[0].actual,
            "refused: task.not_yours: task 4 belongs to ann, bob, not to eve");
}

TEST(Scenario, AnActOnAStepThatIsNotOpen) {
  const auto results = play_text(kTask + "}\n  - {at: 10:00, complete: again, by: cat}\n");
  ASSERT_EQ(results[0].failures.size(), 1U);
  EXPECT_EQ(results[0].failures[0].actual, "no task of step 'again' is open; open: work");
}

TEST(Scenario, ARefusalThatWasExpectedDidNotCome) {
  const auto results = play_text(kTask + ", expect: {refused: WRONG_LINE}}\n");
  ASSERT_EQ(results[0].failures.size(), 1U);
  EXPECT_EQ(results[0].failures[0].actual, "accepted");
}

TEST(Scenario, NobodyActsWhileTheHostIsDown) {
  const auto results = play_text(
      kTask +
      "}\n  - {at: 10:00, down: true}\n  - {at: 11:00, verb: claim, step: work, by: ann}\n");
  ASSERT_EQ(results[0].failures.size(), 1U);
  EXPECT_EQ(results[0].failures[0].actual, "the host is down: nobody can act");
}

TEST(Scenario, ARoutineIsDoneAtItsTimeAndNotInCasesTheStoryNamed) {
  const auto told = [](const std::string& opened, const std::string& routine) {
    return play_text("scenario: t\ntown: testtown\nworkflow: step-task\nroutine:\n  - " + routine +
                     "\nstory:\n  - {at: 2026-03-10 09:00, open: {}, by: dan" + opened +
                     "}\n  - {at: 10:30, expect: {state: open}}\n"
                     "  - {at: 10:31, expect: {state: closed}}\n")[0];
  };
  const std::string work =
      "{at: 10:30, workflow: step-task, complete: work, outcome: good, form: {answer: x}}";
  const ScenarioResult whole = told("", work);
  EXPECT_TRUE(whole.passed) << whole.timeline.en;
  const ScenarioResult named = told(", as: mine", work);
  ASSERT_EQ(named.failures.size(), 1U);
  EXPECT_EQ(named.failures[0].actual, "open");
  const ScenarioResult wrong =
      told("", "{at: 10:30, workflow: step-task, complete: work, outcome: better}");
  ASSERT_EQ(wrong.failures.size(), 1U);
  EXPECT_TRUE(wrong.failures[0].actual.starts_with("routine of work: TESTTOWN-2026-0001 refused: "))
      << wrong.failures[0].actual;
}

TEST(Scenario, AnUnknownTownAndAnUnknownBefore) {
  auto results = play_text("scenario: t\ntown: nowhere\nstory: [{at: 2026-03-10 09:00}]\n");
  ASSERT_EQ(results[0].failures.size(), 1U);
  EXPECT_EQ(results[0].failures[0].actual, "there is no town 'nowhere'");
  results =
      play_text("scenario: t\ntown: testtown\nafter: gone\nstory: [{at: 2026-03-10 09:00}]\n");
  ASSERT_EQ(results[0].failures.size(), 1U);
  EXPECT_EQ(results[0].failures[0].actual, "no such scenario");
}

TEST(Scenario, TimersFireAtTheirOwnInstantBetweenTwoItems) {
  const auto results =
      play_text(kTask +
                "}\n  - {at: 2026-03-12 17:29, expect: {light: green, notices: 0}}\n"
                "  - {at: 17:30, expect: {light: yellow}}\n");
  EXPECT_TRUE(results[0].passed) << results[0].failures[0].key;
}

TEST(Scenario, FilesLaidOverTheTownForOneScenario) {
  const std::string story =
      "scenario: t\ntown: testtown\nworkflow: step-task\nwith: {people: {tree: {test-town: {holds: "
      "{clerk: [ivy]}}}}}\nstory: [{at: 2026-03-10 09:00, open: {}, by: dan, expect: {owner: "
      "ivy}}]\n";
  auto results = play_text(story);
  EXPECT_TRUE(results[0].passed) << results[0].failures[0].actual;
  results = play_text(
      "scenario: t\ntown: testtown\nwith: {migration: {a: b}}\nstory: [{at: 2026-03-10 09:00}]\n");
  ASSERT_FALSE(results[0].passed);
  EXPECT_EQ(results[0].failures[0].actual, "the town has no file of kind 'migration'");
}

TEST(Scenario, AVariantTellsTheSameStoryWithOneItemChanged) {
  const auto results =
      play_text(kTask +
                ", expect: {cases: 1}}\n"
                "  - {at: 10:00, verb: claim, step: work, by: ann, expect: {owner: ann}}\n"
                "variants:\n  by-bob: {story: {1: {by: bob, expect: {owner: bob}}}}\n"
                "  wrong:  {story: {1: {by: bob}}}\n");
  ASSERT_EQ(results.size(), 3U);
  EXPECT_TRUE(results[0].passed);
  EXPECT_EQ(results[1].id, "t/by-bob");
  EXPECT_TRUE(results[1].passed);
  ASSERT_FALSE(results[2].passed);
  EXPECT_EQ(results[2].failures[0].actual, "[bob]");
}

}  // namespace
}  // namespace tf::sim

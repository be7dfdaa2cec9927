#include "sim/stage.h"

namespace tf::sim {
namespace {

struct BadScenario {
  const char* story;
  const char* code;
  const char* text;
};

TEST(ScenarioRead, MistakesAreReportedWithTheirPlace) {
  const BadScenario cases[] = {
      {"[{open: {}}]", "scenario.bad_moment",
       "'' is no moment: write 2026-03-10 16:40, or 16:40 for the same day"},
      {"[{at: 16:40}]", "scenario.bad_moment",
       "'16:40' is no moment: write 2026-03-10 16:40, or 16:40 for the same day"},
      {"[{at: 2026-03-10 16:40}, {at: 09:00}]", "scenario.time_back",
       "2026-03-10 09:00 is before the item ahead of it, 2026-03-10 16:40"},
      {"[{at: 2026-03-10 16:40, open: {}, message: x}]", "scenario.two_acts",
       "an item does one thing: it has 'open' and 'message'"},
      {"[{at: 2026-03-10 16:40, role: clerk}]", "scenario.not_played",
       "'role' cannot be played in a scenario yet"},
  };
  for (const BadScenario& bad : cases) {
    model::Diagnostics findings;
    read_text_scenario(cat("scenario: t\ntown: testtown\nstory: ", bad.story, "\n"), findings);
    ASSERT_EQ(findings.rows().size(), 1U) << bad.story;
    EXPECT_STREQ(findings.rows()[0].code->name, bad.code);
    EXPECT_EQ(message_of(findings.rows()[0], model::Language::en), bad.text);
    EXPECT_EQ(findings.rows()[0].span.line, 3U);
  }
}

TEST(ScenarioRead, ARoutineHasATimeOfDayAProcessAndAStep) {
  for (const char* item : {"{at: 09:00, complete: a}", "{at: 09:00, workflow: w, verb: urge}",
                           "{at: 2026-03-10 09:00, workflow: w, complete: a}"}) {
    model::Diagnostics findings;
    read_text_scenario(cat("scenario: t\ntown: testtown\nroutine: [", item,
                           "]\nstory: [{at: 2026-03-10 16:40}]\n"),
                       findings);
    ASSERT_EQ(findings.rows().size(), 1U) << item;
    EXPECT_STREQ(findings.rows()[0].code->name, "scenario.no_routine");
  }
}

TEST(ScenarioRead, AVariantOfAnItemThatIsNotThere) {
  model::Diagnostics findings;
  read_text_scenario(
      "scenario: t\ntown: testtown\nstory: [{at: 2026-03-10 16:40}]\nvariants: {v: {story: {1: "
      "{by: a}}}}\n",
      findings);
  ASSERT_EQ(findings.rows().size(), 1U);
  EXPECT_EQ(message_of(findings.rows()[0], model::Language::en),
            "there is no item '1': they count from 0 to 0");
}

TEST(ScenarioRead, TimesOfTheSameDayAndVariantsOfTheLastItem) {
  model::Diagnostics findings;
  const auto all = read_text_scenario(
      "scenario: t\ntown: testtown\nstory:\n  - {at: 2026-03-10 16:40}\n"
      "  - {at: 17:05:30, by: zhou, complete: line-1, outcome: settled}\n"
      "variants: {later: {at: 2026-03-11 08:00}}\n",
      findings);
  EXPECT_TRUE(findings.empty());
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(to_string(all[0].story[1].at), "2026-03-10 17:05:30");
  EXPECT_EQ(all[0].story[1].act, Act::complete);
  EXPECT_EQ(all[0].story[1].name, "line-1");
  EXPECT_EQ(to_string(all[1].story[1].at), "2026-03-11 08:00");
  EXPECT_EQ(all[1].story[1].by, "zhou");
}

}  // namespace
}  // namespace tf::sim

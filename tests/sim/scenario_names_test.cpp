// What a scenario names and its town does not have, told before it is played.
#include "sim/scenario_names.h"

#include <gtest/gtest.h>

#include "model/loader.h"
#include "support/small_town.h"

namespace tf::sim {
namespace {

constexpr const char* kNamesErrand =
    "workflow: errand\ncase: {amount: money}\nfields: {answer: line}\nsteps:\n"
    "  look: {task: look-at-it, who: clerk, form: [answer], next: {good: end, bad: end}}\n"
    "upon: {over: {message: called-off, end: gone}}\n";

struct NamesRow {
  const char* name;
  const char* item;
  const char* finding;
};

class ScenarioNames : public testing::TestWithParam<NamesRow> {};

TEST_P(ScenarioNames, AreLookedUpInTheTown) {
  const support::Bound bound = support::bind_small(kNamesErrand);
  ASSERT_EQ(bound.findings(), "");
  support::Bound found;
  const std::string text = std::string("scenario: s\ntown: small\nworkflow: errand\nstory:\n  - ") +
                           GetParam().item + "\n";
  const model::Document document = model::read_document("s.yaml", text, found.out);
  ASSERT_EQ(found.findings(), "");
  check_scenario_names(document, bound.town, found.out);
  EXPECT_EQ(found.sentences(), GetParam().finding);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ScenarioNames,
    testing::Values(
        NamesRow{
            "well",
            "{at: 2026-03-10 09:00, open: {amount: 3}, by: ann, expect: {step: look, owner: ann, "
            "light: green, due: null, amount: 3, state: open}}",
            ""},
        NamesRow{"field", "{at: 2026-03-10 09:00, open: {amuont: 3}, by: ann}",
                 "5:35 in 'small', 'amuont' is no field (amount?)\n"},
        NamesRow{"refused", "{at: 2026-03-10 09:00, open: {amuont: 3}, expect: {refused: form}}",
                 ""},
        NamesRow{"workflow", "{at: 2026-03-10 09:00, open: {amount: 3}, workflow: erand}",
                 "5:57 in 'small', 'erand' is no process (errand?)\n"},
        NamesRow{"step", "{at: 2026-03-10 09:00, complete: lok}",
                 "5:38 in 'small', 'lok' is no step (look?)\n"},
        NamesRow{"work", "{at: 2026-03-10 09:00, complete: look-at-it}", ""},
        NamesRow{"outcome", "{at: 2026-03-10 09:00, complete: look, outcome: goood}",
                 "5:53 in 'small', 'goood' is no outcome (good?)\n"},
        NamesRow{"verb", "{at: 2026-03-10 09:00, verb: urgee}",
                 "5:34 in 'small', 'urgee' is no verb (urge?)\n"},
        NamesRow{
            "message", "{at: 2026-03-10 09:00, message: calledoff}",
            "5:37 in 'small', 'calledoff' is no message that anything waits for (called-off?)\n"},
        NamesRow{"person", "{at: 2026-03-10 09:00, verb: urge, by: annn}",
                 "5:44 nobody on the roll is called 'annn' (ann?)\n"},
        NamesRow{"stranger", "{at: 2026-03-10 09:00, verb: urge, by: resident-7}", ""},
        NamesRow{"expect", "{at: 2026-03-10 09:00, expect: {lihgt: null}}",
                 "5:37 in 'small', 'lihgt' is no thing to expect, and no field (light?)\n"},
        NamesRow{"light", "{at: 2026-03-10 09:00, expect: {light: yelow}}",
                 "5:44 in 'small', 'yelow' is no light (yellow?)\n"},
        NamesRow{"lights", "{at: 2026-03-10 09:00, expect: {lights: [green, rde]}}",
                 "5:53 in 'small', 'rde' is no light (red?)\n"},
        NamesRow{"state", "{at: 2026-03-10 09:00, expect: {state: colsed}}",
                 "5:44 in 'small', 'colsed' is no state (closed?)\n"},
        NamesRow{
            "moment", "{at: 2026-03-10 09:00, expect: {due: 2026-13-10 09:00}}",
            "5:42 '2026-13-10 09:00' is no moment: write 2026-03-10 16:40, or 16:40 for the same "
            "day\n"},
        NamesRow{"expected_step", "{at: 2026-03-10 09:00, expect: {steps: [look, lokk]}}",
                 "5:51 in 'small', 'lokk' is no step (look?)\n"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace tf::sim

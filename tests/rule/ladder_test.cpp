#include "rule/ladder.h"

#include <gtest/gtest.h>

#include "support/calendars.h"

namespace tf::rule {
namespace {

struct BadLadder {
  const char* yaml;
  const char* told;
};
class LadderMistake : public testing::TestWithParam<BadLadder> {};
TEST_P(LadderMistake, IsTold) {
  model::Diagnostics out;
  const auto root = test::yaml(GetParam().yaml, out);
  ASSERT_TRUE(root);
  read_ladders(*root, out);
  EXPECT_EQ(test::sentences(out), GetParam().told);
}
INSTANTIATE_TEST_SUITE_P(
    Table, LadderMistake,
    testing::Values(
        BadLadder{
            "ladders: x\nstd: {L1: {light: yellow}}\n",
            "2:7 ladder.no_moment: ladder level 'L1' has neither 'at' nor 'when', so it never "
            "fires\n"},
        BadLadder{"ladders: x\nstd: {L1: {at: due, light: green}}\n",
                  "2:28 ladder.bad_light: 'green' is no light: yellow or red\n"},
        BadLadder{"ladders: x\nstd: {L1: {at: due, lihgt: red}}\n",
                  "2:21 ladder.unknown_key: ladder level 'L1' has no key 'lihgt'\n"},
        BadLadder{"ladders: x\nstd: {first: {at: due}}\n",
                  "2:7 ladder.bad_level: 'first' is no level: write L1, L2, L3 and so on\n"},
        BadLadder{"ladders: x\nstd: {title: none}\n",
                  "2:6 ladder.empty: ladder 'std' has no level\n"},
        BadLadder{
            "ladders: x\nstd: {L1: {at: due + 3 days}}\n",
            "2:22 deadline.bare_days: '3 days' does not say which days: write '3 working days' or "
            "'3 calendar days'\n"},
        BadLadder{
            "ladders: x\na: {base: b, L1: {at: due}}\nb: {base: a, L1: {at: due}}\n",
            "3:11 ladder.circular: the 'base' of ladder 'a' leads back to itself: a → b → a\n"},
        BadLadder{"ladders: x\nstd: {L1: {at: due}}\na: {base: sdt, L1: {at: due}}\n",
                  "3:11 ladder.unknown_base: no ladder is called 'sdt' (std?)\n"},
        BadLadder{
            "ladders: x\nstd: {L1: {at: due, digest: {at: 08:30}}}\n",
            "2:29 ladder.wrong_shape: 'digest' of ladder level 'L1' should be {to: oversight, at: "
            "08:30}\n"},
        BadLadder{
            "ladders: x\nstd: {L1: {at: due, ask: {due: note}}}\n",
            "2:26 ladder.wrong_shape: 'ask' of ladder level 'L1' should be {form or task, who, "
            "due}\n"},
        BadLadder{
            "ladders: x\nstd: {L1: {at: due, urge: maybe}}\n",
            "2:27 ladder.wrong_shape: 'urge' of ladder level 'L1' should be true or false\n"}));

TEST(ReadLadders, LevelsAndBase) {
  model::Diagnostics out;
  const auto root = test::yaml(R"(
ladders: county
std:
  L2:
    at: due
    when: yellows() >= 2
    light: red
    tell: [next_level, unit_head]
    digest: {to: oversight, at: 08:30}
    urge: true
    ask: {form: explanation, due: explain}
  L1: {at: warn, light: yellow, tell: [handler]}
  L4:
    at: due + 5 working days
    listed: true
    ask: {task: interview, who: town_deputy, due: interview}
    unlist: {sign: all, who: [handler]}
promise:
  base: std
  L1: {when: behind(10)}
  L5: {at: due + grace, open: supervision-slip}
hand-up:
  L1: {at: due, owner: grid_head, call: duty_officer, by: [phone_robot]}
)",
                               out);
  const Ladders ladders = read_ladders(*root, out);
  EXPECT_EQ(test::sentences(out), "");
  ASSERT_EQ(ladders.size(), 3U);
  const Ladder& std_ladder = ladders.at("std");
  ASSERT_EQ(std_ladder.levels.size(), 3U);
  EXPECT_EQ(std_ladder.levels[0].name, "L1");
  const Level& red = *std_ladder.find("L2");
  EXPECT_EQ(red.light, Light::red);
  EXPECT_EQ(red.when.text, "yellows() >= 2");
  EXPECT_TRUE(red.urge);
  EXPECT_EQ(red.tell->items.size(), 2U);
  EXPECT_EQ(red.digest->at, 8 * kHour + 30 * kMinute);
  EXPECT_EQ(red.ask->form, "explanation");
  EXPECT_EQ(red.ask->due, "explain");
  EXPECT_TRUE(std_ladder.find("L4")->listed);
  EXPECT_EQ(std_ladder.find("L4")->ask->who->text, "town_deputy");
  EXPECT_TRUE(std_ladder.find("L4")->unlist->has("sign"));
  EXPECT_EQ(std_ladder.find("L3"), nullptr);

  const Ladder& promise = ladders.at("promise");
  EXPECT_EQ(promise.base, "std");
  ASSERT_EQ(promise.levels.size(), 4U);
  EXPECT_EQ(promise.find("L1")->when.text, "behind(10)");
  EXPECT_EQ(promise.find("L1")->light, Light::yellow);
  EXPECT_TRUE(promise.find("L1")->at.has_value());
  EXPECT_EQ(promise.find("L5")->open, "supervision-slip");
  EXPECT_TRUE(promise.find("L5")->at->grace);
  EXPECT_EQ(ladders.at("hand-up").find("L1")->owner->text, "grid_head");
}

TEST(ReadLadder, InlineBaseWithKeysForEachLevel) {
  model::Diagnostics out;
  const auto root =
      test::yaml("ladders: x\nnotice: {L1: {at: due, light: yellow, tell: handler}}\n", out);
  const Ladders known = read_ladders(*root, out);
  const auto inline_one = [&](const char* text) {
    const auto node = test::yaml(text, out);
    return read_ladder(*node->get("ladder"), known, out);
  };
  EXPECT_EQ(inline_one("ladder: notice\n")->find("L1")->tell->text, "handler");
  EXPECT_EQ(inline_one("ladder: {base: notice, tell: supervisor}\n")->find("L1")->tell->text,
            "supervisor");
  EXPECT_EQ(test::sentences(out), "");
  EXPECT_FALSE(inline_one("ladder: notcie\n"));
  EXPECT_EQ(test::sentences(out),
            "1:9 ladder.unknown_base: no ladder is called 'notcie' (notice?)\n");
}

TEST(ReadLadders, TheShippedLaddersAreSound) {
  model::Diagnostics out;
  const auto root = test::yaml(test::file_text("rules/ladders.yaml"), out);
  const Ladders ladders = read_ladders(*root, out);
  EXPECT_EQ(test::sentences(out), "");
  EXPECT_EQ(ladders.at("std").levels.size(), 4U);
}

}  // namespace
}  // namespace tf::rule

// Acts on a roll: what each changes, and every way it is refused.
#include "core/roll_change.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"
#include "support/small_town.h"

namespace tf::core {
namespace {

constexpr const char* kPeople =
    "people: small\n"
    "tree:\n"
    "  hall:\n"
    "    level: town\n"
    "    holds: {clerk: [ann, bob], head: [{person: eve, to: 2026-06-30}]}\n"
    "    below: {dale: {level: village, addresses: [Mill Lane], holds: {cadre: [dan]}}}\n"
    "persons:\n"
    "  ann: {name: Ann, skill: [law], absent: {from: 2026-03-09, to: 2026-03-12, substitute: "
    "bob}}\n"
    "  dan: {name: Dan, absent: {from: 2026-05-01, to: 2026-05-07, substitute: ann}}\n"
    "units:\n"
    "  roads: {at: hall, head: eve, members: [bob, dan], zh: 道路, en: Roads}\n";
constexpr const char* kRoles =
    "roles: small\n"
    "levels: [town, village]\n"
    "find: {nobody: clerk}\n"
    "posts:\n"
    "  clerk: {level: town, queue: true, zh: 干事, en: clerk}\n"
    "  head: {level: town, zh: 镇长, en: head}\n"
    "  cadre: {level: village, many: true, zh: 村干部, en: cadre}\n";

class RollChangeTest : public testing::Test {
 protected:
  RollChangeTest() {
    std::vector<std::pair<std::string, std::string>> files = {
        {"small/town.yaml", support::kSmallTown},
        {"small/roles.yaml", kRoles},
        {"small/people.yaml", kPeople}};
    model::Diagnostics out;
    auto towns = load_towns(files, out);
    EXPECT_FALSE(out.has_errors()) << to_text(out, model::Language::en);
    town = std::move(towns.front().town);
  }
  std::expected<std::vector<RollDifference>, Rejection> decide(const std::string& verb,
                                                               const std::string& with,
                                                               const char* by = "ann") {
    ChangeRoll act{"small", verb, *parse_json(with)};
    return decide_roll({town.roll, town.roles, *parse_date("2026-03-10")}, {by, "claimed", ""},
                       act);
  }
  // "key: entry; …" or the code and the sentence.
  std::string said(const std::string& verb, const std::string& with, const char* by = "ann") {
    const auto found = decide(verb, with, by);
    if (!found) {
      EXPECT_FALSE(found.error().zh.empty()) << found.error().code;
      return cat(found.error().code, ": ", found.error().en);
    }
    std::string out;
    for (const RollDifference& one : *found)
      out += cat(out.empty() ? "" : "; ", one.key, ": ", one.to.is_null() ? "-" : to_json(one.to));
    return out;
  }
  Town town;
};

TEST_F(RollChangeTest, PeopleComeChangeAndGo) {
  EXPECT_EQ(said("person", R"({"person":"kim","name":"Kim","skill":["law","fire"]})"),
            R"(person kim: {"name":"Kim","skill":["law","fire"]})");
  EXPECT_EQ(said("person", R"({"person":"dan","phone":"138"})"),
            R"(person dan: {"name":"Dan","phone":"138","absent":[{"from":"2026-05-01",)"
            R"("to":"2026-05-07","substitute":"ann"}]})");
  EXPECT_EQ(said("person", R"({"person":"ann","skill":[]})").find("law"), std::string::npos);
  // Out of every post, unit and row; who was to be stood in for by them has nobody.
  EXPECT_EQ(said("end", R"({"person":"ann"})"),
            R"(hold hall clerk: ["bob"]; person dan: {"name":"Dan","absent":[{"from":)"
            R"("2026-05-01","to":"2026-05-07"}]}; person ann: -)");
  EXPECT_EQ(said("end", R"({"person":"eve"})"),
            R"(hold hall head: -; unit roads: {"at":"hall","level":"town","zh":"道路",)"
            R"("en":"Roads","members":["bob","dan"]})");
}

TEST_F(RollChangeTest, PostsAreGivenAndTakenByDates) {
  EXPECT_EQ(said("appoint", R"({"person":"bob","post":"cadre","node":"dale","from":"2026-04-01"})"),
            R"(hold dale cadre: ["dan",{"person":"bob","from":"2026-04-01"}])");
  EXPECT_EQ(
      said("appoint", R"({"person":"bob","post":"head","node":"hall","from":"2026-07-01"})"),
      R"(hold hall head: [{"person":"eve","to":"2026-06-30"},{"person":"bob","from":"2026-07-01"}])");
  // The same person again: the new dates stand in place of those they touch.
  EXPECT_EQ(said("appoint", R"({"person":"eve","post":"head","node":"hall","to":"2026-12-31"})"),
            R"(hold hall head: [{"person":"eve","to":"2026-12-31"}])");
  EXPECT_EQ(said("relieve", R"({"person":"dan","post":"cadre","node":"dale"})"),
            "hold dale cadre: -");
  EXPECT_EQ(said("relieve", R"({"person":"dan","post":"cadre","node":"dale","on":"2026-04-01"})"),
            R"(hold dale cadre: [{"person":"dan","to":"2026-03-31"}])");
}

TEST_F(RollChangeTest, AbsencesBeginEndAndTakeEachOthersPlace) {
  EXPECT_EQ(
      said("absent", R"({"person":"bob","to":"2026-03-20","substitute":"eve"})"),
      R"(person bob: {"absent":[{"from":"2026-03-10","to":"2026-03-20","substitute":"eve"}]})");
  EXPECT_EQ(said("absent", R"({"person":"ann","to":"2026-03-15","substitute":"eve"})"),
            R"(person ann: {"name":"Ann","skill":["law"],"absent":[{"from":"2026-03-10",)"
            R"("to":"2026-03-15","substitute":"eve"}]})");
  EXPECT_EQ(said("present", R"({"person":"ann"})"),
            R"(person ann: {"name":"Ann","skill":["law"],"absent":[{"from":"2026-03-09",)"
            R"("to":"2026-03-09","substitute":"bob"}]})");
  EXPECT_EQ(said("present", R"({"person":"dan","on":"2026-05-01"})"),
            R"(person dan: {"name":"Dan"})");
}

TEST_F(RollChangeTest, Teams) {
  EXPECT_EQ(said("team", R"({"unit":"fire","at":"dale","zh":"消防","members":["dan"]})"),
            R"(unit fire: {"at":"dale","level":"village","zh":"消防","members":["dan"]})");
  EXPECT_EQ(
      said("team", R"({"unit":"roads","join":["ann"],"leave":["eve","dan"]})"),
      R"(unit roads: {"at":"hall","level":"town","zh":"道路","en":"Roads","members":["bob","ann"]})");
}

TEST_F(RollChangeTest, RefusalsSayWhatToDo) {
  const std::vector<std::array<const char*, 3>> rows = {
      {"hire", "{}", "roll.unknown_verb: there is no act on the roll 'hire'; use person, end, "},
      {"apoint", "{}",
       "roll.unknown_verb: there is no act on the roll 'apoint'; did you mean appoint?"},
      {"person", "[1]", "roll.bad_field: what is given has to be a record of fields"},
      {"person", "{}", "roll.missing_field: person is missing: id of the person"},
      {"person", R"({"person":"kim"})", "roll.missing_field: a new person needs a name"},
      {"person", R"({"person":"a b","name":"A"})", "roll.bad_id: 'a b' can not be an id"},
      {"person", R"({"person":"kim","name":"Kim","skil":["law"]})",
       "roll.unknown_field: there is no field 'skil'; did you mean skill?"},
      {"person", R"({"person":"kim","name":7})",
       "roll.bad_field: name has to be a text of 1 to 200 bytes"},
      {"person", R"({"person":"kim","name":"K","skill":"law"})",
       "roll.bad_field: skill has to be a list of texts, 500 at most"},
      {"person", R"({"person":"ann","name":"Ann"})", "roll.no_change: the roll says so already"},
      {"end", R"({"person":"evee"})",
       "roll.unknown_person: there is no person 'evee'; did you mean eve?"},
      {"end", R"({"person":"zzzzzz"})",
       "roll.unknown_person: there is no person 'zzzzzz'; register them with `person` first"},
      {"appoint", R"({"person":"bob","post":"cader","node":"dale"})",
       "roll.unknown_post: there is no post 'cader'; did you mean cadre?"},
      {"appoint", R"({"person":"bob","post":"cadre","node":"dal"})",
       "roll.unknown_node: there is no node 'dal'; did you mean dale?"},
      {"appoint", R"({"person":"bob","post":"cadre","node":"dale","from":"1 May"})",
       "roll.bad_date: from has to be a date such as 2026-12-01"},
      {"appoint",
       R"({"person":"bob","post":"cadre","node":"dale","from":"2026-05-02","to":"2026-05-01"})",
       "roll.ends_before: the last day is before the first; change from or to"},
      {"appoint", R"({"person":"bob","post":"head","node":"hall","from":"2026-06-30"})",
       "roll.post_held: head of hall is held by eve in that time; relieve them first"},
      {"relieve", R"({"person":"bob","post":"cadre","node":"dale"})",
       "roll.not_held: bob does not hold cadre of dale; they hold clerk of hall"},
      {"absent", R"({"person":"bob","to":"2026-03-09"})", "roll.ends_before: "},
      {"absent", R"({"person":"bob","to":"2026-03-12","substitute":"bob"})",
       "roll.own_substitute: somebody else has to stand in"},
      {"present", R"({"person":"dan"})",
       "roll.not_absent: dan is not away on 2026-03-10; absences known: 2026-05-01–2026-05-07"},
      {"team", R"({"unit":"fire"})", "roll.missing_field: a new unit needs its node: at"},
      {"team", R"({"unit":"fire","at":"dale","level":"moon"})", "roll.unknown_level: "},
      {"team", R"({"unit":"roads","leave":["ann"]})",
       "roll.not_member: ann is not in roads; its members: bob, dan"},
      {"team", R"({"unit":"roads","join":["nobody"]})", "roll.unknown_person: "},
  };
  for (const auto& [verb, with, expected] : rows) {
    const std::string found = said(verb, with);
    EXPECT_TRUE(found.starts_with(expected)) << verb << " " << with << "\n" << found;
  }
  EXPECT_EQ(said("present", R"({"person":"ann"})", "stranger"),
            "roll.stranger: 'stranger' is not on the roll; somebody who is has to do this");
}

TEST_F(RollChangeTest, SomebodyStaysInTheCommandRoom) {
  auto changes = decide("end", R"({"person":"ann"})");
  ASSERT_TRUE(changes);
  RollEntries entries = entries_of(town.roll);
  apply_differences(entries, differences_value(*changes));
  town.roll = roll_of(entries);
  const std::string expected =
      "roll.last_command_room: bob is the last clerk, who gets what nobody else takes; appoint "
      "another first";
  EXPECT_EQ(said("end", R"({"person":"bob"})", "bob"), expected);
  EXPECT_EQ(said("relieve", R"({"person":"bob","post":"clerk","node":"hall"})", "bob"), expected);
}

TEST_F(RollChangeTest, EntriesSayAllOfARoll) {
  const RollEntries entries = entries_of(town.roll);
  const Roll again = roll_of(entries);
  EXPECT_EQ(entries_of(again), entries);
  EXPECT_EQ(again.version, town.roll.version);
  EXPECT_EQ(again.at_address("3 Mill Lane"), "dale");
  EXPECT_EQ(again.node("dale")->parent, "hall");
}

TEST_F(RollChangeTest, EveryVerbOfTheTableIsKnownAndTold) {
  for (const RollVerb& verb : roll_verbs()) {
    EXPECT_EQ(find_roll_verb(verb.word), &verb);
    EXPECT_NE(*verb.zh, 0);
    EXPECT_NE(*verb.en, 0);
    EXPECT_TRUE(verb.fields.front().needed) << verb.word;
    // Asked without its fields it says which one is missing, so each verb is decided somewhere.
    EXPECT_TRUE(said(verb.word, "{}").starts_with("roll.missing_field: ")) << verb.word;
  }
  EXPECT_EQ(find_roll_verb("import"), nullptr);
}

}  // namespace
}  // namespace tf::core

#include "core/people.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace tf::core {
namespace {

// county > riverside (town) > willow (village) > grid-2 > micro-3, micro-9
class PeopleTest : public testing::Test {
 protected:
  PeopleTest() {
    roles.levels = {"county", "town", "village", "grid", "micro_grid"};
    const auto post = [&](const char* id, const char* level) -> Post& {
      Post& p = roles.posts[id];
      p.id = id;
      p.level = level;
      return p;
    };
    post("group_leader", "micro_grid");
    post("grid_worker", "grid").serves_always = true;
    post("grid_head", "grid");
    post("village_cadre", "village").many = true;
    post("village_secretary", "village");
    post("town_deputy", "town");
    post("command_room", "town").queue = true;
    post("duty_officer", "any").roster = true;
    node("model", "county", "", {});
    node("riverside", "town", "model", {{"command_room", {"chen"}}, {"town_deputy", {"lu"}}});
    node("willow", "village", "riverside",
         {{"village_secretary", {"wang"}},
          {"village_cadre", {"sun", "tang"}},
          {"duty_officer", {"tang"}}});
    node("grid-2", "grid", "willow", {{"grid_worker", {"zhao"}}, {"grid_head", {"qian"}}});
    node("micro-3", "micro_grid", "grid-2", {{"group_leader", {"zhou"}}});
    node("micro-9", "micro_grid", "grid-2", {});
    std::vector<CalendarLayer> layers(1);
    layers[0].zone = "Asia/Shanghai";
    calendar = *Calendar::build(layers);
  }
  void node(const char* id, const char* level, const char* parent,
            std::map<std::string, std::vector<std::string>, std::less<>> holds) {
    roll.nodes[id] = Place{id, level, parent, {}, {}, {}, std::move(holds)};
  }
  std::string ask(const char* role, const char* grid, const char* at,
                  std::vector<std::string> excluded = {}, std::vector<Hours> hours = {}) {
    PeopleQuery q;
    q.roll = &roll;
    q.roles = &roles;
    q.calendar = &calendar;
    q.now = calendar.zone().instant(*parse_local(at));
    q.grid = grid;
    q.excluded = std::move(excluded);
    q.hours = std::move(hours);
    const Resolution r = resolve_role(role, q);
    return cat(join(r.candidates, ","), " as ", r.post, " via ", join(r.path, ">"),
               r.why.empty() ? "" : cat(" because ", r.why));
  }
  Roles roles;
  Roll roll;
  Calendar calendar;
};

constexpr const char* kTuesday = "2026-03-10 10:00";

TEST_F(PeopleTest, NobodyAnywhereIsTheCommandRoomNeverDropped) {
  EXPECT_EQ(
      ask("harbour_master", "micro-3", kTuesday),
      "chen as command_room via micro-3>grid-2>willow>riverside>model because ROLE_UNRESOLVED");
}

TEST_F(PeopleTest, ARoleIsTheHoldersOfItsLevelAboveTheCase) {
  EXPECT_EQ(ask("group_leader", "micro-3", kTuesday), "zhou as group_leader via micro-3");
  EXPECT_EQ(ask("village_secretary", "micro-3", kTuesday),
            "wang as village_secretary via micro-3>grid-2>willow");
  EXPECT_EQ(ask("village_cadre", "micro-3", kTuesday),
            "sun,tang as village_cadre via micro-3>grid-2>willow");
}

TEST_F(PeopleTest, AVacantPostClimbsTheLineAndSaysSo) {
  EXPECT_EQ(ask("group_leader", "micro-9", kTuesday),
            "zhao as grid_worker via micro-9>grid-2 because vacant");
}

TEST_F(PeopleTest, RelatedPeopleStandBack) {
  EXPECT_EQ(ask("group_leader", "micro-3", kTuesday, {"zhou"}),
            "zhao as grid_worker via micro-3>grid-2 because related");
}

TEST_F(PeopleTest, AnAbsentPersonsSubstituteActs) {
  roll.persons["zhou"] = Person{
      "zhou", "Zhou", "", {{*parse_date("2026-03-09"), *parse_date("2026-03-11"), "wu"}}, {}, {}};
  EXPECT_EQ(ask("group_leader", "micro-3", kTuesday),
            "wu as group_leader via micro-3 because absent");
}

TEST_F(PeopleTest, OutsideItsHoursTheDutyOfficerOwns) {
  EXPECT_EQ(ask("group_leader", "micro-3", "2026-03-10 21:30"),
            "tang as duty_officer via micro-3>grid-2>willow because off_hours");
  const std::vector<Hours> budget{{6 * kHour + 30 * kMinute, 22 * kHour + 30 * kMinute}};
  EXPECT_EQ(ask("group_leader", "micro-3", "2026-03-10 21:30", {}, budget),
            "zhou as group_leader via micro-3");
  EXPECT_EQ(ask("group_leader", "micro-3", "2026-03-14 10:00", {}, budget),
            "tang as duty_officer via micro-3>grid-2>willow because off_hours");
}

TEST_F(PeopleTest, LeadersAndThoseWhoAlwaysServeKeepWhatIsTheirs) {
  EXPECT_EQ(ask("village_secretary", "micro-3", "2026-03-14 23:00"),
            "wang as village_secretary via micro-3>grid-2>willow");
  EXPECT_EQ(ask("grid_worker", "micro-3", "2026-03-14 23:00"),
            "zhao as grid_worker via micro-3>grid-2");
}

TEST_F(PeopleTest, OneLevelUpIsItsLead) {
  PeopleQuery q;
  q.roll = &roll;
  q.roles = &roles;
  q.calendar = &calendar;
  q.now = calendar.zone().instant(*parse_local(kTuesday));
  q.grid = "micro-3";
  EXPECT_EQ(resolve_above("zhou", "micro-3", 0, q).candidates, std::vector<std::string>{"zhou"});
  EXPECT_EQ(resolve_above("zhou", "micro-3", 1, q).candidates, std::vector<std::string>{"qian"});
  EXPECT_EQ(resolve_above("wang", "willow", 1, q).candidates, std::vector<std::string>{"lu"});
}

}  // namespace
}  // namespace tf::core

// What roles and people name of each other.
#include <gtest/gtest.h>

#include "support/small_town.h"

namespace tf::core {
namespace {

struct RollRow {
  const char* name;
  const char* path;
  const char* text;
  const char* finding;
};

class RollChecks : public testing::TestWithParam<RollRow> {};

TEST_P(RollChecks, IsReportedAtItsPlace) {
  const support::Bound bound = support::bind_small("workflow: errand\nsteps:\n  a: {task: work}\n",
                                                   {{GetParam().path, GetParam().text}});
  EXPECT_EQ(bound.sentences(), GetParam().finding);
}

INSTANTIATE_TEST_SUITE_P(
    Table, RollChecks,
    testing::Values(
        RollRow{"nobody", "small/r.yaml", "roles: r\nfind: {nobody: clrk}\n",
                "2:16 'clrk' is not among the posts (clerk?)\n"},
        RollRow{"off_hours", "small/r.yaml",
                "roles: r\nposts: {boss: {level: town, off_hours: slef, zh: 甲, en: boss}}\n",
                "2:40 'slef' is not among the posts (self?)\n"},
        RollRow{"near", "small/r.yaml",
                "roles: r\nnear: {up: {of: handlr, up: 1, zh: 上, en: up}}\n",
                "2:17 'handlr' is not among the handler, case.grid (handler?)\n"},
        RollRow{"unit_at", "small/p.yaml",
                "people: p\nunits: {roads: {zh: 路, en: roads, at: hal}}\n",
                "2:39 'hal' is not among the tree (hall?)\n"},
        RollRow{"calendar", "small/c.yaml", "calendar: local\nbase: locl\nyears: {2026: {}}\n", ""},
        RollRow{"well", "small/p.yaml",
                "people: p\nunits: {roads: {zh: 路, en: roads, at: hall}}\n", ""}),
    [](const auto& row) { return row.param.name; });

TEST(RollCheck, ACalendarUnderATownsCalendarMustBeThere) {
  model::Diagnostics out;
  core::load_towns(
      {{"t/town.yaml",
        "town: t\ntitle: {zh: 镇, en: T}\ncalendar: {base: local, zone: Asia/Shanghai, "
        "office: 08:30-17:30}\n"},
       {"t/c.yaml", "calendar: local\nbase: nationl\n"},
       {"t/n.yaml", "calendar: national\n"}},
      out);
  ASSERT_EQ(out.rows().size(), 1U) << model::to_text(out, model::Language::en);
  EXPECT_EQ(message_of(out.rows()[0], model::Language::en), "'nationl' is not among the calendars");
  EXPECT_EQ(out.rows()[0].suggestion, "national");
  EXPECT_EQ(out.rows()[0].span.line, 2U);
}

}  // namespace
}  // namespace tf::core

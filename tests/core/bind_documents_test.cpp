// Files with an effective date: the rules of a day stand on the calendar as it was known that day.
#include <gtest/gtest.h>

#include "core/load_town.h"
#include "support/town_files.h"

namespace tf::core {
namespace {

TEST(BindDocuments, ACalendarThatCameLaterIsUnknownBefore) {
  model::Diagnostics out;
  const auto towns = load_towns(support::town_files({"examples/boston311"}), out);
  ASSERT_EQ(towns.size(), 1U) << model::to_text(out, model::Language::en);
  const Town& town = towns.front().town;
  const Zone& zone = town.calendar->zone();
  const Date new_year = *parse_date("2016-01-01");
  struct Case {
    const char* opened;
    bool works_on_new_year;
  };
  for (const Case& c : {Case{"2015-01-02 09:00", true}, Case{"2015-02-17 09:00", true},
                        Case{"2015-12-13 23:59", true}, Case{"2015-12-14 00:00", false}}) {
    const auto rules = town.rules_at("service-request", zone.instant(*parse_local(c.opened)));
    ASSERT_NE(rules, nullptr);
    EXPECT_EQ(rules->calendar->is_workday(new_year), c.works_on_new_year) << c.opened;
    EXPECT_FALSE(rules->calendar->is_workday(*parse_date("2015-12-25"))) << c.opened;
  }
  EXPECT_FALSE(town.calendar->is_workday(new_year));
}

}  // namespace
}  // namespace tf::core

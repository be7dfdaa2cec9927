// Reads calendar files, a town's `calendar:` and the holiday CSV into layers of base/calendar.h.
// Errors: calendar.* diagnostics; the CSV names its line.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/result.h"
#include "model/diagnostics.h"
#include "model/node.h"

namespace tf::rule {

// {calendar: cn, week: {rest: […]}, always: […], years: {2026: {notice, rest: {spring: A to B},
// work: […]}}}; one on top of another, of a county: {calendar: lin-an, base: cn, rest: […], work:
// […]}
std::optional<CalendarLayer> read_calendar(const model::Node& root, model::Diagnostics& out);

// {base: cn, zone: Asia/Shanghai, office: 08:30-12:00 14:00-17:30, rest: […], work: […]} of a town
// or unit.
struct TownCalendar {
  std::string base;  // id of the calendar file underneath; empty: that of the layer below
  CalendarLayer layer;
};
std::optional<TownCalendar> read_town_calendar(const model::Node& node, std::string_view town,
                                               model::Diagnostics& out);

// What is wrong with a table, where, and what to write instead. Line 0: the table as a whole.
struct RowError {
  std::size_t line = 0;
  std::string zh, en;
  std::string text(model::Language language) const;
};
// Header date,weekday,day_type,festival,year; day_type holiday | makeup_workday. Gives a layer
// `name` with Saturday and Sunday as rest days and the fixed statutory days of China as `always`.
// Refused with its line: what is no row, a day twice, a weekday that is not the day's, a festival
// of a year far from its day.
std::expected<CalendarLayer, RowError> read_holiday_csv(std::string_view text,
                                                        std::string name = "cn");

// spring → 春节 / Spring Festival, 春节 → the same; an unknown name is itself.
// Spring Festival, 春节 → spring; of an unknown name, the name with blanks as underscores.
std::string festival_id(std::string_view name);
std::string festival_title(std::string_view name, model::Language language);
// "Spring Festival", "weekend", "make-up workday (National Day)": for explanations.
std::string day_text(DayKind kind, std::string_view name, model::Language language);

}  // namespace tf::rule

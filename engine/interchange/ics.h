// iCalendar files (RFC 5545) as rest days and make-up workdays, read by libical.
//
// Every all-day event is a stretch of days: DTSTART to the day before DTEND. It is a make-up
// workday when its SUMMARY or CATEGORIES say so (班, 补班, 上班, workday, make-up), else days off,
// named by the SUMMARY without such marks. A stretch that runs into January belongs to the new
// year's table. Errors:  with the line of the event and what to do: no calendar or one cut off, no
// events, an event with a clock time, a repeating event (it has no year), a day off that is also a
// make-up workday, a line that is no property.
// Limits:  kMostIcsBytes, kMostIcsDays.
#pragma once

#include <string_view>

#include "base/calendar.h"
#include "rule/calendar_file.h"

namespace tf::interchange {

inline constexpr std::size_t kMostIcsBytes = 4 << 20;
inline constexpr std::size_t kMostIcsDays = 5'000;

// A layer `name` with days and the years they are tables of; nothing about weeks or hours.
std::expected<CalendarLayer, rule::RowError> read_ics(std::string_view text, std::string name);

}  // namespace tf::interchange

// What a plugin asks of a town's calendar, by the names it has under tf:
//     calendar.add(moment or date, "2 working days")       as a deadline of that length counts it
//     calendar.between(from, to, "working days")           also "calendar days", "office minutes"
//     calendar.is_workday(moment or date)
// A date comes back as a date, a moment as a moment with the town's offset. Threads: pure.
// Errors: a sentence for the author of the script.
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/calendar.h"
#include "base/value.h"

namespace tf::rule {

// nullopt: it is no question of these.
std::optional<std::expected<Value, std::string>> answer_of_calendar(
    const Calendar& calendar, std::string_view what, std::span<const Value> arguments);

}  // namespace tf::rule

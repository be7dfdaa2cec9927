// A calendar layer as the words of a calendar file, and a month as people read it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "model/node.h"

namespace tf::rule {

// The entry of one year, `{notice, rest: {spring: A to B}, work: […]}`, from the days of `layer`
// that belong to it: those of the year, and a stretch of the December before that runs into it.
// Festivals have the ids that calendar files use.
std::unique_ptr<model::Node> year_node(const CalendarLayer& layer, std::int64_t year,
                                       const std::string& notice, const model::Span& at);

}  // namespace tf::rule

// What a scenario names, looked up in its town before anything is played: the process, its fields,
// steps and outcomes, verbs, messages, people, what `expect` may ask.
//
// Limit: an item that expects a refusal may name what is not there, and is passed over; so is a
// scenario that lays files of its own over the town (`with`).
#pragma once

#include "core/catalog.h"
#include "model/diagnostics.h"
#include "model/node.h"

namespace tf::sim {

// `document`: of kind scenario, checked, with a story. Reports scenario.unknown_name and
// scenario.bad_value.
void check_scenario_names(const model::Document& document, const core::Town& town,
                          model::Diagnostics& out);

}  // namespace tf::sim

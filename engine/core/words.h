// Small readings of a case's state that several files share, and the words of its enumerations.
#pragma once

#include <string>

#include "core/case_state.h"

namespace tf::core {

const char* word_of(CasePhase phase);  // open, suspended, closed
const char* word_of(Light light);      // green, yellow, red
const char* word_of(TaskPhase phase);  // offered, claimed
const char* word_of(ClockPhase phase);
// A value as people see it: without what the engine keeps in rows ("@visits").
Value shown(const Value& value);
// Owner of the newest open task, or its only candidate, or "".
std::string current_owner(const CaseState& state);
// Who works or worked on it last.
std::string last_worker(const CaseState& state);
// Whose case it is, for counts of reds: post and place of the newest task of a step, else the grid.
std::string unit_of(const CaseState& state);
std::string node_of_last_worker(const CaseState& state);
// Whether a closed or stopped case clock was met by its due.
bool on_time(const CaseState& state);
// The title of a task with the values of its <field> and <item.field>, as seen from its item; what
// is sealed is left out.
std::string filled_title(std::string_view title, const CaseState& state, const Task& task);
inline constexpr std::string_view kBroken = "broken";  // the result of a promise not kept

}  // namespace tf::core

// Every step kind there is. A new one: its file here, its line here and in kinds.cpp.
#pragma once

#include "core/step/step_kind.h"

namespace tf::core {

extern const StepKind kStepTask, kStepSet, kStepPass, kStepDecide, kStepDo, kStepWait, kStepChoose,
    kStepEach, kStepBlock, kStepTogether, kStepMeet, kStepRaise, kStepOpen, kStepEnd, kStepStop;

// One more item of an `each` that is open at `token`; the row as it is given.
void add_item(Walk& walk, const Token& token, const Step& step, const Value& row);
// How many items the field has that an `each` goes through; 0 where it is no field.
std::size_t count_items(Walk& walk, std::uint64_t scope, const Step& step);
// Takes an open item out again; the join is asked anew.
void remove_item(Walk& walk, const Token& token, const Step& step, std::uint64_t scope);

}  // namespace tf::core

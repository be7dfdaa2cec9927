// Every step kind there is. A new one: its file here, its line here and in kinds.cpp.
#pragma once

#include "core/step/step_kind.h"

namespace tf::core {

extern const StepKind kStepTask, kStepSet, kStepPass, kStepDecide, kStepDo, kStepWait, kStepChoose,
    kStepEach, kStepBlock, kStepTogether, kStepMeet, kStepRaise, kStepOpen, kStepEnd, kStepStop;

}  // namespace tf::core

#include "core/step/kinds.h"

namespace tf::core {

namespace {

const StepKind* const kKinds[] = {&kStepTask,  &kStepSet,      &kStepPass,   &kStepDecide,
                                  &kStepDo,    &kStepWait,     &kStepChoose, &kStepEach,
                                  &kStepBlock, &kStepTogether, &kStepMeet,   &kStepRaise,
                                  &kStepOpen,  &kStepEnd,      &kStepStop};

}  // namespace

const StepKind* find_kind(std::string_view name) {
  for (const StepKind* kind : kKinds)
    if (name == kind->name) return kind;
  return nullptr;
}

}  // namespace tf::core

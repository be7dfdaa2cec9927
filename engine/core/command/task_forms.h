// The forms a task asks for: those of its step, and those of the outcome chosen.
#pragma once

#include <vector>

#include "core/definition.h"

namespace tf::core {

std::vector<const Form*> forms_of(const Step& step, const Outcome* outcome);

}  // namespace tf::core

// Why a deadline is when it is: each day counted and skipped with its reason, for a person to
// check.
#pragma once

#include <string>

#include "model/diagnostics.h"
#include "rule/deadline.h"

namespace tf::rule {

// `due` computed with DueContext::explain. Several lines, without the last newline.
std::string explain(const Deadline& deadline, const Due& due, const Calendar& calendar,
                    model::Language language);

}  // namespace tf::rule

// What differs between two files (model/difference.h), as people and programs read it.
#pragma once

#include <string>

#include "base/value.h"
#include "cli/session.h"
#include "model/difference.h"

namespace tf::cli {

// "~ WHEREpath: from -> to\n"
std::string difference_line(const Session& session, const model::Difference& one,
                            const std::string& where);
Value difference_value(const model::Difference& one, const std::string& where);

}  // namespace tf::cli

// The folder of a new town that passes its check: a town file, people in every level of the base's
// tree, and, standing on no base, roles and one process to begin with.
#pragma once

#include <string>

#include "cli/session.h"

namespace tf::cli {

int new_town(Session& session, const std::string& folder, const std::string& base,
             const std::string& title);

}  // namespace tf::cli

// The host's own settings (serve --host FILE), as against a town's:
//     plugins: {isolation: worker}    # in the process unless said
#pragma once

#include <string>

#include "cli/session.h"

namespace tf::cli {

// Takes what the file says into the session; false after an error, with the exit code set. An empty
// path says nothing.
bool take_host_file(Session& session, const std::string& path);

}  // namespace tf::cli

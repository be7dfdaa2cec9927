// Where notices and effects go from the command line, and what plugins are told of the host.
#pragma once

#include <memory>
#include <string>

#include "host/outside.h"
#include "host/plugin_outside.h"

namespace tf::cli {

// A file, an http(s) address, or the log when `where` is empty.
Result<std::unique_ptr<host::Outside>> notices_to(const std::string& where);

// TOWNFLOW_SECRET_NAME of the environment.
Value plugin_secret(const std::string& name);

}  // namespace tf::cli

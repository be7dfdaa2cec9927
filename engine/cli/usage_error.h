// What was wrong with the arguments of a command, in both languages, with the option that was
// probably meant.
#pragma once

#include "base/result.h"

namespace CLI {
class App;
class Error;
}  // namespace CLI

namespace tf::cli {

// `app`: the whole of the command line, after it was read as far as it went.
Error usage_error(const CLI::Error& error, const CLI::App& app);

}  // namespace tf::cli

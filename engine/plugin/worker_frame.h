// Frames of the worker's pipe: four bytes of length, least first, then JSON.
#pragma once

#include <optional>

#include "base/result.h"
#include "base/value.h"

namespace tf::plugin {

Result<void> write_frame(int fd, const Value& value);
// Errc::unavailable when the other side has gone or `wait_ms` (-1: for ever) have passed.
Result<Value> read_frame(int fd, int wait_ms);

}  // namespace tf::plugin

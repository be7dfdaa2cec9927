// What the system refused, and why, in both languages: "cannot open a.db: permission denied".
// Errors: Errc::full when there is no space, else Errc::io.
#pragma once

#include <string_view>

#include "base/result.h"

namespace tf {

// `en` and `zh` say what was tried; `code` is an errno.
Error system_error(std::string_view en, std::string_view zh, int code);

}  // namespace tf

#include "cli/notices.h"

#include <cstdlib>

#include "base/text.h"

namespace tf::cli {

Result<std::unique_ptr<host::Outside>> notices_to(const std::string& where) {
  if (where.starts_with("http://") || where.starts_with("https://"))
    return host::webhook_outside(where);
  return host::file_outside(where);
}

Value plugin_secret(const std::string& name) {
  const char* value = std::getenv(cat("TOWNFLOW_SECRET_", name).c_str());
  return value == nullptr ? Value() : Value::text(value);
}

}  // namespace tf::cli

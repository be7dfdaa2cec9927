#include "cli/difference_text.h"

#include "base/text.h"

namespace tf::cli {

std::string difference_line(const Session& session, const model::Difference& one,
                            const std::string& where) {
  using Kind = model::Difference::Kind;
  const std::string at = cat(where, one.path);
  switch (one.kind) {
    case Kind::added:
      return cat("+ ", at, ": ", one.to, "\n");
    case Kind::removed:
      return cat("- ", at, ": ", one.from, "\n");
    case Kind::moved:
      return session.zh() ? cat("> ", at, "：第 ", one.from, " 行 → 第 ", one.to, " 行\n")
                          : cat("> ", at, ": row ", one.from, " -> row ", one.to, "\n");
    case Kind::changed:
      return cat("~ ", at, ": ", one.from.empty() ? "-" : one.from, " -> ",
                 one.to.empty() ? "-" : one.to, "\n");
  }
  return {};
}

Value difference_value(const model::Difference& one, const std::string& where) {
  constexpr const char* kWords[] = {"added", "removed", "changed", "moved"};
  return Value::record({{"kind", Value::text(kWords[static_cast<std::size_t>(one.kind)])},
                        {"path", Value::text(cat(where, one.path))},
                        {"from", Value::text(one.from)},
                        {"to", Value::text(one.to)}});
}

}  // namespace tf::cli

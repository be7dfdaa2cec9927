// The settings of a plugin: what its manifest says of each under `config`, and whether what a town
// lays over them fits. A setting without default has to be given by the town, when it is required.
// Errors: findings, each at its value, with what would fit. Threads: values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/value.h"
#include "model/diagnostics.h"
#include "model/node.h"

namespace tf::plugin {

struct Setting {
  std::string name, type;  // as a field's: whole, choice of a b, list of text; "": anything
  std::optional<Decimal> least, most;
  bool required = false;
  Value otherwise;  // null: none
};

// The settings a manifest declares; a default that does not fit its own bounds is a finding.
std::vector<Setting> read_settings(const model::Node* config, model::Diagnostics& out);
// The defaults with what `given` (of a town; may be null) says over them. `plugin` and `at`: who is
// told to lack a setting, and where.
Record laid_over(const std::vector<Setting>& settings, const model::Node* given,
                 const std::string& plugin, const model::Span& at, model::Diagnostics& out);

}  // namespace tf::plugin

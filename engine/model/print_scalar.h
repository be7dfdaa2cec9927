// How one text is written in YAML so that strict readers and careless ones read the same.
#pragma once

#include <string>
#include <string_view>

#include "model/node.h"

namespace tf::model {

// Must the scalar be written with | on lines of its own?
bool needs_block(const Node& node);
// On one line: plain when that is safe, else in quotes. `in_flow`: inside {} or []. `quoted`: the
// author had it in quotes, so a number or a boolean among such is a text and keeps them; `keep`: so
// does everything else.
std::string scalar_text(std::string_view text, bool in_flow, bool quoted, bool keep = false);

}  // namespace tf::model

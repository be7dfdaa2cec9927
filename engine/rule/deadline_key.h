// One key of a deadline (`warn: …`, `open: …`) from its node onto the struct, reporting what is
// wrong with it.
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "model/diagnostics.h"
#include "model/node.h"
#include "rule/deadline.h"

namespace tf::rule {

// Looks up a deadline that a value names; null when no deadline has that name.
using FindDeadline = std::function<const Deadline*(std::string_view name, const model::Span& at)>;

struct KeyContext {
  std::string entry;  // "three-lines.whole": for messages
  const FindDeadline& find;
  model::Diagnostics& out;
};

// A value that stays where its file's node goes.
inline Who clone_of(const model::Node& node) {
  return Who(node.clone().release());
}
template <std::size_t N>
bool among(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_deadline_key(std::string_view key);
// False after a report. `by`, and keys is_deadline_key() does not know, are the caller's.
bool apply_deadline_key(Deadline& deadline, std::string_view key, const model::Node& value,
                        const KeyContext& context);
// Reports `error` under its part of a scalar node.
void report_term(model::Diagnostics& out, const TermError& error, const model::Node& node);
// A span in words, or the length of the deadline it names.
std::optional<Span> read_span_node(const model::Node& node, std::string_view key,
                                   const KeyContext& context);

}  // namespace tf::rule

// Reads the tree of a deadlines file (or the `deadlines` of a town, or an inline `due`) into
// Deadlines. Names are resolved here: an alternative or `at_most` may name another deadline of its
// section or of `common`. FEEL stays text (the binder compiles it). Errors: deadline.* diagnostics;
// an entry with one is left out.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/diagnostics.h"
#include "model/node.h"
#include "rule/deadline.h"

namespace tf::rule {

struct DeadlineEntry {
  std::string section;
  std::string name;
  model::Span span;
  FeelText by;  // picks a choice; empty: one deadline under ""
  std::vector<std::pair<std::string, Deadline>> choices;  // in written order
  std::vector<Span> list;  // `remind-promisor: [7 calendar days, 3 calendar days]`
  // The alternative of that name, else `otherwise`, else null. "" for an entry without `by`.
  const Deadline* pick(std::string_view choice = {}) const;
};

using DeadlineSection = std::map<std::string, DeadlineEntry, std::less<>>;

struct PauseRule {
  bool pauses = false;          // clock: pause | run
  std::optional<Span> at_most;  // none: no bound
};

struct DeadlineFile {
  std::map<std::string, DeadlineSection, std::less<>> sections;
  std::map<std::string, PauseRule, std::less<>> pauses;
  // In `section`, else in `common`; null when neither has it.
  const DeadlineEntry* find(std::string_view section, std::string_view name) const;
  std::vector<std::string> names(std::string_view section) const;  // for did-you-mean; common's too
};

// `root`: a map of sections. Keys of the file itself (deadlines, title, about, version, effective,
// apply) are passed over. Bounds (at_most, at_least) are checked against `calendar` when one is
// given.
DeadlineFile read_deadlines(const model::Node& root, model::Diagnostics& out,
                            const Calendar* calendar = nullptr);

// An inline value: `due: 3 hours`, `due: {date: finish_by}`, `due: line-1` (looked up in
// `section`), a list. nullopt after a diagnostic.
std::optional<DeadlineEntry> read_deadline(const model::Node& node, std::string_view section,
                                           const DeadlineFile& file, model::Diagnostics& out);

}  // namespace tf::rule

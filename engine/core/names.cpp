#include "core/names.h"

#include <algorithm>

#include "rule/feel/name_index.h"

namespace tf::core {

bool NameTable::add(std::string_view name, rule::Name meaning) {
  if (names_.contains(name)) return false;
  if (!rule::is_single_word(name)) odd_.emplace_back(name);
  names_.emplace(std::string(name), std::move(meaning));
  return true;
}
bool NameTable::variable(std::string_view name, int slot, std::vector<std::string> domain) {
  rule::Name meaning;
  meaning.slot = slot;
  meaning.domain = std::move(domain);
  return add(name, std::move(meaning));
}
bool NameTable::constant(std::string_view name) {
  rule::Name meaning;
  meaning.kind = rule::Name::Kind::constant;
  meaning.constant = Value::text(name);
  return add(name, std::move(meaning));
}
bool NameTable::function(std::string_view name, int slot) {
  rule::Name meaning;
  meaning.kind = rule::Name::Kind::function;
  meaning.slot = slot;
  return add(name, std::move(meaning));
}

void NameTable::widen(std::string_view name, const std::vector<std::string>& domain) {
  const auto found = names_.find(name);
  if (found == names_.end()) return;
  std::vector<std::string>& known = found->second.domain;
  if (known.empty() || domain.empty()) {
    known.clear();  // somewhere it may be anything
    return;
  }
  for (const std::string& choice : domain)
    if (std::find(known.begin(), known.end(), choice) == known.end()) known.push_back(choice);
}

std::optional<rule::Name> NameTable::find(std::string_view name) const {
  if (const auto found = names_.find(name); found != names_.end()) return found->second;
  return under_ == nullptr ? std::nullopt : under_->find(name);
}

std::vector<std::string> NameTable::all() const {
  std::vector<std::string> out;
  for (const auto& [name, meaning] : names_) out.push_back(name);
  if (under_ != nullptr)
    for (std::string& name : under_->all())
      if (!names_.contains(name)) out.push_back(std::move(name));
  return out;
}

std::vector<std::string> NameTable::odd() const {
  std::vector<std::string> out = under_ == nullptr ? std::vector<std::string>{} : under_->odd();
  out.insert(out.end(), odd_.begin(), odd_.end());
  return out;
}

const std::vector<BuiltinName>& builtin_names() {
  static const std::vector<BuiltinName> kNames = {{"now", kNow},
                                                  {"number", kNumber},
                                                  {"grid", kGrid},
                                                  {"owner", kOwner},
                                                  {"handler", kHandler},
                                                  {"reporter", kReporter},
                                                  {"channel", kChannel},
                                                  {"category", kCategory},
                                                  {"state", kState},
                                                  {"stage", kStage},
                                                  {"result", kResult},
                                                  {"outcome", kOutcome},
                                                  {"light", kLight},
                                                  {"received_at", kReceivedAt},
                                                  {"closed_at", kClosedAt},
                                                  {"reopen_count", kReopenCount},
                                                  {"urges", kUrges},
                                                  {"parent", kParent},
                                                  {"limit", kLimit},
                                                  {"message", kMessage},
                                                  {"cases", kCases},
                                                  {"marks_missed", kMarksMissed},
                                                  {"marks_missed_late", kMarksMissedLate}};
  return kNames;
}

bool kept_by_engine(std::string_view builtin) {
  return builtin == "channel" || builtin == "grid" || builtin == "limit" || builtin == "message" ||
         builtin == "now";
}

NameTable join_names(const rule::Names& under) {
  NameTable names(under);
  names.variable("done", kDone);
  names.variable("done_rows", kDoneRows);
  names.variable("open", kOpen);
  names.variable("total", kTotal);
  names.variable("arrived", kArrived);
  names.variable("total_weight", kTotalWeight);
  return names;
}

NameTable vote_names(const rule::Names& under) {
  NameTable names = join_names(under);
  constexpr std::pair<const char*, Votes> kNames[] = {
      {"agree", kAgree},     {"disagree", kDisagree}, {"abstain", kAbstain},
      {"present", kPresent}, {"roll", kRoll},         {"absent", kAbsent}};
  for (const auto& [name, which] : kNames)
    names.variable(name, static_cast<int>(kVotes) + static_cast<int>(which));
  return names;
}

const std::vector<std::string>& common_constants() {
  static const std::vector<std::string> kWords = {
      "open",       "suspended",   "closed",      "green",     "yellow",   "red",
      "registered", "accepted",    "assigned",    "reviewed",  "merged",   "in_progress",
      "returned",   "called_back", "transferred", "escalated", "reopened", "done_pending_review",
      "rejected",   "withdrawn",   "terminated",  "cancelled"};
  return kWords;
}

}  // namespace tf::core

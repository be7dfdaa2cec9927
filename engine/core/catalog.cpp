#include "core/catalog.h"

namespace tf::core {

std::shared_ptr<const RuleSet> rules_on(const RuleHistory& history, Date day) {
  std::shared_ptr<const RuleSet> in_force;
  for (const RuleVersion& version : history)
    if (!version.effective || *version.effective <= day) in_force = version.rules;
  return in_force;
}

std::shared_ptr<const RuleSet> Town::rules_at(std::string_view workflow, Instant t) const {
  const auto found = rules.find(workflow);
  if (found == rules.end()) return nullptr;
  return rules_on(found->second, calendar->date(t));
}

std::shared_ptr<const RuleSet> Town::running_rules(std::string_view workflow, Instant opened,
                                                   Instant now) const {
  const auto found = rules.find(workflow);
  if (found == rules.end()) return nullptr;
  const Date begun = calendar->date(opened), today = calendar->date(now);
  const RuleVersion* in_force = nullptr;
  for (const RuleVersion& version : found->second)
    if (!version.effective || *version.effective <= (version.running ? today : begun))
      in_force = &version;
  return in_force != nullptr && in_force->running ? in_force->rules : nullptr;
}

const Words& Town::word(std::string_view wanted) const {
  static const Words kNone;
  if (const auto found = words.find(wanted); found != words.end()) return found->second;
  if (!more_words) return kNone;
  const auto below = more_words->find(wanted);
  return below == more_words->end() ? kNone : below->second;
}

void Catalog::add(Town town) {
  add(std::make_shared<const Town>(std::move(town)));
}

void Catalog::add(std::shared_ptr<const Town> town) {
  for (const auto& [id, definition] : town->workflows)
    definitions_.insert_or_assign(definition->hash, definition);
  for (const auto& [workflow, history] : town->rules) {
    const auto kept = std::make_shared<const RuleHistory>(history);
    for (const RuleVersion& version : history) {
      rules_.insert_or_assign(version.rules->hash, version.rules);
      histories_.insert_or_assign(version.rules->hash, kept);
    }
  }
  const std::string id = town->id;
  towns_.insert_or_assign(id, std::move(town));
}

const Town* Catalog::town(std::string_view id) const {
  const auto found = towns_.find(id);
  return found == towns_.end() ? nullptr : found->second.get();
}
const Town* Catalog::town(std::uint32_t ordinal) const {
  for (const auto& [id, town] : towns_)
    if (town->ordinal == ordinal) return town.get();
  return nullptr;
}
std::uint64_t Catalog::roll_seq(std::string_view town) const {
  const auto found = roll_seqs_.find(town);
  return found == roll_seqs_.end() ? 0 : found->second;
}
std::vector<const Town*> Catalog::towns() const {
  std::vector<const Town*> out;
  for (const auto& [id, town] : towns_) out.push_back(town.get());
  return out;
}
std::shared_ptr<const Definition> Catalog::definition(std::string_view hash) const {
  const auto found = definitions_.find(hash);
  return found == definitions_.end() ? nullptr : found->second;
}
std::shared_ptr<const RuleSet> Catalog::rules(std::string_view hash) const {
  const auto found = rules_.find(hash);
  return found == rules_.end() ? nullptr : found->second;
}
std::shared_ptr<const RuleSet> Catalog::rules_for(std::string_view wanted) const {
  for (const auto& [hash, set] : rules_) {
    if (set->definition != wanted) continue;
    const auto history = histories_.find(hash);
    return history == histories_.end() ? set : history->second->back().rules;
  }
  return nullptr;
}
std::shared_ptr<const RuleSet> Catalog::rules_on(std::string_view hash, Date day) const {
  const auto found = histories_.find(hash);
  if (found == histories_.end()) return rules(hash);
  auto in_force = core::rules_on(*found->second, day);
  return in_force ? in_force : rules(hash);
}
void Catalog::keep_from(const Catalog& older) {
  definitions_.insert(older.definitions_.begin(), older.definitions_.end());
  rules_.insert(older.rules_.begin(), older.rules_.end());
  histories_.insert(older.histories_.begin(), older.histories_.end());
}

}  // namespace tf::core

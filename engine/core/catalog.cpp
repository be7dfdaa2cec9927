#include "core/catalog.h"

namespace tf::core {

std::shared_ptr<const RuleSet> Town::rules_at(std::string_view workflow, Instant t) const {
  const auto found = rules.find(workflow);
  if (found == rules.end()) return nullptr;
  const Date day = calendar->date(t);
  std::shared_ptr<const RuleSet> in_force;
  for (const RuleVersion& version : found->second)
    if (!version.effective || *version.effective <= day) in_force = version.rules;
  return in_force;
}

const Words& Town::word(std::string_view wanted) const {
  static const Words kNone;
  const auto found = words.find(wanted);
  return found == words.end() ? kNone : found->second;
}

void Catalog::add(Town town) {
  for (const auto& entry : town.workflows) keep(entry.second);
  for (const auto& [workflow, history] : town.rules)
    for (const RuleVersion& version : history) keep(version.rules);
  towns_.insert_or_assign(town.id, std::move(town));
}

const Town* Catalog::town(std::string_view id) const {
  const auto found = towns_.find(id);
  return found == towns_.end() ? nullptr : &found->second;
}
const Town* Catalog::town(std::uint32_t ordinal) const {
  for (const auto& [id, town] : towns_)
    if (town.ordinal == ordinal) return &town;
  return nullptr;
}
std::vector<const Town*> Catalog::towns() const {
  std::vector<const Town*> out;
  for (const auto& [id, town] : towns_) out.push_back(&town);
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
void Catalog::keep(std::shared_ptr<const Definition> definition) {
  definitions_.insert_or_assign(definition->hash, std::move(definition));
}
void Catalog::keep(std::shared_ptr<const RuleSet> rules) {
  rules_.insert_or_assign(rules->hash, std::move(rules));
}

}  // namespace tf::core

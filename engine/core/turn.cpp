#include "core/turn.h"

#include "base/check.h"
#include "core/apply_event.h"

namespace tf::core {

Turn::Turn(World& world, CaseState& state, Instant now, Actor actor)
    : world_(world), state_(state), now_(now), effective_(now), actor_(std::move(actor)) {}

const Definition& Turn::definition() {
  if (!definition_) {
    definition_ = world_.catalog->definition(state_.versions.definition);
    TF_CHECK(definition_ != nullptr);
  }
  return *definition_;
}

const RuleSet& Turn::rules() {
  if (!rules_) {
    rules_ = world_.catalog->rules(state_.versions.rules);
    TF_CHECK(rules_ != nullptr);
  }
  return *rules_;
}

void Turn::bind_to(std::shared_ptr<const Definition> definition,
                   std::shared_ptr<const RuleSet> rules) {
  definition_ = std::move(definition);
  rules_ = std::move(rules);
}

void Turn::emit(Event event) {
  TF_CHECK(events_.size() < kMaxEvents);
  if (events_.empty()) events_.reserve(kUsualEvents);
  apply_event(state_, event);
  events_.push_back(std::move(event));
}

void Turn::set_effective(Instant t) {
  // Time never runs backwards for a case, whatever the host's clock does.
  effective_ = t < state_.now ? state_.now : t;
  const Instant seen = now_ < state_.last ? state_.last : now_;
  if (effective_ != state_.now || seen != state_.last) emit(TimePassed{effective_, seen});
}

std::uint64_t Turn::new_id() {
  return state_.next_id++;
}

void Turn::note(std::string what, Value with, std::string reason) {
  emit(Noted{std::move(what), actor_.person, std::move(reason), std::move(with)});
}

}  // namespace tf::core

#include "core/turn.h"

#include "base/check.h"
#include "base/text.h"
#include "core/apply_event.h"
#include "core/sealing.h"

namespace tf::core {

std::string seal_once(const CommandKey& key, const CaseState& state) {
  return cat(std::string_view(reinterpret_cast<const char*>(key.data()), key.size()),
             state.id.value, ":", state.seq);
}

Turn::Turn(World& world, CaseState& state, Instant now, Actor actor)
    : world_(world), state_(state), now_(now), effective_(now), actor_(std::move(actor)) {
  SealBook* book = world.lookup == nullptr ? nullptr : world.lookup->seals();
  if (book != nullptr && world.town != nullptr)
    sealing_ = std::make_shared<Sealing>(*book, *world.town);
}

void Turn::share_seals(const Turn& other, bool trial) {
  sealing_ = other.sealing_;
  trial_ = trial;
}

Value Turn::opened(const Value& value) {
  return sealing_ ? sealing_->open(value) : value;
}

// Of a turn that has not asked for it yet: what can be known without asking.
const Definition* Turn::known_definition() const {
  if (definition_) return definition_.get();
  return world_.catalog->definition(state_.versions.definition).get();
}

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
  if (sealing_ && !trial_) sealing_->seal(event, state_, known_definition());
  apply_event(state_, event);
  events_.push_back(std::move(event));
}

// What another case hears stays under the keys of this one. A case that was not opened after all
// hands its command over as it came.
void Turn::follow(CaseId target, CommandBody body, std::uint64_t tries) {
  if (sealing_ && !trial_ && state_.id)
    if (auto sealed = sealing_->sealed(body, known_definition())) body = *std::move(sealed);
  follows_.push_back({target, std::move(body), tries});
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

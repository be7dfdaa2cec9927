#include "core/listeners.h"

#include <algorithm>

#include "core/env.h"

namespace tf::core {

namespace {

bool is_named(const EventSpec& event, EventSpec::Kind kind, const std::string& name) {
  return event.kind == kind && event.name == name;
}

bool hears(const EventSpec& event, EventSpec::Kind kind, const std::string& name) {
  return part_named(event, kind, name) >= 0;
}

}  // namespace

int part_named(const EventSpec& event, EventSpec::Kind kind, const std::string& name) {
  if (is_named(event, kind, name)) return 0;
  for (std::size_t i = 0; i < event.parts.size(); ++i)
    if (is_named(event.parts[i], kind, name)) return static_cast<int>(i);
  return -1;
}

bool may_end(Turn& turn, const WaitSpec& wait, std::uint64_t scope) {
  if (!wait.if_) return true;
  CaseEnv env(turn, scope);
  return holds(turn, wait.if_, env);
}

bool listens(const Definition& definition, const CaseState& state, EventSpec::Kind kind,
             const std::string& name) {
  if (state.phase == CasePhase::closed) return false;
  const auto heard = [&](std::uint64_t owner, const std::vector<Handler>& handlers) {
    const bool interrupted =
        std::any_of(state.watches.begin(), state.watches.end(),
                    [&](const Watch& w) { return w.owner == owner && w.handler == kInterrupted; });
    return std::any_of(handlers.begin(), handlers.end(), [&](const Handler& h) {
      return hears(h.event, kind, name) && !(h.inside && interrupted);
    });
  };
  if (heard(0, definition.upon)) return true;
  return std::any_of(state.tokens.begin(), state.tokens.end(), [&](const Token& token) {
    const Step* step = definition.step(token.step);
    if (step == nullptr) return false;
    const auto* wait = std::get_if<WaitSpec>(&step->spec);
    return (wait != nullptr && hears(wait->event, kind, name)) || heard(token.id, step->upon);
  });
}

bool speaks_of(const Definition& definition, EventSpec::Kind kind, const std::string& name) {
  const auto any = [&](const std::vector<Handler>& handlers) {
    return std::any_of(handlers.begin(), handlers.end(),
                       [&](const Handler& h) { return hears(h.event, kind, name); });
  };
  return any(definition.upon) ||
         std::any_of(definition.steps.begin(), definition.steps.end(), [&](const Step& step) {
           const auto* wait = std::get_if<WaitSpec>(&step.spec);
           return (wait != nullptr && hears(wait->event, kind, name)) || any(step.upon);
         });
}

namespace {

// Before there is a case: its fields are what the message carries.
bool agrees(World& world, const Town& town, const std::shared_ptr<const Definition>& definition,
            const Start& start, const Value& with, Instant now) {
  if (start.event.match.empty()) return true;
  const auto rules = town.rules_at(definition->id, now);
  if (!rules) return false;
  CaseState none;
  Turn turn(world, none, now, Actor{"", "engine", ""});
  turn.bind_to(definition, rules);
  CaseEnv env(turn);
  return std::ranges::all_of(start.event.match, [&](const Assign& match) {
    return rule::feel_equal(with[match.field], evaluate(turn, match.value, env)).value_or(false);
  });
}

}  // namespace

const Start* start_taking(World& world, const Town& town,
                          const std::shared_ptr<const Definition>& definition, EventSpec::Kind kind,
                          const std::string& name, const Value& with, Instant now) {
  for (const Start& start : definition->starts)
    if (hears(start.event, kind, name) && agrees(world, town, definition, start, with, now))
      return &start;
  return nullptr;
}

const Start* start_on(const Definition& definition, EventSpec::Kind kind, const std::string& name) {
  for (const Start& start : definition.starts)
    if (hears(start.event, kind, name)) return &start;
  return nullptr;
}

}  // namespace tf::core

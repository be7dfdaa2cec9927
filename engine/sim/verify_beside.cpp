// What handlers that interrupt nothing do beside the rest, and whether that leads back among it
// (verify_guards.h).
#include <algorithm>

#include "core/listeners.h"
#include "sim/verify_guards.h"

namespace tf::sim {

namespace {

using core::Definition;
using core::EventSpec;
using core::Handler;
using core::Step;

std::size_t place_of(int step) {
  return static_cast<std::size_t>(step);
}

// Where a run of the handler begins.
std::vector<int> beginnings(const Handler& handler) {
  if (handler.step >= 0) return {handler.step};
  std::vector<int> out;
  for (const core::Target& target : handler.go)
    if (target.kind == core::Target::Kind::step) out.push_back(target.step);
  return out;
}

template <class F>
void each_kept(const Definition& def, const F& f) {
  for (const Handler& handler : def.upon)
    if (handler.keep) f(handler);
  for (const Step& step : def.steps)
    for (const Handler& handler : step.upon)
      if (handler.keep) f(handler);
}

int owner_of(const Definition& def, int step) {
  const auto at = def.step_index.find(def.blocks[place_of(def.steps[place_of(step)].block)].owner);
  return at == def.step_index.end() ? -1 : at->second;
}

}  // namespace

void Guards::besides() {
  beside_.assign(def_.steps.size(), false);
  returning_.assign(def_.steps.size(), false);
  each_kept(def_, [&](const Handler& handler) {
    for (const int step : beginnings(handler)) beside_[place_of(step)] = true;
  });
  for (std::size_t round = 0; round < def_.blocks.size(); ++round)
    for (std::size_t i = 0; i < def_.steps.size(); ++i)
      if (const int owner = owner_of(def_, static_cast<int>(i));
          owner >= 0 && beside_[place_of(owner)])
        beside_[i] = true;
  each_kept(def_, [&](const Handler& handler) {
    // What it comes to by itself: the end of its block is the end of the run.
    std::set<int> seen;
    std::vector<int> open = beginnings(handler);
    while (!open.empty()) {
      const int at = open.back();
      open.pop_back();
      if (!seen.insert(at).second) continue;
      for (const int next : ways_from(at))
        if (next != owner_of(def_, at)) open.push_back(next);
    }
    const auto leads_back = [&](int step) { return !beside_[place_of(step)]; };
    if (std::ranges::none_of(seen, leads_back)) return;
    returners_.insert(&handler);
    for (const int step : seen) returning_[place_of(step)] = true;
  });
}

bool Guards::runs_already(const core::CaseState& state, EventSpec::Kind kind,
                          const std::string& name) const {
  bool runs = false, only = true;
  const auto hears = [&](const EventSpec& event, const Handler* handler) {
    if (core::part_named(event, kind, name) >= 0) only = only && returners_.contains(handler);
  };
  for (const core::Token& token : state.tokens) {
    const Step* step = def_.step(token.step);
    if (step == nullptr) continue;
    const auto at = static_cast<std::size_t>(step - def_.steps.data());
    runs = runs || (token.side && returning_[at]);
    if (const auto* wait = std::get_if<core::WaitSpec>(&step->spec)) hears(wait->event, nullptr);
    for (const Handler& handler : step->upon) hears(handler.event, &handler);
  }
  for (const Handler& handler : def_.upon) hears(handler.event, &handler);
  return runs && only;
}

}  // namespace tf::sim

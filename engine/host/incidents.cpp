#include "host/incidents.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "core/metrics.h"
#include "host/opened.h"
#include "host/shard.h"

namespace tf::host {

Result<std::vector<OpenIncident>> open_incidents(store::Store& store, const core::Catalog& catalog,
                                                 const std::string& town) {
  std::vector<OpenIncident> out;
  for (const core::Town* one : catalog.towns()) {
    if (!town.empty() && one->id != town) continue;
    const auto counts = TF_TRY(store.metric(core::incidents_metric(one->id), 0, 0));
    for (const auto& [node, count] : counts) {
      if (count.first == 0) continue;
      std::uint64_t id = 0;
      std::from_chars(node.data(), node.data() + node.size(), id);
      const core::CaseState state = TF_TRY(seen_state(store, CaseId{id}));
      for (const core::Incident& incident : state.incidents)
        out.push_back({id, state.number, state.town, incident});
    }
  }
  std::ranges::stable_sort(out, {}, [](const OpenIncident& o) { return o.incident.since; });
  return out;
}

Value incident_value(const OpenIncident& open) {
  const core::Incident& i = open.incident;
  const auto whole = [](std::uint64_t n) { return Value::number(static_cast<std::int64_t>(n)); };
  return Value::record({{"case", Value::text(cat(open.case_id))},
                        {"number", Value::text(open.number)},
                        {"town", Value::text(open.town)},
                        {"incident", whole(i.id)},
                        {"code", Value::text(i.code)},
                        {"step", i.step.empty() ? Value() : Value::text(i.step)},
                        {"zh", Value::text(i.zh)},
                        {"en", Value::text(i.en)},
                        {"since", Value::text(to_utc_string(i.since))},
                        {"tries", whole(i.tries)},
                        {"next", i.next ? Value::text(to_utc_string(*i.next)) : Value()}});
}

std::vector<Timer> timers_of(const core::CaseState& state) {
  std::vector<Timer> out;
  for (const core::Clock& clock : state.clocks) {
    if (clock.phase != core::ClockPhase::running) continue;
    const std::string name = clock.name.empty() ? clock.of : cat(clock.of, " ", clock.name);
    if (!clock.overdue_seen) out.push_back({clock.due, "due", name});
    if (clock.warn && !clock.warn_seen) out.push_back({*clock.warn, "warn", name});
    for (const core::Rung& rung : clock.rungs)
      if (rung.at && !rung.fired) out.push_back({*rung.at, "level", cat(name, " ", rung.level)});
  }
  if (state.phase == core::CasePhase::open) {
    for (const core::Token& token : state.tokens)
      if (token.wake) out.push_back({*token.wake, "wait", token.step});
    for (const core::Watch& watch : state.watches)
      if (watch.at) out.push_back({*watch.at, "handler", watch.handler});
    for (const core::Incident& incident : state.incidents)
      if (incident.next) out.push_back({*incident.next, "retry", incident.code});
  }
  std::ranges::stable_sort(out, {}, &Timer::at);
  return out;
}

}  // namespace tf::host

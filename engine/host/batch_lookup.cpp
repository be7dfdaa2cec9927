// What a turn may look up beyond its case: committed rows, and over them what this batch staged.
#include <algorithm>

#include "base/text.h"
#include "core/env.h"
#include "core/listeners.h"
#include "core/metrics.h"
#include "core/words.h"
#include "host/batch.h"

namespace tf::host {

std::vector<std::uint64_t> BatchRunner::speaking(core::EventSpec::Kind kind,
                                                 const std::string& name, std::size_t most) {
  std::vector<std::uint64_t> out;
  for (const auto& [id, definition] : world_.town->workflows) {
    if (!core::speaks_of(*definition, kind, name)) continue;
    for (const char* phase : {"open", "suspended"}) {
      store::CaseFilter filter;
      filter.town = world_.town->id;
      filter.workflow = id;
      filter.phase = phase;
      filter.limit = 500;
      for (; out.size() < most; filter.offset += filter.limit) {
        const auto rows = store_.cases(filter);
        if (!rows) break;
        for (const store::CaseRow& row : *rows) out.push_back(row.id);
        if (rows->size() < filter.limit) break;
      }
    }
  }
  return out;
}

std::vector<CaseId> BatchRunner::listening(core::EventSpec::Kind kind, const std::string& name,
                                           CaseId except) {
  std::set<std::uint64_t> asked(touched_.begin(), touched_.end());
  for (const std::uint64_t id : speaking(kind, name, Shard::kMostFollows)) asked.insert(id);
  std::vector<CaseId> out;
  for (const std::uint64_t id : asked) {
    if (id == except.value || out.size() >= Shard::kMostFollows) continue;
    const auto entry = state(CaseId{id});
    if (!entry || entry->town != world_.town->id) continue;
    const auto definition = catalog_->definition(entry->versions.definition);
    if (definition && core::listens(*definition, *entry, kind, name)) out.push_back(CaseId{id});
  }
  return out;
}

std::vector<core::Lookup::Found> BatchRunner::find(const std::vector<std::string>& keys,
                                                   Instant since, bool closed) {
  std::map<std::uint64_t, store::MatchRow> rows;
  if (const auto found = store_.find(keys, since.ms, closed))
    for (const store::MatchRow& row : *found) rows[row.case_id] = row;
  for (const store::MatchRow& row : batch_.matches) {
    if (std::find(keys.begin(), keys.end(), row.key) == keys.end()) continue;
    const bool in_time =
        closed ? row.closed_ms && *row.closed_ms >= since.ms : row.opened_ms >= since.ms;
    if (in_time)
      rows[row.case_id] = row;
    else
      rows.erase(row.case_id);
  }
  std::vector<Found> out;
  for (const auto& [id, row] : rows) {
    const auto entry = load(CaseId{id});
    if (!entry) continue;
    const core::CaseState& state = (*entry)->state;
    out.push_back({CaseId{id}, state.workflow, state.number, core::word_of(state.phase),
                   state.result, state.received_at, state.closed_at, state.parent});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Found& a, const Found& b) { return a.opened_at < b.opened_at; });
  return out;
}

Value BatchRunner::case_fields(CaseId id) {
  const auto entry = load(id);
  if (!entry) return {};
  const core::CaseState& state = (*entry)->state;
  Record out;
  for (const auto& [name, value] : state.facts) out.set(name, value);
  out.set("id", Value::text(std::to_string(id.value)));
  out.set("number", Value::text(state.number));
  out.set("workflow", Value::text(state.workflow));
  out.set("state", Value::text(core::word_of(state.phase)));
  out.set("reporter", state.reporter.empty() ? Value() : Value::text(state.reporter));
  out.set("handler", Value::text(core::last_worker(state)));
  out.set("channel", state.channel.empty() ? Value() : Value::text(state.channel));
  return Value::record(std::move(out));
}

// Tasks a person holds, or is the only one to take, in the other cases of the town.
std::int64_t BatchRunner::open_tasks(std::string_view person) {
  std::map<std::pair<std::uint64_t, std::uint64_t>, bool> held;
  const auto look = [&](const store::TaskRow& row) {
    const bool sole = row.candidates.size() == 1 && row.candidates.front() == person;
    held[{row.case_id, row.task}] = row.owner.empty() ? sole : row.owner == person;
  };
  store::TaskFilter filter;
  filter.town = world_.town->id;
  filter.person = std::string(person);
  filter.limit = 1000;
  if (const auto rows = store_.tasks(filter))
    for (const store::TaskRow& row : *rows) look(row);
  for (const store::TaskRow& row : batch_.tasks) look(row);
  for (const auto& closed : batch_.closed_tasks) held.erase(closed);
  return std::count_if(held.begin(), held.end(),
                       [&](const auto& row) { return row.second && row.first.first != turning_; });
}

std::int64_t BatchRunner::count(std::string_view what, std::string_view of, Instant since) {
  if (what == "open_tasks") return open_tasks(of);
  const std::string metric = cat("_", what);
  const std::int64_t from = world_.town->calendar->date(since).days,
                     to = world_.town->calendar->date(now_).days;
  std::int64_t n = 0;
  if (const auto sums = store_.metric(metric, from, to))
    if (const auto found = sums->find(std::string(of)); found != sums->end())
      n = found->second.first;
  for (const store::MetricFact& fact : batch_.metrics)
    if (fact.metric == metric && fact.node == of && fact.day >= from) n += fact.num;
  return n;
}

std::pair<std::int64_t, std::int64_t> BatchRunner::metric(std::string_view key,
                                                          std::string_view node, Date from,
                                                          Date to) {
  std::pair<std::int64_t, std::int64_t> sum{0, 0};
  if (const auto sums = store_.metric(std::string(key), from.days, to.days))
    if (const auto found = sums->find(std::string(node)); found != sums->end()) sum = found->second;
  for (const store::MetricFact& fact : batch_.metrics)
    if (fact.metric == key && fact.node == node && fact.day >= from.days && fact.day <= to.days) {
      sum.first += fact.num;
      sum.second += fact.den;
    }
  return sum;
}

}  // namespace tf::host

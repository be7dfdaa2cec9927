// What a turn may look up beyond its case: committed rows, and over them what this batch staged.
#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "core/env.h"
#include "core/listeners.h"
#include "core/metrics.h"
#include "core/words.h"
#include "host/batch.h"
#include "host/standard_facts.h"

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
    if (town_of(CaseId{id}) != world_.town->ordinal) continue;  // keys do not name the town
    const auto entry = load(CaseId{id});
    if (!entry) continue;
    const core::CaseState& state = (*entry)->state;
    const bool still = std::ranges::any_of(state.keys, [&](const std::string& key) {
      return std::ranges::find(keys, key) != keys.end();
    });
    if (!still) continue;  // its fields have changed since
    out.push_back({CaseId{id}, state.workflow, state.number, core::word_of(state.phase),
                   state.result, state.received_at, state.closed_at, state.parent});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Found& a, const Found& b) { return a.opened_at < b.opened_at; });
  return out;
}

Value BatchRunner::case_fields(CaseId id) {
  if (town_of(id) != world_.town->ordinal) return {};
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

CaseId BatchRunner::numbered(const std::string& number) {
  const bool counts = !number.empty() && number.size() < 19 &&
                      std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; });
  if (counts) {
    const std::uint64_t n = std::stoull(number);
    return town_of(CaseId{n}) == 0 ? case_id(world_.town->ordinal, n) : CaseId{n};
  }
  if (const std::uint64_t staged = staged_number(number)) return CaseId{staged};
  const auto row = store_.case_by_number(number);
  return row && *row ? CaseId{(*row)->id} : CaseId{};
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
  for (const store::TaskRow& row : batch_.tasks)
    if (row.town == filter.town) look(row);
  for (const auto& closed : batch_.closed_tasks) held.erase(closed);
  return std::count_if(held.begin(), held.end(),
                       [&](const auto& row) { return row.second && row.first.first != turning_; });
}

std::int64_t BatchRunner::count(std::string_view what, std::string_view of, Instant since) {
  if (what == "open_tasks") return open_tasks(of);
  const std::string metric = cat(world_.town->id, "/_", what);
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

// The last row staged under the key, else what is committed.
std::optional<core::Lookup::Kept> BatchRunner::kept(const std::string& plugin,
                                                    const std::string& key) {
  std::optional<store::KeptRow> found;
  const auto staged =
      std::find_if(batch_.kept.rbegin(), batch_.kept.rend(), [&](const store::KeptRow& row) {
        return row.town == world_.town->id && row.plugin == plugin && row.key == key;
      });
  if (staged != batch_.kept.rend())
    found = *staged;
  else if (auto row = store_.kept(world_.town->id, plugin, key, now_.ms))
    found = std::move(*row);
  if (!found || found->value.empty()) return std::nullopt;
  const auto value = parse_json(found->value);
  if (!value) return std::nullopt;
  Kept out{*value, std::nullopt};
  if (found->until_ms) out.until = Instant{*found->until_ms};
  return out;
}

// Committed bytes, and what the rows of this batch change of them.
std::int64_t BatchRunner::kept_bytes(const std::string& plugin) {
  std::map<std::string, std::int64_t> staged;
  for (const store::KeptRow& row : batch_.kept)
    if (row.town == world_.town->id && row.plugin == plugin)
      staged[row.key] =
          row.value.empty() ? 0 : static_cast<std::int64_t>(row.key.size() + row.value.size());
  std::int64_t bytes = store_.kept_bytes(world_.town->id, plugin, now_.ms).value_or(0);
  for (const auto& [key, size] : staged) {
    const auto before = store_.kept(world_.town->id, plugin, key, now_.ms);
    if (before && *before) bytes -= static_cast<std::int64_t>(key.size() + (*before)->value.size());
    bytes += size;
  }
  return bytes;
}

std::pair<std::int64_t, std::int64_t> BatchRunner::metric(std::string_view key,
                                                          std::string_view node, Date from,
                                                          Date to) {
  std::pair<std::int64_t, std::int64_t> sum{0, 0};
  // A built-in one: "town/workflow:name".
  const std::size_t colon = key.find(':');
  const core::StandardMetric* standard =
      colon == std::string_view::npos ? nullptr : core::standard_metric(key.substr(colon + 1));
  if (standard != nullptr && standard->kind != core::StandardMetric::Kind::summed) {
    const std::string flow(key.substr(0, colon));
    const std::string at(node);
    store::StandingSums sums;
    if (const auto found = store_.standings(flow, at, from.days, to.days))
      if (const auto here = found->find(at); here != found->end()) sums = here->second;
    for (const auto& [cell, cases] : batch_.standings)
      if (cell.flow == flow && cell.node == node)
        sums.add(cell.ended, cell.due, cell.late, cases, from.days, to.days);
    return share_of(*standard, sums);
  }
  for (const auto& [of, moved] : batch_.sums) {
    const auto& [metric, day, where] = of;
    if (metric != key || where != node || day < from.days || day > to.days) continue;
    sum.first += moved.first;
    sum.second += moved.second;
  }
  if (const auto sums = store_.metric(std::string(key), from.days, to.days))
    if (const auto found = sums->find(std::string(node)); found != sums->end()) {
      sum.first += found->second.first;
      sum.second += found->second.second;
    }
  for (const store::MetricFact& fact : batch_.metrics)
    if (fact.metric == key && fact.node == node && fact.day >= from.days && fact.day <= to.days) {
      sum.first += fact.num;
      sum.second += fact.den;
    }
  return sum;
}

}  // namespace tf::host

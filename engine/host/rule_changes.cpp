#include "host/rule_changes.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "core/decide.h"
#include "core/roll_entries.h"
#include "host/shard.h"

namespace tf::host {

namespace {

constexpr std::string_view kOpen = "change/";
constexpr std::string_view kApplied = "applied/";
constexpr std::string_view kCalendar = "calendar/";
constexpr std::string_view kPeople = "people/";  // the day up to which terms were looked at
constexpr std::uint64_t kCasesALook = 2000;      // closed cases cost a look, not a turn

std::string open_key(const RuleChange& change) {
  if (!change.people.version.empty()) return cat(kOpen, change.town, "//", change.people.version);
  return cat(kOpen, change.town, "/", change.workflow, change.provisional ? "/provisional" : "");
}

std::string written(const RuleChange& change) {
  List touched;
  for (const std::string& one : change.people.touched) touched.push_back(Value::text(one));
  return to_json(Value::record({{"town", Value::text(change.town)},
                                {"workflow", Value::text(change.workflow)},
                                {"by", Value::text(change.by)},
                                {"all", Value::boolean(change.all)},
                                {"provisional", Value::boolean(change.provisional)},
                                {"roll", Value::text(change.people.version)},
                                {"touched", Value::list(std::move(touched))},
                                {"upto", Value::number(static_cast<std::int64_t>(change.upto))}}));
}

std::optional<RuleChange> read(const std::string& text) {
  const auto value = parse_json(text);
  if (!value || !value->is(Value::Kind::record)) return std::nullopt;
  RuleChange out{(*value)["town"].str(),
                 (*value)["workflow"].str(),
                 (*value)["by"].str(),
                 (*value)["all"].is_true(),
                 (*value)["provisional"].is_true(),
                 0,
                 {}};
  if ((*value)["roll"].is(Value::Kind::text)) out.people.version = (*value)["roll"].as_text();
  if ((*value)["touched"].is(Value::Kind::list))
    for (const Value& one : (*value)["touched"].as_list()) out.people.touched.push_back(one.str());
  if ((*value)["upto"].is(Value::Kind::number))
    out.upto = static_cast<std::uint64_t>((*value)["upto"].as_number().whole().value_or(0));
  return out;
}

void run(CaseId id, const std::string& by, core::CommandBody body, BatchRunner& runner) {
  core::Command command;
  command.target = id;
  command.actor = {by, by.empty() ? "engine" : "claimed", ""};
  command.body = std::move(body);
  runner.run(command, {});
}

bool has_dates(const core::Roll& roll) {
  return std::ranges::any_of(roll.nodes, [](const auto& n) { return !n.second.terms.empty(); }) ||
         std::ranges::any_of(roll.persons, [](const auto& p) { return !p.second.absent.empty(); });
}

RuleChange people_change(const core::Town& town, const std::string& by,
                         std::vector<std::string> touched, const std::string& version) {
  RuleChange out;
  out.town = town.id;
  out.by = by;
  out.people = {version, std::move(touched)};
  return out;
}

}  // namespace

RuleChanges::RuleChanges(const std::map<std::string, std::string>& settings) {
  for (const auto& [key, text] : settings) {
    if (key.starts_with(kApplied) || key.starts_with(kCalendar) || key.starts_with(kPeople))
      applied_[key] = text;
    if (!key.starts_with(kOpen) || text.empty()) continue;
    if (auto change = read(text)) open_[key] = *std::move(change);
  }
}

void RuleChanges::begin_people(const core::Town& town, std::uint64_t version, const std::string& by,
                               std::vector<std::string> touched, Instant now, BatchRunner& runner) {
  // Terms that begin tomorrow are noticed only by who knows up to which day was looked.
  const std::string key = cat(kPeople, town.id);
  if (applied_[key].empty() && has_dates(town.roll))
    applied_[key] = runner.batch().settings[key] = to_string(town.calendar->date(now));
  if (!touched.empty()) begin(people_change(town, by, std::move(touched), cat(version)), runner);
}

void RuleChanges::begin(RuleChange change, BatchRunner& runner) {
  const std::string key = open_key(change);
  runner.batch().settings[key] = written(change);
  open_[key] = std::move(change);
}

Result<void> RuleChanges::begin_due(const core::Catalog& catalog, Instant now,
                                    BatchRunner& runner) {
  std::map<std::string, std::string> begun;
  std::optional<Date> today;
  for (const core::Town* town : catalog.towns()) {
    today = town->calendar->date(now);
    if (looked_on_ == today) continue;
    const std::string calendar = cat(kCalendar, town->id);
    if (const std::string known = applied_[calendar]; known != town->calendar->version()) {
      begun[calendar] = town->calendar->version();
      if (begun.size() == 1) runner.begin(now);
      runner.batch().settings[calendar] = town->calendar->version();
      if (!known.empty())
        for (const auto& [workflow, history] : town->rules)
          begin({town->id, workflow, "", true, true, 0, {}}, runner);
    }
    if (has_dates(town->roll)) {
      const std::string key = cat(kPeople, town->id);
      const auto last = parse_date(applied_[key]);
      begun[key] = to_string(*today);
      if (begun.size() == 1) runner.begin(now);
      runner.batch().settings[key] = begun[key];
      if (last && *last < *today)
        if (auto touched = core::touched_between(town->roll, *last, *today); !touched.empty())
          begin(people_change(*town, "", std::move(touched), begun[key]), runner);
    }
    for (const auto& [workflow, history] : town->rules) {
      const core::RuleVersion* in_force = nullptr;
      for (const core::RuleVersion& version : history)
        if (!version.effective || *version.effective <= *today) in_force = &version;
      if (in_force == nullptr || !in_force->running) continue;
      const std::string key = cat(kApplied, town->id, "/", workflow);
      if (applied_[key] == in_force->rules->hash) continue;
      begun[key] = in_force->rules->hash;
      if (begun.size() == 1) runner.begin(now);
      runner.batch().settings[key] = in_force->rules->hash;
      begin({town->id, workflow, "", false, false, 0, {}}, runner);
    }
  }
  if (!begun.empty()) TF_OK(runner.commit());
  for (auto& [key, hash] : begun) applied_[key] = std::move(hash);
  looked_on_ = today;
  return {};
}

Result<std::optional<std::size_t>> RuleChanges::go_on(const core::Catalog& catalog,
                                                      store::Store& store, Instant now,
                                                      BatchRunner& runner) {
  if (open_.empty()) return std::nullopt;
  const std::string key = open_.begin()->first;
  RuleChange change = open_.begin()->second;
  const core::Town* town = catalog.town(change.town);
  runner.begin(now);
  std::size_t moved = 0;
  const std::uint64_t last = town == nullptr ? 0 : runner.cases_of(change.town);
  for (std::uint64_t looks = 0;
       change.upto < last && moved < Shard::kCasesAPage && looks < kCasesALook; ++looks) {
    const CaseId id = case_id(town->ordinal, ++change.upto);
    const auto row = TF_TRY(store.case_row(id.value));
    if (!row || row->phase == "closed") continue;
    if (!change.people.version.empty()) {
      if (!core::touches(change.people, TF_TRY(runner.state(id)))) continue;
      run(id, change.by, change.people, runner);
      ++moved;
      continue;
    }
    if (row->workflow != change.workflow) continue;
    const Instant opened{row->opened_ms};
    const auto rules = change.all ? town->rules_at(change.workflow, opened)
                                  : town->running_rules(change.workflow, opened, now);
    if (!rules) continue;
    const auto state = TF_TRY(runner.state(id));
    if (state.versions.rules == rules->hash) continue;
    if (change.provisional && std::ranges::none_of(state.clocks, &core::Clock::provisional))
      continue;
    run(id, change.by, core::RulesChanged{rules->hash, change.by}, runner);
    ++moved;
  }
  const bool done = change.upto >= last;
  runner.batch().settings[key] = done ? std::string() : written(change);
  TF_OK(runner.commit());
  if (done)
    open_.erase(key);
  else
    open_[key] = std::move(change);
  return moved;
}

}  // namespace tf::host

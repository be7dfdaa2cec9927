#include "host/schedules.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace tf::host {

namespace {

constexpr int kMostSkipped = 100'000;  // missed turns passed over at once

std::string setting_of(const std::string& town, const std::string& workflow,
                       const std::string& start) {
  return cat("s/", town, "/", workflow, start.empty() ? "" : "/", start);
}

std::string value_of(Instant origin, Instant cursor,
                     const std::set<std::string, std::less<>>& held = {}) {
  std::string out = cat(origin.ms, " ", cursor.ms);
  if (held.empty()) return out;
  List rows;
  for (const std::string& row : held) rows.push_back(Value::text(row));
  return cat(out, " ", to_json(Value::list(std::move(rows)), true));
}

std::set<std::string, std::less<>> held_in(std::string_view value) {
  std::set<std::string, std::less<>> out;
  const std::size_t blank = value.find(' ', value.find(' ') + 1);
  if (blank == std::string_view::npos) return out;
  const auto rows = parse_json(value.substr(blank + 1));
  if (rows && rows->is(Value::Kind::list))
    for (const Value& row : rows->as_list()) out.insert(row.str());
  return out;
}

}  // namespace

Schedules::Schedules(const std::map<std::string, std::string>& settings) {
  for (const auto& [key, value] : settings) {
    const std::size_t blank = value.find(' ');
    if (!key.starts_with("s/") || blank == std::string::npos) continue;
    known_[key] = {Instant{std::stoll(value)}, Instant{std::stoll(value.substr(blank + 1))},
                   held_in(value)};
  }
}

Instant Schedules::after(core::World& world, const Entry& entry, Instant from) {
  const core::Town* town = world.catalog->town(entry.town);
  const auto cycle = town == nullptr
                         ? std::nullopt
                         : core::cycle_of_schedule(world, *town, entry.workflow, entry.start, from);
  if (!cycle) return rule::kNever;
  return rule::next_occurrence(*cycle, entry.origin, from, *town->calendar);
}

std::map<std::string, std::string> Schedules::arm(
    core::World& world, Instant now, const std::optional<std::set<std::string>>& only) {
  std::map<std::string, std::string> fresh;
  entries_.clear();
  for (const core::Town* town : world.catalog->towns())
    for (const auto& [workflow, definition] : town->workflows)
      for (const core::Start& start : definition->starts) {
        if (!start.schedule || (only && !only->contains(workflow))) continue;
        const std::string key = setting_of(town->id, workflow, start.name);
        const auto [known, added] = known_.try_emplace(key, Known{now, now});
        if (added) fresh[key] = value_of(now, now);
        const Known& since = known->second;
        Entry entry{town->id, workflow, start.name, since.origin, since.cursor, {}, false};
        entry.looks = static_cast<bool>(start.schedule->when);
        entry.next = after(world, entry, entry.cursor);
        entries_.emplace(key, std::move(entry));
      }
  return fresh;
}

std::optional<Instant> Schedules::next() const {
  std::optional<Instant> first;
  for (const auto& [key, entry] : entries_)
    if (entry.next < rule::kNever && (!first || entry.next < *first)) first = entry.next;
  return first;
}

std::optional<Schedules::Turn> Schedules::due(core::World& world, Instant now) const {
  const Entry* first = nullptr;
  for (const auto& [key, entry] : entries_)
    if (entry.next < now && (first == nullptr || entry.next < first->next)) first = &entry;
  if (first == nullptr) return std::nullopt;
  const core::Town* town = world.catalog->town(first->town);
  Turn turn{town, first->workflow, first->start, first->next, first->next, true, first->looks};
  if (turn.looks) {
    // However many looks were missed, they are one, now.
    turn.held = known_.at(setting_of(first->town, first->workflow, first->start)).held;
    turn.at = turn.passed = std::max(first->next, now - 1);
    return turn;
  }
  const auto cycle =
      core::cycle_of_schedule(world, *town, first->workflow, first->start, first->next);
  if (!cycle || cycle->missed == rule::Missed::all) return turn;
  for (int i = 0; i < kMostSkipped; ++i) {
    const Instant later = after(world, *first, turn.at);
    if (!(later < now)) break;
    turn.at = turn.passed = later;
  }
  turn.opens =
      turn.looks || cycle->missed == rule::Missed::last || now - turn.at <= rule::kMissedAfter;
  return turn;
}

std::pair<std::string, std::string> Schedules::cursor(const Turn& turn) const {
  const std::string key = setting_of(turn.town->id, turn.workflow, turn.start);
  return {key, value_of(entries_.at(key).origin, turn.passed, turn.held)};
}

void Schedules::done(core::World& world, const Turn& turn) {
  const std::string key = setting_of(turn.town->id, turn.workflow, turn.start);
  Entry& entry = entries_.at(key);
  entry.cursor = turn.passed;
  entry.next = after(world, entry, entry.cursor);
  known_[key] = {entry.origin, entry.cursor, turn.held};
}

}  // namespace tf::host

#include "core/schedule.h"

#include <algorithm>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "core/clocks.h"
#include "core/env.h"

namespace tf::core {

namespace {

const Actor kCalendar{"", "engine", ""};

// A turn without a case: what the expressions of a schedule are evaluated in.
struct Bare {
  Bare(World& world, const Town& town, const std::string& workflow, const std::string& name,
       Instant at)
      : turn(world, state, at, kCalendar) {
    const auto definition = town.workflows.find(workflow);
    if (definition == town.workflows.end()) return;
    start = definition->second->start(name);
    if (start == nullptr || !start->schedule) return;
    rules = town.rules_at(workflow, at);
    if (!rules) return;
    turn.bind_to(definition->second, rules);
    schedule = &*start->schedule;
  }
  CaseState state;
  Turn turn;
  std::shared_ptr<const RuleSet> rules;
  const Start* start = nullptr;
  const Schedule* schedule = nullptr;
};

// A row's own name: its id, code or number, else all of it.
std::string name_of(const Value& row) {
  if (row.is_null()) return {};
  for (const char* key : {"id", "code", "number"})
    if (row.is(Value::Kind::record) && row[key].is(Value::Kind::text)) return row[key].as_text();
  return to_json(row, true);
}

// The form of opening is filled by `set`: nobody is there to ask.
Value form_of(Turn& turn, const Start& start) {
  Record data;
  CaseEnv env(turn);
  for (const auto& set : start.set) {
    std::map<std::string, Value> values;
    for (const Assign& assign : set) values[assign.field] = assigned(turn, assign, env);
    for (const auto& [name, value] : values) {
      env.answers[name] = value;
      for (const auto& field : turn.definition().form)
        if (field->name == name) data.set(name, value);
    }
  }
  // A row that is a place of the town is where the case lies.
  const Value& row = turn.row;
  for (const char* key : {"id", "node"})
    if (row.is(Value::Kind::record) && row[key].is(Value::Kind::text) &&
        turn.town().roll.node(row[key].as_text()) != nullptr && data.find("grid") == nullptr)
      data.set("grid", row[key]);
  return Value::record(std::move(data));
}

}  // namespace

std::optional<rule::Cycle> cycle_of_schedule(World& world, const Town& town,
                                             const std::string& workflow, const std::string& start,
                                             Instant now) {
  world.town = &town;
  Bare bare(world, town, workflow, start, now);
  if (bare.schedule == nullptr) return std::nullopt;
  const rule::Deadline* every = picked_deadline(bare.turn, bare.schedule->every, 1, nullptr);
  return every == nullptr ? std::nullopt : every->every;
}

std::vector<Opening> openings(World& world, const Town& town, const std::string& workflow,
                              const std::string& start, Instant at, std::string& problem) {
  world.town = &town;
  Bare bare(world, town, workflow, start, at);
  std::vector<Opening> out;
  if (bare.schedule == nullptr) return out;
  Value rows = Value::list({Value()});
  if (bare.schedule->each) {
    CaseEnv env(bare.turn);
    rows = evaluate(bare.turn, bare.schedule->each, env);
    if (!rows.is(Value::Kind::list)) {
      problem = cat("'", bare.schedule->each.text(), "' is no list");
      return out;
    }
  }
  std::set<std::string> seen;
  for (const Value& row : rows.as_list()) {
    Opening opening;
    opening.row = name_of(row);
    if (!seen.insert(opening.row).second) continue;
    bare.turn.row = row;
    if (bare.schedule->when) {
      CaseEnv env(bare.turn);
      if (!holds(bare.turn, bare.schedule->when, env)) continue;
    }
    opening.command.town = town.id;
    opening.command.workflow = workflow;
    opening.command.start = start;
    opening.command.channel = "schedule";
    opening.command.received_at = at;
    opening.command.turn = at;
    opening.command.row = row;
    opening.command.data = form_of(bare.turn, *bare.start);
    out.push_back(std::move(opening));
  }
  return out;
}

}  // namespace tf::core

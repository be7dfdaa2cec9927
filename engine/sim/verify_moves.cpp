#include "sim/verify_moves.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "core/command/task_forms.h"
#include "core/env.h"

namespace tf::sim {

namespace {

using core::Definition;
using core::Field;
using core::Form;
using core::Town;
using core::Type;
using core::TypeKind;

std::string somebody(const Town& town) {
  for (const auto& [id, place] : town.roll.nodes)
    for (const auto& [post, holders] : place.holds)
      if (!holders.empty()) return holders.front();
  return "nobody";
}

// An answer that fits the type, and nothing more.
Value plain(const Town& town, const Type& type, int depth = 0) {
  switch (type.kind) {
    case TypeKind::number:
    case TypeKind::whole:
    case TypeKind::money:
      return Value::number(1);
    case TypeKind::yes_no:
      return Value::boolean(true);
    case TypeKind::date:
      return Value::text("2026-06-30");
    case TypeKind::moment:
      return Value::text("2026-03-09 09:00");
    case TypeKind::choice:
      return type.choices.empty() ? Value::text("a") : Value::text(type.choices.front());
    case TypeKind::choices:
      return Value::list(
          {type.choices.empty() ? Value::text("a") : Value::text(type.choices.front())});
    case TypeKind::person:
      return Value::text(somebody(town));
    case TypeKind::unit:
      return Value::text(town.roll.units.empty() ? "unit" : town.roll.units.begin()->first);
    case TypeKind::node:
    case TypeKind::address:
    case TypeKind::place:
      return Value::text(town.roll.nodes.empty() ? "here" : town.roll.nodes.rbegin()->first);
    case TypeKind::record: {
      Record row;
      if (depth < 4)
        for (const auto& field : type.fields)
          if (!field->is) row.set(field->name, plain(town, field->type, depth + 1));
      return Value::record(std::move(row));
    }
    case TypeKind::list: {
      const Value item = type.item && depth < 4 ? plain(town, *type.item, depth + 1) : Value();
      return Value::list({item, item});  // two: most lists that ask for some ask for two
    }
    default:
      return Value::text("a");
  }
}

bool asked(const Field& field) {
  return !field.is && (field.required || field.required_if || field.type.kind == TypeKind::choice ||
                       field.type.kind == TypeKind::yes_no);
}

// The plain answers, then for every choice of every field the same with that one changed.
std::vector<Value> fillings(const Town& town,
                            const std::vector<std::shared_ptr<const Field>>& fields) {
  Record base;
  for (const auto& field : fields)
    if (asked(*field)) base.set(field->name, plain(town, field->type));
  std::vector<Value> out{Value::record(base)};
  const auto with = [&](const std::string& name, Value value) {
    Record other = base;
    other.set(name, std::move(value));
    out.push_back(Value::record(std::move(other)));
  };
  for (const auto& field : fields) {
    if (!asked(*field)) continue;
    if (field->type.kind == TypeKind::yes_no) with(field->name, Value::boolean(false));
    if (field->type.kind == TypeKind::choice)
      for (std::size_t i = 1; i < field->type.choices.size(); ++i)
        with(field->name, Value::text(field->type.choices[i]));
    // What need not be answered may be left out.
    if (!field->required) {
      Record other = base;
      other.erase(field->name);
      out.push_back(Value::record(std::move(other)));
    }
  }
  return out;
}

std::vector<std::shared_ptr<const Field>> fields_of(const std::vector<const Form*>& forms) {
  std::vector<std::shared_ptr<const Field>> out;
  for (const Form* form : forms) out.insert(out.end(), form->fields.begin(), form->fields.end());
  return out;
}

std::string starter(const Town& town, const core::Start& start) {
  for (const core::WhoItem& item : start.who)
    for (const auto& [id, place] : town.roll.nodes)
      if (const auto holders = place.holds.find(item.name);
          holders != place.holds.end() && !holders->second.empty())
        return holders->second.front();
  return start.who.empty() || start.who.front().kind == core::WhoItem::Kind::everyone
             ? somebody(town)
             : start.who.front().name;
}

void task_moves(const core::CaseState& state, const Town& town, const Definition& def,
                std::vector<Move>& out) {
  std::set<std::string> seen;  // tasks of one step are alike
  for (const core::Task& task : state.tasks) {
    const core::Step* step = def.step(task.step);
    if (task.token == 0 || step == nullptr || !seen.insert(task.step).second) continue;
    for (const core::Outcome& outcome : step->outcomes)
      for (Value& form : fillings(town, fields_of(core::forms_of(*step, &outcome)))) {
        Move move{.kind = Move::Kind::complete,
                  .name = step->id,
                  .outcome = {},
                  .by = {},
                  .start = {},
                  .data = std::move(form),
                  .id = task.id,
                  .ok = true,
                  .forced = false,
                  .at = {}};
        if (step->named_outcomes) move.outcome = outcome.name;
        move.by = !task.owner.empty()        ? task.owner
                  : !task.candidates.empty() ? task.candidates.front()
                                             : std::string();
        out.push_back(std::move(move));
      }
  }
}

void message_moves(core::World& world, const core::CaseState& state, const Definition& def,
                   std::vector<Move>& out) {
  std::set<std::string> seen;
  const auto add = [&](const core::EventSpec& event, std::uint64_t scope) {
    if (event.kind != core::EventSpec::Kind::message || !seen.insert(event.name).second) return;
    core::CaseState copy = state;
    core::Turn turn(world, copy, state.last, {"", "engine", ""});
    core::CaseEnv env(turn, scope);
    Record with;
    for (const core::Assign& match : event.match)
      with.set(match.field, core::evaluate(turn, match.value, env));
    out.push_back({.kind = Move::Kind::message,
                   .name = event.name,
                   .outcome = {},
                   .by = {},
                   .start = {},
                   .data = Value::record(std::move(with)),
                   .id = 0,
                   .ok = true,
                   .forced = false,
                   .at = {}});
  };
  for (const core::Token& token : state.tokens) {
    const core::Step* step = def.step(token.step);
    if (step == nullptr) continue;
    if (const auto* wait = std::get_if<core::WaitSpec>(&step->spec)) add(wait->event, token.scope);
    for (const core::Handler& handler : step->upon) add(handler.event, token.scope);
  }
  for (const core::Handler& handler : def.upon) add(handler.event, 1);
}

void outside_moves(const core::CaseState& state, const Town& town, const Definition& def,
                   std::vector<Move>& out) {
  for (const core::Token& token : state.tokens) {
    const core::Step* step = def.step(token.step);
    if (token.effect != 0 && step != nullptr)
      for (const bool ok : {true, false}) {
        const auto* spec = std::get_if<core::DoSpec>(&step->spec);
        out.push_back({.kind = Move::Kind::effect,
                       .name = spec == nullptr ? token.step : spec->effect,
                       .outcome = {},
                       .by = {},
                       .start = {},
                       .data = {},
                       .id = token.effect,
                       .ok = ok,
                       .forced = false,
                       .at = {}});
      }
    if (token.child == 0) continue;
    for (const core::Child& child : state.children) {
      const auto below = town.workflows.find(child.workflow);
      if (child.id != token.child || below == town.workflows.end()) continue;
      std::set<std::string> results;
      for (const core::Step& end : below->second->steps)
        if (const auto* spec = std::get_if<core::EndSpec>(&end.spec)) results.insert(spec->result);
      if (results.empty()) results.insert("");
      for (const std::string& result : results)
        out.push_back({.kind = Move::Kind::child,
                       .name = child.workflow,
                       .outcome = result,
                       .by = {},
                       .start = {},
                       .data = {},
                       .id = child.id,
                       .ok = true,
                       .forced = false,
                       .at = {}});
    }
  }
}

// As an author writes it in braces.
std::string flow_text(const Value& value) {
  if (value.is(Value::Kind::list)) {
    std::string out = "[";
    for (const Value& item : value.as_list()) out += cat(out == "[" ? "" : ", ", flow_text(item));
    return out + "]";
  }
  if (value.is(Value::Kind::record)) {
    std::string out = "{";
    for (const auto& [name, field] : value.as_record())
      out += cat(out == "{" ? "" : ", ", name, ": ", flow_text(field));
    return out + "}";
  }
  return value.is_null() ? "null" : value.str();
}

}  // namespace

std::vector<Move> openings(const Town& town, const Definition& def) {
  std::vector<Move> out;
  for (const core::Start& start : def.starts)
    for (Value& form : fillings(town, def.form))
      out.push_back({.kind = Move::Kind::open,
                     .name = def.id,
                     .outcome = {},
                     .by = starter(town, start),
                     .start = start.name,
                     .data = std::move(form),
                     .id = 0,
                     .ok = true,
                     .forced = false,
                     .at = {}});
  return out;
}

std::vector<Move> moves_of(core::World& world, const core::CaseState& state, const Town& town,
                           const Definition& def) {
  std::vector<Move> out;
  task_moves(state, town, def, out);
  message_moves(world, state, def, out);
  outside_moves(state, town, def, out);
  if (state.next_wake())
    out.push_back({.kind = Move::Kind::time,
                   .name = {},
                   .outcome = {},
                   .by = {},
                   .start = {},
                   .data = {},
                   .id = 0,
                   .ok = true,
                   .forced = false,
                   .at = {}});
  return out;
}

core::CommandBody command_of(const Move& move, const Town& town, const Definition& def) {
  switch (move.kind) {
    case Move::Kind::open: {
      core::OpenCase open;
      open.town = town.id;
      open.workflow = def.id;
      open.start = move.start;
      open.data = move.data;
      return open;
    }
    case Move::Kind::complete: {
      core::Act act;
      act.verb = move.forced ? "skip" : "complete";
      act.task = move.id;
      act.outcome = move.outcome;
      if (move.forced)
        act.reason = "verify";
      else
        act.form = move.data;
      return act;
    }
    case Move::Kind::message:
      return core::SendMessage{move.name, move.data};
    case Move::Kind::effect:
      return core::FinishEffect{move.id, move.ok, {}};
    case Move::Kind::child:
      return core::ChildEnded{move.id, move.outcome, {}};
    case Move::Kind::time:
      break;
  }
  return core::FireTimers{};
}

std::string story_item(const Move& move, const Town& town, bool first) {
  const std::string at = to_string(town.calendar->local(move.at));
  const std::string by = move.by.empty() ? "" : cat(", by: ", move.by);
  switch (move.kind) {
    case Move::Kind::open:
      return cat("  - {at: ", at, ", ", first ? "" : "# ", "open: ", flow_text(move.data),
                 move.start.empty() ? "" : cat(", start: ", move.start), by, "}\n");
    case Move::Kind::complete:
      if (move.forced)
        return cat("  # fill in what '", move.name, "' asks for:\n  - {at: ", at,
                   ", complete: ", move.name, by,
                   move.outcome.empty() ? "" : cat(", outcome: ", move.outcome), "}\n");
      return cat("  - {at: ", at, ", complete: ", move.name, by,
                 move.outcome.empty() ? "" : cat(", outcome: ", move.outcome),
                 move.data.as_record().empty() ? "" : cat(", form: ", flow_text(move.data)), "}\n");
    case Move::Kind::message:
      return cat("  - {at: ", at, ", message: ", move.name,
                 move.data.as_record().empty() ? "" : cat(", with: ", flow_text(move.data)), "}\n");
    case Move::Kind::effect:
      return cat("  - {at: ", at, ", effect: {", move.name, ": ", move.ok ? "ok" : "failed",
                 "}, check: true}\n");
    case Move::Kind::child:
      return cat("  # the case of '", move.name, "' that was opened ends with '", move.outcome,
                 "': play it here\n");
    case Move::Kind::time:
      break;
  }
  return cat("  - {at: ", at, ", check: true}\n");
}

}  // namespace tf::sim

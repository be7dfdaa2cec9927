#include "core/command/start.h"

#include "base/check.h"
#include "base/text.h"
#include "core/match_keys.h"
#include "core/nearness.h"
#include "core/private_fields.h"
#include "core/sealing.h"
#include "core/timing.h"
#include "core/words.h"

namespace tf::core {

namespace {

Instant since(Turn& turn, const std::string& within) {
  if (within.empty()) return Instant{0};
  DueSpec due;
  due.name = within;
  const auto forward = compute_due(turn, due, 1, turn.effective(), false);
  if (!forward) return Instant{0};
  const rule::Deadline* deadline = picked_deadline(turn, due, 1, nullptr);
  const Calendar& calendar = *turn.town().calendar;
  if (deadline != nullptr && deadline->span.unit == rule::Unit::calendar_days)
    return calendar.instant(calendar.date(turn.effective()) - deadline->span.n, 0);
  return turn.effective() - (forward->due - turn.effective());
}

// Rows of a find, as recorded: enough for count() and filters on times, nothing personal.
Value recorded(Turn& turn, const std::vector<Lookup::Found>& rows) {
  List out;
  const Zone& zone = turn.town().calendar->zone();
  for (const auto& found : rows) {
    Value fields = turn.world().lookup->case_fields(found.id);
    Record row{{"id", Value::text(cat(found.id.value))},
               {"number", Value::text(found.number)},
               {"workflow", Value::text(found.workflow)},
               {"state", Value::text(found.phase)},
               {"result", found.result.empty() ? Value() : Value::text(found.result)},
               {"opened_at", Value::moment(found.opened_at, zone)},
               {"closed_at", found.closed_at ? Value::moment(*found.closed_at, zone) : Value()}};
    for (const char* name : {"channel", "visit_kind"})
      if (const Value& v = fields[name]; !v.is_null()) row.set(name, v);
    out.push_back(Value::record(std::move(row)));
  }
  return Value::list(std::move(out));
}

// What fields that are not asked at opening hold until somebody fills them.
std::map<std::string, Value> fields_by_default(Turn& turn) {
  std::map<std::string, Value> out;
  CaseEnv env(turn);
  for (const auto& field : turn.definition().fields)
    if (!field->item && field->otherwise && turn.state().field(field->name).is_null())
      if (Value value = evaluate(turn, field->otherwise, env); !value.is_null())
        out[field->name] = std::move(value);
  return out;
}

}  // namespace

Instant looking_back(Turn& turn, const std::string& within) {
  return since(turn, within);
}

bool in_state(const FindSpec& spec, const Lookup::Found& found) {
  if (spec.state.empty() || spec.state == found.phase) return true;
  return spec.state == "open" && found.phase == "suspended";  // it stands still, and is not over
}

std::int64_t metres_asked(Turn& turn, const FindSpec& spec, CaseEnv& env) {
  const Value near = evaluate(turn, spec.near, env);
  const std::int64_t metres =
      near.is(Value::Kind::number) ? near.as_number().whole().value_or(0) : 0;
  return std::min(metres, kMostMetres);
}

Value place_of(Turn& turn, const Lookup::Found& found) {
  const auto definition = turn.town().workflows.find(found.workflow);
  if (definition == turn.town().workflows.end()) return {};
  const Value fields = turn.opened(turn.world().lookup->case_fields(found.id));
  for (const auto& field : definition->second->fields)
    if (field->type.kind == TypeKind::place || field->type.kind == TypeKind::address)
      if (const Value& there = fields[field->name]; !there.is_null()) return there;
  return {};
}

bool is_near(Turn& turn, const Lookup::Found& found, const Value& place, std::int64_t metres) {
  const auto far = metres_between(place, place_of(turn, found));
  return far && *far <= metres;
}

StartTrial::StartTrial(Turn& turn, const OpenCase& command, const Start& start,
                       const FormAnswers& answers, std::string grid, std::string channel,
                       Instant received)
    : turn_(turn),
      command_(command),
      start_(start),
      answers_(answers),
      grid_(std::move(grid)),
      channel_(std::move(channel)),
      received_(received) {}

std::vector<Lookup::Found> StartTrial::search(Turn& turn, const FindSpec& spec) {
  CaseEnv env(turn);
  env.answers = {answers_.values.begin(), answers_.values.end()};
  env.answers["grid"] = node_value(turn.town(), grid_);
  if (spec.when && !holds(turn, spec.when, env)) return {};
  std::vector<Value> values;
  for (std::size_t i = 0; i < spec.match.size(); ++i)
    values.push_back(i < spec.values.size() && spec.values[i] ? evaluate(turn, spec.values[i], env)
                                                              : env.path(spec.match[i]));
  const std::int64_t metres = spec.near ? metres_asked(turn, spec, env) : 0;
  const Value place = spec.near ? env.place() : Value();
  if (spec.near) values.push_back(cells_around(place, metres));
  std::vector<std::string> keys = keys_of(spec.tuple(), values, kMostSought);
  // Cases from before their fields were sealed have the plain key.
  const std::vector<std::string> of_these =
      spec.of.empty() ? std::vector<std::string>{command_.workflow} : spec.of;
  for (const std::string& of : of_these)
    if (const auto sought = turn.town().workflows.find(of);
        turn.sealing() != nullptr && sought != turn.town().workflows.end() &&
        is_private_tuple(*sought->second, spec.tuple()))
      for (std::string& key :
           turn.sealing()->marks(*sought->second, spec.tuple(), values, kMostSought))
        keys.push_back(std::move(key));
  if (keys.empty()) return {};
  std::vector<Lookup::Found> out;
  for (auto& found :
       turn.world().lookup->find(keys, since(turn, spec.within), spec.state == "closed")) {
    const bool of = spec.of.empty() ? found.workflow == command_.workflow
                                    : std::find(spec.of.begin(), spec.of.end(), found.workflow) !=
                                          spec.of.end();
    if (!of || !in_state(spec, found) || (spec.near && !is_near(turn, found, place, metres)))
      continue;
    out.push_back(std::move(found));
  }
  return out;
}

std::optional<SameCase> StartTrial::same() {
  if (command_.parent != 0) return std::nullopt;  // a child is never another's same
  for (const FindSpec& spec : start_.same)
    if (auto found = search(turn_, spec); !found.empty())
      return SameCase{&spec, std::move(found.front())};
  return std::nullopt;
}

void StartTrial::prepare(Turn& turn, bool with_id) {
  const Definition& def = turn.definition();
  CaseOpened opened;
  if (with_id) {
    if (command_.given_id != 0) {
      opened.id = command_.given_id;
      opened.number = command_.given_number;
    } else {
      const auto [id, number] = turn.world().new_case(turn.town(), turn.effective());
      opened.id = id.value;
      opened.number = number;
    }
  }
  opened.town = turn.town().id;
  opened.workflow = def.id;
  opened.versions = {def.hash, turn.rules().hash};
  opened.reporter = turn.actor().person;
  opened.channel = channel_;
  opened.grid = grid_;
  opened.received_at = received_;
  opened.parent = command_.parent;
  opened.parent_token = command_.parent_token;
  {
    CaseEnv env(turn);
    env.answers = {answers_.values.begin(), answers_.values.end()};
    env.answers["grid"] = node_value(turn.town(), grid_);
    for (const auto& fields : def.keys)
      for (std::string& key : match_keys(turn, env, fields)) opened.keys.push_back(std::move(key));
  }
  turn.emit(std::move(opened));
  if (!answers_.values.empty()) turn.emit(FieldsSet{1, answers_.values, "form"});
  Walk walk(turn);
  if (auto values = fields_by_default(turn); !values.empty())
    turn.emit(FieldsSet{1, std::move(values), "default"});
  for (const FindSpec& spec : start_.find) {
    Value rows = recorded(turn, search(turn, spec));
    turn.emit(Found{spec.name, rows});
    turn.emit(FieldsSet{1, {{spec.name, rows}}, "find"});
  }
  for (const auto& set : start_.set) walk.assign(set, 1, "start");
  for (const std::string& table : start_.decide) walk.decide_table(table, 1);
}

std::optional<Rejection> StartTrial::refusal() {
  const bool asks = has_hook(turn_, "case.validate");
  if (start_.refuse.empty() && !asks) return std::nullopt;
  CaseState copy;
  Turn trial(turn_.world(), copy, turn_.now(), turn_.actor());
  trial.bind_to(turn_.town().workflows.find(command_.workflow)->second,
                turn_.town().rules_at(command_.workflow, received_));
  trial.row = turn_.row;
  trial.share_seals(turn_);
  trial.set_effective(command_.turn ? received_ : turn_.now());
  prepare(trial, false);
  CaseEnv env(trial);
  if (auto refused = refused_by(trial, start_.refuse, env); refused || !asks) return refused;
  asked_ = ask_hooks(trial, "case.validate",
                     Value::record({{"workflow", Value::text(turn_.definition().id)},
                                    {"channel", Value::text(channel_)},
                                    {"by", Value::text(turn_.actor().person)}}),
                     env);
  return asked_.rejection;
}

void StartTrial::open() {
  turn_.set_effective(command_.turn ? received_ : turn_.now());
  prepare(turn_, true);
  record_hooks(turn_, asked_);
  Walk walk(turn_);
  const Definition& def = turn_.definition();
  if (command_.due)
    start_clock(walk, {.of = "case",
                       .name = "",
                       .token = 0,
                       .due = def.due,
                       .ladder = def.ladder,
                       .scope = 1,
                       .start = received_,
                       .given = command_.due});
  else if (def.due.present())
    start_clock(walk, {.of = "case",
                       .name = "",
                       .token = 0,
                       .due = def.due,
                       .ladder = def.ladder,
                       .scope = 1,
                       .start = received_,
                       .given = {}});
  walk.arm(nullptr, def.upon);
  if (!def.tell.to.empty()) walk.tell(def.tell, "opened", 1, "opened");
  int first = def.blocks.front().steps.empty() ? -1 : def.blocks.front().steps.front();
  if (!start_.go.empty() && start_.go.front().kind == Target::Kind::step)
    first = start_.go.front().step;
  if (first >= 0) walk.enter(1, first, "");
  walk.settle();
}

Verdict join_existing(Turn& turn, const OpenCase& command, const FormAnswers& answers,
                      const SameCase& same) {
  static_cast<void>(command);
  Act act;
  act.verb = same.spec->then == FindSpec::Then::reopen ? "reopen" : "merge";
  act.same = true;
  act.reason = same.spec->name;
  Record form;
  for (const auto& [name, value] : answers.values) form.set(name, value);
  act.form = Value::record(std::move(form));
  if (act.verb == "reopen" && !same.spec->go.empty() &&
      same.spec->go.front().kind == Target::Kind::step)
    act.to = turn.definition().steps[static_cast<std::size_t>(same.spec->go.front().step)].id;
  turn.follow(same.found.id, std::move(act));
  return {};
}

}  // namespace tf::core

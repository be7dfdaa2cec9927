#include "core/incidents.h"

#include <algorithm>

#include "base/text.h"
#include "core/codec.h"
#include "core/step/step_kind.h"

namespace tf::core {

namespace {

Value whole(std::uint64_t n) {
  return Value::number(static_cast<std::int64_t>(n));
}

Value written(const Incident& incident) {
  Record out{{"id", whole(incident.id)},
             {"code", Value::text(incident.code)},
             {"zh", Value::text(incident.zh)},
             {"en", Value::text(incident.en)}};
  if (incident.token != 0) out.set("token", whole(incident.token));
  if (incident.task != 0) out.set("task", whole(incident.task));
  if (incident.effect != 0) out.set("effect", whole(incident.effect));
  if (!incident.step.empty()) out.set("step", Value::text(incident.step));
  if (!incident.cause.is_null()) out.set("cause", incident.cause);
  if (incident.tries != 0) out.set("tries", whole(incident.tries));
  if (incident.next) out.set("next", Value::number(incident.next->ms));
  return Value::record(std::move(out));
}

void note(Turn& turn, const Incident& incident) {
  turn.note("incident", written(incident), incident.code);
}

const Incident* known(const CaseState& state, const Walk::Stuck& stuck) {
  const auto same = [&](const Incident& i) {
    if (stuck.token != 0 || stuck.task != 0) return i.token == stuck.token && i.task == stuck.task;
    return i.token == 0 && i.task == 0 && !stuck.cause.is_null() && i.cause == stuck.cause;
  };
  const auto found = std::ranges::find_if(state.incidents, same);
  return found == state.incidents.end() ? nullptr : &*found;
}

std::string step_of(const CaseState& state, const Walk::Stuck& stuck) {
  if (const Token* token = state.token(stuck.token)) return token->step;
  if (const Task* task = state.task(stuck.task)) return task->step;
  return stuck.cause["step"].is(Value::Kind::text) ? stuck.cause["step"].as_text() : "";
}

// People for the task again; true when somebody was found.
bool find_people(Walk& walk, const Task& task) {
  Turn& turn = walk.turn();
  const Token* token = turn.state().token(task.token);
  const Step* step = turn.definition().step(task.step);
  const auto* spec = step == nullptr ? nullptr : std::get_if<TaskSpec>(&step->spec);
  if (spec == nullptr || token == nullptr) return false;
  AssignContext context;
  context.scope = token->scope;
  context.hours = hours_of(turn, step->due, token->scope);
  const Resolution found =
      resolve_who(turn, spec->who.empty() ? handler_who() : spec->who, context);
  if (found.candidates.empty()) return false;
  walk.emit(TaskChanged{task.id,
                        "resolve",
                        task.phase,
                        task.owner,
                        found.candidates,
                        task.helpers,
                        task.back,
                        "",
                        found.why,
                        {}});
  return true;
}

// What `cause` asks for, done again; true when it worked, or when its answer is still to come.
bool try_cause(Walk& walk, Incident& incident) {
  Turn& turn = walk.turn();
  const Value cause = turn.opened(incident.cause);
  if (const Value& table = cause["table"]; table.is(Value::Kind::text))
    return walk.decide_table(table.as_text(), 1);
  if (const Value& command = cause["command"]; command.is(Value::Kind::text)) {
    const auto body = decode_row(command.as_text());
    if (!body) return false;
    const auto target = static_cast<std::uint64_t>(cause["case"].as_number().whole().value_or(0));
    turn.follow(CaseId{target}, body->command, incident.tries);
    return true;  // if it fails, the shard opens it anew with its tries
  }
  if (const Value& request = cause["request"]; request.is(Value::Kind::record)) {
    std::vector<std::string> to;
    if (request["to"].is(Value::Kind::list))
      for (const Value& person : request["to"].as_list()) to.push_back(person.str());
    incident.effect = turn.new_id();
    turn.emit(
        EffectRequested{incident.effect,
                        request["kind"].str(),
                        request["key"].str(),
                        std::move(to),
                        request["text"].is(Value::Kind::text) ? request["text"].as_text() : "",
                        request["with"],
                        {},
                        0});
    return true;
  }
  const Step* step = turn.definition().step(cause["step"].str());
  const auto scope =
      cause["scope"].is(Value::Kind::number)
          ? static_cast<std::uint64_t>(cause["scope"].as_number().whole().value_or(0))
          : 0;
  if (step == nullptr || turn.state().scope(scope) == nullptr) return false;
  for (const Outcome& outcome : step->outcomes)
    if (outcome.name == cause["outcome"].str())
      return walk.assign(outcome.set, scope, cat("set ", step->id), nullptr, true);
  return false;
}

}  // namespace

std::optional<Instant> next_try(Instant now, std::uint64_t tries) {
  if (tries >= kMostTries) return std::nullopt;
  return now + std::min<Milliseconds>(kMinute << std::min<std::uint64_t>(tries, 11), kDay);
}

void open_incident(Turn& turn, const std::string& code, const std::string& zh,
                   const std::string& en, Walk::Stuck stuck, std::uint64_t tries) {
  Incident incident;
  if (const Incident* open = known(turn.state(), stuck)) {
    incident = *open;
    tries = incident.tries;
  } else {
    incident.id = turn.new_id();
    incident.step = step_of(turn.state(), stuck);
    incident.token = stuck.token;
    incident.task = stuck.task;
  }
  incident.code = code;
  incident.zh = zh;
  incident.en = en;
  incident.cause = std::move(stuck.cause);
  incident.tries = tries;
  incident.effect = 0;
  incident.next =
      stuck.again && can_retry(incident) ? next_try(turn.effective(), tries) : std::nullopt;
  note(turn, incident);
}

void close_incident(Turn& turn, std::uint64_t id, const std::string& how,
                    const std::string& reason) {
  turn.emit(Noted{"incident_closed", turn.actor().person, reason,
                  Value::record({{"id", whole(id)}, {"how", Value::text(how)}})});
}

bool can_retry(const Incident& incident) {
  return incident.token != 0 || incident.task != 0 || !incident.cause["table"].is_null() ||
         !incident.cause["command"].is_null() || !incident.cause["request"].is_null() ||
         !incident.cause["outcome"].is_null();
}

void retry_incident(Walk& walk, std::uint64_t id) {
  Turn& turn = walk.turn();
  const Incident* found = turn.state().incident(id);
  if (found == nullptr) return;
  Incident incident = *found;
  incident.tries += 1;
  incident.next.reset();
  note(turn, incident);  // whatever fails now counts as this attempt
  const auto notes = [&] {
    const auto now = turn.state().counts.find("incident");
    return now == turn.state().counts.end() ? 0 : now->second;
  };
  const std::uint64_t before = notes();
  bool worked = false;
  if (const Task* task = turn.state().task(incident.task); incident.task != 0) {
    worked = task != nullptr && find_people(walk, Task(*task));
  } else if (const Token* at = turn.state().token(incident.token)) {
    const Token token = *at;
    const Step* step = walk.step_of(token);
    walk.withdraw_tasks(token.id);
    step->kind->enter(walk, token, *step);
    worked = notes() == before;
    const Token* after = turn.state().token(token.id);
    if (worked && after != nullptr && after->effect != 0) return;  // its answer decides
  } else {
    worked = try_cause(walk, incident);
    if (worked && incident.effect != 0) return note(turn, incident);
  }
  if (turn.state().incident(id) == nullptr) return;
  if (worked) {
    close_incident(turn, id, "retried");
  } else if (notes() == before) {  // it failed without a word of its own
    incident.next = next_try(turn.effective(), incident.tries);
    note(turn, incident);
  }
}

bool answer_incident(Walk& walk, std::uint64_t effect, bool ok) {
  for (const Incident& open : walk.state().incidents) {
    if (open.effect != effect) continue;
    Incident incident = open;
    if (ok) {
      close_incident(walk.turn(), incident.id, "retried");
    } else {
      incident.effect = 0;
      incident.next = next_try(walk.turn().effective(), incident.tries);
      note(walk.turn(), incident);
    }
    return true;
  }
  return false;
}

void sweep_incidents(Turn& turn) {
  for (const Incident& incident : std::vector<Incident>(turn.state().incidents)) {
    if (incident.task != 0) {
      const Task* task = turn.state().task(incident.task);
      if (task == nullptr || !task->owner.empty() || !task->candidates.empty())
        close_incident(turn, incident.id, task == nullptr ? "gone" : "taken");
    } else if (incident.token != 0 && turn.state().token(incident.token) == nullptr) {
      close_incident(turn, incident.id, "gone");
    }
  }
}

Value request_of(const Value& answer) {
  const Value& request = answer["request"];
  return request.is(Value::Kind::record) && !request["kind"].is_null()
             ? Value::record({{"request", request}})
             : Value();
}

}  // namespace tf::core

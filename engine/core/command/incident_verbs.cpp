// What somebody at the desk does with an incident (incidents.h):
//     retry 重试     does again what failed; only where there is something to do again
//     resolve 解决   says what it should have come to, and the step is completed with that
//     dismiss 消除   gives it up with a reason; the case goes on as if the step were not there
#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "core/command/verbs.h"
#include "core/forms.h"
#include "core/incidents.h"

namespace tf::core {

std::expected<std::map<std::string, Value>, Rejection> fields_by_hand(Turn& turn,
                                                                      const Value& set) {
  std::map<std::string, Value> out;
  if (!set.is(Value::Kind::record)) return out;
  for (const auto& [name, given] : set.as_record()) {
    const Field* field = turn.definition().field(name);
    if (field == nullptr || field->is || field->item) {
      std::vector<std::string> known;
      for (const auto& declared : turn.definition().fields)
        if (!declared->is && !declared->item) known.push_back(declared->name);
      const auto near = closest(std::string(name), known);
      return refuse("repair.no_field",
                    cat("没有可以写的字段“", name, "”", near ? cat("；是否指 ", *near) : ""),
                    cat("there is no field '", name, "' that can be written",
                        near ? cat("; did you mean ", *near, "?") : ""));
    }
    Reading reading = given.is_null() ? Reading{} : read_typed(turn, field->type, given);
    if (!reading.en.empty())
      return refuse("form.invalid", cat(name, "：", reading.zh), cat(name, ": ", reading.en));
    out[std::string(name)] = std::move(reading.value);
  }
  return out;
}

namespace {

std::expected<Incident, Rejection> incident_named(Turn& turn, const std::string& id) {
  std::uint64_t n = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), n);
  const bool number = error == std::errc{} && end == id.data() + id.size();
  const auto& open = turn.state().incidents;
  if (id.empty() && open.size() == 1) return open.front();
  if (const Incident* found = number ? turn.state().incident(n) : nullptr) return *found;
  std::vector<std::string> known;
  for (const Incident& incident : open) known.push_back(cat(incident.id, " ", incident.code));
  return refuse("incident.not_found",
                open.empty() ? "此案件没有未了的异常"
                             : cat("没有异常“", id, "”；未了的有：", join(known, "、")),
                open.empty()
                    ? "this case has no open incident"
                    : cat("there is no incident '", id, "'; open are ", join(known, ", ")));
}

// The outcome that is named, or the only one, or `usual`.
std::expected<const Outcome*, Rejection> way_on(const Step& step, const Act& command,
                                                std::string_view usual) {
  std::string wanted = command.outcome;
  if (wanted.empty() && command.form["outcome"].is(Value::Kind::text))
    wanted = command.form["outcome"].as_text();
  std::vector<std::string> names;
  const Outcome* way = nullptr;
  for (const Outcome& outcome : step.outcomes) {
    names.push_back(outcome.name);
    if (outcome.name == wanted || (wanted.empty() && outcome.name == usual)) way = &outcome;
  }
  if (way == nullptr && wanted.empty() && step.outcomes.size() == 1) way = &step.outcomes.front();
  if (way == nullptr)
    return refuse("skip.outcome", cat("须说明按哪个结果往下走；可选：", join(names, "、")),
                  cat("say by which outcome it goes on; the outcomes are ", join(names, ", ")));
  return way;
}

// A task nobody was found for: from now on it is this person's to take.
Verdict give_to(Turn& turn, const Task& task, const Act& command, const Incident& incident) {
  const Value& named = command.form["person"];
  const std::string person = named.is(Value::Kind::text) ? named.as_text() : "";
  if (person.empty() || !turn.town().roll.persons.contains(person))
    return refuse("resolve.person", "请写明交给谁办：person，须在人员库里",
                  "say who it goes to: 'person', somebody on the roll");
  begin(turn);
  Walk walk(turn);
  turn.emit(TaskChanged{task.id,
                        "resolve",
                        task.phase,
                        task.owner,
                        {person},
                        task.helpers,
                        task.back,
                        person,
                        command.reason,
                        {}});
  close_incident(turn, incident.id, "resolved", command.reason);
  walk.settle();
  return {};
}

}  // namespace

// The step is completed with the values that are given, as if it had worked.
Verdict verb_resolve(Turn& turn, const Act& command, const Verb* opened) {
  if (auto no = not_at_desk(turn, opened)) return std::unexpected(std::move(*no));
  const auto incident = incident_named(turn, command.to);
  if (!incident) return std::unexpected(incident.error());
  if (command.reason.empty())
    return refuse("incident.reason_missing", "解决异常须写明理由",
                  "an incident is resolved with a reason only");
  if (const Task* task = turn.state().task(incident->task))
    return give_to(turn, Task(*task), command, *incident);
  const auto fields = fields_by_hand(turn, command.form["set"]);
  if (!fields) return std::unexpected(fields.error());
  const Token* token = turn.state().token(incident->token);
  if (token == nullptr && fields->empty())
    return refuse("resolve.empty", "请写明应有的值：set", "say what it should have come to: 'set'");
  const Outcome* way = nullptr;
  std::map<std::string, Value> answer;
  if (token != nullptr) {
    const Step& step = *turn.definition().step(token->step);
    const auto found = way_on(step, command, "ok");
    if (!found) return std::unexpected(found.error());
    way = *found;
    const auto* effect = std::get_if<DoSpec>(&step.spec);
    if (effect != nullptr && !effect->into.empty() && !command.form["answer"].is_null())
      answer[effect->into] = command.form["answer"];
  }
  begin(turn);
  Walk walk(turn);
  const Token at = token == nullptr ? Token{} : *token;
  turn.emit(Noted{"resolve", turn.actor().person, command.reason, command.form});
  if (!fields->empty()) turn.emit(FieldsSet{1, *fields, "resolve"});
  if (!answer.empty()) walk.set_fields(at.scope, answer, at.step);
  close_incident(turn, incident->id, "resolved", command.reason);
  // Whoever puts it right at the desk has not handled the step: `handler` and `not` mean others.
  if (way != nullptr) walk.complete(at.id, *way, "");
  walk.settle();
  return {};
}

Verdict verb_retry(Turn& turn, const Act& command, const Verb* opened) {
  if (auto no = not_at_desk(turn, opened)) return std::unexpected(std::move(*no));
  const auto incident = incident_named(turn, command.to);
  if (!incident) return std::unexpected(incident.error());
  if (!can_retry(*incident))
    return refuse(
        "incident.no_retry",
        cat("异常 ", incident->id,
            " 没有可以重做的事；请写明应有的值来解决（resolve），或写明理由消除（dismiss）"),
        cat("incident ", incident->id,
            " has nothing to do again: resolve it with the values it should have come to, or "
            "dismiss it with a reason"));
  begin(turn);
  Walk walk(turn);
  retry_incident(walk, incident->id);
  walk.settle();
  return {};
}

// What stood still goes on without what failed: by the outcome that is named.
Verdict verb_dismiss(Turn& turn, const Act& command, const Verb* opened) {
  if (auto no = not_at_desk(turn, opened)) return std::unexpected(std::move(*no));
  const auto incident = incident_named(turn, command.to);
  if (!incident) return std::unexpected(incident.error());
  if (command.reason.empty())
    return refuse("incident.reason_missing", "消除异常须写明理由",
                  "an incident is dismissed with a reason only");
  const Task* task = turn.state().task(incident->task);
  const std::uint64_t at = task != nullptr ? task->token : incident->token;
  const Token* token = turn.state().token(at);
  const Outcome* way = nullptr;
  if (token != nullptr) {
    const auto found = way_on(*turn.definition().step(token->step), command, "");
    if (!found) return std::unexpected(found.error());
    way = *found;
  }
  begin(turn);
  Walk walk(turn);
  close_incident(turn, incident->id, "dismissed", command.reason);
  if (token != nullptr) {
    const Token leaving = *token;
    walk.cancel(leaving.id);
    walk.go(leaving, way->go, "SKIPPED");
  } else if (task != nullptr) {
    turn.emit(TaskClosed{incident->task, "", turn.actor().person});
  }
  walk.settle();
  return {};
}

}  // namespace tf::core

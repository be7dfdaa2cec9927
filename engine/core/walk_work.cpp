// What a walk gives people to do and tells them: tasks, child cases, scopes, notices, incidents.
#include <algorithm>

#include "base/text.h"
#include "core/incidents.h"
#include "core/plugin_hooks.h"
#include "core/walk.h"
#include "core/words.h"

namespace tf::core {

Resolution Walk::people_for(const TaskSpec& spec, const DueSpec& due, std::uint64_t scope) {
  AssignContext context;
  context.scope = scope;
  context.hours = hours_of(turn_, due, scope);
  return resolve_who(turn_, spec.who.empty() ? handler_who() : spec.who, context);
}

std::uint64_t Walk::offer(const Token* token, const Step* step, const TaskSpec& spec,
                          const DueSpec& due, const std::string& ladder, const std::string& name) {
  const std::uint64_t scope = token == nullptr ? 1 : token->scope;
  Task task;
  task.id = turn_.new_id();
  task.token = token == nullptr ? 0 : token->id;
  task.step = step == nullptr ? name : step->id;
  task.work = spec.work;
  Resolution who = people_for(spec, due, scope);
  task.candidates = std::move(who.candidates);
  task.post = std::move(who.post);
  task.node = std::move(who.node);
  task.path = std::move(who.path);
  task.why = std::move(who.why);
  Who help = spec.help;
  help.insert(help.end(), definition().help.begin(), definition().help.end());
  if (!help.empty()) {
    AssignContext context;
    context.scope = scope;
    context.hours = hours_of(turn_, due, scope);
    task.helpers = all_of_who(turn_, help, context);
  }
  if (token != nullptr) {
    for (const Clock& clock : state().clocks)
      if (clock.token == token->id && clock.of == "step") task.clock = clock.id;
  } else if (due.present()) {
    task.clock = start_clock(*this, {.of = "task",
                                     .name = name,
                                     .token = 0,
                                     .due = due,
                                     .ladder = ladder,
                                     .scope = scope,
                                     .start = {},
                                     .given = {}});
  }
  const std::uint64_t id = task.id;
  task.roll = turn_.world().catalog->roll_seq(turn_.town().id);
  task.prepared = prepared_by_plugin(turn_, task);
  const bool nobody = task.candidates.empty();
  emit(TaskOffered{std::move(task)});
  if (nobody) {
    const std::string at = state().task(id)->step;
    incident("ROLE_UNRESOLVED", cat("步骤 ", at, " 找不到办理人"),
             cat("nobody can be found for step ", at),
             {.token = 0, .task = id, .cause = {}, .again = true});
  }
  return id;
}

CaseId Walk::open_child(const OpenSpec& spec, std::uint64_t token, std::uint64_t scope,
                        bool attached) {
  CaseEnv env(turn_, scope);
  Record data;
  std::optional<Instant> received;
  for (const Assign& with : spec.with) {
    Value value = assigned(turn_, with, env);
    if (with.field == "received_at")  // the matter came in before it became this case
      received = value.instant(turn_.town().calendar->zone());
    else if (!value.is_null())
      data.set(with.field, std::move(value));
  }
  if (data.find("grid") == nullptr && data.find("place") == nullptr)
    data.set("grid", Value::text(state().grid));
  const auto [id, number] = turn_.world().new_case(turn_.town(), turn_.effective());
  OpenCase open;
  open.town = state().town;
  open.workflow = spec.workflow;
  open.data = Value::record(std::move(data));
  open.parent = state().id.value;
  open.parent_token = attached ? token : 0;
  open.given_id = id.value;
  open.given_number = number;
  open.received_at = received;
  emit(ChildOpened{Child{id.value, spec.workflow, token, attached, false, ""}});
  turn_.follow(CaseId{}, std::move(open));
  return id;
}

void Walk::open_scope(const Token& token, const std::string& block, int first_step, Scope scope) {
  scope.id = turn_.new_id();
  scope.token = token.id;
  scope.block = block;
  const std::uint64_t id = scope.id;
  emit(ScopeOpened{std::move(scope)});
  if (first_step >= 0) enter(id, first_step, token.step);
}

// ---- telling
// ----------------------------------------------------------------------------------------------
void Walk::notice(const std::vector<std::string>& to, const std::string& text,
                  const std::string& key, std::optional<Instant> not_before, const Value& with,
                  const std::string& kind) {
  if (to.empty()) return;
  std::optional<Instant> when = not_before;
  const auto& quiet = turn_.town().quiet;
  const std::string urgency =
      state().field("urgency").is(Value::Kind::text) ? state().field("urgency").as_text() : "";
  if (quiet && !when &&
      std::find(quiet->except.begin(), quiet->except.end(), urgency) == quiet->except.end()) {
    const Calendar& calendar = *turn_.town().calendar;
    const LocalTime local = calendar.local(turn_.effective());
    if (local.of_day >= quiet->from)
      when = calendar.instant(local.date + 1, quiet->to);
    else if (local.of_day < quiet->to)
      when = calendar.instant(local.date, quiet->to);
  }
  const auto& retry = turn_.town().retry;
  emit(EffectRequested{turn_.new_id(), kind, cat(state().id.value, ":", key), to, text, with, when,
                       0, retry ? retry->times + 1 : 0, retry ? retry->after : 0});
}

void Walk::tell(const Tell& what, const std::string& place, std::uint64_t scope,
                const std::string& key) {
  AssignContext context;
  context.scope = scope;
  context.notice = true;
  const std::vector<std::string> to = all_of_who(turn_, what.to, context);
  if (what.urge) emit(Noted{"urge", turn_.actor().person, place, {}});
  notice(to, what.text.empty() ? place : what.text, key, std::nullopt, by_channels(what.by));
}

Value Walk::by_channels(const std::vector<std::string>& channels) {
  if (channels.empty()) return {};
  List names;
  for (const std::string& channel : channels) names.push_back(Value::text(channel));
  return Value::record({{"by", Value::list(std::move(names))}});
}

void Walk::incident(const std::string& code, const std::string& zh, const std::string& en) {
  incident(code, zh, en, {});
}

void Walk::incident(const std::string& code, const std::string& zh, const std::string& en,
                    Stuck stuck) {
  open_incident(turn_, code, zh, en, std::move(stuck));
}

void Walk::uncaught(const std::string& name) {
  incident(name, cat("错误 ", name, " 无人处理"), cat("nobody handles the error ", name));
  if (state().light != Light::red)
    emit(LightChanged{
        {Light::red, turn_.effective(), turn_.now(), cat("error ", name), unit_of(state())}});
}

}  // namespace tf::core

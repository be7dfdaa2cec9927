#include "core/plugin_hooks.h"

#include <algorithm>

#include "base/text.h"
#include "core/incidents.h"
#include "core/plugin_memory.h"
#include "core/words.h"

namespace tf::core {

namespace {

constexpr std::size_t kSurnameBytes = 3;  // one Chinese character

bool is_sensitive(const Definition& definition, std::string_view path) {
  const Field* field = definition.field(path.substr(0, path.find('.')));
  return field != nullptr && field->sensitivity == "sensitive";
}

// Puts `value` under a dotted path of `out`.
void put(Record& out, std::string_view path, const Value& value) {
  const auto dot = path.find('.');
  const std::string_view head = path.substr(0, dot);
  if (dot == std::string_view::npos) return out.set(head, value);
  const Value* known = out.find(head);
  Record inner = known != nullptr && known->is(Value::Kind::record) ? known->as_record() : Record{};
  put(inner, path.substr(dot + 1), value);
  out.set(head, Value::record(std::move(inner)));
}

Value seen_case(Turn& turn, const std::vector<std::string>& paths, CaseEnv& env) {
  Record out;
  for (const std::string& path : paths)
    if (!is_sensitive(turn.definition(), path)) put(out, path, env.path(path));
  return Value::record(std::move(out));
}

Value failure(const rule::PluginAnswer& answer) {
  return Value::record({{"failed", Value::text(answer.code)}, {"text", Value::text(answer.text)}});
}

Rejection rejection_of(const Value& told) {
  const auto text = [&](const char* key) {
    return told[key].is(Value::Kind::text) ? told[key].as_text() : told["code"].str();
  };
  return {told["code"].str(), text("zh"), text("en"), {}};
}

std::string surname(const std::string& name) {
  return name.substr(0, std::min(kSurnameBytes, name.size()));
}

// A person as a filter sees one.
Value seen_person(const Turn& turn, const std::string& id, const std::vector<std::string>& sees) {
  const Roll& roll = turn.town().roll;
  const auto found = roll.persons.find(id);
  const std::string name = found == roll.persons.end() ? id : found->second.name;
  Record out{{"id", Value::text(id)}};
  for (const std::string& field : sees) {
    if (field == "name") out.set("name", Value::text(name));
    if (field == "surname") out.set("surname", Value::text(surname(name)));
    if (const auto posts = roll.posts_of(id); !posts.empty()) {
      if (field == "node") out.set("node", Value::text(posts.front().first));
      if (field == "post") out.set("post", Value::text(posts.front().second));
    }
  }
  return Value::record(std::move(out));
}

}  // namespace

bool has_hook(Turn& turn, std::string_view point, std::string_view only) {
  const auto& plugins = turn.definition().plugins;
  if (!plugins) return false;
  const auto hooks = plugins->hooks();
  return std::any_of(hooks.begin(), hooks.end(), [&](const rule::PluginHook& hook) {
    return hook.point == point && (only.empty() || hook.name == only);
  });
}

HookRound ask_hooks(Turn& turn, std::string_view point, const Value& subject, CaseEnv& env,
                    std::string_view only) {
  HookRound round;
  if (!turn.definition().plugins) return round;
  // A case asks those it stands on; what an operator switches off is off for all.
  const rule::Plugins& plugins = *turn.definition().plugins;
  const rule::Plugins* now_in_force = turn.town().plugins.get();
  const auto hooks = plugins.hooks();
  const Value now = Value::moment(turn.effective(), turn.town().calendar->zone());
  for (std::size_t i = 0; i < hooks.size(); ++i) {
    const rule::PluginHook& hook = hooks[i];
    if (hook.point != point || (!only.empty() && hook.name != only)) continue;
    if (now_in_force != nullptr && now_in_force->disabled(hook.plugin)) continue;
    const Value arguments[] = {subject, seen_case(turn, hook.sees_case, env), now};
    TurnMemory memory(turn, hook.plugin, hook.kept_bytes);
    const rule::PluginMoment moment{
        turn.effective(),
        turn.state().id.value * 1'000'003 + static_cast<std::uint64_t>(turn.effective().ms),
        &memory};
    const rule::PluginAnswer answer = plugins.ask(i, arguments, moment);
    const std::string what = cat("plugin ", hook.plugin, " ", hook.name);
    if (!memory.logged().empty())
      round.facts.push_back({cat("log ", hook.plugin), Value::list(memory.logged())});
    if (memory.reads().size() != 0)
      round.facts.push_back({cat("kept ", hook.plugin), Value::record(memory.reads())});
    if (answer.good()) {
      memory.keep();
      for (Noted& note : memory.writes()) round.kept.push_back(std::move(note));
      for (const Noted& note : memory.audits()) round.audits.push_back(note);
    } else {
      round.facts.push_back({what, failure(answer)});
      if (hook.on_error == rule::OnError::incident && answer.code != "plugin.off")
        round.incidents.push_back({hook.plugin, hook.name, answer.code, answer.text});
      if (hook.on_error == rule::OnError::reject && !round.rejection)
        round.rejection = Rejection{
            "plugin.failed",
            cat("插件 ", hook.plugin, " 出错（", answer.code, "），暂不能办理"),
            cat("the plugin ", hook.plugin, " failed (", answer.code, "); this cannot be done now"),
            {}};
      continue;
    }
    if (answer.value.is_null()) continue;
    round.facts.push_back({what, answer.value});
    if (const Value& told = answer.value["reject"]; told.is(Value::Kind::record)) {
      if (!round.rejection) round.rejection = rejection_of(told);
      continue;
    }
    round.replies.push_back({hook.plugin, hook.name, answer.value});
  }
  return round;
}

void record_hooks(Turn& turn, const HookRound& round) {
  for (const Found& fact : round.facts) turn.emit(fact);
  for (const Noted& note : round.kept) {
    // Asked in a trial of an opening: this is the turn that keeps it.
    const Value& until = note.with["until"];
    Lookup::Kept kept{note.with["v"], std::nullopt};
    if (!until.is_null()) kept.until = Instant{until.as_number().whole().value_or(0)};
    turn.memory.values.try_emplace({note.by, note.reason}, std::move(kept));
    turn.emit(note);
  }
  for (const Noted& note : round.audits) turn.emit(note);
  for (const HookRound::Failed& failed : round.incidents)
    open_incident(turn, "PLUGIN_FAILED",
                  cat("插件 ", failed.plugin, " 的 ", failed.name, " 出错（", failed.code, "）"),
                  cat(failed.name, " of plugin ", failed.plugin, " failed (", failed.code, ")"),
                  {.token = 0,
                   .task = 0,
                   .cause = Value::record({{"plugin", Value::text(failed.plugin)},
                                           {"hook", Value::text(failed.name)},
                                           {"text", Value::text(failed.text)}}),
                   .again = false});
}

void tell_tripped(Turn& turn) {
  const auto& in_force = turn.town().plugins;
  if (!in_force) return;
  std::vector<std::string> tripped = in_force->take_tripped();
  if (const auto& stands_on = turn.definition().plugins; stands_on && stands_on != in_force)
    for (std::string& plugin : stands_on->take_tripped()) tripped.push_back(std::move(plugin));
  for (const std::string& plugin : tripped)
    open_incident(turn, "PLUGIN_OFF", cat("插件 ", plugin, " 接连出错，已停用"),
                  cat("plugin ", plugin, " failed again and again and is off"),
                  {.token = 0,
                   .task = 0,
                   .cause = Value::record({{"plugin", Value::text(plugin)}}),
                   .again = false});
}

void move_due_by_plugin(Turn& turn, std::string_view of, std::string_view name, rule::Due& due) {
  if (!has_hook(turn, "deadline.compute")) return;
  const Zone& zone = turn.town().calendar->zone();
  CaseEnv env(turn);
  const HookRound round = ask_hooks(turn, "deadline.compute",
                                    Value::record({{"of", Value::text(of)},
                                                   {"name", Value::text(name)},
                                                   {"start", Value::moment(due.start, zone)},
                                                   {"due", Value::moment(due.due, zone)}}),
                                    env);
  record_hooks(turn, round);
  for (const HookReply& reply : round.replies) {
    if (!reply.value["due"].is(Value::Kind::text)) continue;
    const auto moved = rule::parse_temporal(reply.value["due"].as_text()).instant(zone);
    if (!moved || *moved < due.start) continue;
    due.due = *moved;
    due.ends_midnight = false;
    if (due.warn && *due.warn >= due.due) due.warn.reset();
  }
}

std::optional<Light> light_by_plugin(Turn& turn, const Clock& clock, std::string_view level,
                                     std::optional<Light> light) {
  if (!has_hook(turn, "light.compute")) return light;
  CaseEnv env(turn);
  const HookRound round =
      ask_hooks(turn, "light.compute",
                Value::record({{"ladder", Value::text(clock.ladder)},
                               {"level", Value::text(level)},
                               {"clock", Value::text(clock.name)},
                               {"light", light ? Value::text(word_of(*light)) : Value()}}),
                env);
  record_hooks(turn, round);
  for (const HookReply& reply : round.replies)
    for (const Light one : {Light::green, Light::yellow, Light::red})
      if (reply.value["light"] == Value::text(word_of(one))) light = one;
  return light;
}

Value prepared_by_plugin(Turn& turn, const Task& task) {
  if (!has_hook(turn, "form.prepare")) return {};
  CaseEnv env(turn);
  List people;
  for (const std::string& id : task.candidates) people.push_back(Value::text(id));
  const HookRound round = ask_hooks(turn, "form.prepare",
                                    Value::record({{"workflow", Value::text(turn.state().workflow)},
                                                   {"step", Value::text(task.step)},
                                                   {"work", Value::text(task.work)},
                                                   {"people", Value::list(std::move(people))}}),
                                    env);
  record_hooks(turn, round);
  Record values;
  for (const HookReply& reply : round.replies)
    if (reply.value["values"].is(Value::Kind::record))
      for (const auto& [field, value] : reply.value["values"].as_record()) values.set(field, value);
  return values.size() == 0 ? Value() : Value::record(std::move(values));
}

std::string pick_by_plugin(Turn& turn, std::string_view pick,
                           const std::vector<std::string>& candidates, CaseEnv& env) {
  const std::string name = cat("pick.", pick);
  if (candidates.empty() || !has_hook(turn, "task.assign", name)) return {};
  std::vector<std::string> sees;
  for (const rule::PluginHook& hook : turn.definition().plugins->hooks())
    if (hook.name == name) sees = hook.sees_people;
  List people;
  for (const std::string& id : candidates) people.push_back(seen_person(turn, id, sees));
  const HookRound round = ask_hooks(turn, "task.assign", Value::list(std::move(people)), env, name);
  record_hooks(turn, round);
  for (const HookReply& reply : round.replies) {
    const std::string id =
        reply.value.is(Value::Kind::text) ? reply.value.as_text() : reply.value["id"].str();
    if (std::find(candidates.begin(), candidates.end(), id) != candidates.end()) return id;
  }
  return {};
}

}  // namespace tf::core

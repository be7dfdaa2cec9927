#include "core/rungs.h"

#include <algorithm>

#include "base/text.h"
#include "core/plugin_hooks.h"
#include "core/unlist.h"
#include "core/walk.h"
#include "core/words.h"

namespace tf::core {

namespace {

// Handler and near-words of a rung are those of the clock it hangs on.
AssignContext context_of(Walk& walk, const Clock& clock) {
  AssignContext context;
  context.notice = true;
  if (const Token* token = walk.state().token(clock.token)) context.scope = token->scope;
  for (const Task& task : walk.state().tasks) {
    const bool of_this = clock.token != 0 ? task.token == clock.token : task.token != 0;
    if (!of_this) continue;
    context.handler = !task.owner.empty()       ? task.owner
                      : task.candidates.empty() ? ""
                                                : task.candidates.front();
    context.handler_node = task.node;
  }
  return context;
}

std::vector<std::string> handlers_of(Walk& walk, const Clock& clock) {
  for (const Task& task : walk.state().tasks)
    if (clock.token != 0 ? task.token == clock.token : task.token != 0)
      return task.owner.empty() ? task.candidates : std::vector<std::string>{task.owner};
  return {};
}

Instant next_clock_time(Walk& walk, Milliseconds at) {
  const Calendar& calendar = *walk.turn().town().calendar;
  const LocalTime local = calendar.local(walk.turn().effective());
  return calendar.instant(local.of_day <= at ? local.date : local.date + 1, at);
}

// A child case opened by a rung: told which case and which date was missed.
void open_slip(Walk& walk, const Clock& clock, const BoundRung& rung) {
  const std::string& workflow = rung.level.open;
  Turn& turn = walk.turn();
  const Calendar& calendar = *turn.town().calendar;
  // One slip at a time: a second rung that asks for one finds it open.
  for (const Child& child : walk.state().children)
    if (child.workflow == workflow && !child.closed) return;
  if (!turn.town().workflows.contains(workflow)) return;
  const auto [id, number] = turn.world().new_case(turn.town(), turn.effective());
  OpenCase open;
  open.town = walk.state().town;
  open.workflow = workflow;
  // The last day that counted: a date ending at 24:00 is stored as 00:00 of the next.
  const Date day = calendar.date(clock.ends_midnight ? clock.due - 1 : clock.due);
  Record data{{"about", Value::record({{"id", Value::text(cat(walk.state().id.value))},
                                       {"number", Value::text(walk.state().number)},
                                       {"handler", Value::text(last_worker(walk.state()))}})},
              {"old_date", Value::date(day)}};
  data.set("grid", Value::text(walk.state().grid));
  CaseEnv env(turn, context_of(walk, clock).scope);
  for (const Assign& assign : rung.with)
    data.set(assign.field, assign.value ? evaluate(turn, assign.value, env)
                                        : Value::text(fill_text(assign.text.zh, env)));
  open.data = Value::record(std::move(data));
  open.parent = walk.state().id.value;
  open.given_id = id.value;
  open.given_number = number;
  walk.emit(ChildOpened{Child{id.value, workflow, 0, false, false, ""}});
  turn.follow(CaseId{}, std::move(open));
}

void ask(Walk& walk, const Clock& clock, const BoundRung& rung) {
  TaskSpec spec;
  spec.work = rung.level.ask->form.empty() ? rung.level.ask->task : rung.level.ask->form;
  spec.who = rung.ask_who;
  const std::string name = cat("ladder:", clock.ladder, ":", rung.level.name);
  // The same form is asked once, however many clocks of this ladder turn.
  for (const Task& task : walk.state().tasks)
    if (task.step == name) return;
  walk.offer(nullptr, nullptr, spec, rung.ask_due, "", name);
}

void hand_up(Walk& walk, const Clock& clock, const BoundRung& rung) {
  AssignContext context = context_of(walk, clock);
  context.notice = false;
  const Resolution who = resolve_who(walk.turn(), rung.owner, context);
  for (const Task& task : std::vector<Task>(walk.state().tasks))
    if (task.token == clock.token && !who.candidates.empty())
      walk.emit(TaskChanged{task.id,
                            "hand_up",
                            TaskPhase::offered,
                            "",
                            who.candidates,
                            task.helpers,
                            {},
                            who.candidates.front(),
                            rung.level.name,
                            {}});
}

// A filter may answer {tell: [persons]} in place of those a level tells.
void change_told(Walk& walk, const Clock& clock, const BoundRung& rung,
                 std::vector<std::string>& told) {
  Turn& turn = walk.turn();
  if (!has_hook(turn, "escalation.before")) return;
  List people;
  for (const std::string& person : told) people.push_back(Value::text(person));
  CaseEnv env(turn);
  const HookRound round = ask_hooks(turn, "escalation.before",
                                    Value::record({{"ladder", Value::text(clock.ladder)},
                                                   {"level", Value::text(rung.level.name)},
                                                   {"clock", Value::text(clock.name)},
                                                   {"tell", Value::list(std::move(people))}}),
                                    env);
  record_hooks(turn, round);
  for (const HookReply& reply : round.replies) {
    if (!reply.value["tell"].is(Value::Kind::list)) continue;
    told.clear();
    for (const Value& person : reply.value["tell"].as_list()) told.push_back(person.str());
  }
}

void act(Walk& walk, const Clock& clock, const BoundRung& rung) {
  Turn& turn = walk.turn();
  const AssignContext context = context_of(walk, clock);
  const std::string key = cat("clock", clock.id, ":", rung.level.name);
  const std::string text = rung.text.empty() ? cat("ladder-", rung.level.name) : rung.text;
  const Value by = Walk::by_channels(rung.by);
  std::vector<std::string> told;
  if (!rung.tell.empty()) {
    told = all_of_who(turn, rung.tell, context);
    change_told(walk, clock, rung, told);
    walk.notice(told, text, key, std::nullopt, by);
  }
  // A call goes out by phone besides, and at any hour.
  if (!rung.call.empty())
    walk.notice(all_of_who(turn, rung.call, context), text, cat(key, ":call"), turn.effective(),
                rung.by.empty() ? Walk::by_channels({"phone"}) : by);
  if (rung.level.digest) {
    const std::vector<std::string> readers = all_of_who(turn, rung.digest_to, context);
    walk.notice(readers, cat("digest-", rung.level.name), cat(key, ":digest"),
                next_clock_time(walk, rung.level.digest->at), {}, "digest");
  }
  if (rung.level.urge) walk.emit(Noted{"urge", "", rung.level.name, {}});
  if (rung.level.ask) ask(walk, clock, rung);
  if (!rung.owner.empty()) hand_up(walk, clock, rung);
  if (!rung.level.open.empty()) open_slip(walk, clock, rung);
  if (rung.level.listed) ask_unlist(walk, cat(clock.ladder, ":", rung.level.name), rung);
}

}  // namespace

const BoundRung* asked_rung(Turn& turn, const std::string& task_step) {
  return task_step.starts_with("ladder:") ? rung_of(turn, std::string_view(task_step).substr(7))
                                          : nullptr;
}

const BoundRung* rung_of(Turn& turn, std::string_view ladder_and_level) {
  const std::size_t colon = ladder_and_level.rfind(':');
  if (colon == std::string_view::npos) return nullptr;
  const BoundLadder* ladder = ladder_of(turn, std::string(ladder_and_level.substr(0, colon)));
  if (ladder == nullptr) return nullptr;
  for (const BoundRung& rung : ladder->rungs)
    if (rung.level.name == ladder_and_level.substr(colon + 1)) return &rung;
  return nullptr;
}

void fire_rung(Walk& walk, std::uint64_t clock_id, const std::string& level, Instant effective,
               Value counts) {
  Turn& turn = walk.turn();
  const Clock clock = *walk.state().clock(clock_id);
  if (level == kLateRung || clock.ladder == kMissLadder) {
    const bool late = level == kLateRung;
    walk.emit(RungFired{clock_id,
                        level,
                        late ? std::nullopt : std::optional(Light::yellow),
                        false,
                        effective,
                        turn.now(),
                        {}});
    if (!late)
      walk.notice(handlers_of(walk, clock), "missed", cat("clock", clock_id, ":", level),
                  std::nullopt, {});
    return;
  }
  const BoundLadder* ladder = ladder_of(turn, clock.ladder);
  const auto rung = ladder == nullptr
                        ? std::vector<BoundRung>::const_iterator{}
                        : std::find_if(ladder->rungs.begin(), ladder->rungs.end(),
                                       [&](const BoundRung& r) { return r.level.name == level; });
  if (ladder == nullptr || rung == ladder->rungs.end()) {
    walk.emit(RungFired{clock_id, level, std::nullopt, false, effective, turn.now(), {}});
    return;
  }
  const std::optional<Light> light = light_by_plugin(turn, clock, level, rung->level.light);
  walk.emit(RungFired{clock_id, level, light, rung->level.listed, effective, turn.now(),
                      std::move(counts)});
  act(walk, clock, *rung);
}

bool fire_conditional_rungs(Walk& walk) {
  bool any = false;
  for (const Clock& clock : std::vector<Clock>(walk.state().clocks)) {
    if (clock.phase != ClockPhase::running) continue;
    const BoundLadder* ladder = nullptr;
    for (const Rung& rung : clock.rungs) {
      if (rung.fired || !rung.conditional) continue;
      if (ladder == nullptr) ladder = ladder_of(walk.turn(), clock.ladder);
      if (ladder == nullptr) break;
      for (const BoundRung& bound : ladder->rungs) {
        if (bound.level.name != rung.level) continue;
        const Token* token = walk.state().token(clock.token);
        CaseEnv env(walk.turn(), token == nullptr ? 1 : token->scope);
        auto& counted = walk.turn().counted;
        counted = {true, {}};
        const bool now = holds(walk.turn(), bound.when, env);
        counted.on = false;
        if (!now) continue;
        Value used = counted.used.size() == 0 ? Value() : Value::record(std::move(counted.used));
        fire_rung(walk, clock.id, rung.level, walk.turn().effective(), std::move(used));
        any = true;
      }
    }
  }
  return any;
}

}  // namespace tf::core

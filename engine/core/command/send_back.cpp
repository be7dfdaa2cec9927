// return 退单 / send_back 驳回, take_back 拿回, jump 跳转, skip 跳过, withdraw 撤销, terminate
// 终止: going where the process would not go by itself.
#include <algorithm>

#include "base/text.h"
#include "core/command/send_item.h"
#include "core/command/verbs.h"
#include "core/forms.h"

namespace tf::core {

namespace {

// The step gone back to: the verb's own `to`, what the person names, or the step before.
const Step* target_of(Turn& turn, const Act& command, const Verb* opened, const Token& token) {
  std::string to = opened != nullptr && !opened->to.empty() ? opened->to : "previous";
  if (to == "any" || to == "step") to = command.to.substr(0, command.to.find('@'));
  if (to == "previous") to = token.from;
  if (to == "starter") {
    const auto& first = turn.definition().blocks.front().steps;
    return first.empty() ? nullptr
                         : &turn.definition().steps[static_cast<std::size_t>(first.front())];
  }
  return turn.definition().step(to);
}

// Whether `target` is entered as any step is: not from an item of `each` outward, nor into one
// (send_item.h).
bool in_reach(Turn& turn, const Token& token, const Step& target) {
  const Step* from = turn.definition().step(token.step);
  return turn.definition().each_around(*from) == turn.definition().each_around(target);
}

// The administrator's verbs, when `may` does not say `by`: whoever holds that post, where the town
// has one.
std::optional<Rejection> not_administrator(Turn& turn, const Verb* opened) {
  if (opened != nullptr && !opened->by.empty()) return std::nullopt;
  if (turn.actor().assurance == "engine" || !turn.town().roles.posts.contains("administrator"))
    return std::nullopt;
  for (const auto& [node, post] : turn.town().roll.posts_of(turn.actor().person))
    if (post == "administrator") return std::nullopt;
  return Rejection{
      "verb.administrator", "只有管理员可以这样做", "only an administrator may do this", {}};
}

// All open work is withdrawn and the case is over, with `result`.
Verdict end_case(Turn& turn, const Act& command, const char* result) {
  begin(turn);
  Walk walk(turn);
  turn.emit(Noted{command.verb, turn.actor().person, command.reason, command.form});
  CaseChanged change;
  change.result = result;
  turn.emit(std::move(change));
  walk.cancel_scope(1);
  walk.settle();
  return {};
}

}  // namespace

Verdict verb_return(Turn& turn, const Act& command, const Verb* opened) {
  const Task task = *turn.state().task(command.task);
  if (task.token == 0)
    return refuse("return.not_a_step", "此任务不可退回", "this task cannot be returned");
  const Token token = *turn.state().token(task.token);
  const Step* target = target_of(turn, command, opened, token);
  if (target == nullptr)
    return refuse("return.no_target", "没有可退回的步骤", "there is no step to return to");
  if (!in_reach(turn, token, *target)) {
    const bool back = opened != nullptr && opened->then == "come_back";
    if (leaves_item(turn, token, *target)) return send_item_out(turn, command, task, *target, back);
    return send_into_item(turn, command, task, *target, back);
  }
  begin(turn);
  Walk walk(turn);
  turn.emit(TaskChanged{task.id,
                        command.verb,
                        task.phase,
                        task.owner,
                        task.candidates,
                        task.helpers,
                        task.back,
                        target->id,
                        command.reason,
                        {}});
  walk.cancel(token.id);
  walk.enter(token.scope, walk.index_of(*target), token.step, false,
             command.reason.empty() ? "RETURNED" : command.reason,
             {.back = opened != nullptr && opened->then == "come_back" ? task.step : std::string(),
              .since = {}});
  walk.settle();
  return {};
}

Verdict verb_jump(Turn& turn, const Act& command, const Verb* opened) {
  if (auto no = not_administrator(turn, opened)) return std::unexpected(std::move(*no));
  const Step* target = turn.definition().step(command.to);
  if (target == nullptr || target->block != 0)
    return refuse("jump.no_target", cat("没有可跳转的步骤“", command.to, "”"),
                  cat("there is no step '", command.to, "' to jump to"));
  if (command.reason.empty())
    return refuse("jump.reason_missing", "跳转须写明理由", "a jump needs a reason");
  begin(turn);
  Walk walk(turn);
  turn.emit(Noted{"jump", turn.actor().person, command.reason,
                  Value::record({{"to", Value::text(command.to)}})});
  walk.cancel_scope(1);
  walk.enter(1, walk.index_of(*target), "", false, command.reason);
  walk.settle();
  return {};
}

Verdict verb_terminate(Turn& turn, const Act& command, const Verb*) {
  if (command.reason.empty())
    return refuse("terminate.reason_missing", "终止须写明理由及其他途径",
                  "termination needs a reason and the other way to go");
  return end_case(turn, command, "terminated");
}

// A step is left undone and the case goes on as if this outcome had been chosen; what the outcome
// asks and sets is not done.
Verdict verb_skip(Turn& turn, const Act& command, const Verb* opened) {
  if (auto no = not_administrator(turn, opened)) return std::unexpected(std::move(*no));
  const Task task = *turn.state().task(command.task);
  if (task.token == 0)
    return refuse("skip.not_a_step", "此任务不是步骤，不能跳过", "this task is no step to skip");
  if (command.reason.empty())
    return refuse("skip.reason_missing", "跳过须写明理由", "skipping needs a reason");
  const Token token = *turn.state().token(task.token);
  const Step& step = *turn.definition().step(task.step);
  const Outcome* way = step.outcomes.size() == 1 ? &step.outcomes.front() : nullptr;
  std::vector<std::string> names;
  for (const Outcome& outcome : step.outcomes) {
    names.push_back(outcome.name);
    if (outcome.name == command.outcome) way = &outcome;
  }
  if (way == nullptr)
    return refuse("skip.outcome", cat("须说明按哪个结果往下走；可选：", join(names, "、")),
                  cat("say by which outcome it goes on; the outcomes are ", join(names, ", ")));
  begin(turn);
  Walk walk(turn);
  turn.emit(Noted{"skip", turn.actor().person, command.reason,
                  Value::record({{"step", Value::text(step.id)}})});
  walk.cancel(token.id);
  walk.go(token, way->go, command.reason);
  walk.settle();
  return {};
}

namespace {

// Stands `token` at, or inside, what `ancestor` holds?
bool within(const CaseState& state, std::uint64_t token, std::uint64_t ancestor) {
  for (const Token* t = state.token(token); t != nullptr;) {
    if (t->id == ancestor) return true;
    const Scope* scope = state.scope(t->scope);
    t = scope == nullptr ? nullptr : state.token(scope->token);
  }
  return false;
}

// Whether `token` came from `step` and stands beside it. One further out does not bring it back:
// nothing enters a block from outside, and a block returned to from within is no follower.
bool follows(Turn& turn, const Token& token, const std::string& step) {
  return token.from == step &&
         turn.definition().step(token.step)->block == turn.definition().step(step)->block;
}

// The step this person completed last whose follower is still open, or "".
std::string last_done_by(Turn& turn, const std::string& person) {
  const CaseState& state = turn.state();
  std::string best;
  std::optional<Instant> when;
  for (const auto& [step, visits] : state.visits) {
    if (visits.by != person || visits.completed == 0 || !visits.completed_at) continue;
    const bool followed = std::any_of(state.tokens.begin(), state.tokens.end(),
                                      [&](const Token& t) { return follows(turn, t, step); });
    if (followed && (!when || *when <= *visits.completed_at)) {
      best = step;
      when = visits.completed_at;
    }
  }
  return best;
}

}  // namespace

// Until the next person has seen it, who did the step before may have it again; its clock goes on
// from where it began.
Verdict verb_take_back(Turn& turn, const Act&, const Verb*) {
  const std::string step = last_done_by(turn, turn.actor().person);
  if (step.empty())
    return refuse("take_back.nothing", "您办结的步骤之后没有在办事项，无可拿回",
                  "nothing you completed can still be taken back");
  std::vector<Token> open;
  for (const Token& token : turn.state().tokens)
    if (follows(turn, token, step)) open.push_back(token);
  for (const Token& token : open)
    for (const Task& task : turn.state().tasks)
      if (within(turn.state(), task.token, token.id) &&
          (task.phase == TaskPhase::claimed || task.counts.contains("read")))
        return refuse(
            "take_back.read", cat("下一步“", task.step, "”已有人阅办，不能拿回"),
            cat("step '", task.step, "' has been read or claimed: it cannot be taken back"));
  begin(turn);
  Walk walk(turn);
  const std::optional<Instant> since = turn.state().visits.at(step).started_at;
  turn.emit(
      Noted{"take_back", turn.actor().person, "", Value::record({{"step", Value::text(step)}})});
  for (const Token& token : open) walk.cancel(token.id);
  walk.enter(open.front().scope, walk.index_of(*turn.definition().step(step)), step,
             open.front().side, "TAKEN_BACK",
             {.back = {}, .since = since, .item = -1, .inner = -1});
  walk.settle();
  return {};
}

// Who reported it gives it up.
Verdict verb_withdraw(Turn& turn, const Act& command, const Verb* opened) {
  const bool others = opened != nullptr && !opened->by.empty();  // looked at already
  if (!others && turn.actor().person != turn.state().reporter)
    return refuse("withdraw.not_yours", cat("只有 ", turn.state().reporter, " 可以撤销"),
                  cat("only ", turn.state().reporter, " may withdraw it"));
  return end_case(turn, command, "withdrawn");
}

}  // namespace tf::core

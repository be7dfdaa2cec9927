// return 退单 / send_back 驳回, jump 跳转, terminate 终止: going where the process would not go by
// itself.
#include <algorithm>

#include "base/text.h"
#include "core/command/verbs.h"
#include "core/forms.h"
#include "core/timing.h"

namespace tf::core {

namespace {

// The step gone back to: the verb's own `to`, what the person names, or the step before.
const Step* target_of(Turn& turn, const Act& command, const Verb* opened, const Token& token) {
  std::string to = opened != nullptr && !opened->to.empty() ? opened->to : "previous";
  if (to == "any") to = command.to;
  if (to == "previous") to = token.from;
  if (to == "starter") {
    const auto& first = turn.definition().blocks.front().steps;
    return first.empty() ? nullptr
                         : &turn.definition().steps[static_cast<std::size_t>(first.front())];
  }
  return turn.definition().step(to);
}

std::optional<Rejection> out_of_time(Turn& turn, const Task& task, const Verb& opened) {
  for (const std::string& name : opened.within_deadline) {
    DueSpec due;
    due.name = name;
    const auto window = compute_due(turn, due, 1, task.offered_at, false);
    if (!window || turn.now() <= window->due) continue;
    const std::string until = to_string(turn.town().calendar->local(window->due));
    return Rejection{"verb.window_ended",
                     cat("退回期限已于 ", until, " 截止"),
                     cat("the time for this ended at ", until),
                     {}};
  }
  return std::nullopt;
}

std::optional<Rejection> used_up(Turn& turn, const Act& command, const Verb& opened) {
  if (opened.times == 0) return std::nullopt;
  const auto used = turn.state().counts.find(command.verb);
  if (used == turn.state().counts.end() || used->second < static_cast<std::uint64_t>(opened.times))
    return std::nullopt;
  return Rejection{"verb.times",
                   cat("此操作最多 ", opened.times, " 次，第二次交办为最终决定"),
                   cat("this may be done ", opened.times, " time(s); the second decision is final"),
                   {}};
}

}  // namespace

Verdict verb_return(Turn& turn, const Act& command, const Verb* opened) {
  const Task task = *turn.state().task(command.task);
  if (task.token == 0)
    return refuse("return.not_a_step", "此任务不可退回", "this task cannot be returned");
  const Token token = *turn.state().token(task.token);
  if (opened != nullptr) {
    if (auto no = out_of_time(turn, task, *opened)) return std::unexpected(*no);
    if (auto no = used_up(turn, command, *opened)) return std::unexpected(*no);
  }
  std::vector<const Form*> forms;
  if (opened != nullptr && opened->form) forms.push_back(&*opened->form);
  const FormAnswers answers = read_answers(turn, forms, command.form, token.scope, false);
  CaseEnv env(turn, token.scope);
  for (const auto& [name, value] : answers.values) env.answers[name] = value;
  if (opened != nullptr) {
    if (opened->if_ && !holds(turn, opened->if_, env))
      return refuse("verb.condition", "当前不满足退回条件",
                    "the condition for returning does not hold");
    if (auto no = refused_by(turn, opened->refuse, env)) return std::unexpected(*no);
  }
  if (!answers.problems.empty()) return std::unexpected(form_rejection(answers.problems));
  const Step* target = target_of(turn, command, opened, token);
  if (target == nullptr)
    return refuse("return.no_target", "没有可退回的步骤", "there is no step to return to");
  begin(turn);
  Walk walk(turn);
  if (!answers.values.empty())
    walk.set_fields(token.scope, answers.values, cat("return ", task.step));
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
             command.reason.empty() ? "RETURNED" : command.reason);
  walk.settle();
  return {};
}

Verdict verb_jump(Turn& turn, const Act& command, const Verb*) {
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
  begin(turn);
  Walk walk(turn);
  turn.emit(Noted{"terminate", turn.actor().person, command.reason, command.form});
  CaseChanged result;
  result.result = "terminated";
  turn.emit(std::move(result));
  walk.cancel_scope(1);
  walk.settle();
  return {};
}

}  // namespace tf::core

// complete 办结 and fill 填报: answers of a form become facts. Order of completing: verb allowed,
// refuse, form complete, record, set, jump; one turn, all or nothing.
#include <algorithm>

#include "base/text.h"
#include "core/command/task_forms.h"
#include "core/command/verbs.h"
#include "core/forms.h"
#include "core/frozen.h"
#include "core/plugin_hooks.h"
#include "core/rungs.h"
#include "core/secret_ballot.h"
#include "core/unlist.h"

namespace tf::core {

namespace {

const Outcome* pick_outcome(const Step& step, const std::string& wanted) {
  if (wanted.empty()) return step.outcomes.size() == 1 ? &step.outcomes.front() : nullptr;
  const auto found = std::find_if(step.outcomes.begin(), step.outcomes.end(),
                                  [&](const Outcome& o) { return o.name == wanted; });
  if (found != step.outcomes.end()) return &*found;
  return !step.named_outcomes && wanted == "done" ? &step.outcomes.front() : nullptr;
}

std::unexpected<Rejection> no_such_outcome(const Step& step, const std::string& wanted) {
  std::vector<std::string> names;
  for (const Outcome& outcome : step.outcomes) names.push_back(outcome.name);
  return refuse(
      "task.outcome",
      cat(wanted.empty() ? "须选择一个结果" : cat("没有结果“", wanted, "”"), "；可选：",
          join(names, "、")),
      cat(wanted.empty() ? "an outcome must be chosen" : cat("there is no outcome '", wanted, "'"),
          "; the outcomes are ", join(names, ", ")));
}

// What a filter is told of a task about to be completed.
Value completion(Turn& turn, const Step& step, const Outcome& outcome, const FormAnswers& answers) {
  if (!has_hook(turn, "task.before_complete")) return {};
  Record form;
  for (const auto& [name, value] : answers.values) {
    const Field* field = turn.definition().field(name);
    if (field == nullptr || field->sensitivity != "sensitive") form.set(name, value);
  }
  return Value::record({{"workflow", Value::text(turn.definition().id)},
                        {"step", Value::text(step.id)},
                        {"outcome", Value::text(outcome.name)},
                        {"by", Value::text(turn.actor().person)},
                        {"form", Value::record(std::move(form))}});
}

// Work given by a ladder: its form is recorded, nothing moves.
Verdict complete_asked(Turn& turn, const Act& command, const Task& task) {
  const BoundRung* rung = asked_rung(turn, task.step);
  std::vector<const Form*> forms;
  if (rung != nullptr)
    for (const Form& form : rung->ask_forms) forms.push_back(&form);
  const FormAnswers answers = read_answers(turn, forms, command.form, 1, false);
  if (!answers.problems.empty()) return std::unexpected(form_rejection(answers.problems));
  begin(turn);
  if (!answers.values.empty()) turn.emit(FieldsSet{1, answers.values, cat("form ", task.work)});
  turn.emit(TaskClosed{task.id, "done", turn.actor().person});
  Walk walk(turn);
  if (task.clock != 0 && turn.state().clock(task.clock) != nullptr)
    stop_clock(walk, task.clock,
               turn.effective() <= turn.state().clock(task.clock)->due ? ClockPhase::met
                                                                       : ClockPhase::missed);
  walk.settle();
  return {};
}

// Delegated work comes back to the one who gave it.
Verdict give_back(Turn& turn, const Act& command, const Task& task) {
  begin(turn);
  std::vector<std::string> back(task.back.begin(), task.back.end() - 1);
  turn.emit(TaskChanged{task.id,
                        "delegated_done",
                        TaskPhase::claimed,
                        task.back.back(),
                        {task.back.back()},
                        task.helpers,
                        back,
                        task.back.back(),
                        command.reason,
                        secret_poll(turn, task) != nullptr ? Value() : command.form});
  finish(turn);
  return {};
}

}  // namespace

std::vector<const Form*> forms_of(const Step& step, const Outcome* outcome) {
  std::vector<const Form*> forms;
  if (const auto* spec = std::get_if<TaskSpec>(&step.spec))
    for (const Form& form : spec->forms) forms.push_back(&form);
  if (outcome != nullptr)
    for (const Form& form : outcome->forms) forms.push_back(&form);
  return forms;
}

Verdict verb_complete(Turn& turn, const Act& command, const Verb*) {
  const Task task = *turn.state().task(command.task);
  if (is_unlist(task)) return sign_unlist(turn, command, task);
  if (task.token == 0) return complete_asked(turn, command, task);
  if (!task.back.empty()) return give_back(turn, command, task);
  const Token token = *turn.state().token(task.token);
  const Step& step = *turn.definition().step(task.step);
  const Outcome* outcome = pick_outcome(step, command.outcome);
  if (outcome == nullptr) return no_such_outcome(step, command.outcome);
  FormAnswers answers =
      read_answers(turn, forms_of(step, outcome), command.form, token.scope, false);

  CaseEnv env(turn, token.scope);
  for (const auto& [name, value] : answers.values) env.answers[name] = value;
  env.outcome = Value::text(outcome->name);
  if (auto rejection = refused_by(turn, std::get<TaskSpec>(step.spec).refuse, env))
    return std::unexpected(std::move(*rejection));
  if (auto rejection = refused_by(turn, outcome->refuse, env))
    return std::unexpected(std::move(*rejection));
  if (!answers.problems.empty()) return std::unexpected(form_rejection(answers.problems));
  if (auto no = frozen_rejection(turn, answers.values, token.scope, step.id))
    return std::unexpected(std::move(*no));
  const Token* poll = secret_poll(turn, task);
  const HookRound asked =
      ask_hooks(turn, "task.before_complete",
                completion(turn, step, *outcome, poll != nullptr ? FormAnswers{} : answers), env);
  if (asked.rejection) return std::unexpected(*asked.rejection);

  begin(turn);
  record_hooks(turn, asked);
  Walk walk(turn);
  if (poll != nullptr) seal_ballot(turn, Token(*poll), answers.values);
  if (!answers.values.empty()) walk.set_fields(token.scope, answers.values, cat("form ", step.id));
  const std::string by = turn.actor().person;
  turn.emit(TaskClosed{task.id, outcome->name, by});
  walk.complete(token.id, *outcome, by);
  walk.settle();
  return {};
}

Verdict verb_fill(Turn& turn, const Act& command, const Verb*) {
  const Task task = *turn.state().task(command.task);
  if (task.token == 0)
    return refuse("fill.no_form", "此任务不支持填报", "this task has no fields to fill");
  const Token token = *turn.state().token(task.token);
  const Step& step = *turn.definition().step(task.step);
  std::vector<const Form*> forms = forms_of(step, nullptr);
  for (const Outcome& outcome : step.outcomes)
    for (const Form& form : outcome.forms) forms.push_back(&form);
  FormAnswers answers = read_answers(turn, forms, command.form, token.scope, true);
  if (!answers.problems.empty()) return std::unexpected(form_rejection(answers.problems));
  if (answers.values.empty())
    return refuse("fill.empty", "没有填报任何内容", "nothing was filled in");
  if (auto no = frozen_rejection(turn, answers.values, token.scope, step.id))
    return std::unexpected(std::move(*no));
  begin(turn);
  Walk walk(turn);
  if (const Token* poll = secret_poll(turn, task)) seal_ballot(turn, Token(*poll), answers.values);
  walk.set_fields(token.scope, answers.values, cat("fill ", step.id));
  turn.emit(TaskChanged{task.id,
                        "fill",
                        TaskPhase::claimed,
                        turn.actor().person,
                        task.candidates,
                        task.helpers,
                        task.back,
                        "",
                        "",
                        {}});
  walk.settle();
  return {};
}

}  // namespace tf::core

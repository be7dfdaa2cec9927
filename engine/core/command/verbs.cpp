#include "core/command/verbs.h"

#include <algorithm>

#include "base/text.h"

namespace tf::core {

namespace {

constexpr VerbInfo kVerbs[] = {
    {"complete", "办结", true, true, true, verb_complete},
    {"fill", "填报", true, true, true, verb_fill},
    {"claim", "认领", true, true, true, verb_claim},
    {"comment", "沟通", false, true, false, verb_comment},
    {"cc", "抄送", false, true, false, verb_comment},
    {"read", "已阅", false, true, false, verb_comment},
    {"urge", "催办", false, true, false, verb_urge},
    {"transfer", "转办", true, false, true, verb_transfer},
    {"delegate", "委派", true, false, true, verb_delegate},
    {"add_sign", "加签", true, false, true, verb_add_sign},
    {"return", "退单", true, false, true, verb_return},
    {"send_back", "驳回", true, false, true, verb_return},
    {"suspend", "挂起", false, false, false, verb_suspend},
    {"resume", "恢复", false, true, false, verb_resume},
    {"extend", "延期", true, false, false, verb_extend},
    {"merge", "并案", false, false, false, verb_merge},
    {"reopen", "重办", false, true, false, verb_reopen},
    {"amend", "更正", false, true, false, verb_amend},
    {"terminate", "终止", false, false, false, verb_terminate},
    {"jump", "跳转", false, false, false, verb_jump},
};

const Verb* in_list(const std::vector<Verb>& list, std::string_view word) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const Verb& v) { return v.word == word; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

std::span<const VerbInfo> verb_table() {
  return kVerbs;
}

const VerbInfo* find_verb(std::string_view word) {
  for (const VerbInfo& verb : kVerbs)
    if (word == verb.word || word == verb.zh) return &verb;
  return nullptr;
}

const Verb* opened_verb(Turn& turn, const Task* task, std::string_view word) {
  if (task != nullptr)
    if (const Step* step = turn.definition().step(task->step))
      if (const Verb* verb = step->verb(word)) return verb;
  if (const Verb* verb = in_list(turn.definition().may, word)) return verb;
  return in_list(turn.town().may, word);
}

std::expected<Task, Rejection> task_for(Turn& turn, const Act& command, bool owner_only) {
  const Task* task = turn.state().task(command.task);
  if (task == nullptr)
    return refuse(
        "task.not_found", cat("没有待办任务 ", command.task, "，可能已办结或已撤回"),
        cat("there is no open task ", command.task, " in this case: it may be done or withdrawn"));
  if (!owner_only || turn.actor().assurance == "engine") return *task;
  const std::string& actor = turn.actor().person;
  const auto in = [&](const std::vector<std::string>& list) {
    return std::find(list.begin(), list.end(), actor) != list.end();
  };
  const bool may = task->owner.empty() ? in(task->candidates) : task->owner == actor;
  if (!may && !in(task->helpers))
    return refuse(
        "task.not_yours",
        cat("任务 ", command.task, " 由 ",
            task->owner.empty() ? join(task->candidates, "、") : task->owner, " 办理，不是 ",
            actor),
        cat("task ", command.task, " belongs to ",
            task->owner.empty() ? join(task->candidates, ", ") : task->owner, ", not to ", actor));
  return *task;
}

Verdict act(Turn& turn, const Act& command) {
  if (turn.state().phase == CasePhase::closed && command.verb != "reopen" &&
      command.verb != "comment" && command.verb != "merge")
    return refuse("case.closed",
                  cat("案件 ", turn.state().number, " 已归档；如需继续，请重办（reopen）"),
                  cat("case ", turn.state().number, " is closed; reopen it to go on"));
  const VerbInfo* info = find_verb(command.verb);
  const Task* task = turn.state().task(command.task);
  if (command.task != 0 && task == nullptr)
    return std::unexpected(task_for(turn, command, false).error());
  const Verb* opened = opened_verb(turn, task, command.verb);
  if (info == nullptr) {
    // A button of the town's own: the message of that name.
    if (opened == nullptr) {
      std::vector<std::string> known;
      for (const VerbInfo& verb : kVerbs) known.emplace_back(verb.word);
      const auto near = closest(command.verb, known);
      return refuse("verb.unknown",
                    cat("没有操作“", command.verb, "”", near ? cat("；是否指 ", *near) : ""),
                    cat("there is no verb '", command.verb, "'",
                        near ? cat("; did you mean ", *near, "?") : ""));
    }
    return send_message(turn, SendMessage{command.verb, command.form});
  }
  const bool closed_by_step = opened != nullptr && !opened->open;
  const bool internal = turn.actor().assurance == "engine" || command.same;
  if (closed_by_step || (!info->usual && opened == nullptr && !internal))
    return refuse("verb.closed", cat("此处未开放“", info->zh, "”"),
                  cat("'", info->word, "' is not open here"));
  if (turn.state().phase == CasePhase::suspended && info->on_task)
    return refuse("case.suspended", "案件已挂起，请先恢复",
                  "the case is suspended; resume it first");
  if (info->on_task) {
    const auto found = task_for(turn, command, info->owner_only);
    if (!found) return std::unexpected(found.error());
  }
  return info->run(turn, command, opened);
}

}  // namespace tf::core

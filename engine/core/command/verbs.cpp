#include "core/command/verbs.h"

#include <algorithm>

#include "base/text.h"
#include "core/forms.h"
#include "core/secret_ballot.h"
#include "core/timing.h"
#include "core/words.h"

namespace tf::core {

namespace {

constexpr VerbInfo kVerbs[] = {
    {"complete", "办结", true, true, true, verb_complete},
    {"fill", "填报", true, true, true, verb_fill},
    {"claim", "认领", true, true, true, verb_claim},
    {"comment", "沟通", false, true, false, verb_comment},
    {"cc", "抄送", false, true, false, verb_cc},
    {"read", "已阅", false, true, false, verb_read},
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
    {"remove_sign", "减签", true, false, true, verb_remove_sign},
    {"add_item", "加项", false, false, false, verb_add_item},
    {"take_back", "拿回", false, false, false, verb_take_back},
    {"withdraw", "撤销", false, false, false, verb_withdraw},
    {"jump", "跳转", false, false, false, verb_jump},
    {"skip", "跳过", true, false, false, verb_skip},
    {"repair", "修复", false, true, false, verb_repair},
    {"migrate", "迁移", false, true, false, verb_migrate},
    {"retry", "重试", false, true, false, verb_retry},
    {"resolve", "解决", false, true, false, verb_resolve},
    {"dismiss", "消除", false, true, false, verb_dismiss},
    {"@join", "@并入", false, false, false, verb_join},
    {"@gather", "@聚集", false, false, false, verb_gather},
    {"@merge", "@并案", false, false, false, verb_merged},
};

const Verb* in_list(const std::vector<Verb>& list, std::string_view word) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const Verb& v) { return v.word == word; });
  return found == list.end() ? nullptr : &*found;
}

// Posts, persons, units, or handler, owner, reporter.
bool is_one_of(Turn& turn, const std::vector<std::string>& words) {
  const std::string& actor = turn.actor().person;
  const CaseState& state = turn.state();
  const auto posts = turn.town().roll.posts_of(actor);
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    if (word == actor || word == "anyone") return true;
    if (word == "handler" || word == "owner")
      return actor == current_owner(state) || actor == last_worker(state);
    if (word == "reporter") return actor == state.reporter;
    if (const Unit* unit = turn.town().roll.unit(word))
      return unit->head == actor ||
             std::find(unit->members.begin(), unit->members.end(), actor) != unit->members.end();
    return std::any_of(posts.begin(), posts.end(), [&](const auto& p) { return p.second == word; });
  });
}

// How often the verb was used: on the task while it stays with it, else on the case.
std::uint64_t used(const CaseState& state, const Act& command, const Task* task, bool own_word) {
  const bool leaves = command.verb == "return" || command.verb == "send_back";
  if (task != nullptr && !leaves && !own_word) {
    const auto on_task = task->counts.find(command.verb);
    return on_task == task->counts.end() ? 0 : on_task->second;
  }
  const auto on_case = state.counts.find(own_word ? cat("message:", command.verb) : command.verb);
  return on_case == state.counts.end() ? 0 : on_case->second;
}

std::optional<Rejection> out_of_time(Turn& turn, const Task* task, const Verb& opened) {
  for (const std::string& name : opened.within_deadline) {
    DueSpec due;
    due.name = name;
    const Instant from = task == nullptr ? turn.state().received_at : task->offered_at;
    const auto window = compute_due(turn, due, 1, from, false);
    if (!window || turn.now() <= window->due) continue;
    const std::string until = to_string(turn.town().calendar->local(window->due));
    return Rejection{"verb.window_ended",
                     cat("期限已于 ", until, " 截止"),
                     cat("the time for this ended at ", until),
                     {}};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Rejection> verb_refused(Turn& turn, const Act& command, const Task* task,
                                      const Verb& opened, std::map<std::string, Value>& answers) {
  if (!opened.by.empty() && turn.actor().assurance != "engine" && !is_one_of(turn, opened.by))
    return Rejection{"verb.by",
                     cat("只有 ", join(opened.by, "、"), " 可以这样做"),
                     cat("only ", join(opened.by, ", "), " may do this"),
                     {}};
  if (auto no = out_of_time(turn, task, opened)) return no;
  const bool own_word = find_verb(command.verb) == nullptr;
  if (opened.times != 0 &&
      used(turn.state(), command, task, own_word) >= static_cast<std::uint64_t>(opened.times)) {
    const bool back = command.verb == "return" || command.verb == "send_back";
    return Rejection{
        "verb.times",
        cat("此操作最多 ", opened.times, " 次，", back ? "第二次交办为最终决定" : "已用完"),
        cat("this may be done ", opened.times, " time(s)",
            back ? "; the second decision is final" : ", which are used up"),
        {}};
  }
  const Token* token = task == nullptr ? nullptr : turn.state().token(task->token);
  const std::uint64_t scope = token == nullptr ? 1 : token->scope;
  FormAnswers read;
  if (!opened.forms.empty() && !reads_own_form(command.verb)) {
    Value given = command.form;
    if (given.is(Value::Kind::record)) {
      Record rest = given.as_record();  // what the verb itself asks: how long, in which way
      if (command.verb == "extend") rest.erase("for");
      if (command.verb == "add_sign") rest.erase("how");
      given = Value::record(std::move(rest));
    }
    std::vector<const Form*> forms;
    for (const Form& form : opened.forms) forms.push_back(&form);
    read = read_answers(turn, forms, given, scope, false);
  }
  CaseEnv env(turn, scope);
  for (const auto& [name, value] : read.values) env.answers[name] = value;
  if (opened.if_ && !holds(turn, opened.if_, env))
    return Rejection{
        "verb.condition", "当前不满足此操作的条件", "the condition for this does not hold now", {}};
  if (auto no = refused_by(turn, opened.refuse, env)) return no;
  if (!read.problems.empty()) return form_rejection(read.problems);
  answers = std::move(read.values);
  return std::nullopt;
}

bool reads_own_form(std::string_view verb) {
  constexpr std::string_view kOwn[] = {"complete", "fill",   "amend",   "merge",   "reopen",
                                       "add_item", "repair", "migrate", "dismiss", "resolve"};
  return std::find(std::begin(kOwn), std::end(kOwn), verb) != std::end(kOwn);
}

std::span<const VerbInfo> verb_table() {
  return kVerbs;
}

const VerbInfo* find_verb(std::string_view word) {
  for (const VerbInfo& verb : kVerbs)
    if (word == verb.word || word == verb.zh) return &verb;
  return nullptr;
}

namespace {

// What the step says of the verb, or the block it stands in, or one around that.
const Verb* said_around(const Definition& definition, const Step* step, std::string_view word) {
  while (step != nullptr) {
    if (const Verb* verb = step->verb(word)) return verb;
    step = definition.step(definition.blocks[static_cast<std::size_t>(step->block)].owner);
  }
  return nullptr;
}

}  // namespace

const Verb* opened_verb(Turn& turn, const Task* task, std::string_view word) {
  const Definition& def = turn.definition();
  if (task != nullptr)
    if (const Verb* verb = said_around(def, def.step(task->step), word)) return verb;
  const Verb* common = in_list(def.may, word);
  if (common == nullptr) common = in_list(turn.town().may, word);
  if (task != nullptr || (common != nullptr && common->open)) return common;
  // Done to the case as a whole: open while it stands at a step that opens it.
  for (const Token& token : turn.state().tokens)
    if (const Verb* verb = said_around(def, def.step(token.step), word);
        verb != nullptr && verb->open)
      return verb;
  return common;
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

namespace {

Verdict act_openly(Turn& turn, const Act& command) {
  // The tasks of a closed case are those of its listing.
  const bool unlists = command.verb == "complete" && turn.state().task(command.task) != nullptr;
  if (turn.state().phase == CasePhase::closed && !unlists && command.verb != "reopen" &&
      command.verb != "comment" && command.verb != "merge" && command.verb != "@join" &&
      command.verb != "@merge" && command.verb != "retry" && command.verb != "dismiss" &&
      command.verb != "resolve")
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
    if (!opened->open)
      return refuse("verb.closed", cat("此处未开放“", command.verb, "”"),
                    cat("'", command.verb, "' is not open here"));
    std::map<std::string, Value> answers;
    if (auto no = verb_refused(turn, command, task, *opened, answers))
      return std::unexpected(std::move(*no));
    Value with = command.form;
    if (!opened->forms.empty()) {
      Record typed;
      for (const auto& [name, value] : answers) typed.set(name, value);
      with = Value::record(std::move(typed));
    }
    return send_message(turn, SendMessage{command.verb, std::move(with)});
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
  std::map<std::string, Value> answers;
  if (opened != nullptr && !internal)
    if (auto no = verb_refused(turn, command, task, *opened, answers))
      return std::unexpected(std::move(*no));
  const std::uint64_t token_id = task == nullptr ? 0 : task->token;
  const Token* token = turn.state().token(token_id);
  const std::uint64_t scope = token == nullptr ? 1 : token->scope;
  auto verdict = info->run(turn, command, opened);
  if (!verdict || answers.empty()) return verdict;
  Walk walk(turn);
  walk.set_fields(turn.state().scope(scope) == nullptr ? 1 : scope, std::move(answers),
                  cat("form ", command.verb));
  walk.settle();
  return {};
}

}  // namespace

// Of a secret ballot, also of one that comes too late, the record holds no answer.
Verdict act(Turn& turn, const Act& command) {
  const Task* task = turn.state().task(command.task);
  const bool secret = task != nullptr && secret_poll(turn, *task) != nullptr;
  if (command.task == 0 || (task != nullptr && !secret)) return act_openly(turn, command);
  turn.shown = without_choice(command);
  if (command.verb == "complete" || command.verb == "fill") return act_openly(turn, command);
  return act_openly(turn, without_choice(command));
}

}  // namespace tf::core

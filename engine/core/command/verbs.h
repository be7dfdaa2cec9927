// The verbs of people on tasks and cases (LANGUAGE §9), one table: what each needs, whether it must
// be opened by `may`, and the function that does it.
#pragma once

#include <span>
#include <string_view>

#include "core/decide.h"

namespace tf::core {

struct VerbInfo {
  const char* word;
  const char* zh;
  bool on_task;     // needs a task; else on the case (task 0)
  bool usual;       // open unless closed; others are closed unless opened
  bool owner_only;  // by the owner, a candidate or a helper of the task
  Verdict (*run)(Turn&, const Act&, const Verb* opened);
};
std::span<const VerbInfo> verb_table();
const VerbInfo* find_verb(std::string_view word);
// Verbs whose form is their own: no entry of `may` can ask for more.
bool reads_own_form(std::string_view verb);
// The entry of `may` that speaks of `word`, or null: that of the step or of a block around it, of
// the workflow, of the town. Without a task, any step the case stands at may open it.
const Verb* opened_verb(Turn& turn, const Task* task, std::string_view word);
// The task, when it is open and the actor may touch it; else the refusal.
std::expected<Task, Rejection> task_for(Turn& turn, const Act& command, bool owner_only);

// command/<verb>.cpp
Verdict verb_complete(Turn&, const Act&, const Verb*);
Verdict verb_fill(Turn&, const Act&, const Verb*);
Verdict verb_claim(Turn&, const Act&, const Verb*);
Verdict verb_comment(Turn&, const Act&, const Verb*);
Verdict verb_transfer(Turn&, const Act&, const Verb*);
Verdict verb_delegate(Turn&, const Act&, const Verb*);
Verdict verb_add_sign(Turn&, const Act&, const Verb*);
Verdict verb_return(Turn&, const Act&, const Verb*);
Verdict verb_urge(Turn&, const Act&, const Verb*);
Verdict verb_suspend(Turn&, const Act&, const Verb*);
Verdict verb_resume(Turn&, const Act&, const Verb*);
Verdict verb_extend(Turn&, const Act&, const Verb*);
Verdict verb_merge(Turn&, const Act&, const Verb*);
Verdict verb_reopen(Turn&, const Act&, const Verb*);
Verdict verb_amend(Turn&, const Act&, const Verb*);
Verdict verb_terminate(Turn&, const Act&, const Verb*);
Verdict verb_jump(Turn&, const Act&, const Verb*);
Verdict verb_skip(Turn&, const Act&, const Verb*);
Verdict verb_remove_sign(Turn&, const Act&, const Verb*);
Verdict verb_add_item(Turn&, const Act&, const Verb*);
Verdict verb_take_back(Turn&, const Act&, const Verb*);
Verdict verb_withdraw(Turn&, const Act&, const Verb*);
Verdict verb_read(Turn&, const Act&, const Verb*);
Verdict verb_cc(Turn&, const Act&, const Verb*);
// The administrator's desk: putting right what stands still or wrong.
Verdict verb_repair(Turn&, const Act&, const Verb*);
Verdict verb_migrate(Turn&, const Act&, const Verb*);
Verdict verb_retry(Turn&, const Act&, const Verb*);
Verdict verb_dismiss(Turn&, const Act&, const Verb*);
Verdict verb_resolve(Turn&, const Act&, const Verb*);
// Values for fields of the case that somebody at the desk writes, read as their types.
std::expected<std::map<std::string, Value>, Rejection> fields_by_hand(Turn& turn, const Value& set);
// Who may: the posts `may` names for the verb, else whoever holds the post `administrator`.
std::optional<Rejection> not_at_desk(Turn& turn, const Verb* opened);
// What the entry of `may` asks before the verb runs: by whom, how often, until when, if, refuse,
// form. `answers` are those of its form.
std::optional<Rejection> verb_refused(Turn& turn, const Act& command, const Task* task,
                                      const Verb& opened, std::map<std::string, Value>& answers);
// Between cases of a cluster (cluster.cpp); no author can write these words.
Verdict verb_join(Turn&, const Act&, const Verb*);
Verdict verb_gather(Turn&, const Act&, const Verb*);

Verdict verb_merged(Turn&, const Act&, const Verb*);  // another case went into this one

// The start runs once more over a case, with what was reported again; `same`: the name of the
// search that found it.
void start_again(Walk& walk, const Value& form, const std::string& same);
// Of a matter that comes again: lists of the case with what they lack of those in `form`.
std::map<std::string, Value> longer_lists(Turn& turn, const Value& form);

}  // namespace tf::core

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
// The entry of the step's, the workflow's or the town's `may` that opens `word`, or null.
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

}  // namespace tf::core

// claim 认领, transfer 转办, delegate 委派, add_sign 加签, urge 催办, comment 沟通: who holds a
// task, who sees it.
#include <algorithm>

#include "base/text.h"
#include "core/command/verbs.h"
#include "core/forms.h"

namespace tf::core {

namespace {

TaskChanged change(const Task& task, const Act& command, TaskPhase phase, std::string owner) {
  return {task.id,      command.verb, phase,      std::move(owner), task.candidates,
          task.helpers, task.back,    command.to, command.reason,   command.form};
}

std::optional<Rejection> needs_person(Turn& turn, const Act& command) {
  if (command.to.empty())
    return Rejection{"verb.to_missing", "须指明交给谁（to）", "say to whom: `to` is missing", {}};
  if (turn.town().roll.knows(command.to) || turn.town().roll.unit(command.to) != nullptr)
    return std::nullopt;
  std::vector<std::string> known;
  for (const auto& [id, place] : turn.town().roll.nodes)
    for (const auto& [post, holders] : place.holds)
      known.insert(known.end(), holders.begin(), holders.end());
  const auto near = closest(command.to, known);
  return Rejection{
      "verb.to_unknown",
      cat("名册里没有“", command.to, "”", near ? cat("；是否指 ", *near) : ""),
      cat("'", command.to, "' is not in the roll", near ? cat("; did you mean ", *near, "?") : ""),
      {}};
}

std::optional<Rejection> over_times(const Task& task, const Act& command, const Verb* opened) {
  if (opened == nullptr || opened->times == 0) return std::nullopt;
  const auto used = task.counts.find(command.verb);
  if (used == task.counts.end() || used->second < static_cast<std::uint64_t>(opened->times))
    return std::nullopt;
  return Rejection{"verb.times",
                   cat("此操作最多 ", opened->times, " 次，已用完"),
                   cat("this may be done ", opened->times, " time(s), which are used up"),
                   {}};
}

std::vector<std::string> people_behind(Turn& turn, const std::string& to) {
  if (turn.town().roll.unit(to) == nullptr) return {to};
  PeopleQuery q;
  q.roll = &turn.town().roll;
  q.roles = &turn.town().roles;
  q.calendar = turn.town().calendar.get();
  q.now = turn.effective();
  q.grid = turn.state().grid;
  return resolve_unit(to, q).candidates;
}

}  // namespace

Verdict verb_claim(Turn& turn, const Act& command, const Verb*) {
  const Task task = *turn.state().task(command.task);
  const std::string actor = turn.actor().person;
  if (task.owner == actor)
    return refuse("claim.already_yours", "您已认领此任务", "you hold this task already");
  if (!task.owner.empty())
    return refuse("claim.taken", cat("已由 ", task.owner, " 认领"),
                  cat("it is held by ", task.owner));
  begin(turn);
  turn.emit(change(task, command, TaskPhase::claimed, actor));
  if (turn.state().stage == "registered" || turn.state().stage == "assigned") {
    CaseChanged stage;
    stage.stage = "in_progress";
    turn.emit(std::move(stage));
  }
  finish(turn);
  return {};
}

Verdict verb_transfer(Turn& turn, const Act& command, const Verb* opened) {
  const Task task = *turn.state().task(command.task);
  if (auto no = needs_person(turn, command)) return std::unexpected(*no);
  if (auto no = over_times(task, command, opened)) return std::unexpected(*no);
  std::vector<std::string> people = people_behind(turn, command.to);
  if (opened != nullptr && opened->within == "unit") {
    const Unit* unit = turn.town().roll.unit(task.post);
    const bool inside =
        unit != nullptr && std::all_of(people.begin(), people.end(), [&](const std::string& p) {
          return p == unit->head ||
                 std::find(unit->members.begin(), unit->members.end(), p) != unit->members.end();
        });
    if (!inside)
      return refuse("transfer.outside_unit", "只能转给本单位的人",
                    "it may be handed over only within the unit");
  }
  begin(turn);
  TaskChanged event = change(task, command, TaskPhase::offered, "");
  event.candidates = std::move(people);
  turn.emit(std::move(event));
  finish(turn);
  return {};
}

Verdict verb_delegate(Turn& turn, const Act& command, const Verb* opened) {
  const Task task = *turn.state().task(command.task);
  if (auto no = needs_person(turn, command)) return std::unexpected(*no);
  if (auto no = over_times(task, command, opened)) return std::unexpected(*no);
  if (task.back.size() >= 5)
    return refuse("delegate.too_deep", "委派层数过多", "it has been delegated too many times");
  begin(turn);
  TaskChanged event = change(task, command, TaskPhase::claimed, command.to);
  event.back.push_back(turn.actor().person);
  event.candidates = {command.to};
  turn.emit(std::move(event));
  finish(turn);
  return {};
}

Verdict verb_add_sign(Turn& turn, const Act& command, const Verb* opened) {
  const Task task = *turn.state().task(command.task);
  if (auto no = needs_person(turn, command)) return std::unexpected(*no);
  if (auto no = over_times(task, command, opened)) return std::unexpected(*no);
  if (std::find(task.helpers.begin(), task.helpers.end(), command.to) != task.helpers.end())
    return refuse("add_sign.already", cat(command.to, " 已在协办之列"),
                  cat(command.to, " helps already"));
  begin(turn);
  TaskChanged event = change(task, command, task.phase, task.owner);
  event.helpers.push_back(command.to);
  turn.emit(std::move(event));
  Walk walk(turn);
  walk.notice({command.to}, "add-sign", cat("task", task.id, ":add_sign:", command.to),
              std::nullopt, {});
  walk.settle();
  return {};
}

Verdict verb_urge(Turn& turn, const Act& command, const Verb*) {
  begin(turn);
  Walk walk(turn);
  const Task* task = turn.state().task(command.task);
  std::vector<std::string> to;
  if (task != nullptr) {
    const Task copy = *task;
    to = copy.owner.empty() ? copy.candidates : std::vector<std::string>{copy.owner};
    turn.emit(change(copy, command, copy.phase, copy.owner));
  } else {
    for (const Task& open : turn.state().tasks)
      for (const std::string& person :
           open.owner.empty() ? open.candidates : std::vector<std::string>{open.owner})
        to.push_back(person);
    turn.emit(Noted{"urge", turn.actor().person, command.reason, {}});
  }
  walk.notice(to, "urge", cat("urge#", turn.state().urges), std::nullopt, {});
  walk.settle();
  return {};
}

Verdict verb_comment(Turn& turn, const Act& command, const Verb*) {
  begin(turn);
  turn.emit(Noted{command.verb, turn.actor().person, command.reason, command.form});
  if (!command.to.empty()) {
    Walk walk(turn);
    walk.notice({command.to}, command.verb,
                cat(command.verb, "#", turn.state().counts.at(command.verb)), std::nullopt, {});
  }
  finish(turn);
  return {};
}

}  // namespace tf::core

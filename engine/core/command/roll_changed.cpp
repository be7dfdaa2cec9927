// People changed: open work that hung on them is given out again, by this rule. A task nobody has
// taken is offered to whom its `who` means now. A task somebody works on stays, until that person
// has left the post or the roll; then it is offered anew. What a ladder or an amendment gave to
// somebody by name stays. Nothing is ever without a person: the command room is the last.
#include <algorithm>

#include "base/text.h"
#include "core/decide.h"
#include "core/roll_entries.h"

namespace tf::core {

namespace {

// Does `person` still have what the task was given to them for?
bool serves(const Roll& roll, const Roles& roles, Date today, const Task& task,
            const std::string& person) {
  if (!roll.knows(person)) return false;
  if (const Unit* unit = roll.unit(task.post))
    return unit->head == person || contains(unit->members, person);
  const Place* place = roll.node(task.node);
  if (place == nullptr || !contains(task.candidates, person)) return true;
  const auto holds = [&](const std::string& post) {
    return contains(place->holders(post, today), person);
  };
  if (!roles.posts.contains(task.post) || holds(task.post)) return true;
  // A substitute stands where the holder does.
  for (const std::string& holder : place->holders(task.post, today))
    if (const auto row = roll.persons.find(holder); row != roll.persons.end())
      for (const Absence& absence : row->second.absent)
        if (absence.substitute == person && absence.from <= today && today <= absence.to)
          return true;
  return false;
}

bool is_touched(const Task& task, const RollChanged& change) {
  if (contains(change.touched, cat(task.node, "/", task.post)) ||
      contains(change.touched, task.post) || contains(change.touched, task.owner))
    return true;
  // Whoever was passed on the way up may be back.
  if (std::any_of(task.path.begin(), task.path.end(), [&](const std::string& node) {
        return std::any_of(change.touched.begin(), change.touched.end(),
                           [&](const auto& what) { return what.starts_with(cat(node, "/")); });
      }))
    return true;
  return std::any_of(task.candidates.begin(), task.candidates.end(),
                     [&](const std::string& person) { return contains(change.touched, person); });
}

}  // namespace

bool touches(const RollChanged& change, const CaseState& state) {
  return std::any_of(state.tasks.begin(), state.tasks.end(),
                     [&](const Task& task) { return is_touched(task, change); });
}

Verdict roll_changed(Turn& turn, const RollChanged& change) {
  if (turn.state().phase == CasePhase::closed) return {};
  Walk walk(turn);
  bool begun = false;
  const Roll& roll = turn.town().roll;
  const Roles& roles = turn.town().roles;
  const Date today = turn.town().calendar->date(turn.now());
  const std::uint64_t seq = turn.world().catalog->roll_seq(turn.town().id);
  const std::vector<Task> tasks = turn.state().tasks;
  for (const Task& task : tasks) {
    if (!is_touched(task, change)) continue;
    const Token* token = turn.state().token(task.token);
    const Step* step = token == nullptr ? nullptr : turn.definition().step(token->step);
    const auto* spec = step == nullptr ? nullptr : std::get_if<TaskSpec>(&step->spec);
    if (spec == nullptr) continue;
    if (!begun) begin(turn);
    begun = true;
    if (!task.owner.empty() && serves(roll, roles, today, task, task.owner)) continue;
    Resolution who = walk.people_for(*spec, step->due, token->scope);
    if (task.owner.empty() && who.candidates == task.candidates) continue;
    List path;
    for (const std::string& node : who.path) path.push_back(Value::text(node));
    TaskChanged event;
    event.task = task.id;
    event.verb = "roll";
    event.phase = TaskPhase::offered;
    event.candidates = who.candidates;
    event.helpers = task.helpers;
    event.reason = change.version;
    event.with = Value::record({{"path", Value::list(std::move(path))},
                                {"post", Value::text(who.post)},
                                {"node", Value::text(who.node)},
                                {"why", Value::text(who.why)},
                                {"roll", Value::number(static_cast<std::int64_t>(seq))}});
    const std::vector<std::string> told = event.candidates;
    turn.emit(std::move(event));
    if (told.empty())
      walk.incident("ROLE_UNRESOLVED", cat("步骤 ", task.step, " 找不到办理人"),
                    cat("nobody can be found for step ", task.step));
    walk.notice(told, "roll", cat("task", task.id, ":roll:", change.version), std::nullopt, {});
  }
  if (begun) walk.settle();
  return {};
}

}  // namespace tf::core

// claim 认领, transfer 转办, delegate 委派, add_sign 加签, urge 催办, comment 沟通: who holds a
// task, who sees it.
#include <algorithm>

#include "base/text.h"
#include "core/command/verbs.h"
#include "core/forms.h"
#include "core/step/kinds.h"

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

Verdict verb_delegate(Turn& turn, const Act& command, const Verb*) {
  const Task task = *turn.state().task(command.task);
  if (auto no = needs_person(turn, command)) return std::unexpected(*no);
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

namespace {

enum class Where : unsigned char { beside, before, after };

std::optional<Where> where_of(const Value& form) {
  const Value& how = form["how"];
  if (how.is_null()) return Where::beside;
  const std::string word = how.str();
  if (word == "beside" || word == "并行") return Where::beside;
  if (word == "before" || word == "之前") return Where::before;
  if (word == "after" || word == "之后") return Where::after;
  return std::nullopt;
}

bool takes_part(const Task& task, const std::string& person) {
  const auto in = [&](const std::vector<std::string>& list) {
    return std::find(list.begin(), list.end(), person) != list.end();
  };
  return task.owner == person || in(task.helpers) || in(task.back);
}

// The `sign` this task is a signature of, or null.
const Token* signing(Turn& turn, const Task& task) {
  const Token* token = turn.state().token(task.token);
  const Scope* scope = token == nullptr ? nullptr : turn.state().scope(token->scope);
  const Token* owner =
      scope == nullptr || scope->index < 0 ? nullptr : turn.state().token(scope->token);
  const Step* step = owner == nullptr ? nullptr : turn.definition().step(owner->step);
  const auto* each = step == nullptr ? nullptr : std::get_if<EachSpec>(&step->spec);
  return each != nullptr && !each->people.empty() ? owner : nullptr;
}

bool signs_already(Turn& turn, const Token& sign, const std::string& person) {
  return std::any_of(turn.state().scopes.begin(), turn.state().scopes.end(), [&](const Scope& s) {
    return s.token == sign.id && s.index >= 0 && turn.opened(s.row["person"]).str() == person;
  });
}

}  // namespace

// before: that person first, then it comes back; after: it goes on to that person when this one is
// done, and only then is the step; beside: another signature of a `sign`, else a helper.
Verdict verb_add_sign(Turn& turn, const Act& command, const Verb*) {
  const Task task = *turn.state().task(command.task);
  if (auto no = needs_person(turn, command)) return std::unexpected(*no);
  const auto where = where_of(command.form);
  if (!where)
    return refuse("add_sign.how", "加签方式（how）为 before 之前、after 之后或 beside 并行",
                  "`how` is before, after or beside");
  const Token* sign = *where == Where::beside ? signing(turn, task) : nullptr;
  if (takes_part(task, command.to) || (sign != nullptr && signs_already(turn, *sign, command.to)))
    return refuse("add_sign.already", cat(command.to, " 已在协办之列"),
                  cat(command.to, " helps already"));
  if (*where != Where::beside && task.back.size() >= 5)
    return refuse("delegate.too_deep", "委派层数过多", "it has been delegated too many times");
  begin(turn);
  TaskChanged event = change(task, command, task.phase, task.owner);
  if (*where == Where::before) {
    event.phase = TaskPhase::claimed;
    event.owner = command.to;
    event.candidates = {command.to};
    event.back.push_back(turn.actor().person);
  } else if (*where == Where::after) {
    event.phase = TaskPhase::claimed;
    event.owner = turn.actor().person;
    event.back.insert(event.back.begin(), command.to);
  } else if (sign == nullptr) {
    event.helpers.push_back(command.to);
  }
  turn.emit(std::move(event));
  Walk walk(turn);
  if (sign != nullptr)
    add_item(walk, Token(*sign), *turn.definition().step(sign->step),
             Value::record({{"person", Value::text(command.to)}}));
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

Verdict verb_cc(Turn& turn, const Act& command, const Verb* opened) {
  if (auto no = needs_person(turn, command)) return std::unexpected(*no);
  return verb_comment(turn, command, opened);
}

// Reading is on record: what has been read cannot be taken back.
Verdict verb_read(Turn& turn, const Act& command, const Verb* opened) {
  const Task* found = turn.state().task(command.task);
  if (found == nullptr) return verb_comment(turn, command, opened);
  const Task task = *found;
  begin(turn);
  turn.emit(change(task, command, task.phase, task.owner));
  return {};
}

namespace {

// The open signature of `person` beside this one: an item of the same `sign`.
const Scope* signature_of(Turn& turn, const Task& task, const std::string& person) {
  const Token* token = turn.state().token(task.token);
  const Scope* own = token == nullptr ? nullptr : turn.state().scope(token->scope);
  if (own == nullptr) return nullptr;
  for (const Scope& scope : turn.state().scopes)
    if (scope.token == own->token && scope.index >= 0 &&
        turn.opened(scope.row["person"]).str() == person)
      return &scope;
  return nullptr;
}

}  // namespace

Verdict verb_remove_sign(Turn& turn, const Act& command, const Verb*) {
  const Task task = *turn.state().task(command.task);
  if (command.to.empty())
    return refuse("verb.to_missing", "须指明减去谁（to）", "say whom to take out: `to` is missing");
  const Scope* item = signature_of(turn, task, command.to);
  const bool helps =
      std::find(task.helpers.begin(), task.helpers.end(), command.to) != task.helpers.end();
  const Token* outer = item == nullptr ? nullptr : turn.state().token(item->token);
  const Step* step = outer == nullptr ? nullptr : turn.definition().step(outer->step);
  const auto* each = step == nullptr ? nullptr : std::get_if<EachSpec>(&step->spec);
  const bool signer = each != nullptr && !each->people.empty();
  const bool later = std::find(task.back.begin(), task.back.end(), command.to) != task.back.end();
  if (!helps && !signer && !later)
    return refuse("remove_sign.not_there", cat(command.to, " 不在协办或待签之列"),
                  cat(command.to, " neither helps here nor has a signature open"));
  begin(turn);
  Walk walk(turn);
  TaskChanged event = change(task, command, task.phase, task.owner);
  std::erase(event.helpers, command.to);
  std::erase(event.back, command.to);
  turn.emit(std::move(event));
  if (!helps && !later) remove_item(walk, Token(*outer), *step, item->id);
  walk.settle();
  return {};
}

Verdict verb_add_item(Turn& turn, const Act& command, const Verb*) {
  // The `each` that is named, or the one this task is an item of, or the only one open.
  const Task* task = turn.state().task(command.task);
  const Token* at = task == nullptr ? nullptr : turn.state().token(task->token);
  const Scope* scope = at == nullptr ? nullptr : turn.state().scope(at->scope);
  const std::uint64_t around = scope == nullptr || scope->index < 0 ? 0 : scope->token;
  const Token* found = nullptr;
  for (const Token& token : turn.state().tokens) {
    const Step* step = turn.definition().step(token.step);
    const auto* each = std::get_if<EachSpec>(&step->spec);
    if (each == nullptr || each->poll) continue;
    const bool named =
        command.to.empty() ? around == 0 || around == token.id : step->id == command.to;
    if (named && (each->grow || !each->people.empty())) found = &token;
  }
  if (found == nullptr)
    return refuse("add_item.closed", "此处没有可以加项的清单（grow）",
                  "there is no open list here that may grow");
  const Token token = *found;
  const Step& step = *turn.definition().step(token.step);
  const auto& spec = std::get<EachSpec>(step.spec);
  const Field* list = turn.definition().field(spec.field);
  Value row = command.form;
  if (!spec.people.empty()) {
    if (auto no = needs_person(turn, command)) return std::unexpected(*no);
    row = Value::record({{"person", Value::text(command.to)}});
  } else if (list != nullptr && list->type.item) {
    // A plain item becomes a row with the field `item`.
    const bool plain = list->type.item->kind != TypeKind::record && !row["item"].is_null();
    Reading read = read_typed(turn, *list->type.item, plain ? Value(row["item"]) : row);
    if (!read.en.empty()) return refuse("form.invalid", read.zh, read.en);
    row = plain ? Value::record({{"item", std::move(read.value)}}) : std::move(read.value);
  }
  if (row.is_null() || (row.is(Value::Kind::record) && row.as_record().empty()))
    return refuse("add_item.empty", "没有写明加什么", "nothing was said of the new item");
  begin(turn);
  Walk walk(turn);
  turn.emit(Noted{"add_item", turn.actor().person, command.reason, row});
  add_item(walk, token, step, row);
  walk.settle();
  return {};
}

}  // namespace tf::core

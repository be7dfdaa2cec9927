// reopen 重办, amend 更正: the same matter again. `set` and `decide` of the start run
// once more over this case with the new answers; fields already filled keep their value unless
// `set` names them; size may only rise.
#include <algorithm>

#include "base/text.h"
#include "core/command/verbs.h"
#include "core/forms.h"
#include "core/frozen.h"
#include "core/timing.h"

namespace tf::core {

namespace {

bool is_empty(const Value& v) {
  return v.is_null() || (v.is(Value::Kind::text) && v.as_text().empty());
}

// New answers where the case has none; lists grow by what they lack.
std::map<std::string, Value> fresh_answers(Turn& turn, const Value& form) {
  std::map<std::string, Value> out = longer_lists(turn, form);
  if (!form.is(Value::Kind::record)) return out;
  for (const auto& [name, value] : form.as_record())
    if (is_empty(turn.state().field(name))) out[name] = value;
  return out;
}

// The start by which it came again: the one that looks for the same matter under this name.
const Start& start_of(const Definition& def, const std::string& same) {
  for (const Start& start : def.starts)
    for (const FindSpec& spec : start.same)
      if (spec.name == same) return start;
  return def.starts.front();
}

const Amend* amend_of(Turn& turn, const Value& form) {
  if (!form.is(Value::Kind::record)) return nullptr;
  for (const Amend& amend : turn.definition().amend)
    if (form.as_record().find(amend.field) != nullptr) return &amend;
  return nullptr;
}

std::optional<Rejection> amend_refused(Turn& turn, const Amend& amend,
                                       const std::map<std::string, Value>& values) {
  CaseEnv env(turn);
  for (const auto& [name, value] : values) env.answers[name] = value;
  if (amend.if_ && !holds(turn, amend.if_, env))
    return Rejection{"amend.condition",
                     "当前不满足更正条件",
                     "the condition for amending this does not hold now",
                     {}};
  if (auto no = refused_by(turn, amend.refuse, env)) return no;
  if (amend.due.present())
    if (const auto until = compute_due(turn, amend.due, 1, turn.state().received_at, false);
        until && turn.now() > until->due) {
      const std::string at = to_string(turn.town().calendar->local(until->due));
      return Rejection{"amend.too_late",
                       cat("更正期限已于 ", at, " 截止"),
                       cat("this could be amended until ", at),
                       {}};
    }
  return frozen_rejection(turn, values, 1, "");
}

// Clocks that count by what changed are counted again, each from its own start.
void move_clocks(Walk& walk, const Amend& amend) {
  const Definition& def = walk.definition();
  const RuleSet& rules = walk.turn().rules();
  std::vector<std::string> changed{amend.field};
  for (const Assign& set : amend.set) changed.push_back(set.field);
  const auto reads = [&](const rule::Program& program) {
    if (!program) return false;
    const auto slots = program.reads();
    return std::any_of(slots.begin(), slots.end(), [&](int slot) {
      return slot >= 0 && static_cast<std::size_t>(slot) < def.fields.size() &&
             std::find(changed.begin(), changed.end(),
                       def.fields[static_cast<std::size_t>(slot)]->name) != changed.end();
    });
  };
  const auto counts_by = [&](const DueSpec& due) {
    if (reads(due.date)) return true;
    const auto named = rules.deadlines.find(due.name);
    return named != rules.deadlines.end() &&
           (reads(named->second.by) ||
            std::any_of(named->second.parts.begin(), named->second.parts.end(),
                        [&](const auto& part) { return reads(part.date) || reads(part.before); }));
  };
  for (const Clock& clock : std::vector<Clock>(walk.state().clocks)) {
    const Step* step = def.step(clock.name);
    const DueSpec* due = clock.of == "case" ? &def.due : step == nullptr ? nullptr : &step->due;
    for (const Milestone& milestone : def.milestones)
      if (clock.of == "milestone" && milestone.name == clock.name) due = &milestone.due;
    if (clock.phase == ClockPhase::running && due != nullptr && counts_by(*due))
      move_clock(walk, clock.id, "amended");
  }
}

}  // namespace

void start_again(Walk& walk, const Value& form, const std::string& same) {
  Turn& turn = walk.turn();
  const Start& start = start_of(turn.definition(), same);
  auto answers = fresh_answers(turn, form);
  if (!answers.empty()) walk.set_fields(1, std::move(answers), "same");
  const Value size = turn.state().field("size");
  // The channel of the new report counts for `set` (a visit, the second of its kind).
  for (const auto& set : start.set) walk.assign(set, 1, "same");
  for (const std::string& table : start.decide) walk.decide_table(table, 1);
  if (size.is(Value::Kind::text) && size.as_text() == "big" && turn.state().field("size") != size)
    walk.set_fields(1, {{"size", size}}, "kept");
}

std::map<std::string, Value> longer_lists(Turn& turn, const Value& form) {
  std::map<std::string, Value> out;
  if (!form.is(Value::Kind::record)) return out;
  for (const auto& [name, value] : form.as_record()) {
    const Value old = turn.opened(turn.state().field(name));
    if (!old.is(Value::Kind::list) || !value.is(Value::Kind::list)) continue;
    List longer = old.as_list();
    for (const Value& item : value.as_list())
      if (std::find(longer.begin(), longer.end(), item) == longer.end()) longer.push_back(item);
    if (longer.size() != old.as_list().size()) out[name] = Value::list(std::move(longer));
  }
  return out;
}

Verdict verb_reopen(Turn& turn, const Act& command, const Verb*) {
  if (turn.state().phase != CasePhase::closed)
    return refuse("reopen.open", "案件尚未归档", "the case is not closed");
  const Definition& def = turn.definition();
  const Step* target = command.to.empty() ? nullptr : def.step(command.to);
  if (!command.to.empty() && target == nullptr)
    return refuse("reopen.no_target", cat("没有步骤“", command.to, "”"),
                  cat("there is no step '", command.to, "'"));
  if (target != nullptr && target->block != 0)
    return refuse("reopen.no_target",
                  cat("步骤“", command.to, "”在另一段之内，不能从那里重办；请选全案的一个步骤"),
                  cat("step '", command.to,
                      "' stands inside another one and cannot be entered from outside: name a step "
                      "of the case itself"));
  begin(turn);
  Walk walk(turn);
  CaseChanged change;
  change.phase = CasePhase::open;
  change.stage = "reopened";
  change.reopened = true;
  turn.emit(std::move(change));
  turn.emit(Noted{"reopen", turn.actor().person, command.reason, {}});
  start_again(walk, command.form, command.reason);
  // A new clock for the whole case, from the new report; the old one stays on record.
  if (def.due.present())
    start_clock(walk, {.of = "case",
                       .name = "",
                       .token = 0,
                       .due = def.due,
                       .ladder = def.ladder,
                       .scope = 1,
                       .start = turn.effective(),
                       .given = {}});
  walk.arm(nullptr, def.upon);
  if (target != nullptr)
    walk.enter(1, walk.index_of(*target), "", false, "REOPENED");
  else if (!def.blocks.front().steps.empty())
    walk.enter(1, def.blocks.front().steps.front(), "", false, "REOPENED");
  // What is true of the reopened case was true before it closed: conditions must turn anew to fire
  // again.
  walk.settle();
  return {};
}

Verdict verb_amend(Turn& turn, const Act& command, const Verb*) {
  const Amend* amend = amend_of(turn, command.form);
  if (amend == nullptr)
    return refuse("amend.closed", "此项不可更正", "this field may not be amended");
  AssignContext context;
  const Resolution who = resolve_who(turn, amend->who, context);
  if (!amend->who.empty() && std::find(who.candidates.begin(), who.candidates.end(),
                                       turn.actor().person) == who.candidates.end())
    return refuse("amend.who", cat("只有 ", join(who.candidates, "、"), " 可以更正"),
                  cat("only ", join(who.candidates, ", "), " may amend this"));
  const Field* field = turn.definition().field(amend->field);
  Form own;
  if (field != nullptr) own.fields.push_back(std::make_shared<const Field>(*field));
  std::vector<const Form*> forms{&own};
  for (const Form& form : amend->forms) forms.push_back(&form);
  const FormAnswers answers = read_answers(turn, forms, command.form, 1, false);
  if (!answers.problems.empty()) return std::unexpected(form_rejection(answers.problems));
  if (auto no = amend_refused(turn, *amend, answers.values)) return std::unexpected(std::move(*no));
  begin(turn);
  Walk walk(turn);
  turn.emit(Noted{"amend", turn.actor().person, command.reason, command.form});
  walk.set_fields(1, answers.values, "amend");
  walk.assign(amend->set, 1, "amend");
  move_clocks(walk, *amend);
  walk.settle();
  return {};
}

}  // namespace tf::core

// suspend 挂起, resume 恢复, extend 延期: what stops a clock or gives it more time.
#include <algorithm>

#include "base/text.h"
#include "core/assign.h"
#include "core/command/verbs.h"
#include "core/timing.h"

namespace tf::core {

namespace {

std::string reasons_of(Turn& turn) {
  std::vector<std::string> names;
  for (const auto& [name, rule] : turn.rules().pauses) names.push_back(name);
  return join(names, ", ");
}

// The clock an extension is about: the task's own, else that of the step around it (a vote).
const Clock* clock_of(Turn& turn, const Task& task) {
  if (const Clock* own = turn.state().clock(task.clock)) return own;
  for (const Token* token = turn.state().token(task.token); token != nullptr;) {
    for (const Clock& clock : turn.state().clocks)
      if (clock.token == token->id && clock.of == "step") return &clock;
    const Scope* scope = turn.state().scope(token->scope);
    token = scope == nullptr ? nullptr : turn.state().token(scope->token);
  }
  return nullptr;
}

bool may_extend(Turn& turn, const rule::Extend& extend) {
  if (!extend.by) return true;
  const std::string role(extend.by->text);
  for (const auto& [node, post] : turn.town().roll.posts_of(turn.actor().person))
    if (post == role) return true;
  return false;
}

// A deadline given by an import has no rule to compute it again by: it moves by the time it stood.
void shift_given(Turn& turn, const Clock& clock, Milliseconds stood) {
  ClockMoved moved{clock.id,
                   clock.rule,
                   clock.rules,
                   clock.due + stood,
                   clock.warn ? std::optional(*clock.warn + stood) : std::nullopt,
                   clock.rungs,
                   clock.provisional,
                   false,
                   "resume",
                   ""};
  for (Rung& rung : moved.rungs)
    if (rung.at && !rung.fired) rung.at = *rung.at + stood;
  turn.emit(std::move(moved));
  if (clock.overdue_seen) turn.emit(ClockPassed{clock.id, true});
}

}  // namespace

namespace {

// When a suspension for this reason ends by itself; none: when somebody resumes the case.
std::optional<Instant> longest_pause(Turn& turn, const rule::PauseRule& pause) {
  if (!pause.at_most) return std::nullopt;
  rule::Deadline longest;
  longest.span = *pause.at_most;
  DueSpec due;
  due.given = std::make_shared<const rule::Deadline>(std::move(longest));
  const auto until = compute_due(turn, due, 1, turn.effective(), false);
  return until ? std::optional(until->due) : std::nullopt;
}

// Whom a deadline names to hear of an extension; else whoever reported the case.
std::vector<std::string> told_of_extension(Turn& turn, const rule::Extend& extend) {
  if (!extend.tell) return {turn.state().reporter};
  Who who;
  const auto one = [&](const model::Node& word) {
    if (!word.is_scalar()) return;
    WhoItem item;
    item.name = word.text;
    const auto& roles = turn.town().roles;
    const bool near = word.text == "reporter" || word.text == "handler" ||
                      word.text == "unit_head" || roles.near.contains(word.text);
    item.kind = roles.posts.contains(word.text) ? WhoItem::Kind::role
                : near                          ? WhoItem::Kind::near
                                                : WhoItem::Kind::field;
    who.push_back(std::move(item));
  };
  one(*extend.tell);
  for (const auto& word : extend.tell->items) one(*word);
  return all_of_who(turn, who, {});
}

}  // namespace

Verdict verb_suspend(Turn& turn, const Act& command, const Verb*) {
  const auto pause = turn.rules().pauses.find(command.reason);
  if (pause == turn.rules().pauses.end())
    return refuse("suspend.reason", cat("挂起理由须为以下之一：", reasons_of(turn)),
                  cat("the reason must be one of ", reasons_of(turn)));
  if (turn.state().phase == CasePhase::suspended)
    return refuse("suspend.already", "案件已挂起", "the case is suspended already");
  begin(turn);
  const auto until = longest_pause(turn, pause->second);
  turn.emit(Noted{"suspend", turn.actor().person, command.reason, command.form});
  if (pause->second.pauses)
    for (const Clock& clock : std::vector<Clock>(turn.state().clocks))
      if (clock.phase == ClockPhase::running)
        turn.emit(ClockPhaseChanged{clock.id, ClockPhase::paused, turn.effective()});
  CaseChanged change;
  change.phase = CasePhase::suspended;
  change.stage = "suspended";
  turn.emit(std::move(change));
  if (until) turn.emit(WatchArmed{Watch{0, kSuspended, until, false, 0}});
  return {};
}

void resume_case(Walk& walk, const std::string& reason) {
  Turn& turn = walk.turn();
  if (turn.armed(0, kSuspended)) turn.emit(WatchDropped{0, kSuspended});
  turn.emit(Noted{"resume", turn.actor().person, reason, {}});
  CaseChanged change;
  change.phase = CasePhase::open;
  change.stage = "in_progress";
  turn.emit(std::move(change));
  for (const Clock& clock : std::vector<Clock>(turn.state().clocks)) {
    if (clock.phase != ClockPhase::paused || !clock.paused_at) continue;
    turn.emit(ClockPhaseChanged{clock.id, ClockPhase::running, turn.effective()});
    if (clock.rule == "given")
      shift_given(turn, clock, turn.effective() - *clock.paused_at);
    else
      move_clock(walk, clock.id, "resume");
  }
}

Verdict verb_resume(Turn& turn, const Act& command, const Verb*) {
  if (turn.state().phase != CasePhase::suspended)
    return refuse("resume.not_suspended", "案件未挂起", "the case is not suspended");
  begin(turn);
  Walk walk(turn);
  resume_case(walk, command.reason);
  walk.settle();
  return {};
}

Verdict verb_extend(Turn& turn, const Act& command, const Verb*) {
  const Task task = *turn.state().task(command.task);
  const Clock* clock = clock_of(turn, task);
  // Where no step around it has a clock, that of the whole case is meant.
  if (clock == nullptr) clock = turn.state().case_clock();
  const bool whole = clock != nullptr && clock->of == "case";
  const Token* token = clock == nullptr ? nullptr : turn.state().token(clock->token);
  const Step* step = token == nullptr ? nullptr : turn.definition().step(token->step);
  if (step == nullptr && !(whole && clock->phase == ClockPhase::running))
    return refuse("extend.no_clock", "此任务没有期限", "this task has no deadline");
  const rule::Deadline* deadline = picked_deadline(turn, whole ? turn.definition().due : step->due,
                                                   whole ? 1 : token->scope, nullptr);
  if (deadline == nullptr || !deadline->extend)
    return refuse("extend.not_allowed", "此期限不可延期", "this deadline may not be extended");
  const rule::Extend& rule = *deadline->extend;
  if (!may_extend(turn, rule))
    return refuse("extend.by", "无权批准延期", "this extension is granted by another post");
  rule::Due due;
  due.start = clock->start;
  due.due = clock->due;
  due.ends_midnight = clock->ends_midnight;
  const auto until = rule::ask_until(rule, due, *turn.rules().calendar);
  if (turn.now() > clock->due || (until && turn.now() > *until)) {
    const std::string at = to_string(turn.town().calendar->local(until ? *until : clock->due));
    return refuse("extend.too_late", cat("延期须在 ", at, " 之前提出"),
                  cat("an extension had to be asked for by ", at));
  }
  if (rule.times && clock->extended >= static_cast<std::uint64_t>(*rule.times))
    return refuse("extend.times", cat("最多延期 ", *rule.times, " 次"),
                  cat("it may be extended ", *rule.times, " time(s)"));
  rule::Span length = rule.length ? *rule.length : rule.at_most ? *rule.at_most : deadline->span;
  if (const Value& asked = command.form["for"]; asked.is(Value::Kind::text)) {
    const auto parsed = rule::parse_span(asked.as_text());
    if (!parsed) return refuse("extend.length", parsed.error().zh, parsed.error().en);
    length = *parsed;
  }
  if (rule.at_most &&
      rule::compare(length, *rule.at_most, *turn.rules().calendar) != rule::Compared::within)
    return refuse("extend.too_long",
                  cat("最多延期 ", rule::to_text(*rule.at_most, model::Language::zh)),
                  cat("at most ", rule::to_text(*rule.at_most, model::Language::en)));
  if (command.reason.empty())
    return refuse("extend.reason_missing", "延期须写明理由", "an extension needs a reason");
  begin(turn);
  Walk walk(turn);
  turn.emit(TaskChanged{task.id, "extend", task.phase, task.owner, task.candidates, task.helpers,
                        task.back, "", command.reason, command.form});
  move_clock(walk, clock->id, "extended", length);
  walk.notice(told_of_extension(turn, rule), "extended",
              cat("extend#", turn.state().counts.at("extend")), std::nullopt, {});
  walk.settle();
  return {};
}

}  // namespace tf::core

// merge 并案: a new report of the same matter becomes part of an open case (`start.same`), or a
// person lets a case go into another one. The case that stays keeps its clock; number, fields it
// lacks and longer lists of the other join it, whose reporter hears of the end.
#include "core/command/merge.h"

#include <algorithm>

#include "base/text.h"
#include "core/command/verbs.h"
#include "core/decide.h"

namespace tf::core {

namespace {

std::optional<Rejection> cannot_take(Turn& turn, const Value& other, const std::string& named) {
  const auto no = [](const char* code, std::string zh, std::string en) {
    return Rejection{code, std::move(zh), std::move(en), {}};
  };
  const CaseState& state = turn.state();
  if (other.is_null())
    return no("merge.not_found", cat("没有案件“", named, "”"),
              cat("there is no case '", named, "'"));
  const std::string number = other["number"].str();
  if (other["id"].str() == std::to_string(state.id.value))
    return no("merge.itself", "不能并入自己", "a case cannot go into itself");
  if (other["workflow"].str() != state.workflow)
    return no("merge.other_process", cat("案件 ", number, " 属于另一流程，不能并入"),
              cat("case ", number, " belongs to another process"));
  if (other["state"].str() == "closed")
    return no("merge.closed", cat("案件 ", number, " 已归档，不能并入；可先重办（reopen）"),
              cat("case ", number, " is closed: nothing can be merged into it; reopen it first"));
  if (state.parent_token != 0)
    return no("merge.awaited", "另一案件在等这一件的结果，不能并案",
              "another case waits for the result of this one");
  return std::nullopt;
}

// Into the case that stays: what it lacks of the other's fields, and whom to tell at the end.
Act taken_in(const CaseState& state, const std::string& reason) {
  Record fields;
  for (const auto& [name, value] : state.facts) fields.set(name, value);
  Act act;
  act.verb = "@merge";
  act.same = true;
  act.to = state.number;
  act.reason = reason;
  act.form = Value::record(
      {{"reporter", Value::text(state.reporter)}, {"fields", Value::record(std::move(fields))}});
  return act;
}

Verdict merge_into(Turn& turn, const Act& command) {
  const CaseId id = turn.world().lookup->numbered(command.to);
  const Value other = id.value == 0 ? Value() : turn.world().lookup->case_fields(id);
  if (auto no = cannot_take(turn, other, command.to)) return std::unexpected(std::move(*no));
  begin(turn);
  Walk walk(turn);
  turn.emit(Noted{"merge", turn.actor().person, command.reason, Value::text(command.to)});
  turn.follow(id, taken_in(turn.state(), command.reason));
  CaseChanged change;
  change.result = "merged";
  change.merged_into = id.value;
  turn.emit(std::move(change));
  walk.cancel_scope(1);
  walk.settle();
  return {};
}

// Whoever reported it too: told when the case is over.
void remember_reporter(Turn& turn, const std::string& reporter) {
  if (reporter.empty() || reporter == turn.state().reporter) return;
  turn.emit(MessageKept{kMergedReporters, Value::text(reporter), false});
}

}  // namespace

Verdict verb_merge(Turn& turn, const Act& command, const Verb*) {
  if (turn.state().phase == CasePhase::closed)
    return refuse("merge.closed", "案件已归档，不能并案",
                  "the case is closed: nothing can be merged into it");
  if (!command.same) {
    if (command.to.empty())
      return refuse("merge.no_target", "请写明并入哪一件", "say which case it goes into");
    return merge_into(turn, command);
  }
  begin(turn);
  Walk walk(turn);
  turn.emit(Noted{"merge", turn.actor().person, command.reason, command.form});
  remember_reporter(turn, turn.actor().person);
  start_again(walk, command.form, command.reason);
  walk.settle();
  return {};
}

Verdict verb_merged(Turn& turn, const Act& command, const Verb*) {
  if (turn.state().phase == CasePhase::closed) return {};
  begin(turn);
  Walk walk(turn);
  turn.emit(Noted{"merged", turn.actor().person, command.reason, Value::text(command.to)});
  remember_reporter(turn, command.form["reporter"].str());
  start_again(walk, command.form["fields"], "");
  walk.settle();
  return {};
}

void tell_merged_reporters(Walk& walk) {
  const auto kept = walk.state().kept.find(kMergedReporters);
  if (kept == walk.state().kept.end()) return;
  std::vector<std::string> to;
  for (const Value& reporter : kept->second)
    if (std::ranges::find(to, reporter.str()) == to.end()) to.push_back(reporter.str());
  walk.notice(to, kMergedOver, cat("over/", walk.state().reopen_count), std::nullopt, {}, "notice");
}

}  // namespace tf::core

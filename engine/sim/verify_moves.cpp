#include "sim/verify_moves.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "core/command/task_forms.h"
#include "core/command/verbs.h"
#include "core/env.h"
#include "core/message_forms.h"

namespace tf::sim {

namespace {

using core::Definition;
using core::EventSpec;
using core::Step;
using core::Town;

Move of(Move::Kind kind, std::string name) {
  Move move;
  move.kind = kind;
  move.name = std::move(name);
  return move;
}

std::string starter(const Town& town, const core::Start& start) {
  for (const core::WhoItem& item : start.who) {
    if (item.kind == core::WhoItem::Kind::everyone || item.name == "anyone") return somebody(town);
    for (const auto& [id, place] : town.roll.nodes)
      if (const auto holders = place.holds.find(item.name);
          holders != place.holds.end() && !holders->second.empty())
        return holders->second.front();
  }
  return start.who.empty() ? somebody(town) : start.who.front().name;
}

std::string worker(const core::Task& task) {
  if (!task.owner.empty()) return task.owner;
  return task.candidates.empty() ? std::string() : task.candidates.front();
}

void task_moves(const core::CaseState& state, const Definition& def, std::vector<Move>& out) {
  std::set<std::string> seen;  // tasks of one step are alike
  for (const core::Task& task : state.tasks) {
    const Step* step = def.step(task.step);
    if (task.token == 0 || step == nullptr || !seen.insert(task.step).second) continue;
    Move move = of(Move::Kind::complete, step->id);
    move.id = task.id;
    move.by = worker(task);
    const core::Token* token = state.token(task.token);
    const core::Scope* scope = token == nullptr ? nullptr : state.scope(token->scope);
    if (scope != nullptr && scope->index >= 0) move.row = scope->index + 1;
    for (const core::Outcome& outcome : step->outcomes) {
      Move one = move;
      if (step->named_outcomes) one.outcome = outcome.name;
      out.push_back(std::move(one));
    }
    // Verbs that lead to a step of their own.
    for (const auto* list : {&step->may, &def.may})
      for (const core::Verb& verb : *list)
        if (verb.open && core::find_verb(verb.word) != nullptr && def.step(verb.to) != nullptr) {
          Move one = move;
          one.kind = Move::Kind::verb;
          one.name = verb.word;
          one.start = step->id;
          one.outcome = verb.to;
          out.push_back(std::move(one));
        }
  }
}

class Listening {
 public:
  Listening(core::World& world, const core::CaseState& state, const Definition& def,
            std::vector<Move>& out)
      : world_(world), state_(state), def_(def), out_(out) {}

  void run() {
    for (const core::Token& token : state_.tokens) {
      const Step* step = def_.step(token.step);
      if (step == nullptr) continue;
      if (const auto* wait = std::get_if<core::WaitSpec>(&step->spec))
        event(wait->event, token.scope);
      for (const core::Handler& handler : step->upon) event(handler.event, token.scope);
    }
    for (const core::Handler& handler : def_.upon) event(handler.event, 1);
  }

 private:
  void event(const EventSpec& spec, std::uint64_t scope) {
    for (const EventSpec& part : spec.parts) event(part, scope);
    const bool signal = spec.kind == EventSpec::Kind::signal;
    if ((spec.kind != EventSpec::Kind::message && !signal) || !seen_.insert(spec.name).second)
      return;
    core::CaseState copy = state_;
    core::Turn turn(world_, copy, state_.last, {"", "engine", ""});
    core::CaseEnv env(turn, scope);
    Move move = of(signal ? Move::Kind::signal : Move::Kind::message, spec.name);
    Record with;
    for (const core::Assign& match : spec.match)
      with.set(match.field, core::evaluate(turn, match.value, env));
    move.data = Value::record(std::move(with));
    out_.push_back(std::move(move));
  }

  core::World& world_;
  const core::CaseState& state_;
  const Definition& def_;
  std::vector<Move>& out_;
  std::set<std::string> seen_;
};

// Every way the child can end, and what it may throw.
void child_moves(const core::Child& child, const Definition& below, std::vector<Move>& out) {
  std::set<std::string> results;
  std::set<std::pair<bool, std::string>> thrown;
  for (const Step& step : below.steps) {
    if (const auto* end = std::get_if<core::EndSpec>(&step.spec)) results.insert(end->result);
    if (const auto* stop = std::get_if<core::StopSpec>(&step.spec))
      if (!stop->result.empty()) results.insert(stop->result);
    const auto* raise = std::get_if<core::RaiseSpec>(&step.spec);
    if (raise != nullptr && raise->kind == core::RaiseSpec::Kind::error)
      thrown.emplace(true, raise->name);
    if (raise != nullptr && raise->kind == core::RaiseSpec::Kind::escalation)
      thrown.emplace(false, raise->name);
  }
  if (results.empty()) results.insert("");
  for (const std::string& result : results) {
    Move move = of(Move::Kind::child, child.workflow);
    move.outcome = result;
    move.id = child.id;
    out.push_back(std::move(move));
  }
  for (const auto& [error, name] : thrown) {
    Move move = of(Move::Kind::raised, child.workflow);
    move.outcome = name;
    move.id = child.id;
    move.ok = error;
    out.push_back(std::move(move));
  }
}

void outside_moves(const core::CaseState& state, const Town& town, const Definition& def,
                   std::vector<Move>& out) {
  for (const core::Token& token : state.tokens) {
    const Step* step = def.step(token.step);
    if (token.effect != 0 && step != nullptr)
      for (const bool ok : {true, false}) {
        const auto* spec = std::get_if<core::DoSpec>(&step->spec);
        Move move = of(Move::Kind::effect, spec == nullptr ? token.step : spec->effect);
        move.id = token.effect;
        move.ok = ok;
        out.push_back(std::move(move));
      }
  }
  std::set<std::pair<std::string, std::uint64_t>> seen;  // children of one step are alike
  for (const core::Child& child : state.children) {
    const auto below = town.workflows.find(child.workflow);
    if (child.closed || below == town.workflows.end() ||
        !seen.emplace(child.workflow, child.token).second)
      continue;
    child_moves(child, *below->second, out);
  }
}

}  // namespace

std::string Move::way() const {
  return cat(static_cast<int>(kind), "|", name, "|", outcome, "|", start);
}

std::string somebody(const Town& town) {
  for (const auto& [id, place] : town.roll.nodes)
    for (const auto& [post, holders] : place.holds)
      if (!holders.empty()) return holders.front();
  return "nobody";
}

std::vector<Move> openings(core::World&, const Town& town, const Definition& def) {
  std::vector<Move> out;
  for (const core::Start& start : def.starts) {
    Move move = of(Move::Kind::open, def.id);
    move.by = starter(town, start);
    move.start = start.name;
    const bool set_off = start.schedule || !start.message.empty() || !start.cluster.empty();
    if (set_off || start.event.kind != EventSpec::Kind::none) {
      Move by_itself = move;
      by_itself.by = "";
      out.push_back(std::move(by_itself));
    }
    out.push_back(std::move(move));
  }
  return out;
}

std::vector<Move> moves_of(core::World& world, const core::CaseState& state, const Town& town,
                           const Definition& def) {
  std::vector<Move> out;
  task_moves(state, def, out);
  Listening(world, state, def, out).run();
  outside_moves(state, town, def, out);
  if (state.next_wake()) out.push_back(of(Move::Kind::time, ""));
  return out;
}

std::vector<const core::Form*> forms_of_move(const Move& move, const Definition& def) {
  if (move.kind == Move::Kind::message) return core::forms_of_message(def, move.name);
  if (move.kind != Move::Kind::complete) return {};
  const Step* step = def.step(move.name);
  if (step == nullptr) return {};
  const core::Outcome* chosen = &step->outcomes.front();
  for (const core::Outcome& outcome : step->outcomes)
    if (outcome.name == move.outcome) chosen = &outcome;
  return core::forms_of(*step, chosen);
}

core::Command command_of(const Move& move, const Town& town, const Definition& def) {
  core::Command command;
  const bool engine = move.by.empty() || move.forced;
  command.actor = {move.by, engine ? "engine" : "claimed", ""};
  switch (move.kind) {
    case Move::Kind::open: {
      core::OpenCase open;
      open.town = town.id;
      open.workflow = def.id;
      open.start = move.start;
      open.data = move.data;
      command.body = std::move(open);
      break;
    }
    case Move::Kind::complete:
    case Move::Kind::verb: {
      core::Act act;
      act.verb = move.kind == Move::Kind::verb ? move.name : move.forced ? "skip" : "complete";
      act.task = move.id;
      act.outcome = move.kind == Move::Kind::verb ? "" : move.outcome;
      if (move.kind == Move::Kind::verb) act.to = move.outcome;
      if (move.forced || move.kind == Move::Kind::verb) act.reason = "verify";
      if (!move.forced) act.form = move.data;
      command.body = std::move(act);
      break;
    }
    case Move::Kind::message:
    case Move::Kind::signal:
      command.body = core::SendMessage{move.name, move.data, move.kind == Move::Kind::signal};
      break;
    case Move::Kind::effect:
      command.body = core::FinishEffect{move.id, move.ok, {}};
      break;
    case Move::Kind::child:
      command.body = core::ChildEnded{move.id, move.outcome, {}};
      break;
    case Move::Kind::raised:
      command.body = core::ChildRaised{move.id, move.ok, move.outcome, {}};
      break;
    case Move::Kind::time:
      command.body = core::FireTimers{};
      break;
  }
  return command;
}

}  // namespace tf::sim

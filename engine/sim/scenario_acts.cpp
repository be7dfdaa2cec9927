#include "sim/scenario_acts.h"

#include <algorithm>

#include "base/text.h"
#include "core/command/verbs.h"
#include "sim/scenario_values.h"

namespace tf::sim {

namespace {

bool may_work(const core::Task& task, std::string_view person) {
  const auto in = [&](const std::vector<std::string>& list) {
    return std::ranges::find(list, person) != list.end();
  };
  return (task.owner.empty() ? in(task.candidates) : task.owner == person) || in(task.helpers);
}

// The newest task that `person` may work on, for a verb that names no step.
const core::Task* newest_of(const core::CaseState& state, std::string_view person) {
  const core::Task* best = nullptr;
  for (const core::Task& task : state.tasks)
    if (may_work(task, person) && (best == nullptr || task.id > best->id)) best = &task;
  return best;
}

std::string open_steps(const core::CaseState& state) {
  std::vector<std::string> steps;
  for (const core::Task& task : state.tasks) steps.push_back(task.step);
  return steps.empty() ? "none" : join(steps, ", ");
}

class Actor {
 public:
  Actor(World& world, const Scenario& scenario, const Item& item)
      : world_(world), scenario_(scenario), item_(item) {}

  ActOutcome run() {
    if (world_.down && item_.act != Act::up && item_.act != Act::none)
      return problem("the host is down: nobody can act");
    switch (item_.act) {
      case Act::none:
      case Act::check:
        return {};
      case Act::down:
        world_.down = true;
        return {};
      case Act::up:
        world_.down = false;
        return {};
      case Act::change:
        return said(world_.change(*item_.data, item_.running, item_.by));
      case Act::load:
        if (item_.data == nullptr) return problem("load takes {calendar: …} and the like");
        return said(world_.load(*item_.data, item_.by));
      case Act::open:
        return open();
      case Act::message:
        return on_case(core::SendMessage{item_.name, data()});
      case Act::vote:
        return vote();
      default:
        return verb();
    }
  }

 private:
  static ActOutcome problem(std::string text) { return {std::nullopt, std::move(text)}; }
  static ActOutcome said(const Result<void>& result) {
    return result ? ActOutcome{} : problem(result.error().text);
  }
  Value data() const { return item_.data != nullptr ? data_of(*item_.data) : Value::record({}); }

  ActOutcome send(std::string case_ref, core::CommandBody body) {
    return send(std::move(case_ref), std::move(body), item_.by);
  }
  ActOutcome send(std::string case_ref, core::CommandBody body, const std::string& by) {
    host::Request request;
    request.case_ref = std::move(case_ref);
    request.actor = {by, "claimed", ""};
    request.body = std::move(body);
    auto answer = world_.run(request);
    if (!answer) return problem(answer.error().text);
    return {std::move(*answer), {}};
  }

  ActOutcome open() {
    core::OpenCase open;
    open.town = scenario_.town;
    open.workflow = item_.workflow.empty() ? scenario_.workflow : item_.workflow;
    open.start = item_.start;
    open.data = data();
    if (const Value& channel = open.data["channel"]; channel.is(Value::Kind::text))
      open.channel = channel.as_text();
    ActOutcome outcome = send("", std::move(open));
    if (outcome.answer && outcome.answer->kind == host::Answer::Kind::accepted) {
      world_.last = CaseId{outcome.answer->case_id};
      if (!item_.as.empty()) world_.names[item_.as] = world_.last;
    }
    return outcome;
  }

  ActOutcome on_case(core::CommandBody body) {
    const auto id = world_.case_of(item_.case_name);
    if (!id) return problem(cat("there is no case '", item_.case_name, "' yet"));
    return send(cat(id->value), std::move(body));
  }

  // {agree: 3, disagree: 1}: so many ballots of voters who have not voted, in the roll's order;
  // cast by `by`, else by whoever the ballot is given to.
  ActOutcome vote() {
    const auto id = world_.case_of(item_.case_name);
    if (!id) return problem(cat("there is no case '", item_.case_name, "' yet"));
    ActOutcome last;
    const Value choices = data();
    if (!choices.is(Value::Kind::record)) return problem("vote takes {choice: number}");
    for (const auto& [choice, number] : choices.as_record()) {
      const std::int64_t times =
          number.is(Value::Kind::number) ? number.as_number().whole().value_or(0) : 0;
      for (std::int64_t i = 0; i < times; ++i) {
        const auto state = world_.shard().state(*id);
        if (!state) return problem(state.error().text);
        const core::Task* ballot = unused_ballot(*state);
        if (ballot == nullptr)
          return problem(cat("no ballot is left for '", choice, "' number ", i + 1));
        core::Act cast;
        cast.verb = "complete";
        cast.task = ballot->id;
        cast.form = Value::record({{"choice", Value::text(choice)}});
        const std::string by = !item_.by.empty()            ? item_.by
                               : !ballot->owner.empty()     ? ballot->owner
                               : ballot->candidates.empty() ? std::string()
                                                            : ballot->candidates.front();
        last = send(cat(id->value), std::move(cast), by);
        if (!last.problem.empty() || last.answer->kind != host::Answer::Kind::accepted) return last;
      }
    }
    return last;
  }

  const core::Task* task_of_row(const core::CaseState& state, std::string_view step) const {
    for (const core::Task& task : state.tasks) {
      const core::Token* token = state.token(task.token);
      const core::Scope* scope = token == nullptr ? nullptr : state.scope(token->scope);
      if (is_step(task.step, step) && scope != nullptr && scope->index + 1 == item_.row)
        return &task;
    }
    return nullptr;
  }

  const core::Task* unused_ballot(const core::CaseState& state) const {
    const core::Task* first = nullptr;
    for (const core::Task& task : state.tasks) {
      if (task.work != "vote" || (!item_.step.empty() && !is_step(task.step, item_.step))) continue;
      const core::Token* token = state.token(task.token);
      const core::Scope* scope = token == nullptr ? nullptr : state.scope(token->scope);
      if (scope == nullptr || !scope->row["done_at"].is_null()) continue;
      if (!item_.by.empty() && !may_work(task, item_.by)) continue;
      if (first == nullptr || task.id < first->id) first = &task;
    }
    return first;
  }

  // complete, fill and every other verb.
  ActOutcome verb() {
    const auto id = world_.case_of(item_.case_name);
    if (!id) return problem(cat("there is no case '", item_.case_name, "' yet"));
    const auto state = world_.shard().state(*id);
    if (!state) return problem(state.error().text);
    core::Act act;
    const bool on_step = item_.act != Act::verb;
    act.verb = item_.act == Act::complete ? "complete"
               : item_.act == Act::fill   ? "fill"
                                          : item_.name;
    const std::string& step = on_step ? item_.name : item_.step;
    const core::Task* task = nullptr;
    if (!step.empty()) {
      task = item_.row == 0 ? task_of(*state, step, item_.by) : task_of_row(*state, step);
      if (task == nullptr)
        return problem(cat("no task of step '", step, "' is open; open: ", open_steps(*state)));
    } else if (const auto* info = core::find_verb(act.verb); info == nullptr || info->on_task) {
      task = newest_of(*state, item_.by);
    }
    if (task != nullptr) act.task = task->id;
    act.outcome = item_.outcome;
    act.to = item_.to;
    if (const auto named = world_.names.find(item_.to); named != world_.names.end())
      if (const auto row = world_.store().case_row(named->second.value); row && *row)
        act.to = (*row)->number;
    act.reason = item_.reason;
    act.form = data();
    return send(cat(id->value), std::move(act));
  }

  World& world_;
  const Scenario& scenario_;
  const Item& item_;
};

}  // namespace

bool is_step(std::string_view full, std::string_view asked) {
  if (full == asked) return true;
  if (full.size() <= asked.size()) return false;
  const std::size_t cut = full.size() - asked.size() - 1;
  return (full.starts_with(asked) && full[asked.size()] == '/') ||
         (full.ends_with(asked) && full[cut] == '/');
}

const core::Task* task_of(const core::CaseState& state, std::string_view step,
                          std::string_view person) {
  const core::Task* oldest = nullptr;
  const core::Task* own = nullptr;
  for (const core::Task& task : state.tasks) {
    if (!is_step(task.step, step) && task.work != step) continue;
    if (oldest == nullptr || task.id < oldest->id) oldest = &task;
    if (may_work(task, person) && (own == nullptr || task.id < own->id)) own = &task;
  }
  return own != nullptr ? own : oldest;
}

ActOutcome act(World& world, const Scenario& scenario, const Item& item) {
  for (const auto& [kind, how] : item.effects) world.effects[kind] = how;
  return Actor(world, scenario, item).run();
}

}  // namespace tf::sim

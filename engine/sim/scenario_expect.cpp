#include "sim/scenario_expect.h"

#include <algorithm>
#include <set>
#include <span>

#include "base/text.h"
#include "core/metrics.h"
#include "host/opened.h"
#include "sim/scenario_acts.h"
#include "sim/scenario_values.h"

namespace tf::sim {

using model::Node;

namespace {

struct Check {
  bool ok = false;
  std::string actual;
};

const char* word_of(core::CasePhase phase) {
  switch (phase) {
    case core::CasePhase::open:
      return "open";
    case core::CasePhase::suspended:
      return "suspended";
    case core::CasePhase::closed:
      return "closed";
  }
  return "";
}
const char* word_of(core::Light light) {
  switch (light) {
    case core::Light::green:
      return "green";
    case core::Light::yellow:
      return "yellow";
    case core::Light::red:
      return "red";
  }
  return "";
}

Check text(const Node& expected, std::string actual) {
  const bool ok = expected.is_scalar() &&
                  (expected.text == actual || (expected.text == "null" && actual.empty()));
  return {ok, actual.empty() ? "nothing" : std::move(actual)};
}
Check truth(const Node& expected, bool actual) {
  return text(expected, actual ? "true" : "false");
}
Check count(const Node& expected, std::uint64_t actual) {
  return text(expected, cat(actual));
}
Check set(const Node& expected, std::vector<std::string> actual) {
  std::vector<std::string> wanted = words_in(expected);
  std::ranges::sort(wanted);
  std::ranges::sort(actual);
  actual.erase(std::ranges::unique(actual).begin(), actual.end());
  return {wanted == actual, shown(actual)};
}

// The steps where tokens stand; not those that only wait for steps inside them, or for others to
// meet.
std::vector<std::string> open_steps(const core::CaseState& state, const core::Catalog& catalog) {
  const auto definition = catalog.definition(state.versions.definition);
  const auto meets = [&](const std::string& id) {
    const core::Step* step = definition ? definition->step(id) : nullptr;
    return step != nullptr && std::holds_alternative<core::MeetSpec>(step->spec);
  };
  std::set<std::string> steps;
  for (const core::Token& token : state.tokens) {
    const bool holds = std::ranges::any_of(
        state.scopes, [&](const core::Scope& scope) { return scope.token == token.id; });
    if (!holds && !meets(token.step)) steps.insert(token.step);
  }
  return {steps.begin(), steps.end()};
}

class Expecting {
 public:
  Expecting(World& world, const Node& expected, const core::CaseState* state, CaseId id,
            const Seen& seen)
      : world_(world), state_(state), id_(id), seen_(seen) {
    const Node* step = expected.get("step");
    if (step == nullptr) step = expected.get("steps");
    if (step != nullptr && step->is_list() && step->items.size() == 1)
      step = step->items.front().get();
    if (step != nullptr && step->is_scalar()) step_ = step->text;
    if (state_ != nullptr) pick_task();
  }

  Check check(const model::Entry& entry, std::vector<Failure>& inner, std::size_t& held) {
    const std::string& key = entry.key;
    const Node& value = *entry.value;
    if (key == "child") return child(value, inner, held);
    for (const auto& [name, checker] : of_world())
      if (key == name) return (this->*checker)(value);
    if (state_ == nullptr) return {false, "no such case"};
    for (const auto& [name, checker] : of_case())
      if (key == name) return (this->*checker)(value);
    return field(key, value);
  }

 private:
  using Checker = Check (Expecting::*)(const Node&);

  void pick_task() {
    for (const core::Task& task : state_->tasks) {
      const bool fits = !step_.empty() && is_step(task.step, step_);
      const bool best_fits = task_ != nullptr && !step_.empty() && is_step(task_->step, step_);
      // Work a ladder asked for stands behind the step it hangs on.
      const bool better = task_ != nullptr && (task.token != 0) != (task_->token != 0)
                              ? task.token != 0
                              : task_ == nullptr || task.id > task_->id;
      if (task_ == nullptr || (fits && !best_fits) || (fits == best_fits && better)) task_ = &task;
    }
  }
  const core::Clock* clock_of(const core::Task* task) const {
    return task == nullptr || task->clock == 0 ? nullptr : state_->clock(task->clock);
  }
  // The clock of the task, else of the step named (a wait has one and no task).
  const core::Clock* step_clock() const {
    if (const core::Clock* clock = clock_of(task_)) return clock;
    const core::Clock* found = nullptr;
    for (const core::Clock& clock : state_->clocks)
      if (clock.of != "case" && (step_.empty() || is_step(clock.name, step_))) found = &clock;
    return found;
  }
  Check moment(const Node& expected, const std::optional<Instant>& actual) {
    if (!actual) return {expected.is_scalar() && expected.text == "null", "nothing"};
    return {expected.is_scalar() && same_moment(expected.text, *actual, world_.zone()),
            shown(*actual, world_.zone())};
  }
  static std::optional<Instant> due_of(const core::Clock* clock) {
    return clock == nullptr ? std::nullopt : std::optional(clock->due);
  }
  static std::optional<Instant> warn_of(const core::Clock* clock) {
    return clock == nullptr ? std::nullopt : clock->warn;
  }
  static std::vector<std::string> people_of(const core::Task& task) {
    return task.owner.empty() ? task.candidates : std::vector<std::string>{task.owner};
  }

  // --- of the world
  Check cases(const Node& v) {
    const auto counts = world_.store().counts();
    return counts ? count(v, counts->open + counts->closed) : Check{false, counts.error().text};
  }
  Check audit(const Node& v) {
    const auto refusals = world_.store().refusals();
    return refusals ? count(v, *refusals) : Check{false, refusals.error().text};
  }
  Check audit_by(const Node& v) { return text(v, world_.last_change_by); }
  Check refused(const Node& v) {
    if (!seen_.answer || seen_.answer->kind != host::Answer::Kind::refused)
      return {false, seen_.answer ? "accepted" : "no command"};
    return {v.is_scalar() && v.text == seen_.answer->rejection.code,
            cat(seen_.answer->rejection.code, ": ", seen_.answer->rejection.en)};
  }
  Check offer(const Node& v) {
    if (!seen_.answer) return {false, "no command"};
    const Value& offered = seen_.answer->rejection.offer;
    return {says(v, offered, world_.zone()), shown(offered, world_.zone())};
  }
  Check same_case(const Node& v) {
    const bool same =
        seen_.answer && seen_.answer->kind == host::Answer::Kind::accepted && !seen_.answer->opened;
    return truth(v, same);
  }
  // Told since the item before: rows of this item without a time of their own, and notices whose
  // hour has come.
  bool heard(const Notice& notice) const {
    if (!notice.not_before) return notice.seq > seen_.seq_before;
    if (*notice.not_before <= seen_.from) return notice.seq > seen_.seq_before;
    return *notice.not_before <= seen_.to + kMinute - 1;
  }
  Check told(const Node& v) {
    std::vector<std::string> people;
    for (const Notice& notice : world_.notices())
      if (heard(notice)) people.insert(people.end(), notice.to.begin(), notice.to.end());
    return set(v, std::move(people));
  }
  Check notices(const Node& v) {
    return count(v, static_cast<std::uint64_t>(std::ranges::count_if(
                        world_.notices(), [&](const Notice& n) { return heard(n); })));
  }
  Check metrics(const Node& v) {
    bool ok = true;
    std::vector<std::string> actual;
    for (const model::Entry& metric : v.entries) {
      const std::string name = metric_name(metric.key);
      const auto sums = world_.store().metric(name, -1'000'000, 1'000'000);
      if (!sums) return {false, sums.error().text};
      const auto fraction = [&](const std::string& node) {
        const auto found = sums->find(node);
        return found == sums->end() ? std::string("0/0")
                                    : cat(found->second.first, "/", found->second.second);
      };
      if (metric.value->is_scalar()) {
        actual.push_back(cat(metric.key, ": ", fraction("")));
        ok = ok && metric.value->text == fraction("");
        continue;
      }
      for (const model::Entry& node : metric.value->entries) {
        actual.push_back(cat(metric.key, " ", node.key, ": ", fraction(node.key)));
        ok = ok && node.value->is_scalar() && node.value->text == fraction(node.key);
      }
    }
    return {ok, join(actual, ", ")};
  }
  // A metric belongs to a workflow: that of the case looked at.
  std::string metric_name(const std::string& key) const {
    return state_ == nullptr ? key : core::metric_key(state_->town, state_->workflow, key);
  }

  // --- of the case
  Check step(const Node& v) {
    std::vector<std::string> open = open_steps(*state_, world_.shard().catalog());
    for (const core::Token& token : state_->tokens) open.push_back(token.step);
    for (const core::Task& task : state_->tasks) open.push_back(task.step);
    bool ok = true;
    for (const std::string& wanted : words_in(v))
      ok =
          ok && std::ranges::any_of(open, [&](const std::string& s) { return is_step(s, wanted); });
    std::ranges::sort(open);
    open.erase(std::ranges::unique(open).begin(), open.end());
    return {ok, shown(open)};
  }
  Check steps(const Node& v) {
    const std::vector<std::string> open = open_steps(*state_, world_.shard().catalog());
    const std::vector<std::string> wanted = words_in(v);
    bool ok = true;
    for (const std::string& w : wanted)
      ok = ok && std::ranges::any_of(open, [&](const std::string& s) { return is_step(s, w); });
    for (const std::string& s : open)
      ok = ok && std::ranges::any_of(wanted, [&](const std::string& w) { return is_step(s, w); });
    return {ok, shown(open)};
  }
  Check owner(const Node& v) {
    return task_ == nullptr ? Check{false, "no open task"} : set(v, people_of(*task_));
  }
  Check helpers(const Node& v) {
    return task_ == nullptr ? Check{false, "no open task"} : set(v, task_->helpers);
  }
  Check incidents(const Node& v) {
    std::vector<std::string> open;
    for (const core::Incident& incident : state_->incidents) open.push_back(incident.code);
    return set(v, std::move(open));
  }
  Check task(const Node& v) {
    bool ok = true;
    std::vector<std::string> actual;
    const auto add = [&](const std::string& what, const Check& check) {
      ok = ok && check.ok;
      actual.push_back(cat(what, ": ", check.actual));
    };
    for (const model::Entry& entry : v.entries) {
      const core::Task* newest = nullptr;
      for (const core::Task& t : state_->tasks)
        if ((is_step(t.step, entry.key) || t.work == entry.key) && newest == nullptr) newest = &t;
      if (newest == nullptr) {
        add(entry.key, {false, "no open task"});
        continue;
      }
      const core::Clock* clock = clock_of(newest);
      for (const model::Entry& what : entry.value->entries) {
        const std::string name = cat(entry.key, ".", what.key);
        if (what.key == "owner")
          add(name, set(*what.value, people_of(*newest)));
        else if (what.key == "due")
          add(name, moment(*what.value, due_of(clock)));
        else if (what.key == "warn")
          add(name, moment(*what.value, warn_of(clock)));
        else if (what.key == "light")
          add(name, text(*what.value, word_of(clock ? clock->light : core::Light::green)));
        else if (what.key == "state")
          add(name,
              text(*what.value, newest->phase == core::TaskPhase::claimed ? "claimed" : "offered"));
        else
          add(name, {false, "no such thing of a task"});
      }
    }
    return {ok, join(actual, ", ")};
  }
  Check due(const Node& v) { return moment(v, due_of(state_->case_clock())); }
  Check warn(const Node& v) { return moment(v, warn_of(state_->case_clock())); }
  Check step_due(const Node& v) { return moment(v, due_of(step_clock())); }
  Check step_warn(const Node& v) { return moment(v, warn_of(step_clock())); }
  Check light(const Node& v) { return text(v, word_of(state_->light)); }
  Check lights(const Node& v) {
    std::vector<std::string> all{"green"};
    for (const core::LightChange& change : state_->lights)
      if (all.back() != word_of(change.light)) all.emplace_back(word_of(change.light));
    return {words_in(v) == all, shown(all)};
  }
  Check state(const Node& v) { return text(v, word_of(state_->phase)); }
  Check stage(const Node& v) { return text(v, state_->stage); }
  Check result(const Node& v) { return text(v, state_->result); }
  Check on_time(const Node& v) {
    const core::Clock* clock = state_->case_clock();
    if (clock == nullptr) return {false, "the case has no clock"};
    if (clock->phase == core::ClockPhase::met) return truth(v, true);
    if (clock->phase == core::ClockPhase::missed || clock->overdue_seen) return truth(v, false);
    return {false, "its clock still runs"};
  }
  Check grid(const Node& v) { return text(v, state_->grid); }
  Check received_at(const Node& v) { return moment(v, state_->received_at); }
  Check reason(const Node& v) { return text(v, state_->reason); }
  Check why(const Node& v) {
    return task_ == nullptr ? Check{false, "no open task"} : text(v, task_->why);
  }
  Check path(const Node& v) {
    if (task_ == nullptr) return {false, "no open task"};
    return {words_in(v) == task_->path, shown(task_->path)};
  }
  Check urges(const Node& v) { return count(v, state_->urges); }
  Check listed(const Node& v) { return truth(v, state_->listed); }
  Check reopen_count(const Node& v) { return count(v, state_->reopen_count); }
  Check merged_into(const Node& v) {
    const auto into = v.is_scalar() ? world_.case_of(v.text) : std::nullopt;
    return {into && into->value == state_->merged_into && state_->merged_into != 0,
            state_->merged_into == 0 ? "not merged" : cat("case ", state_->merged_into)};
  }
  Check children(const Node& v) {
    bool ok = true;
    std::vector<std::string> actual;
    for (const model::Entry& entry : v.entries) {
      const auto n = std::ranges::count_if(
          state_->children, [&](const core::Child& c) { return c.workflow == entry.key; });
      actual.push_back(cat(entry.key, ": ", n));
      ok = ok && entry.value->is_scalar() && entry.value->text == cat(n);
    }
    return {ok, join(actual, ", ")};
  }
  Check fired(const Node& v) {
    std::vector<const FiredRung*> rungs;
    for (const FiredRung& rung : world_.rungs())
      if (rung.case_id == id_.value && world_.is_case_clock(rung.case_id, rung.clock))
        rungs.push_back(&rung);
    bool ok = v.is_list() && v.items.size() == rungs.size();
    std::vector<std::string> actual;
    for (std::size_t i = 0; i < rungs.size(); ++i) {
      actual.push_back(cat("{level: ", rungs[i]->level,
                           ", effective_at: ", shown(rungs[i]->effective, world_.zone()),
                           ", detected_at: ", shown(rungs[i]->detected, world_.zone()), "}"));
      if (!ok) continue;
      const Node& want = *v.items[i];
      const Node* effective = want.get("effective_at");
      const Node* detected = want.get("detected_at");
      ok = want.text_of("level", rungs[i]->level) == rungs[i]->level &&
           (effective == nullptr || moment(*effective, rungs[i]->effective).ok) &&
           (detected == nullptr || moment(*detected, rungs[i]->detected).ok);
    }
    return {ok, shown(actual)};
  }
  // How many tokens stand at a step, whatever else is open.
  Check standing(const Node& v) {
    bool ok = true;
    std::vector<std::string> actual;
    for (const model::Entry& entry : v.entries) {
      const auto n = std::ranges::count_if(
          state_->tokens, [&](const core::Token& t) { return t.step == entry.key; });
      actual.push_back(cat(entry.key, ": ", n));
      ok = ok && entry.value->is_scalar() && entry.value->text == cat(n);
    }
    return {ok, join(actual, ", ")};
  }
  Check provisional(const Node& v) {
    return truth(v, std::ranges::any_of(state_->clocks, [](const core::Clock& clock) {
                   return clock.phase == core::ClockPhase::running && clock.provisional;
                 }));
  }
  // The newest child of a kind, by any of these keys.
  Check child(const Node& v, std::vector<Failure>& inner, std::size_t& held) {
    if (state_ == nullptr) return {false, "no such case"};
    for (const model::Entry& entry : v.entries) {
      std::uint64_t newest = 0;
      for (const core::Child& c : state_->children)
        if (c.workflow == entry.key) newest = std::max(newest, c.id);
      if (newest == 0) return {false, cat("no child of ", entry.key)};
      for (Failure& failure : expect(world_, *entry.value, CaseId{newest}, seen_, held)) {
        failure.key = cat("child.", entry.key, ".", failure.key);
        inner.push_back(std::move(failure));
      }
    }
    return {true, {}};
  }
  Check field(const std::string& key, const Node& v) {
    const auto parts = split(key, '.');
    const Value* value = &state_->field(parts.front());
    for (std::size_t i = 1; i < parts.size(); ++i)
      value = value->is(Value::Kind::record) ? &(*value)[parts[i]] : &kNullValue;
    return {says(v, *value, world_.zone()), shown(*value, world_.zone())};
  }

  struct Row {
    const char* key;
    Checker check;
  };

 public:
  static std::span<const Row> of_world();
  static std::span<const Row> of_case();

 private:
  World& world_;
  const core::CaseState* state_;
  CaseId id_;
  const Seen& seen_;
  std::string step_;
  const core::Task* task_ = nullptr;
};

std::span<const Expecting::Row> Expecting::of_world() {
  static constexpr Row kRows[] = {
      {"cases", &Expecting::cases},       {"audit", &Expecting::audit},
      {"audit_by", &Expecting::audit_by}, {"refused", &Expecting::refused},
      {"offer", &Expecting::offer},       {"same_case", &Expecting::same_case},
      {"told", &Expecting::told},         {"notices", &Expecting::notices},
      {"metrics", &Expecting::metrics}};
  return kRows;
}
std::span<const Expecting::Row> Expecting::of_case() {
  static constexpr Row kRows[] = {{"step", &Expecting::step},
                                  {"steps", &Expecting::steps},
                                  {"owner", &Expecting::owner},
                                  {"helpers", &Expecting::helpers},
                                  {"task", &Expecting::task},
                                  {"due", &Expecting::due},
                                  {"warn", &Expecting::warn},
                                  {"step_due", &Expecting::step_due},
                                  {"step_warn", &Expecting::step_warn},
                                  {"light", &Expecting::light},
                                  {"lights", &Expecting::lights},
                                  {"state", &Expecting::state},
                                  {"stage", &Expecting::stage},
                                  {"result", &Expecting::result},
                                  {"on_time", &Expecting::on_time},
                                  {"grid", &Expecting::grid},
                                  {"received_at", &Expecting::received_at},
                                  {"reason", &Expecting::reason},
                                  {"why", &Expecting::why},
                                  {"path", &Expecting::path},
                                  {"urges", &Expecting::urges},
                                  {"listed", &Expecting::listed},
                                  {"reopen_count", &Expecting::reopen_count},
                                  {"merged_into", &Expecting::merged_into},
                                  {"children", &Expecting::children},
                                  {"fired", &Expecting::fired},
                                  {"incidents", &Expecting::incidents},
                                  {"standing", &Expecting::standing},
                                  {"provisional", &Expecting::provisional}};
  return kRows;
}

}  // namespace

std::vector<std::string_view> expect_keys() {
  std::vector<std::string_view> keys{"child"};
  for (const auto& row : Expecting::of_world()) keys.emplace_back(row.key);
  for (const auto& row : Expecting::of_case()) keys.emplace_back(row.key);
  return keys;
}

std::vector<Failure> expect(World& world, const Node& expected, std::optional<CaseId> id,
                            const Seen& seen, std::size_t& held) {
  std::vector<Failure> failures;
  std::optional<core::CaseState> state;
  if (id)
    if (auto there = world.shard().state(*id)) {
      state = std::move(*there);
      host::open_sealed(world.store(), *state);
    }
  Expecting expecting(world, expected, state ? &*state : nullptr, id.value_or(CaseId{}), seen);
  for (const model::Entry& entry : expected.entries) {
    const Check check = expecting.check(entry, failures, held);
    if (check.ok) {
      ++held;
      continue;
    }
    failures.push_back({{}, 0, {}, entry.key, shown(*entry.value), check.actual});
  }
  return failures;
}

}  // namespace tf::sim

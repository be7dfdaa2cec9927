#include "sim/verify_guards.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "core/env.h"
#include "core/table_file.h"

namespace tf::sim {

namespace {

using core::Definition;
using core::Step;
using rule::Program;

constexpr int kMostCounted = 6;  // of a counter nobody compares with a constant
constexpr std::size_t kMostCells = 4'000;

void collect(const Program& program, std::set<int>& out) {
  if (program) out.insert(program.reads().begin(), program.reads().end());
}

int slot_of(const Definition& def, std::string_view path) {
  const std::string_view head = path.substr(0, path.find('.'));
  for (std::size_t i = 0; i < def.fields.size(); ++i)
    if (def.fields[i]->name == head) return static_cast<int>(i);
  return -1;
}

// Every assignment of a step.
std::vector<const core::Assign*> sets_of(const Step& step) {
  std::vector<const core::Assign*> out;
  for (const core::Outcome& outcome : step.outcomes)
    for (const core::Assign& set : outcome.set) out.push_back(&set);
  if (const auto* set = std::get_if<core::SetSpec>(&step.spec))
    for (const core::Assign& one : set->set) out.push_back(&one);
  return out;
}

// How many have arrived at a join, and with what choices where its rule looks at them.
std::string arrivals(const Step& step, const core::Token& token) {
  const auto* each = std::get_if<core::EachSpec>(&step.spec);
  const bool looks = each != nullptr && (each->poll || each->join.when || each->join.veto);
  if (!looks) return cat(token.done.size());
  std::map<std::string, int> kinds;
  for (const Value& row : token.done) {
    std::string kind;
    if (row.is(Value::Kind::record))
      for (const auto& [name, value] : row.as_record())
        if (value.is(Value::Kind::boolean) || name == "choice") kind += cat(name, value.str(), ",");
    ++kinds[kind];
  }
  std::string out;
  for (const auto& [kind, n] : kinds) out += cat(kind, n, ";");
  return out;
}

bool calls_a_plugin(const Program& program) {
  return std::ranges::any_of(program.calls(), [](int f) { return f >= core::kFnPlugin; });
}

}  // namespace

Guards::Guards(const core::Town&, const Definition& definition, const core::RuleSet* rules)
    : def_(definition), rules_(rules), reads_(definition.steps.size()) {
  for (std::size_t i = 0; i < def_.steps.size(); ++i) of_step(static_cast<int>(i));
  of_handlers(def_.upon, -1);
  for (const core::Start& start : def_.starts)
    for (const core::Refusal& refusal : start.refuse) add(Guard::Kind::refusal, refusal.when, -1);
  if (rules != nullptr)
    for (const auto& [name, table] : rules->tables) of_table(table);
  for (const Guard& guard : guards_) {
    rule::ConditionFacts read;
    rule::read_condition(guard.program, read);
    asked_.insert(asked_.end(), read.asked.begin(), read.asked.end());
  }
  flows();
  reaches();
  live_.emplace(def_, rules_, reads_);
  // Steps that stand in what a handler does beside the rest.
  beside_.assign(def_.steps.size(), false);
  const auto mark = [&](const std::vector<core::Handler>& handlers) {
    for (const core::Handler& handler : handlers) {
      if (!handler.keep) continue;
      if (handler.step >= 0) beside_[static_cast<std::size_t>(handler.step)] = true;
      for (const core::Target& target : handler.go)
        if (target.kind == core::Target::Kind::step && handler.step < 0)
          beside_[static_cast<std::size_t>(target.step)] = true;
    }
  };
  mark(def_.upon);
  for (const Step& step : def_.steps) mark(step.upon);
  for (std::size_t round = 0; round < def_.blocks.size(); ++round)
    for (std::size_t i = 0; i < def_.steps.size(); ++i) {
      const std::string& owner = def_.blocks[static_cast<std::size_t>(def_.steps[i].block)].owner;
      const auto at = def_.step_index.find(owner);
      if (at != def_.step_index.end() && beside_[static_cast<std::size_t>(at->second)])
        beside_[i] = true;
    }
}

void Guards::add(Guard::Kind kind, const Program& program, int step, std::vector<Program> before) {
  if (!program) return;
  rule::ConditionFacts read;
  rule::read_condition(program, read);
  const bool exact = read.exact && program.calls().empty() && !program.reads_clock();
  by_code_.try_emplace(program.code().get(), guards_.size());
  guards_.push_back({kind, program, step, std::move(before), exact});
  if (step < 0)
    collect(program, kind == Guard::Kind::refusal ? start_reads_ : case_reads_);
  else if (kind == Guard::Kind::refusal)
    collect(program, reads_[static_cast<std::size_t>(step)].after);
  else
    collect(program, reads_[static_cast<std::size_t>(step)].before);
  for (const int function : {core::kFnDone, core::kFnTimes, core::kFnOnTime})
    for (std::string& name : program.constant_arguments(function)) counted_.insert(std::move(name));
}

void Guards::of_handlers(const std::vector<core::Handler>& handlers, int step) {
  for (const core::Handler& handler : handlers) {
    add(Guard::Kind::handler, handler.if_, step);
    add(Guard::Kind::handler, handler.event.when, step);
    for (const core::EventSpec& part : handler.event.parts)
      add(Guard::Kind::handler, part.when, step);
  }
}

void Guards::of_step(int index) {
  const Step& step = def_.steps[static_cast<std::size_t>(index)];
  add(Guard::Kind::step, step.if_, index);
  of_handlers(step.upon, index);
  for (const core::Outcome& outcome : step.outcomes)
    for (const core::Refusal& refusal : outcome.refuse)
      add(Guard::Kind::refusal, refusal.when, index);
  const auto join = [&](const core::Join& rule) {
    add(Guard::Kind::join, rule.when, index);
    add(Guard::Kind::join, rule.veto, index);
  };
  if (const auto* task = std::get_if<core::TaskSpec>(&step.spec))
    for (const core::Refusal& refusal : task->refuse)
      add(Guard::Kind::refusal, refusal.when, index);
  if (const auto* wait = std::get_if<core::WaitSpec>(&step.spec)) {
    add(Guard::Kind::wait, wait->event.when, index);
    for (const core::EventSpec& part : wait->event.parts) add(Guard::Kind::wait, part.when, index);
  }
  if (const auto* choose = std::get_if<core::ChooseSpec>(&step.spec)) {
    std::vector<Program> before;
    for (const core::Branch& branch : choose->branches) {
      add(Guard::Kind::branch, branch.when, index, before);
      if (!choose->every) before.push_back(branch.when);
    }
  }
  if (const auto* each = std::get_if<core::EachSpec>(&step.spec)) {
    join(each->join);
    for (const core::PollOutcome& way : each->verdict) add(Guard::Kind::join, way.when, index);
    collect(each->list, reads_[static_cast<std::size_t>(index)].before);
  }
  if (const auto* decide = std::get_if<core::DecideSpec>(&step.spec); decide && rules_ != nullptr)
    for (const std::string& name : decide->tables)
      if (const auto table = rules_->tables.find(name); table != rules_->tables.end())
        reads_[static_cast<std::size_t>(index)].before.insert(table->second.reads().begin(),
                                                              table->second.reads().end());
  if (const auto* together = std::get_if<core::TogetherSpec>(&step.spec)) join(together->join);
  if (const auto* meet = std::get_if<core::MeetSpec>(&step.spec)) join(meet->join);
}

void Guards::of_table(const rule::DecisionTable& table) {
  const rule::TableSource& source = table.source();
  std::size_t cells = 0;
  for (std::size_t c = 0; c < source.inputs.size(); ++c) {
    const auto column = rule::compile_expression(source.inputs[c].expression, *def_.names);
    if (!column) continue;  // it asks a definition of the table
    rule::ConditionFacts read;
    for (const rule::TableRule& row : source.rules) {
      if (c >= row.inputs.size() || ++cells > kMostCells) break;
      if (const auto cell = rule::compile_unary_tests(row.inputs[c], *def_.names))
        rule::read_cell(*column, *cell, read);
    }
    asked_.insert(asked_.end(), read.asked.begin(), read.asked.end());
  }
}

// Facts that others are computed from decide as well.
void Guards::flows() {
  std::set<int> deciding = case_reads_;
  deciding.insert(start_reads_.begin(), start_reads_.end());
  for (const StepReads& reads : reads_) {
    deciding.insert(reads.before.begin(), reads.before.end());
    deciding.insert(reads.after.begin(), reads.after.end());
  }
  for (bool grew = true; grew;) {
    grew = false;
    const auto also = [&](const Program& program, std::set<int>* at) {
      if (!program) return;
      for (const int slot : program.reads()) {
        grew = deciding.insert(slot).second || grew;
        if (at != nullptr) at->insert(slot);
      }
    };
    for (std::size_t i = 0; i < def_.fields.size(); ++i)
      if (deciding.contains(static_cast<int>(i))) also(def_.fields[i]->is, nullptr);
    for (std::size_t i = 0; i < def_.steps.size(); ++i)
      for (const core::Assign* set : sets_of(def_.steps[i]))
        if (deciding.contains(slot_of(def_, set->field))) also(set->value, &reads_[i].before);
  }
  // A computed field is read where its name stands: so are the fields it is made of.
  const auto with_parts = [&](std::set<int>& reads) {
    for (bool grew = true; grew;) {
      grew = false;
      for (std::size_t i = 0; i < def_.fields.size(); ++i)
        if (reads.contains(static_cast<int>(i)) && def_.fields[i]->is)
          for (const int slot : def_.fields[i]->is.reads())
            grew = reads.insert(slot).second || grew;
    }
  };
  for (StepReads& reads : reads_) {
    with_parts(reads.before);
    with_parts(reads.after);
  }
  for (const Step& step : def_.steps)
    for (const core::Assign* set : sets_of(step)) {
      const int slot = slot_of(def_, set->field);
      if (!set->value || !std::ranges::count(set->value.reads(), slot)) continue;
      int most = -1;
      for (const rule::Asked& one : asked_)
        if (one.slot == slot && one.bound.is(Value::Kind::number))
          most = std::max(most, static_cast<int>(one.bound.as_number().whole().value_or(0)) + 1);
      counters_[slot] = most < 0 ? kMostCounted : std::min(most, 50);
    }
}

std::vector<int> Guards::ways_from(int from) const {
  const Step& step = def_.steps[static_cast<std::size_t>(from)];
  std::vector<int> out;
  bool leaves = false;  // its block may end here
  const auto push = [&](const std::vector<core::Target>& targets) {
    for (const core::Target& target : targets) {
      if (target.kind == core::Target::Kind::step) out.push_back(target.step);
      if (target.kind == core::Target::Kind::end) leaves = true;
      if (target.kind != core::Target::Kind::next) continue;
      const auto& steps = def_.blocks[static_cast<std::size_t>(step.block)].steps;
      const auto at = std::ranges::find(steps, from);
      if (at != steps.end() && at + 1 != steps.end())
        out.push_back(*(at + 1));
      else
        leaves = true;
    }
  };
  for (const core::Outcome& outcome : step.outcomes)
    push(outcome.go.empty() ? std::vector{core::Target{}} : outcome.go);
  push({core::Target{}});
  if (const auto* choose = std::get_if<core::ChooseSpec>(&step.spec)) {
    for (const core::Branch& branch : choose->branches) push(branch.then);
    push(choose->otherwise);
  }
  for (const core::Handler& handler : step.upon) {
    push(handler.go);
    if (handler.step >= 0) out.push_back(handler.step);
  }
  const auto enter = [&](int block) {
    if (block < 0) return;
    const auto& steps = def_.blocks[static_cast<std::size_t>(block)].steps;
    if (!steps.empty()) out.push_back(steps.front());
  };
  if (const auto* each = std::get_if<core::EachSpec>(&step.spec)) enter(each->block);
  if (const auto* block = std::get_if<core::BlockSpec>(&step.spec)) enter(block->block);
  if (const auto* together = std::get_if<core::TogetherSpec>(&step.spec)) {
    enter(together->block);
    out.insert(out.end(), together->branches.begin(), together->branches.end());
  }
  // When the block ends, what comes after the step that holds it; a step may also be gone back to
  // from anywhere inside.
  if (const std::string& owner = def_.blocks[static_cast<std::size_t>(step.block)].owner;
      !owner.empty() && leaves)
    if (const auto at = def_.step_index.find(owner); at != def_.step_index.end())
      out.push_back(at->second);
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

void Guards::reaches() {
  const std::size_t n = def_.steps.size();
  std::vector<std::vector<int>> ways(n);
  for (std::size_t i = 0; i < n; ++i) ways[i] = ways_from(static_cast<int>(i));
  std::vector<int> anytime;  // handlers of the case can run whatever else does
  for (const core::Handler& handler : def_.upon) {
    if (handler.step >= 0) anytime.push_back(handler.step);
    for (const core::Target& target : handler.go)
      if (target.kind == core::Target::Kind::step) anytime.push_back(target.step);
  }
  reach_.assign(n, std::vector<bool>(n, false));
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<int> open = anytime;
    open.push_back(static_cast<int>(i));
    while (!open.empty()) {
      const auto at = static_cast<std::size_t>(open.back());
      open.pop_back();
      if (reach_[i][at]) continue;
      reach_[i][at] = true;
      open.insert(open.end(), ways[at].begin(), ways[at].end());
    }
  }
}

const Guard* Guards::find(const Program& program) const {
  const auto found = by_code_.find(program.code().get());
  return found == by_code_.end() ? nullptr : &guards_[found->second];
}

rule::InputFacts Guards::facts(int slot) const {
  if (slot < 0 || static_cast<std::size_t>(slot) >= def_.fields.size()) return {};
  return core::facts_of(def_.fields[static_cast<std::size_t>(slot)]->type);
}

rule::CanHold Guards::can_hold(const Guard& guard) const {
  return rule::can_hold(std::span(&guard.program, 1), guard.before,
                        [this](int slot) { return facts(slot); });
}

rule::CanHold Guards::can_fail(const Guard& guard) const {
  std::vector<Program> none = guard.before;
  none.push_back(guard.program);
  return rule::can_hold({}, none, [this](int slot) { return facts(slot); });
}

std::vector<Value> Guards::worth_trying(const std::string& into, const core::Field& field) const {
  const int slot = slot_of(def_, into.empty() ? field.name : into);
  return slot < 0 ? std::vector<Value>()
                  : rule::values_worth_trying(asked_, slot, into.empty() ? "" : field.name,
                                              core::facts_of(field.type));
}

std::vector<Value> Guards::worth_trying(int slot, const std::string& path) const {
  return rule::values_worth_trying(asked_, slot, path, {});
}

std::map<std::string, const core::Field*> Guards::message_parts() const {
  static constexpr std::string_view kMessageDot = "message.";
  std::map<std::string, const core::Field*> out;
  const auto read = [&](const Program& program, const std::string& into) {
    if (!program || !std::ranges::count(program.reads(), static_cast<int>(core::kMessage))) return;
    const std::string& text = program.text();
    for (auto at = text.find(kMessageDot); at != std::string::npos;
         at = text.find(kMessageDot, at + 1)) {
      const auto begin = at + kMessageDot.size();
      auto end = begin;
      while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 ||
                                   text[end] == '_' || (text[end] & 0x80) != 0))
        ++end;
      const core::Field*& field = out[text.substr(begin, end - begin)];
      const bool whole = at == 0 && end == text.size();
      const bool as_date = at >= 5 && text.compare(at - 5, 5, "date(") == 0;
      if (field == nullptr && (whole || as_date)) field = def_.field(into);
    }
  };
  for (const Guard& guard : guards_) read(guard.program, "");
  for (const Step& step : def_.steps)
    for (const core::Assign* set : sets_of(step)) read(set->value, set->field);
  return out;
}

bool Guards::is_read(const std::string& into, const core::Field& field) const {
  const int slot = slot_of(def_, into.empty() ? field.name : into);
  return case_reads_.contains(slot) || start_reads_.contains(slot) ||
         std::ranges::any_of(reads_,
                             [&](const StepReads& reads) {
                               return reads.before.contains(slot) || reads.after.contains(slot);
                             }) ||
         std::ranges::any_of(asked_, [&](const rule::Asked& one) { return one.slot == slot; });
}

bool Guards::is_own(const Guard& guard) const {
  const auto fields = static_cast<int>(def_.fields.size());
  return !guard.program.reads_clock() &&
         std::ranges::all_of(guard.program.reads(), [&](int slot) { return slot < fields; }) &&
         std::ranges::all_of(guard.program.calls(), [](int f) {
           return f == core::kFnDone || f == core::kFnTimes || f == core::kFnOnTime;
         });
}

std::string Guards::value_key(int slot, const Value& value) const {
  if (value.is_null()) return {};
  if (const auto counter = counters_.find(slot); counter != counters_.end())
    if (value.is(Value::Kind::number))
      return cat(std::min<std::int64_t>(value.as_number().whole().value_or(0), counter->second));
  std::string out;
  std::vector<const Value*> seen;
  for (const rule::Asked& one : asked_) {
    if (one.slot != slot || one.bound.is_null()) continue;
    Value at = value;
    for (const std::string_view part : split(one.path, '.'))
      if (!part.empty()) at = Value(at[part]);
    if (std::ranges::any_of(seen, [&](const Value* v) { return *v == one.bound; }) &&
        one.path.empty())
      continue;
    seen.push_back(&one.bound);
    const bool equal = rule::feel_equal(at, one.bound).value_or(false);
    const bool less = at.kind() == one.bound.kind() && at < one.bound;
    out += equal ? '=' : !one.ordered ? '.' : less ? '<' : '>';
  }
  if (value.is(Value::Kind::boolean)) return value.str();
  if (value.is(Value::Kind::list))
    return cat(std::min<std::size_t>(value.as_list().size(), 3), out);
  const core::Type& type = def_.fields[static_cast<std::size_t>(slot)]->type;
  if (out.empty() && type.kind == core::TypeKind::choice && value.is(Value::Kind::text))
    return value.as_text();
  return out.empty() ? "+" : out;
}

// Of a closed case only counts what is looked at when it is reported again.
std::string Guards::closed_key(const core::CaseState& state) const {
  std::string key = cat("closed ", state.result);
  std::set<int> slots;
  for (const core::FindSpec* find : def_.finds())
    for (const core::Target& target : find->go)
      if (target.kind == core::Target::Kind::step) {
        const std::set<int>& live = live_->entering(target.step);
        slots.insert(live.begin(), live.end());
      }
  for (const int slot : slots)
    if (slot >= 0 && static_cast<std::size_t>(slot) < def_.fields.size())
      key +=
          cat("|", value_key(slot, state.field(def_.fields[static_cast<std::size_t>(slot)]->name)));
  return key;
}

std::string Guards::key(core::World& world, core::CaseState& state) const {
  if (state.phase == core::CasePhase::closed) return closed_key(state);
  std::map<std::string, std::map<std::uint64_t, int>> tokens;  // by step and scope
  std::vector<bool> live(def_.steps.size(), false);
  std::set<int> slots = case_reads_;
  const auto matters = [&](const std::set<int>& facts) {
    slots.insert(facts.begin(), facts.end());
  };
  matters(live_->always());
  for (const core::Token& token : state.tokens) {
    const Step* step = def_.step(token.step);
    if (step == nullptr) continue;
    std::string at = token.step;
    if (std::holds_alternative<core::MeetSpec>(step->spec)) at += cat("<", token.from);
    if (!token.done.empty()) at += cat("(", arrivals(*step, token), ")");
    if (!token.back.empty()) at += cat(">", token.back);
    if (!token.message.empty()) at += cat("~", token.message);
    ++tokens[at][beside_[static_cast<std::size_t>(step - def_.steps.data())] ? 0 : token.scope];
    const auto& reach = reach_[static_cast<std::size_t>(step - def_.steps.data())];
    for (std::size_t i = 0; i < live.size(); ++i)
      if (reach[i]) live[i] = true;
    matters(live_->at(static_cast<int>(step - def_.steps.data())));
    if (const auto back = def_.step_index.find(token.back); back != def_.step_index.end())
      matters(live_->entering(back->second));
  }
  std::string key = cat(static_cast<int>(state.phase));
  // What a message can start again and again counts once; two in one place stand for more.
  for (const auto& [step, scopes] : tokens) {
    const bool doubled = std::ranges::any_of(
        scopes, [](const auto& one) { return one.first != 0 && one.second > 1; });
    key += cat("|", step, "*", scopes.size(), doubled ? "!" : "");
  }
  std::vector<std::string> rows;
  for (const int slot : slots) {
    if (slot == core::kResult) key += cat("|r", state.result);
    if (slot < 0 || static_cast<std::size_t>(slot) >= def_.fields.size()) continue;
    const std::string& name = def_.fields[static_cast<std::size_t>(slot)]->name;
    if (const std::string value = value_key(slot, state.field(name)); !value.empty())
      key += cat("|", slot, "=", value);
  }
  for (const core::Scope& scope : state.scopes) {
    if (scope.index < 0 || scope.kept || !scope.row.is(Value::Kind::record)) continue;
    std::string row;
    for (const int slot : slots)
      if (slot >= 0 && static_cast<std::size_t>(slot) < def_.fields.size())
        if (const Value* own =
                scope.row.as_record().find(def_.fields[static_cast<std::size_t>(slot)]->name))
          row += cat(slot, value_key(slot, *own), ",");
    if (!row.empty()) rows.push_back(std::move(row));
  }
  std::ranges::sort(rows);  // which row is which does not matter
  rows.erase(std::ranges::unique(rows).begin(), rows.end());
  for (const std::string& row : rows) key += cat("|/", row);
  for (const std::string& step : counted_)
    if (const auto visits = state.visits.find(step); visits != state.visits.end())
      key += cat("|+", step, std::min<std::uint64_t>(visits->second.entered, 4), "/",
                 std::min<std::uint64_t>(visits->second.completed, 4));
  core::Turn turn(world, state, state.last, {"", "engine", ""});
  core::CaseEnv env(turn);
  key += '|';
  for (const Guard& guard : guards_) {
    if (guard.exact || calls_a_plugin(guard.program)) continue;
    if (guard.step < 0 && guard.kind == Guard::Kind::refusal) continue;  // of a start
    if (guard.step >= 0 && !live[static_cast<std::size_t>(guard.step)]) continue;
    key += guard.program.run(env).is_true() ? '1' : '0';
  }
  return key;
}

}  // namespace tf::sim

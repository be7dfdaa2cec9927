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
constexpr int kMostTold = 50;    // … and of any other
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

// The one field a condition asks for, besides limits; -1 when it asks for more, or for something
// else.
int only_fact(const Definition& def, const Program& program) {
  if (!program.calls().empty() || program.reads_clock()) return -1;
  int only = -1;
  for (const int slot : program.reads()) {
    if (slot == core::kLimit) continue;
    if (only >= 0 || static_cast<std::size_t>(slot) >= def.fields.size()) return -1;
    only = slot;
  }
  return only;
}

}  // namespace

Guards::Guards(const core::Town& town, const Definition& definition, const core::RuleSet* rules)
    : town_(town), def_(definition), rules_(rules), reads_(definition.steps.size()) {
  for (std::size_t i = 0; i < def_.steps.size(); ++i) of_step(static_cast<int>(i));
  of_handlers(def_.upon, -1);
  for (const core::Start& start : def_.starts)
    for (const core::Refusal& refusal : start.refuse) add(Guard::Kind::refusal, refusal.when, -1);
  if (rules != nullptr)
    for (const auto& [name, table] : rules->tables) of_table(table);
  regions_ = asked_;
  for (std::size_t i = 0; i < guards_.size(); ++i) {
    rule::ConditionFacts read;
    rule::read_condition(guards_[i].program, read);
    asked_.insert(asked_.end(), read.asked.begin(), read.asked.end());
    if (const int slot = only_fact(def_, guards_[i].program); slot >= 0)
      only_[slot].push_back(i);
    else
      regions_.insert(regions_.end(), read.asked.begin(), read.asked.end());
  }
  flows();
  readers();
  counters();
  reaches();
  live_.emplace(def_, rules_, reads_);
  besides();
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
  deciding_ = std::move(deciding);
}

// Who looks at a fact besides conditions that ask for nothing else.
void Guards::readers() {
  const auto look = [](const Program& program, std::set<int>& out) { collect(program, out); };
  for (std::size_t i = 0; i < guards_.size(); ++i) {
    const Guard& guard = guards_[i];
    if (only_fact(def_, guard.program) >= 0) continue;
    look(guard.program, finer_);
    if (!guard.exact) look(guard.program, sized_);
  }
  for (const Step& step : def_.steps) {
    if (const auto* each = std::get_if<core::EachSpec>(&step.spec)) look(each->list, sized_);
    for (const core::Assign* set : sets_of(step))
      if (deciding_.contains(slot_of(def_, set->field))) look(set->value, sized_);
  }
  for (std::size_t i = 0; i < def_.fields.size(); ++i)
    if (deciding_.contains(static_cast<int>(i))) look(def_.fields[i]->is, sized_);
  if (rules_ != nullptr)
    for (const auto& [name, table] : rules_->tables)
      sized_.insert(table.reads().begin(), table.reads().end());
  finer_.insert(sized_.begin(), sized_.end());
}

// The highest value of a counter that is told from the next.
void Guards::counters() {
  for (const Step& step : def_.steps)
    for (const core::Assign* set : sets_of(step)) {
      const int slot = slot_of(def_, set->field);
      if (!set->value || !std::ranges::count(set->value.reads(), slot)) continue;
      int most = -1;
      for (const rule::Asked& one : asked_)
        if (one.slot == slot && one.bound.is(Value::Kind::number))
          most = std::max(most, static_cast<int>(one.bound.as_number().whole().value_or(0)) + 1);
      std::string before = truths(slot, Value::number(0), nullptr);
      for (int n = 1; n <= kMostTold; ++n) {
        std::string now = truths(slot, Value::number(n), nullptr);
        if (now != before) most = std::max(most, n);
        before = std::move(now);
      }
      counters_[slot] = most < 0 ? kMostCounted : std::min(most, kMostTold);
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

}  // namespace tf::sim

#include "sim/verify_live.h"

#include <algorithm>

namespace tf::sim {

namespace {

using core::Definition;
using core::Step;
using core::Target;

std::size_t at_index(int index) {
  return static_cast<std::size_t>(index);
}

int field_slot(const Definition& def, const std::string& name) {
  for (std::size_t i = 0; i < def.fields.size(); ++i)
    if (def.fields[i]->name == name) return static_cast<int>(i);
  return -1;
}

// Fields that nobody can leave as they were when this form is filled in.
void always_answered(const Definition& def, const std::vector<core::Form>& forms,
                     std::set<int>& out) {
  for (const core::Form& form : forms)
    if (form.into.empty())
      for (const auto& field : form.fields)
        if (field->required && !field->show) out.insert(field_slot(def, field->name));
}

void assigned_to(const Definition& def, const std::vector<core::Assign>& set, std::set<int>& out) {
  for (const core::Assign& assign : set)
    if (assign.field.find('.') == std::string::npos) out.insert(field_slot(def, assign.field));
}

void add_all(std::set<int>& to, const std::set<int>& from) {
  to.insert(from.begin(), from.end());
}

void take_away(std::set<int>& from, const std::set<int>& what) {
  for (const int slot : what) from.erase(slot);
}

}  // namespace

LiveFacts::LiveFacts(const Definition& definition, const core::RuleSet* rules,
                     const std::vector<StepReads>& reads)
    : def_(definition),
      rules_(rules),
      reads_(reads),
      enter_(definition.steps.size()),
      stand_(definition.steps.size()) {
  do {
    grew_ = false;
    round();
  } while (grew_);
}

void LiveFacts::round() {
  const auto grow = [&](Facts& known, Facts more) {
    const std::size_t before = known.size();
    known.merge(more);
    grew_ = grew_ || known.size() != before;
  };
  for (std::size_t i = def_.steps.size(); i-- > 0;) {
    const Step& step = def_.steps[i];
    grow(stand_[i], stands(static_cast<int>(i)));
    Facts entering = stand_[i];
    const auto* set = std::get_if<core::SetSpec>(&step.spec);
    const auto* decide = std::get_if<core::DecideSpec>(&step.spec);
    if (set != nullptr || decide != nullptr) {
      Facts written;
      if (set != nullptr) assigned_to(def_, set->set, written);
      if (decide != nullptr && rules_ != nullptr && decide->into.empty())
        for (const std::string& name : decide->tables)
          if (const auto table = rules_->tables.find(name);
              table != rules_->tables.end() && !rules_->table_rows.contains(name))
            for (const rule::TableOutput& output : table->second.source().outputs)
              written.insert(field_slot(def_, output.name));
      take_away(entering, written);
      add_all(entering, reads_[i].before);
    }
    if (step.if_) add_all(entering, after(static_cast<int>(i), {Target{}}));
    add_all(entering, inside(step));
    grow(enter_[i], std::move(entering));
  }
  Facts anywhere;
  for (const core::Handler& handler : def_.upon) {
    if (handler.step >= 0) add_all(anywhere, entering(handler.step));
    for (const Target& target : handler.go)
      if (target.kind == Target::Kind::step) add_all(anywhere, entering(target.step));
  }
  for (const Step& step : def_.steps)
    for (const core::Handler& handler : step.upon)
      if (handler.event.kind == core::EventSpec::Kind::undo) {
        if (handler.step >= 0) add_all(anywhere, entering(handler.step));
        for (const Target& target : handler.go)
          if (target.kind == Target::Kind::step) add_all(anywhere, entering(target.step));
      }
  grow(always_, std::move(anywhere));
}

// What is asked after the block is over: by the step that holds it, and on its way out.
LiveFacts::Facts LiveFacts::over(int block) const {
  const auto owner = def_.step_index.find(def_.blocks[at_index(block)].owner);
  return owner == def_.step_index.end() ? Facts{} : stand_[at_index(owner->second)];
}

LiveFacts::Facts LiveFacts::after(int step, const std::vector<Target>& targets) const {
  Facts out;
  const int block = def_.steps[at_index(step)].block;
  const auto& listed = def_.blocks[at_index(block)].steps;
  for (const Target& target : targets) {
    if (target.kind == Target::Kind::step) add_all(out, entering(target.step));
    const auto here = std::ranges::find(listed, step);
    const bool followed = here != listed.end() && here + 1 != listed.end();
    if (target.kind == Target::Kind::next && followed) add_all(out, entering(*(here + 1)));
    if (target.kind == Target::Kind::end || (target.kind == Target::Kind::next && !followed))
      add_all(out, over(block));
  }
  return out;
}

LiveFacts::Facts LiveFacts::handled(const Step& step,
                                    const std::vector<core::Handler>& handlers) const {
  Facts out;
  const int index = static_cast<int>(&step - def_.steps.data());
  for (const core::Handler& handler : handlers) {
    if (handler.step >= 0) add_all(out, entering(handler.step));
    add_all(out, after(index, handler.go.empty() ? std::vector{Target{}} : handler.go));
  }
  return out;
}

// A token that enters a step with steps of its own comes to the first of them, or to each branch.
LiveFacts::Facts LiveFacts::inside(const Step& step) const {
  Facts out;
  const auto first = [&](int block) {
    if (block < 0) return;
    const auto& steps = def_.blocks[at_index(block)].steps;
    if (!steps.empty()) add_all(out, entering(steps.front()));
  };
  if (const auto* each = std::get_if<core::EachSpec>(&step.spec)) first(each->block);
  if (const auto* block = std::get_if<core::BlockSpec>(&step.spec)) first(block->block);
  if (const auto* together = std::get_if<core::TogetherSpec>(&step.spec)) {
    first(together->block);
    for (const int branch : together->branches) add_all(out, entering(branch));
  }
  return out;
}

LiveFacts::Facts LiveFacts::completed(int index) const {
  const Step& step = def_.steps[at_index(index)];
  const auto& reads = reads_[at_index(index)];
  Facts out;
  if (const auto* choose = std::get_if<core::ChooseSpec>(&step.spec)) {
    for (const core::Branch& branch : choose->branches) add_all(out, after(index, branch.then));
    add_all(out, after(index, choose->otherwise));
    return out;
  }
  Facts asked;
  if (const auto* task = std::get_if<core::TaskSpec>(&step.spec))
    always_answered(def_, task->forms, asked);
  for (const core::Outcome& outcome : step.outcomes) {
    Facts way = after(index, outcome.go.empty() ? std::vector{Target{}} : outcome.go);
    Facts written;
    assigned_to(def_, outcome.set, written);
    take_away(way, written);
    add_all(way, reads.after);
    if (std::holds_alternative<core::TaskSpec>(step.spec)) {
      Facts answered = asked;
      always_answered(def_, outcome.forms, answered);
      take_away(way, answered);
    }
    add_all(out, way);
  }
  return out;
}

LiveFacts::Facts LiveFacts::stands(int index) const {
  const Step& step = def_.steps[at_index(index)];
  Facts out = reads_[at_index(index)].before;
  add_all(out, completed(index));
  add_all(out, handled(step, step.upon));
  for (const auto* list : {&step.may, &def_.may})
    for (const core::Verb& verb : *list)
      if (const auto to = def_.step_index.find(verb.to); to != def_.step_index.end())
        add_all(out, entering(to->second));
  // Items may still begin: one after the other, added, or answered once more.
  if (const auto* each = std::get_if<core::EachSpec>(&step.spec);
      each != nullptr && (each->one_by_one || each->grow || each->poll || !each->people.empty()))
    add_all(out, inside(step));
  return out;
}

}  // namespace tf::sim

#include <algorithm>
#include <set>

#include "core/step/kinds.h"

namespace tf::core {

namespace {

// Steps from which `to` can be reached inside its block, by following targets.
bool reaches(const Definition& definition, int from, int to) {
  std::set<int> seen;
  std::vector<int> open{from};
  const auto push = [&](const std::vector<Target>& targets, const Step& step, int index) {
    for (const Target& target : targets) {
      if (target.kind == Target::Kind::step) open.push_back(target.step);
      if (target.kind != Target::Kind::next) continue;
      const auto& steps = definition.blocks[static_cast<std::size_t>(step.block)].steps;
      const auto at = std::find(steps.begin(), steps.end(), index);
      if (at != steps.end() && at + 1 != steps.end()) open.push_back(*(at + 1));
    }
  };
  while (!open.empty()) {
    const int index = open.back();
    open.pop_back();
    if (index == to) return true;
    if (!seen.insert(index).second) continue;
    const Step& step = definition.steps[static_cast<std::size_t>(index)];
    for (const Outcome& outcome : step.outcomes)
      push(outcome.go.empty() ? std::vector<Target>{Target{}} : outcome.go, step, index);
    if (const auto* choose = std::get_if<ChooseSpec>(&step.spec)) {
      for (const Branch& branch : choose->branches) push(branch.then, step, index);
      push(choose->otherwise, step, index);
    }
    for (const Handler& handler : step.upon) {
      push(handler.go, step, index);
      if (handler.step >= 0) open.push_back(handler.step);
    }
  }
  return false;
}

// The tokens waiting here that this round takes; empty while it cannot fire.
std::vector<std::uint64_t> taken(Walk& walk, const Token& token, const Step& step,
                                 const MeetSpec& spec) {
  std::vector<const Token*> here;
  for (const Token& t : walk.state().tokens)
    if (t.scope == token.scope && t.step == token.step) here.push_back(&t);
  std::vector<std::uint64_t> one_of_each;
  std::set<std::string> ways;
  for (const Token* t : here)
    if (ways.insert(t->from).second) one_of_each.push_back(t->id);
  std::vector<std::uint64_t> all;
  for (const Token* t : here) all.push_back(t->id);
  switch (spec.join.kind) {
    case Join::Kind::all:
      return static_cast<int>(ways.size()) >= spec.ways_in ? one_of_each
                                                           : std::vector<std::uint64_t>{};
    case Join::Kind::any:
      return {all.front()};
    case Join::Kind::count:
      return static_cast<int>(ways.size()) >= spec.join.n ? one_of_each
                                                          : std::vector<std::uint64_t>{};
    case Join::Kind::tokens:
      if (static_cast<int>(all.size()) < spec.join.n) return {};
      all.resize(static_cast<std::size_t>(spec.join.n));
      return all;
    case Join::Kind::when: {
      CaseEnv env(walk.turn(), token.scope);
      env.token = token.id;
      return holds(walk.turn(), spec.join.when, env) ? all : std::vector<std::uint64_t>{};
    }
    case Join::Kind::live: {
      const int me = walk.index_of(step);
      for (const Token& t : walk.state().tokens) {
        if (t.scope != token.scope || t.step == token.step) continue;
        if (const Step* other = walk.step_of(t);
            other != nullptr && reaches(walk.definition(), walk.index_of(*other), me))
          return {};
      }
      return all;
    }
    default:
      return all;
  }
}

void enter(Walk& walk, const Token& token, const Step& step) {
  const std::vector<std::uint64_t> tokens = taken(walk, token, step, std::get<MeetSpec>(step.spec));
  if (tokens.empty()) return;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i)
    walk.emit(StepEnded{tokens[i], true, "met", "", {}});
  walk.complete(tokens.back());
}

}  // namespace

const StepKind kStepMeet{.name = "meet",
                         .zh = "会合",
                         .doc_zh = "几条路在此会合，按规则放行一个。",
                         .doc_en = "Ways come together; by its rule one token goes on.",
                         .bpmn = "parallel, inclusive or complex gateway, joining",
                         .enter = enter};

}  // namespace tf::core

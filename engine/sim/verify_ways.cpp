#include "sim/verify_ways.h"

#include <algorithm>
#include <vector>

namespace tf::sim {

namespace {

using core::Step;
using core::Target;

class Ways {
 public:
  Ways(const core::Definition& def, const Guards& guards, int from)
      : def_(def), guards_(guards), from_(from), step_(def.steps[static_cast<std::size_t>(from)]) {}

  std::vector<int> run() {
    handlers(step_.upon);
    if (step_.if_) follow({Target{}});
    if (const auto* choose = std::get_if<core::ChooseSpec>(&step_.spec)) {
      branches(*choose);
      return std::move(out_);
    }
    if (const auto* each = std::get_if<core::EachSpec>(&step_.spec)) enter(each->block);
    if (const auto* block = std::get_if<core::BlockSpec>(&step_.spec)) enter(block->block);
    if (const auto* together = std::get_if<core::TogetherSpec>(&step_.spec)) {
      enter(together->block);
      out_.insert(out_.end(), together->branches.begin(), together->branches.end());
    }
    const bool over = std::holds_alternative<core::EndSpec>(step_.spec) ||
                      std::holds_alternative<core::StopSpec>(step_.spec);
    for (const core::Outcome& outcome : step_.outcomes)
      if (!over) follow(outcome.go.empty() ? std::vector{Target{}} : outcome.go);
    return std::move(out_);
  }

 private:
  void follow(const std::vector<Target>& targets) {
    for (const Target& target : targets) {
      if (target.kind == Target::Kind::step) out_.push_back(target.step);
      if (target.kind != Target::Kind::next) continue;
      const auto& steps = def_.blocks[static_cast<std::size_t>(step_.block)].steps;
      const auto at = std::ranges::find(steps, from_);
      if (at != steps.end() && at + 1 != steps.end()) out_.push_back(*(at + 1));
    }
  }
  void enter(int block) {
    if (block < 0) return;
    const auto& steps = def_.blocks[static_cast<std::size_t>(block)].steps;
    if (!steps.empty()) out_.push_back(steps.front());
  }
  void handlers(const std::vector<core::Handler>& list) {
    for (const core::Handler& handler : list) {
      if (handler.step >= 0) out_.push_back(handler.step);
      follow(handler.go);
    }
  }
  void branches(const core::ChooseSpec& choose) {
    bool rest = true;  // all of them can fail
    for (const core::Branch& branch : choose.branches) {
      const Guard* guard = guards_.find(branch.when);
      if (guard == nullptr || guards_.can_hold(*guard) != rule::CanHold::no) follow(branch.then);
      if (&branch == &choose.branches.back() && guard != nullptr && !choose.every)
        rest = guards_.can_fail(*guard) != rule::CanHold::no;
    }
    if (rest) follow(choose.otherwise);
  }

  const core::Definition& def_;
  const Guards& guards_;
  int from_;
  const Step& step_;
  std::vector<int> out_;
};

}  // namespace

std::set<int> may_follow(const core::Definition& definition, const Guards& guards,
                         const std::set<int>& from) {
  std::set<int> seen;
  std::vector<int> open(from.begin(), from.end());
  while (!open.empty()) {
    const int at = open.back();
    open.pop_back();
    if (!seen.insert(at).second) continue;
    const auto next = Ways(definition, guards, at).run();
    open.insert(open.end(), next.begin(), next.end());
  }
  return seen;
}

}  // namespace tf::sim

// Which facts still matter where a token stands: those that some condition reads before they are
// written anew. (Live variables, backwards over the steps; A. Aho et al., Compilers, §9.2.5.)
// Over-approximate: a fact is only left out when every way on writes it first.
#pragma once

#include <set>
#include <vector>

#include "core/rule_set.h"

namespace tf::sim {

struct StepReads {
  std::set<int> before;  // on entry, while it stands, on the way out
  std::set<int> after;   // refusals: with the answers that are being given
};

class LiveFacts {
 public:
  // `anytime`: steps that can be entered whatever stands; by step the reads of its conditions.
  LiveFacts(const core::Definition& definition, const core::RuleSet* rules,
            const std::vector<StepReads>& reads);

  // While a token stands at the step.
  const std::set<int>& at(int step) const { return stand_[static_cast<std::size_t>(step)]; }
  // A token that will come to it.
  const std::set<int>& entering(int step) const { return enter_[static_cast<std::size_t>(step)]; }
  // Wherever the tokens stand: handlers of the case, what may be undone.
  const std::set<int>& always() const { return always_; }

 private:
  using Facts = std::set<int>;
  void round();
  Facts after(int step, const std::vector<core::Target>& targets) const;
  Facts over(int block) const;
  Facts handled(const core::Step& step, const std::vector<core::Handler>& handlers) const;
  Facts inside(const core::Step& step) const;
  Facts completed(int step) const;
  Facts stands(int step) const;

  const core::Definition& def_;
  const core::RuleSet* rules_;
  const std::vector<StepReads>& reads_;
  std::vector<Facts> enter_, stand_;
  Facts always_;
  bool grew_ = false;
};

}  // namespace tf::sim

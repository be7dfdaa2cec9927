// What a process asks before it goes one way or another: every condition with the step it stands
// at, what each compares its names with, where a token can get to, and hence which facts still
// matter while it stands somewhere.
//     Definition --read--> guards, comparisons, ways --> key of a state: equal keys, same future
// A key holds: the steps that wait (with what has arrived at joins), for every fact that some
// condition further on reads before it is written anew (verify_live.h) what these conditions tell
// apart of its value, the truth of conditions that ask more than comparisons, and how often steps
// were done that are counted somewhere. Clocks only count where their passing changes one of these.
// Of a value counts: the truth of each condition that asks for nothing else; where more looks at it
// (another fact beside it, a table, what is computed of it), the region between the constants it is
// compared with; and the size of a list only where something may depend on it (verify_key.cpp).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/turn.h"
#include "rule/analysis_condition.h"
#include "sim/verify_live.h"

namespace tf::sim {

struct Guard {
  enum class Kind : unsigned char { branch, step, handler, wait, join, refusal } kind;
  rule::Program program;
  int step = -1;                      // -1: the case
  std::vector<rule::Program> before;  // branches asked first, where the first that holds is taken
  bool exact = false;                 // nothing but comparisons with constants
};

class Guards {
 public:
  Guards(const core::Town& town, const core::Definition& definition, const core::RuleSet* rules);

  const std::vector<Guard>& all() const { return guards_; }
  // The guard this program is; null for other conditions.
  const Guard* find(const rule::Program& program) const;
  const std::vector<rule::Asked>& asked() const { return asked_; }
  // Can it hold (with those before it failing), can it fail?
  rule::CanHold can_hold(const Guard& guard) const;
  rule::CanHold can_fail(const Guard& guard) const;
  // Values of a field (of the record field `into`, when not "") that conditions tell apart; empty
  // when none asks for it.
  std::vector<Value> worth_trying(const std::string& into, const core::Field& field) const;
  // The same for a path of what is no field: `message.size`, `channel`.
  std::vector<Value> worth_trying(int slot, const std::string& path) const;
  bool is_read(const std::string& into, const core::Field& field) const;
  // Nothing but facts of the case and what was done in it decides it.
  bool is_own(const Guard& guard) const;
  // What messages carry, as far as it is used: names, each with the field it fills where that is
  // plain.
  std::map<std::string, const core::Field*> message_parts() const;

  // Every step a token can come to from one, itself included.
  const std::vector<bool>& reach(int step) const { return reach_[static_cast<std::size_t>(step)]; }
  std::vector<int> ways_from(int step) const;
  std::string key(core::World& world, core::CaseState& state) const;
  // A message that would only have a handler run beside the rest, which leads back among it, once
  // more while a run of this kind is under way (verify_beside.cpp).
  bool has_returners() const { return !returners_.empty(); }
  bool runs_already(const core::CaseState& state, core::EventSpec::Kind kind,
                    const std::string& name) const;

 private:
  void add(Guard::Kind kind, const rule::Program& program, int step,
           std::vector<rule::Program> before = {});
  void of_step(int index);
  void of_handlers(const std::vector<core::Handler>& handlers, int step);
  void of_table(const rule::DecisionTable& table);
  void flows();
  void reaches();
  void readers();
  void counters();
  void besides();
  rule::InputFacts facts(int slot) const;
  using Live = std::vector<bool>;  // by step: a token may come there
  std::string truths(int slot, const Value& value, const Live* live) const;
  std::string value_key(int slot, const Value& value, const Live* live = nullptr) const;
  std::string closed_key(const core::CaseState& state) const;

  const core::Town& town_;
  const core::Definition& def_;
  const core::RuleSet* rules_ = nullptr;
  std::vector<Guard> guards_;
  std::map<const void*, std::size_t> by_code_;
  std::vector<rule::Asked> asked_;
  std::vector<rule::Asked> regions_;  // those of conditions that ask for more than one fact
  std::map<int, std::vector<std::size_t>> only_;  // slot → conditions that ask for nothing else
  std::set<int> deciding_;                        // slots that decide something anywhere
  std::set<int> finer_;                           // slots that something else looks at
  std::set<int> sized_;                           // … and that is more than comparisons
  std::vector<StepReads> reads_;                  // per step: slots that decide something there
  std::set<int> case_reads_;                      // … at the case, wherever it stands
  std::set<int> start_reads_;                     // … at opening, and never again
  std::set<std::string> counted_;                 // steps asked for by done(), times()
  std::map<int, int> counters_;                   // slot → highest value worth telling apart
  std::vector<std::vector<bool>> reach_;          // by step
  std::optional<LiveFacts> live_;
  std::vector<bool> beside_;     // by step: of a handler that interrupts nothing
  std::vector<bool> returning_;  // by step: what such a handler comes to when it leads back
  std::set<const core::Handler*> returners_;
};

}  // namespace tf::sim

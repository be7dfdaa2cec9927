// The moves of a case: what people, messages, effects, children and time can do to it next. What a
// form or a message holds is left open; verify_explore.h tries it out.
#pragma once

#include <string>
#include <vector>

#include "core/turn.h"

namespace tf::sim {

struct Guard;  // verify_guards.h

struct Move {
  enum class Kind : unsigned char {
    open,
    complete,
    verb,
    message,
    signal,
    time,
    effect,
    child,
    raised
  } kind = Kind::time;
  std::string name;  // step, verb, message, effect, workflow of the child
  std::string outcome, by, start;
  Value data;
  std::uint64_t id = 0;  // task, effect or child
  bool ok = true;        // effect; raised: an error, else an escalation
  bool forced = false;   // complete: passed by, whatever its form says
  bool lenient = false;  // no refusal was heard
  std::vector<std::pair<const Guard*, bool>> supposed;  // conditions taken to be so
  std::int64_t row = 0;  // of several tasks of a step: that of this row, from 1; 0: the only one
  Instant at;

  // What it is, whatever it holds.
  std::string way() const;
};

// Ways to begin: each start.
std::vector<Move> openings(core::World& world, const core::Town& town,
                           const core::Definition& definition);
// What can happen next, time last.
std::vector<Move> moves_of(core::World& world, const core::CaseState& state, const core::Town& town,
                           const core::Definition& definition);
// The forms a move fills; empty for none.
std::vector<const core::Form*> forms_of_move(const Move& move, const core::Definition& definition);
core::Command command_of(const Move& move, const core::Town& town,
                         const core::Definition& definition);
std::string somebody(const core::Town& town);

}  // namespace tf::sim

// Dispatch of commands to their handlers in command/, and what they share.
#pragma once

#include "core/turn.h"
#include "core/walk.h"

namespace tf::core {

// One function per command (command/<name>.cpp). Refusals first: before the first event the state
// is untouched.
Verdict open_case(Turn& turn, const OpenCase& command);
Verdict act(Turn& turn, const Act& command);
Verdict send_message(Turn& turn, const SendMessage& command);
Verdict fire_timers(Turn& turn, const FireTimers& command);
Verdict finish_effect(Turn& turn, const FinishEffect& command);
Verdict child_ended(Turn& turn, const ChildEnded& command);
Verdict cancel_case(Turn& turn, const CancelCase& command);
Verdict child_raised(Turn& turn, const ChildRaised& command);
Verdict rules_changed(Turn& turn, const RulesChanged& command);
Verdict roll_changed(Turn& turn, const RollChanged& command);
// Has the case open work that hangs on what changed?
bool touches(const RollChanged& change, const CaseState& state);

std::unexpected<Rejection> refuse(std::string code, std::string zh, std::string en,
                                  Value offer = {});
// Every refusal of the list whose `when` holds, as one rejection: codes joined by ",", texts one
// after the other.
std::optional<Rejection> refused_by(Turn& turn, const std::vector<Refusal>& refusals, CaseEnv& env);
// Starts the turn's record of time; first thing after the refusals.
void begin(Turn& turn);
// The sink of all ends: until everything waits.
void finish(Turn& turn);

}  // namespace tf::core

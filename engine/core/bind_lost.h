// Keys that are well formed and would do nothing where they stand: each is reported with the place
// it belongs to, so that nothing an author writes is read without effect.
#pragma once

#include "core/bind_scope.h"

namespace tf::core {

// Of an event: `match`, `kept`, `again`, `times` go with some kinds only.
void check_event_keys(Flow& flow, const model::Node& node, const EventSpec& event);
// What can only happen to a step has no place in a wait or a race.
void check_waited(Flow& flow, const model::Node& node, const EventSpec& event);
// What is thrown inside the case goes to nobody in particular, and what undoes carries nothing.
void check_raise(Flow& flow, const model::Node& node, RaiseSpec::Kind kind);
// How somebody is told stands beside `tell` or `notify`; a stop has its `as`.
void check_told(Flow& flow, const model::Node& node);
// Where nobody chooses, no outcome asks or refuses.
void check_outcomes(Flow& flow, const model::Node& step);
// Of an entry of `may`: where it leads is said of going back only, and some verbs have their own
// form.
void check_verb(Flow& flow, const std::string& word, const model::Node& verb);
// A message that came early is kept for a wait, which a token comes to; a handler is there or not.
void check_kept(Flow& flow, const model::Node& handler);

}  // namespace tf::core

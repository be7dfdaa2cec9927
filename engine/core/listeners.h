// Who waits for an event from outside: in a case now, or as a way to begin one.
#pragma once

#include <memory>
#include <string>

#include "core/case_state.h"
#include "core/definition.h"
#include "core/turn.h"

namespace tf::core {

// Message or signal: does a wait or a handler of this case take it now? `match` is not looked at.
bool listens(const Definition& definition, const CaseState& state, EventSpec::Kind kind,
             const std::string& name);
// Does any step or handler of the definition speak of it?
bool speaks_of(const Definition& definition, EventSpec::Kind kind, const std::string& name);
// The first start that this message or signal may be, whatever it carries; null: none.
const Start* start_on(const Definition& definition, EventSpec::Kind kind, const std::string& name);
// The start that takes it, given what it carries; null: none.
const Start* start_taking(World& world, const Town& town,
                          const std::shared_ptr<const Definition>& definition, EventSpec::Kind kind,
                          const std::string& name, const Value& with, Instant now);

// The one event, or the part of `any` or `all`, that is of this kind and name; -1: none.
int part_named(const EventSpec& event, EventSpec::Kind kind, const std::string& name);

// What a handler that was interrupted in its place leaves behind: the block hears only those
// around it.
inline constexpr const char* kInterrupted = "*";

// Whether what a wait waits for may end it now.
bool may_end(Turn& turn, const WaitSpec& wait, std::uint64_t scope);

}  // namespace tf::core

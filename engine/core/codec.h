// Event, command and state ↔ JSON, from the fields() of each struct. What is at its default is left
// out, so rows stay short and a field added later reads back as its default from old rows.
//     event:  ["task",{"id":5,"step":"line-1",…}]      row body:  docs/journal.md
// Errors: Errc::corrupt with the name of what does not fit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "core/command.h"
#include "core/event.h"

namespace tf::core {

// Everything a journal row's body holds.
struct RowBody {
  Actor actor;
  CommandBody command;
  std::vector<Event> events;           // accepted
  std::optional<Rejection> rejection;  // refused
};

void append_event(std::string& out, const Event& event);
std::string encode_row(const Actor& actor, const CommandBody& command,
                       const std::vector<Event>& events);
std::string encode_refusal(const Actor& actor, const CommandBody& command,
                           const Rejection& rejection);
Result<RowBody> decode_row(std::string_view body);
const char* kind_of(const CommandBody& command);
const char* name_of(const Event& event);
Value event_value(const Event& event);  // for views: {"event": "task", …}

std::string encode_state(const CaseState& state);
Result<CaseState> decode_state(std::string_view body);
// Over the canonical encoding of the state; equal states, equal hashes, on every build and host.
Hash state_hash(const CaseState& state);

}  // namespace tf::core

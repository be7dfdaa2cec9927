// Incidents: what went wrong inside a case, open until a retry works, somebody settles it with a
// reason, or what it stood at is gone. Every one is opened, tried again and closed by a note of the
// journal (`incident`, `incident_closed`), so replaying knows what is open without knowing why.
//
// Time:   tried again by itself after 1, 2, 4 … minutes, at most a day apart, kMostTries times; by
//         hand at any time.
// What a retry does: a token that stands still enters its step again; a task nobody was found for
// looks for people again; else what `cause` says: {table}, {step, outcome}, {command}, {request}.
#pragma once

#include <string>

#include "core/walk.h"

namespace tf::core {

inline constexpr std::uint64_t kMostTries = 12;
// When it is tried again after `tries` failed attempts; none: only by hand.
std::optional<Instant> next_try(Instant now, std::uint64_t tries);

// Opens it, or counts one more failure of the one that is open for the same thing. `tries`: of one
// that was closed in order to be tried again.
void open_incident(Turn& turn, const std::string& code, const std::string& zh,
                   const std::string& en, Walk::Stuck stuck, std::uint64_t tries = 0);
void close_incident(Turn& turn, std::uint64_t id, const std::string& how,
                    const std::string& reason = {});
// Whether there is anything a retry could do.
bool can_retry(const Incident& incident);
void retry_incident(Walk& walk, std::uint64_t id);
// The answer of an effect that was asked for again; true when it belonged to an incident.
bool answer_incident(Walk& walk, std::uint64_t effect, bool ok);
// Closes those whose token or task is gone, or has people again.
void sweep_incidents(Turn& turn);

// Of an effect that waits for no step: what it asked for, so that it can be asked for again.
Value request_of(const Value& answer);

}  // namespace tf::core

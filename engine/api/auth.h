// Who asks, and from where. The one file that makes a core::Actor of a request: until there are
// accounts the actor is what X-Townflow-Actor claims, recorded as claimed; sessions will replace
// this file and nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/http.h"
#include "api/problem.h"
#include "core/command.h"

namespace tf::api {

// Host must be localhost, 127.0.0.1 or [::1], with any port (no other site's name may lead here);
// Origin, when sent, a loopback origin with our port, or with that of Host.
std::optional<Problem> fault_of_place(const HttpRequest& request, std::uint16_t port);

struct Claim {
  core::Actor actor;
  std::string town;  // after @, or empty
};
// PERSON[@TOWN]: each 1–64 bytes of UTF-8 without blanks, commas and control characters.
std::optional<Problem> claim_of(const HttpRequest& request, Claim& claim);

// Idempotency-Key: 1–64 visible ASCII characters.
std::optional<Problem> key_of(const HttpRequest& request, std::string& key);

}  // namespace tf::api

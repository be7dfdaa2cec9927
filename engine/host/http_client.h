// A plugin's request to the world: only to a host and with a method its manifest names, never to a
// private address unless the manifest names that address itself, no redirects.
// Limits: the manifest's timeout, at most kMostBody bytes of answer. Threads: any.
#pragma once

#include <span>

#include "base/value.h"
#include "plugin/manifest.h"

namespace tf::host {

inline constexpr std::size_t kMostBody = 60 << 10;  // what a script can hold

// {status, body}, or {error: why}. `request`: {url, method, headers, body}.
Value fetch_for_plugin(const Value& request, std::span<const plugin::HttpAccess> allowed);

// The host of an http or https URL, "" when it is none: credentials and odd characters are refused.
std::string host_of_url(std::string_view url);
// Loopback, private, link-local, multicast, unspecified; IPv4 inside IPv6 counts as IPv4.
bool is_private_address(std::span<const unsigned char> bytes);

}  // namespace tf::host

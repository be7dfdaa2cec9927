// W1: the least of a process that people work on: a case is opened and goes through three human
// steps to its end, four commands. `at_once` cases side by side, a commit for each step of all of
// them: what as many clients would have waiting.
// Time:    `seconds` is asked around each commit: sim reads no wall clock.
// Errors:  of the store; Errc::invalid when a command of the load is refused.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "host/shard.h"

namespace tf::sim {

inline constexpr std::size_t kW1Commands = 4;  // of a case

// Each commit's milliseconds. `load`: part of the keys, another for each run on one store.
// `commands`: so many of each case; fewer leave it open.
Result<std::vector<double>> run_w1(host::Shard& shard, const std::string& town, std::size_t cases,
                                   std::size_t at_once, const std::string& load,
                                   const std::function<double()>& seconds,
                                   std::size_t commands = kW1Commands);

}  // namespace tf::sim

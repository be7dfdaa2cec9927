// An effect in this process, and what its answer means. Hosts run effects in the worker; tests of
// authors and scenarios run them here, where nothing is at stake.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "plugin/town_plugins.h"
#include "plugin/worker.h"

namespace tf::plugin {

// One call with the functions of effects; every secret of the manifest is "secret".
Outcome run_here(const PluginSource& source, std::string_view function,
                 std::span<const Value> arguments, const Worker::Host& host);

// "ok", {state = "played"}: an outcome and what to remember, as one record; {retry = "30s"} as it
// is.
Value effect_answer(const Value& answer);

// How long an effect waits for the hours of its manifest; zero within them.
Milliseconds wait_for_hours(const Manifest& manifest, const Calendar& calendar, Instant now);

// The process that a job of a plugin is: it opens by the job's cycle and does it, once a turn.
std::string job_process(const Manifest& manifest, const Gives& job);

}  // namespace tf::plugin

// What a plugin reaches as `tf` besides the bare library: dates, JSON, hashing, refusing. One table
// gives the functions, the documentation and the types for editors.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "plugin/sandbox.h"
#include "rule/functions.h"

namespace tf::plugin {

struct ApiEntry {
  const char* name;       // calendar.days
  const char* arguments;  // a: string, b: string
  const char* answers;    // integer
  const char *zh, *en;
  enum class In : unsigned char { all, filters, turns, effects, tests } in;  // filters: and effects
};
std::span<const ApiEntry> api_table();

// Those every script may use: pure.
std::vector<HostFunction> pure_functions();
// tf.kv over the memory that `*memory` is at the time of the call; null: the call keeps nothing.
std::vector<HostFunction> memory_functions(rule::PluginMemory* const* memory);
// What a call asks of its town, through the same.
std::vector<HostFunction> town_functions(rule::PluginMemory* const* memory);
// What effects have besides: their secrets, the network (`fetch` answers {status, body} or
// {error}), another try.
using Fetch = std::function<Value(const Value& request)>;
std::vector<HostFunction> effect_functions(Value secrets, Fetch fetch);
// "30s", "10m", "2h", "1d", "500ms"; nullopt when it is none, or more than 400 days.
std::optional<Milliseconds> parse_span(std::string_view text);
// The table as LuaLS definitions (types/townflow.d.lua) and as Markdown.
std::string lua_types();
std::string api_markdown();

}  // namespace tf::plugin

// What a plugin reaches as `tf` besides the bare library: dates, JSON, hashing, refusing. One table
// gives the functions, the documentation and the types for editors.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "plugin/sandbox.h"

namespace tf::plugin {

struct ApiEntry {
  const char* name;       // calendar.days
  const char* arguments;  // a: string, b: string
  const char* answers;    // integer
  const char *zh, *en;
  bool effect_only;  // in the worker alone
};
std::span<const ApiEntry> api_table();

// Those a function or filter may use: pure.
std::vector<HostFunction> pure_functions();
// The table as LuaLS definitions (types/townflow.d.lua) and as Markdown.
std::string lua_types();
std::string api_markdown();

}  // namespace tf::plugin

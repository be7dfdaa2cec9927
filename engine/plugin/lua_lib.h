// The library of the sandbox: what a script may use, each function written for it: every one
// charges what it costs, none reaches an address, a clock, a file or another script. Built from
// nothing: what stands in no table here does not exist.
// Errors: as Lua's own (luaL_error); a stop passes through as Stopped.
#pragma once

#include <lua.h>

#include <lauxlib.h>

#include <span>
#include <string>
#include <string_view>

#include "plugin/lua_vm.h"

namespace tf::plugin {

struct LibraryEntry {
  const char* name;
  lua_CFunction function;
};
struct Library {
  const char* name;  // empty: globals
  std::span<const LibraryEntry> functions;
};
Library base_library();
Library string_library();
Library table_library();
Library math_library();
Library utf8_library();

int format_text(lua_State* L);  // string.format
// Constants of math and utf8 into the table on top.
void add_math_constants(lua_State* L);
void add_utf8_constants(lua_State* L);
// Metamethods that let "10" + 1 be 11, into the table on top.
void add_text_arithmetic(lua_State* L);

// The argument as text (numbers too), charged by its length.
std::string_view check_text(lua_State* L, int index);
// Refuses a text of `size` bytes: plugin.memory where no state could hold it, else an error.
void check_size(lua_State* L, std::size_t size);
void push_text(lua_State* L, std::string_view text);
// A table without metatable: those with one are refused, so no code runs inside.
void check_plain_table(lua_State* L, int index);
// tostring without addresses; may call __tostring.
void push_as_text(lua_State* L, int index);
// The number as Lua prints it.
std::string number_text(lua_State* L, int index);

}  // namespace tf::plugin

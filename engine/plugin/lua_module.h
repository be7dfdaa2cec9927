// A chunk and the module it makes: compiling under the meter, and finding what a call could leave
// behind in the locals of a module.
#pragma once

#include <lua.h>

#include <string>
#include <string_view>
#include <vector>

namespace tf::plugin {

struct CompileError {  // thrown by compile()
  std::string text;
};

// Pushes the chunk. Text only, at most kMaxSource; sources that would keep the compiler busy are
// refused before it sees them.
void compile(lua_State* L, std::string_view source, const std::string& name);

// An upvalue of a function: `place` in the lists of owners and values.
struct Cell {
  lua_Integer place;
  int number;
};
// Takes the frozen module on top; leaves the list of functions that own cells and, on it, the list
// of what those hold. The environment at `environment` is no cell.
std::vector<Cell> note_cells(lua_State* L, int environment);

}  // namespace tf::plugin

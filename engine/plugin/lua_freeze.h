// Frozen tables: a library or a constant of a plugin seen through an empty table whose metatable
// reads the real one and refuses writes. Reading costs one step more; no call can change what the
// next one sees.
#pragma once

#include <lua.h>

namespace tf::plugin {

// Keys of private metatables: the table behind a frozen one; the metatable a script gave.
const void* frozen_key();
const void* origin_key();

bool is_frozen(lua_State* L, int index);
// Replaces a frozen table at `index` (positive) by the real one; leaves others.
void unwrap_frozen(lua_State* L, int index);
// Replaces the table on top by a frozen view of it (of it alone, not of what it holds).
void freeze_top(lua_State* L);
// Freezes in depth the table on top and all that it and its functions hold: tables in tables,
// upvalues of functions but the environment at `environment`. What is frozen stays.
void freeze_deep(lua_State* L, int environment);

}  // namespace tf::plugin

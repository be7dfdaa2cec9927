#include "plugin/lua_freeze.h"

#include <lauxlib.h>

#include "plugin/lua_vm.h"

namespace tf::plugin {

namespace {

constexpr int kMostDepth = 64;
char frozen_tag, origin_tag;

int refuse_write(lua_State* L) {
  return luaL_error(L, "cannot change a protected table");
}
int frozen_length(lua_State* L) {
  lua_pushinteger(L, static_cast<lua_Integer>(lua_rawlen(L, lua_upvalueindex(1))));
  return 1;
}

// Freezes in depth. `seen` (a table at that index) maps real → frozen.
class Freezer {
 public:
  Freezer(lua_State* L, int environment, int seen) : L_(L), env_(environment), seen_(seen) {}

  // Replaces the value on top.
  void value(int depth) {
    if (depth > kMostDepth) luaL_error(L_, "constants of a plugin are nested too deeply");
    luaL_checkstack(L_, 8, "freeze");
    meter_of(L_).spend(10);
    const int type = lua_type(L_, -1);
    if (type == LUA_TFUNCTION && lua_iscfunction(L_, -1) == 0 && first_time())
      upvalues(depth);
    else if (type == LUA_TTABLE)
      table(depth);
  }

 private:
  bool first_time() {
    lua_pushvalue(L_, -1);
    if (lua_rawget(L_, seen_) != LUA_TNIL) return lua_pop(L_, 1), false;
    lua_pop(L_, 1);
    lua_pushvalue(L_, -1);
    lua_pushboolean(L_, 1);
    lua_rawset(L_, seen_);
    return true;
  }

  void upvalues(int depth) {
    const int function = lua_gettop(L_);
    for (int i = 1; lua_getupvalue(L_, function, i) != nullptr; ++i) {
      if (lua_rawequal(L_, -1, env_) != 0) {
        lua_pop(L_, 1);
        continue;
      }
      value(depth + 1);
      lua_setupvalue(L_, function, i);
    }
  }

  void table(int depth) {
    if (is_frozen(L_, -1)) return;
    lua_pushvalue(L_, -1);
    if (lua_rawget(L_, seen_) != LUA_TNIL) {
      lua_replace(L_, -2);
      return;
    }
    lua_pop(L_, 1);
    const int real = lua_gettop(L_);
    lua_pushvalue(L_, real);
    freeze_top(L_);
    const int frozen = real + 1;
    lua_pushvalue(L_, real);
    lua_pushvalue(L_, frozen);
    lua_rawset(L_, seen_);
    if (lua_getmetatable(L_, real) != 0)
      luaL_error(L_, "a constant of a plugin may have no metatable; build objects in the call");
    lua_pushnil(L_);
    while (lua_next(L_, real) != 0) {
      value(depth + 1);
      lua_pushvalue(L_, -2);
      lua_insert(L_, -2);
      lua_rawset(L_, real);  // an existing key: allowed while walking
    }
    lua_replace(L_, real);
  }

  lua_State* L_;
  int env_, seen_;
};

}  // namespace

const void* frozen_key() {
  return &frozen_tag;
}
const void* origin_key() {
  return &origin_tag;
}

bool is_frozen(lua_State* L, int index) {
  if (lua_type(L, index) != LUA_TTABLE || lua_getmetatable(L, index) == 0) return false;
  const bool frozen = lua_rawgetp(L, -1, frozen_key()) != LUA_TNIL;
  lua_pop(L, 2);
  return frozen;
}

void unwrap_frozen(lua_State* L, int index) {
  if (lua_type(L, index) != LUA_TTABLE || lua_getmetatable(L, index) == 0) return;
  if (lua_rawgetp(L, -1, frozen_key()) == LUA_TNIL) {
    lua_pop(L, 2);
    return;
  }
  lua_replace(L, index);
  lua_pop(L, 1);
}

void freeze_top(lua_State* L) {
  const int real = lua_gettop(L);
  lua_newtable(L);
  lua_createtable(L, 0, 5);
  lua_pushvalue(L, real);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, refuse_write);
  lua_setfield(L, -2, "__newindex");
  lua_pushvalue(L, real);
  lua_pushcclosure(L, frozen_length, 1);
  lua_setfield(L, -2, "__len");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_pushvalue(L, real);
  lua_rawsetp(L, -2, frozen_key());
  lua_setmetatable(L, -2);
  lua_replace(L, real);
}

void freeze_deep(lua_State* L, int environment) {
  lua_newtable(L);
  const int seen = lua_gettop(L);
  lua_pushvalue(L, seen - 1);
  Freezer(L, environment, seen).value(0);
  lua_replace(L, seen - 1);
  lua_settop(L, seen - 1);
}

}  // namespace tf::plugin

// The global functions: assert error getmetatable ipairs pairs pcall rawequal rawget rawlen rawset
// select setmetatable tonumber tostring type.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <utility>

#include "base/text.h"
#include "plugin/lua_freeze.h"
#include "plugin/lua_lib.h"

namespace tf::plugin {

namespace {

constexpr std::int64_t kCaughtCost = 800;  // of an error on its way to its pcall
constexpr std::size_t kMaxNumberText = 200;

int base_assert(lua_State* L) {
  luaL_checkany(L, 1);
  if (lua_toboolean(L, 1) != 0) return lua_gettop(L);
  lua_remove(L, 1);
  lua_pushliteral(L, "assertion failed!");
  lua_settop(L, 1);  // the message, or that one
  return lua_error(L);
}

int base_error(lua_State* L) {
  const int level = static_cast<int>(std::clamp<lua_Integer>(luaL_optinteger(L, 2, 1), 0, 100));
  lua_settop(L, 1);
  if (lua_type(L, 1) == LUA_TSTRING && level > 0) {
    const std::string_view text = check_text(L, 1);
    luaL_where(L, level);
    const std::string whole = cat(check_text(L, -1), text);
    push_text(L, std::string_view(whole).substr(0, kMaxText));
  }
  return lua_error(L);
}

int base_getmetatable(lua_State* L) {
  luaL_checkany(L, 1);
  if (lua_type(L, 1) != LUA_TTABLE) {
    lua_pushboolean(L, 0);
    if (lua_type(L, 1) != LUA_TSTRING) lua_pushnil(L);
    return 1;
  }
  if (is_frozen(L, 1)) {
    lua_pushboolean(L, 0);
    return 1;
  }
  if (lua_getmetatable(L, 1) == 0) return lua_pushnil(L), 1;
  lua_pushliteral(L, "__metatable");
  if (lua_rawget(L, -2) != LUA_TNIL) return 1;
  lua_rawgetp(L, -2, origin_key());  // the table the script gave
  return 1;
}

constexpr std::array kTaken{
    "__index", "__newindex", "__call", "__add",  "__sub", "__mul",  "__div",      "__mod",
    "__pow",   "__unm",      "__idiv", "__band", "__bor", "__bxor", "__bnot",     "__shl",
    "__shr",   "__concat",   "__len",  "__eq",   "__lt",  "__le",   "__tostring", "__metatable"};
constexpr std::array kRefused{"__gc", "__mode", "__close", "__name"};

// The metatable is a private copy with the known metamethods: what the script does to its table
// later changes nothing that the VM relies on.
int base_setmetatable(lua_State* L) {
  Meter& meter = meter_of(L);
  luaL_checktype(L, 1, LUA_TTABLE);
  const int given = lua_type(L, 2);
  luaL_argexpected(L, given == LUA_TNIL || given == LUA_TTABLE, 2, "nil or table");
  lua_settop(L, 2);
  if (is_frozen(L, 1)) return luaL_error(L, "cannot change a protected table");
  if (lua_getmetatable(L, 1) != 0) {
    lua_pushliteral(L, "__metatable");
    if (lua_rawget(L, -2) != LUA_TNIL) return luaL_error(L, "cannot change a protected metatable");
    lua_pop(L, 2);
  }
  meter.spend(150);
  if (given == LUA_TNIL) {
    lua_setmetatable(L, 1);
    return 1;
  }
  unwrap_frozen(L, 2);
  for (const char* name : kRefused) {
    lua_pushstring(L, name);
    if (lua_rawget(L, 2) != LUA_TNIL)
      LuaVm::of(L).forbid(cat("a metatable with ", name, " is not allowed"));
    lua_pop(L, 1);
  }
  lua_createtable(L, 0, 4);
  for (const char* name : kTaken) {
    lua_pushstring(L, name);
    lua_pushvalue(L, -1);
    const int type = lua_rawget(L, 2);
    const bool may_be_table = std::strcmp(name, "__index") == 0 ||
                              std::strcmp(name, "__newindex") == 0 ||
                              std::strcmp(name, "__metatable") == 0;
    if (type == LUA_TNIL) {
      lua_pop(L, 2);
      continue;
    }
    if (type != LUA_TFUNCTION && !may_be_table) return luaL_error(L, "%s must be a function", name);
    lua_rawset(L, 3);
  }
  lua_pushvalue(L, 2);
  lua_rawsetp(L, 3, origin_key());
  lua_setmetatable(L, 1);
  lua_settop(L, 1);
  return 1;
}

int ipairs_next(lua_State* L) {
  const lua_Integer i = luaL_checkinteger(L, 2) + 1;
  lua_pushinteger(L, i);
  return lua_geti(L, 1, i) == LUA_TNIL ? 1 : 2;
}
int base_ipairs(lua_State* L) {
  luaL_checkany(L, 1);
  lua_pushcfunction(L, ipairs_next);
  lua_pushvalue(L, 1);
  lua_pushinteger(L, 0);
  return 3;
}

// ---- pairs: numbers ascending, then texts by their bytes

struct Key {
  const char* text;  // null: a number
  union {
    lua_Integer whole;
    lua_Number number;
  };
  std::uint32_t size;   // of the text; of a number: 1 when it is whole
  std::uint32_t place;  // in the list of keys
};
static_assert(sizeof(Key) == 24);  // 65,536 of them are one block

long double value_of(const Key& key) {
  return key.size == 1 ? static_cast<long double>(key.whole) : static_cast<long double>(key.number);
}

bool before(const Key& a, const Key& b) {
  if ((a.text == nullptr) != (b.text == nullptr)) return a.text == nullptr;
  if (a.text != nullptr) return std::string_view(a.text, a.size) < std::string_view(b.text, b.size);
  if (a.size == 1 && b.size == 1) return a.whole < b.whole;
  return value_of(a) < value_of(b);
}

Key key_at(lua_State* L, int index, lua_Integer place) {
  Key key{};
  key.place = static_cast<std::uint32_t>(place);
  if (lua_type(L, index) == LUA_TSTRING) {
    std::size_t size = 0;
    key.text = lua_tolstring(L, index, &size);
    key.size = static_cast<std::uint32_t>(size);
  } else if (lua_isinteger(L, index) != 0) {
    key.size = 1;
    key.whole = lua_tointeger(L, index);
  } else if (lua_type(L, index) == LUA_TNUMBER) {
    key.number = lua_tonumber(L, index);
  } else {
    luaL_error(L, "pairs: a key is a %s; only numbers and texts have an order",
               luaL_typename(L, index));
  }
  return key;
}

// Upvalues: the table, its keys in order, how many, the place.
int pairs_next(lua_State* L) {
  const lua_Integer count = lua_tointeger(L, lua_upvalueindex(3));
  lua_Integer i = lua_tointeger(L, lua_upvalueindex(4));
  while (i < count) {
    meter_of(L).spend(2);
    lua_rawgeti(L, lua_upvalueindex(2), ++i);
    lua_pushvalue(L, -1);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) {
      lua_pushinteger(L, i);
      lua_replace(L, lua_upvalueindex(4));
      return 2;
    }
    lua_pop(L, 2);  // taken out meanwhile
  }
  lua_pushinteger(L, i);
  lua_replace(L, lua_upvalueindex(4));
  lua_pushnil(L);
  return 1;
}

int base_pairs(lua_State* L) {
  Meter& meter = meter_of(L);
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  unwrap_frozen(L, 1);
  lua_newtable(L);  // 2: keys as met
  lua_Integer count = 0;
  bool in_order = true;
  Key last{};
  lua_pushnil(L);
  while (lua_next(L, 1) != 0) {
    meter.spend(6);
    lua_pop(L, 1);
    const Key key = key_at(L, -1, count + 1);
    if (count > 0 && !before(last, key)) in_order = false;
    last = key;
    lua_pushvalue(L, -1);
    lua_rawseti(L, 2, ++count);
  }
  if (!in_order) {
    auto* keys = static_cast<Key*>(
        lua_newuserdatauv(L, static_cast<std::size_t>(count) * sizeof(Key), 0));  // 3
    for (lua_Integer i = 1; i <= count; ++i) {
      lua_rawgeti(L, 2, i);
      keys[i - 1] = key_at(L, -1, i);
      lua_pop(L, 1);
    }
    std::int64_t steps = 0;
    std::sort(keys, keys + count, [&](const Key& a, const Key& b) {
      steps += 4 + std::int64_t{std::min(a.size, b.size)} / 16;
      if (steps > 4096) meter.spend(std::exchange(steps, 0));
      return before(a, b);
    });
    meter.spend(steps);
    lua_createtable(L, static_cast<int>(count), 0);  // 4: keys in order
    for (lua_Integer i = 1; i <= count; ++i) {
      lua_rawgeti(L, 2, keys[i - 1].place);
      lua_rawseti(L, 4, i);
    }
    meter.spend(count * 4);
    lua_replace(L, 2);
  }
  lua_pushvalue(L, 1);
  lua_pushvalue(L, 2);
  lua_pushinteger(L, count);
  lua_pushinteger(L, 0);
  lua_pushcclosure(L, pairs_next, 4);
  return 1;
}

// ---- the rest

int base_pcall(lua_State* L) {
  Meter& meter = meter_of(L);
  luaL_checkany(L, 1);
  meter.spend(20);
  const int status = lua_pcall(L, lua_gettop(L) - 1, LUA_MULTRET, 0);
  meter.reraise();
  if (status == LUA_OK) {
    luaL_checkstack(L, 1, "too many results");
    lua_pushboolean(L, 1);
    lua_insert(L, 1);
    return lua_gettop(L);
  }
  if (status != LUA_ERRRUN) meter.stop(status == LUA_ERRERR ? Code::stack : Code::memory);
  meter.spend(kCaughtCost);
  if (lua_type(L, -1) == LUA_TSTRING) {
    std::size_t size = 0;
    const char* text = lua_tolstring(L, -1, &size);
    if (std::string_view(text, size).ends_with("C stack overflow")) meter.stop(Code::stack);
  }
  lua_pushboolean(L, 0);
  lua_insert(L, -2);
  return 2;
}

int base_rawequal(lua_State* L) {
  luaL_checkany(L, 1);
  luaL_checkany(L, 2);
  lua_pushboolean(L, lua_rawequal(L, 1, 2));
  return 1;
}
int base_rawget(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_checkany(L, 2);
  lua_settop(L, 2);
  unwrap_frozen(L, 1);
  lua_rawget(L, 1);
  return 1;
}
int base_rawlen(lua_State* L) {
  const int type = lua_type(L, 1);
  luaL_argexpected(L, type == LUA_TTABLE || type == LUA_TSTRING, 1, "table or string");
  unwrap_frozen(L, 1);
  lua_pushinteger(L, static_cast<lua_Integer>(lua_rawlen(L, 1)));
  return 1;
}
int base_rawset(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_checkany(L, 2);
  luaL_checkany(L, 3);
  lua_settop(L, 3);
  if (is_frozen(L, 1)) return luaL_error(L, "cannot change a protected table");
  lua_rawset(L, 1);
  return 1;
}

int base_select(lua_State* L) {
  const int count = lua_gettop(L);
  meter_of(L).spend(count / 4);
  if (lua_type(L, 1) == LUA_TSTRING && *lua_tostring(L, 1) == '#') {
    lua_pushinteger(L, count - 1);
    return 1;
  }
  lua_Integer i = luaL_checkinteger(L, 1);
  if (i < 0)
    i = count + i;
  else if (i > count)
    i = count;
  luaL_argcheck(L, i >= 1, 1, "index out of range");
  return count - static_cast<int>(i);
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return 99;
}

int base_tonumber(lua_State* L) {
  if (lua_isnoneornil(L, 2)) {
    if (lua_type(L, 1) == LUA_TNUMBER) {
      lua_settop(L, 1);
      return 1;
    }
    luaL_checkany(L, 1);
    if (lua_type(L, 1) == LUA_TSTRING) {
      std::size_t size = 0;
      const char* text = lua_tolstring(L, 1, &size);
      meter_of(L).spend(30);
      if (size <= kMaxNumberText && lua_stringtonumber(L, text) == size + 1) return 1;
    }
    lua_pushnil(L);
    return 1;
  }
  const lua_Integer base = luaL_checkinteger(L, 2);
  luaL_checktype(L, 1, LUA_TSTRING);
  luaL_argcheck(L, 2 <= base && base <= 36, 2, "base out of range");
  std::string_view text = trim(check_text(L, 1));
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  lua_Unsigned value = 0;
  bool good = !text.empty() && text.size() <= kMaxNumberText;
  for (const char c : text) {
    const int digit = digit_of(c);
    if (!good || digit >= base) {
      good = false;
      break;
    }
    value = value * static_cast<lua_Unsigned>(base) + static_cast<lua_Unsigned>(digit);
  }
  if (!good)
    lua_pushnil(L);
  else
    lua_pushinteger(L, static_cast<lua_Integer>(negative ? 0 - value : value));
  return 1;
}

int base_tostring(lua_State* L) {
  luaL_checkany(L, 1);
  push_as_text(L, 1);
  return 1;
}
int base_type(lua_State* L) {
  luaL_argcheck(L, lua_type(L, 1) != LUA_TNONE, 1, "value expected");
  lua_pushstring(L, luaL_typename(L, 1));
  return 1;
}

constexpr LibraryEntry kBaseFunctions[] = {
    {"assert", base_assert},     {"error", base_error},       {"getmetatable", base_getmetatable},
    {"ipairs", base_ipairs},     {"pairs", base_pairs},       {"pcall", base_pcall},
    {"rawequal", base_rawequal}, {"rawget", base_rawget},     {"rawlen", base_rawlen},
    {"rawset", base_rawset},     {"select", base_select},     {"setmetatable", base_setmetatable},
    {"tonumber", base_tonumber}, {"tostring", base_tostring}, {"type", base_type},
};

}  // namespace

Library base_library() {
  return {"", kBaseFunctions};
}

std::string_view check_text(lua_State* L, int index) {
  std::size_t size = 0;
  const char* text = luaL_checklstring(L, index, &size);
  meter_of(L).spend(static_cast<std::int64_t>(size) / 16 + 1);
  return {text, size};
}

void check_size(lua_State* L, std::size_t size) {
  if (size <= kMaxText) return;
  Meter& meter = meter_of(L);
  if (size > meter.limits().memory) meter.stop(Code::memory);
  luaL_error(L, "a text of %I bytes; at most %d", static_cast<lua_Integer>(size),
             static_cast<int>(kMaxText));
}

void push_text(lua_State* L, std::string_view text) {
  check_size(L, text.size());
  lua_pushlstring(L, text.data(), text.size());
}

void check_plain_table(lua_State* L, int index) {
  luaL_checktype(L, index, LUA_TTABLE);
  if (lua_getmetatable(L, index) != 0)
    luaL_argerror(L, index, "a plain table expected, this one has a metatable");
}

std::string number_text(lua_State* L, int index) {
  char buffer[64];
  if (lua_isinteger(L, index) != 0) return std::to_string(lua_tointeger(L, index));
  const lua_Number number = lua_tonumber(L, index);
  meter_of(L).spend(60);
  if (std::isnan(number)) return std::signbit(number) ? "-nan" : "nan";
  const int size = std::snprintf(buffer, sizeof buffer, "%.14g", number);
  std::string out(buffer, static_cast<std::size_t>(size));
  if (out.find_first_not_of("-0123456789") == std::string::npos) out += ".0";
  return out;
}

void push_as_text(lua_State* L, int index) {
  switch (lua_type(L, index)) {
    case LUA_TSTRING:
      lua_pushvalue(L, index);
      return;
    case LUA_TNUMBER:
      push_text(L, number_text(L, index));
      return;
    case LUA_TBOOLEAN:
      lua_pushstring(L, lua_toboolean(L, index) != 0 ? "true" : "false");
      return;
    case LUA_TNIL:
      lua_pushliteral(L, "nil");
      return;
    case LUA_TTABLE:
      if (luaL_getmetafield(L, index, "__tostring") != LUA_TNIL) {
        lua_pushvalue(L, index < 0 ? index - 1 : index);
        lua_call(L, 1, 1);
        if (lua_type(L, -1) != LUA_TSTRING) luaL_error(L, "'__tostring' must return a string");
        return;
      }
      [[fallthrough]];
    default:
      lua_pushstring(L, luaL_typename(L, index));  // no address
  }
}

}  // namespace tf::plugin

// table: concat insert move pack remove sort unpack, over plain tables only, so that no metamethod
// runs inside; every element is charged.
#include <climits>
#include <string>

#include "plugin/lua_freeze.h"
#include "plugin/lua_lib.h"

namespace tf::plugin {

namespace {

constexpr lua_Integer kMaxUnpack = 4096;

// For functions that only read: a constant of the plugin will do.
void readable(lua_State* L, int index) {
  luaL_checktype(L, index, LUA_TTABLE);
  unwrap_frozen(L, index);
  check_plain_table(L, index);
}
lua_Integer length(lua_State* L, int index) {
  return static_cast<lua_Integer>(lua_rawlen(L, index));
}

int table_concat(lua_State* L) {
  readable(L, 1);
  const std::string_view between = lua_isnoneornil(L, 2) ? "" : check_text(L, 2);
  const lua_Integer first = luaL_optinteger(L, 3, 1);
  const lua_Integer last = luaL_opt(L, luaL_checkinteger, 4, length(L, 1));
  std::string out;
  for (lua_Integer i = first; i <= last; ++i) {
    lua_rawgeti(L, 1, i);
    const int type = lua_type(L, -1);
    if (type == LUA_TSTRING)
      out += check_text(L, -1);
    else if (type == LUA_TNUMBER)
      out += number_text(L, -1);
    else
      return luaL_error(L, "invalid value (at index %I) in table for 'concat'", i);
    meter_of(L).spend(4);
    lua_pop(L, 1);
    if (i < last) out += between;
    if (out.size() > kMaxText)
      return luaL_error(L, "table.concat: a text of more than %d bytes",
                        static_cast<int>(kMaxText));
    if (i == LUA_MAXINTEGER) break;
  }
  push_text(L, out);
  return 1;
}

int table_insert(lua_State* L) {
  check_plain_table(L, 1);
  const lua_Integer end = length(L, 1) + 1;
  Meter& meter = meter_of(L);
  meter.spend(4);
  switch (lua_gettop(L)) {
    case 2:
      lua_rawseti(L, 1, end);
      return 0;
    case 3: {
      const lua_Integer at = luaL_checkinteger(L, 2);
      luaL_argcheck(L, at >= 1 && at <= end, 2, "position out of bounds");
      for (lua_Integer i = end; i > at; --i) {
        meter.spend(2);
        lua_rawgeti(L, 1, i - 1);
        lua_rawseti(L, 1, i);
      }
      lua_rawseti(L, 1, at);
      return 0;
    }
    default:
      return luaL_error(L, "wrong number of arguments to 'insert'");
  }
}

int table_remove(lua_State* L) {
  check_plain_table(L, 1);
  const lua_Integer size = length(L, 1);
  lua_Integer at = luaL_optinteger(L, 2, size);
  Meter& meter = meter_of(L);
  meter.spend(4);
  if (lua_gettop(L) > 1)
    luaL_argcheck(L, (size == 0 && at == 0) || (at >= 1 && at <= size + 1), 2,
                  "position out of bounds");
  lua_rawgeti(L, 1, at);
  for (; at < size; ++at) {
    meter.spend(2);
    lua_rawgeti(L, 1, at + 1);
    lua_rawseti(L, 1, at);
  }
  lua_pushnil(L);
  lua_rawseti(L, 1, at);
  return 1;
}

int table_move(lua_State* L) {
  readable(L, 1);
  const lua_Integer from = luaL_checkinteger(L, 2), to = luaL_checkinteger(L, 3);
  const lua_Integer at = luaL_checkinteger(L, 4);
  const int into = lua_isnoneornil(L, 5) ? 1 : 5;
  check_plain_table(L, into);
  if (to >= from) {
    luaL_argcheck(L, from > 0 || to < LUA_MAXINTEGER + from, 3, "too many elements to move");
    luaL_argcheck(L, at <= LUA_MAXINTEGER - (to - from), 4, "destination wrap around");
    const bool forward = at > to || at <= from || into != 1;
    Meter& meter = meter_of(L);
    const lua_Integer count = to - from + 1;
    for (lua_Integer n = 0; n < count; ++n) {
      const lua_Integer i = forward ? n : count - 1 - n;
      meter.spend(2);
      lua_rawgeti(L, 1, from + i);
      lua_rawseti(L, into, at + i);
    }
  }
  lua_pushvalue(L, into);
  return 1;
}

int table_pack(lua_State* L) {
  const int count = lua_gettop(L);
  meter_of(L).spend(count);
  lua_createtable(L, count, 1);
  lua_insert(L, 1);
  for (int i = count; i >= 1; --i) lua_rawseti(L, 1, i);
  lua_pushinteger(L, count);
  lua_setfield(L, 1, "n");
  return 1;
}

int table_unpack(lua_State* L) {
  readable(L, 1);
  const lua_Integer first = luaL_optinteger(L, 2, 1);
  const lua_Integer last = luaL_opt(L, luaL_checkinteger, 3, length(L, 1));
  if (first > last) return 0;
  const auto count = static_cast<lua_Unsigned>(last) - static_cast<lua_Unsigned>(first);
  if (count >= static_cast<lua_Unsigned>(kMaxUnpack))
    return luaL_error(L, "too many results to unpack; at most %d", static_cast<int>(kMaxUnpack));
  luaL_checkstack(L, static_cast<int>(count) + 1, "too many results to unpack");
  meter_of(L).spend(static_cast<std::int64_t>(count));
  for (lua_Unsigned i = 0; i <= count; ++i)
    lua_rawgeti(L, 1, static_cast<lua_Integer>(static_cast<lua_Unsigned>(first) + i));
  return static_cast<int>(count) + 1;
}

// ---- sort: a merge sort over copies, so a comparator that contradicts itself only spoils the
// order, and one that raises leaves the table as it was.

// 2: the comparator or nil. Is the value at `a` before the one at `b`?
bool before(lua_State* L, int a, int b) {
  meter_of(L).spend(6);
  if (lua_isnil(L, 2)) {
    if (lua_type(L, a) == LUA_TSTRING && lua_type(L, b) == LUA_TSTRING) {
      std::size_t size = 0;
      lua_tolstring(L, a, &size);
      meter_of(L).spend(static_cast<std::int64_t>(size) / 4);
    }
    return lua_compare(L, a, b, LUA_OPLT) != 0;
  }
  lua_pushvalue(L, 2);
  lua_pushvalue(L, a);
  lua_pushvalue(L, b);
  lua_call(L, 2, 1);
  const bool answer = lua_toboolean(L, -1) != 0;
  lua_pop(L, 1);
  return answer;
}

// Merges [low, middle) and [middle, high) of the table at `from` into that at `into`.
void merge(lua_State* L, int from, int into, lua_Integer low, lua_Integer middle,
           lua_Integer high) {
  lua_Integer a = low, b = middle;
  for (lua_Integer out = low; out < high; ++out) {
    bool take_left = a < middle;
    if (a < middle && b < high) {
      lua_rawgeti(L, from, a);
      lua_rawgeti(L, from, b);
      const int top = lua_gettop(L);
      take_left = !before(L, top, top - 1);
      lua_pop(L, 2);
    }
    lua_rawgeti(L, from, take_left ? a++ : b++);
    lua_rawseti(L, into, out);
    meter_of(L).spend(2);
  }
}

int table_sort(lua_State* L) {
  check_plain_table(L, 1);
  if (!lua_isnoneornil(L, 2)) luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_settop(L, 2);
  const lua_Integer size = length(L, 1);
  if (size < 2) return 0;
  luaL_argcheck(L, size < INT_MAX, 1, "array too big");
  luaL_checkstack(L, 16, "sort");
  lua_createtable(L, static_cast<int>(size), 0);  // 3
  lua_createtable(L, static_cast<int>(size), 0);  // 4
  for (lua_Integer i = 1; i <= size; ++i) {
    meter_of(L).spend(2);
    lua_rawgeti(L, 1, i);
    lua_rawseti(L, 3, i);
  }
  int from = 3, into = 4;
  for (lua_Integer width = 1; width < size; width *= 2) {
    for (lua_Integer low = 1; low <= size; low += 2 * width)
      merge(L, from, into, low, std::min(low + width, size + 1),
            std::min(low + 2 * width, size + 1));
    std::swap(from, into);
  }
  for (lua_Integer i = 1; i <= size; ++i) {
    lua_rawgeti(L, from, i);
    lua_rawseti(L, 1, i);
  }
  return 0;
}

constexpr LibraryEntry kTableFunctions[] = {
    {"concat", table_concat}, {"insert", table_insert}, {"move", table_move},
    {"pack", table_pack},     {"remove", table_remove}, {"sort", table_sort},
    {"unpack", table_unpack},
};

}  // namespace

Library table_library() {
  return {"table", kTableFunctions};
}

}  // namespace tf::plugin

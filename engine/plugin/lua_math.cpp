// math, with dice seeded by the host: the same call rolls the same numbers.
#include <cmath>

#include "base/prng.h"
#include "plugin/lua_lib.h"

namespace tf::plugin {

namespace {

void push_whole_or_float(lua_State* L, lua_Number number) {
  lua_Integer whole = 0;
  if (lua_numbertointeger(number, &whole) != 0)
    lua_pushinteger(L, whole);
  else
    lua_pushnumber(L, number);
}

int math_abs(lua_State* L) {
  if (lua_isinteger(L, 1) != 0) {
    const lua_Integer n = lua_tointeger(L, 1);
    lua_pushinteger(L, n < 0 ? static_cast<lua_Integer>(0U - static_cast<lua_Unsigned>(n)) : n);
  } else {
    lua_pushnumber(L, std::fabs(luaL_checknumber(L, 1)));
  }
  return 1;
}
int math_ceil(lua_State* L) {
  if (lua_isinteger(L, 1) != 0)
    lua_settop(L, 1);
  else
    push_whole_or_float(L, std::ceil(luaL_checknumber(L, 1)));
  return 1;
}
int math_floor(lua_State* L) {
  if (lua_isinteger(L, 1) != 0)
    lua_settop(L, 1);
  else
    push_whole_or_float(L, std::floor(luaL_checknumber(L, 1)));
  return 1;
}

template <int Sign>
int extreme(lua_State* L) {
  const int count = lua_gettop(L);
  luaL_checknumber(L, 1);
  meter_of(L).spend(count);
  int best = 1;
  for (int i = 2; i <= count; ++i) {
    luaL_checknumber(L, i);
    if (Sign < 0 ? lua_compare(L, i, best, LUA_OPLT) != 0 : lua_compare(L, best, i, LUA_OPLT) != 0)
      best = i;
  }
  lua_pushvalue(L, best);
  return 1;
}

int math_fmod(lua_State* L) {
  if (lua_isinteger(L, 1) != 0 && lua_isinteger(L, 2) != 0) {
    const lua_Integer by = lua_tointeger(L, 2);
    if (by == 0) return luaL_argerror(L, 2, "zero");
    lua_pushinteger(L, by == -1 ? 0 : lua_tointeger(L, 1) % by);
  } else {
    lua_pushnumber(L, std::fmod(luaL_checknumber(L, 1), luaL_checknumber(L, 2)));
  }
  return 1;
}
int math_modf(lua_State* L) {
  if (lua_isinteger(L, 1) != 0) {
    lua_settop(L, 1);
    lua_pushnumber(L, 0);
    return 2;
  }
  const lua_Number number = luaL_checknumber(L, 1);
  const lua_Number whole = number < 0 ? std::ceil(number) : std::floor(number);
  lua_pushnumber(L, whole);
  lua_pushnumber(L, number == whole ? 0.0 : number - whole);
  return 2;
}
int math_tointeger(lua_State* L) {
  int is_whole = 0;
  const lua_Integer n = lua_type(L, 1) == LUA_TNUMBER ? lua_tointegerx(L, 1, &is_whole) : 0;
  if (is_whole != 0) {
    lua_pushinteger(L, n);
  } else {
    luaL_checkany(L, 1);
    lua_pushnil(L);
  }
  return 1;
}
int math_type(lua_State* L) {
  luaL_checkany(L, 1);
  if (lua_type(L, 1) == LUA_TNUMBER)
    lua_pushstring(L, lua_isinteger(L, 1) != 0 ? "integer" : "float");
  else
    lua_pushnil(L);
  return 1;
}
int math_ult(lua_State* L) {
  lua_pushboolean(L, static_cast<lua_Unsigned>(luaL_checkinteger(L, 1)) <
                         static_cast<lua_Unsigned>(luaL_checkinteger(L, 2)));
  return 1;
}
int math_log(lua_State* L) {
  const lua_Number x = luaL_checknumber(L, 1);
  if (lua_isnoneornil(L, 2)) {
    lua_pushnumber(L, std::log(x));
    return 1;
  }
  const lua_Number base = luaL_checknumber(L, 2);
  lua_pushnumber(L, base == 2.0    ? std::log2(x)
                    : base == 10.0 ? std::log10(x)
                                   : std::log(x) / std::log(base));
  return 1;
}

template <double (*Function)(double)>
int one(lua_State* L) {
  lua_pushnumber(L, Function(luaL_checknumber(L, 1)));
  return 1;
}
int math_deg(lua_State* L) {
  lua_pushnumber(L, luaL_checknumber(L, 1) * (180.0 / 3.141592653589793238462643383279502884));
  return 1;
}
int math_rad(lua_State* L) {
  lua_pushnumber(L, luaL_checknumber(L, 1) * (3.141592653589793238462643383279502884 / 180.0));
  return 1;
}
int math_atan(lua_State* L) {
  lua_pushnumber(L, std::atan2(luaL_checknumber(L, 1), luaL_optnumber(L, 2, 1)));
  return 1;
}

// The n-th roll of a call depends on its seed and n alone.
int math_random(lua_State* L) {
  LuaVm& vm = LuaVm::of(L);
  meter_of(L).spend(20);
  Prng dice(vm.dice);
  const std::uint64_t roll = dice.next();
  vm.dice = vm.dice * 6364136223846793005U + 1442695040888963407U;
  lua_Integer low = 1, high = 0;
  switch (lua_gettop(L)) {
    case 0:
      lua_pushnumber(L, static_cast<lua_Number>(roll >> 11) * 0x1p-53);
      return 1;
    case 1:
      high = luaL_checkinteger(L, 1);
      if (high == 0) {
        lua_pushinteger(L, static_cast<lua_Integer>(roll));
        return 1;
      }
      break;
    case 2:
      low = luaL_checkinteger(L, 1);
      high = luaL_checkinteger(L, 2);
      break;
    default:
      return luaL_error(L, "wrong number of arguments");
  }
  luaL_argcheck(L, low <= high, lua_gettop(L), "interval is empty");
  lua_pushinteger(L, dice.between(low, high));
  return 1;
}

constexpr LibraryEntry kMathFunctions[] = {
    {"abs", math_abs},        {"acos", one<std::acos>},
    {"asin", one<std::asin>}, {"atan", math_atan},
    {"ceil", math_ceil},      {"cos", one<std::cos>},
    {"deg", math_deg},        {"exp", one<std::exp>},
    {"floor", math_floor},    {"fmod", math_fmod},
    {"log", math_log},        {"max", extreme<1>},
    {"min", extreme<-1>},     {"modf", math_modf},
    {"rad", math_rad},        {"random", math_random},
    {"sin", one<std::sin>},   {"sqrt", one<std::sqrt>},
    {"tan", one<std::tan>},   {"tointeger", math_tointeger},
    {"type", math_type},      {"ult", math_ult},
};

}  // namespace

Library math_library() {
  return {"math", kMathFunctions};
}

void add_math_constants(lua_State* L) {
  lua_pushnumber(L, 3.141592653589793238462643383279502884);
  lua_setfield(L, -2, "pi");
  lua_pushnumber(L, HUGE_VAL);
  lua_setfield(L, -2, "huge");
  lua_pushinteger(L, LUA_MAXINTEGER);
  lua_setfield(L, -2, "maxinteger");
  lua_pushinteger(L, LUA_MININTEGER);
  lua_setfield(L, -2, "mininteger");
}

}  // namespace tf::plugin

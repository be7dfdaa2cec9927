// string: byte char find format gmatch gsub len lower match rep reverse sub upper, ASCII case, and
// the arithmetic of numbers written as text.
#include <algorithm>
#include <string>

#include "base/text.h"
#include "plugin/lua_freeze.h"
#include "plugin/lua_lib.h"
#include "plugin/pattern.h"

namespace tf::plugin {

namespace {

constexpr lua_Integer kMaxResults = 4096;
constexpr std::size_t kMaxPattern = 1024;

// A start counted from 1, or from the end when negative, brought to 1 or more.
std::size_t start_of(lua_Integer at, std::size_t size) {
  if (at > 0) return static_cast<std::size_t>(at);
  if (at == 0 || at < -static_cast<lua_Integer>(size)) return 1;
  return size - static_cast<std::size_t>(-at) + 1;
}
// An end, brought to `size` or less.
std::size_t end_of(lua_Integer at, std::size_t size) {
  if (at > static_cast<lua_Integer>(size)) return size;
  if (at >= 0) return static_cast<std::size_t>(at);
  return at < -static_cast<lua_Integer>(size) ? 0 : size - static_cast<std::size_t>(-at) + 1;
}

int string_len(lua_State* L) {
  std::size_t size = 0;
  luaL_checklstring(L, 1, &size);
  lua_pushinteger(L, static_cast<lua_Integer>(size));
  return 1;
}
int string_sub(lua_State* L) {
  std::size_t size = 0;
  const char* text = luaL_checklstring(L, 1, &size);
  const std::size_t first = start_of(luaL_checkinteger(L, 2), size);
  const std::size_t last = end_of(luaL_optinteger(L, 3, -1), size);
  if (first > last)
    lua_pushliteral(L, "");
  else
    lua_pushlstring(L, text + first - 1, last - first + 1);
  return 1;
}
template <class Change>
int changed(lua_State* L, Change change) {
  std::string text(check_text(L, 1));
  change(text);
  push_text(L, text);
  return 1;
}
int string_lower(lua_State* L) {
  return changed(L, [](std::string& text) {
    for (char& c : text)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  });
}
int string_upper(lua_State* L) {
  return changed(L, [](std::string& text) {
    for (char& c : text)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  });
}
int string_reverse(lua_State* L) {
  return changed(L, [](std::string& text) { std::reverse(text.begin(), text.end()); });
}

int string_rep(lua_State* L) {
  const std::string_view text = check_text(L, 1);
  const lua_Integer count = luaL_checkinteger(L, 2);
  const std::string_view between = lua_isnoneornil(L, 3) ? "" : check_text(L, 3);
  const std::size_t unit = text.size() + between.size();
  if (count <= 0 || unit == 0) {
    lua_pushliteral(L, "");
    return 1;
  }
  const auto times = static_cast<std::size_t>(count);
  if (times > SIZE_MAX / 2 / unit) meter_of(L).stop(Code::memory);
  const std::size_t size = unit * times - between.size();
  check_size(L, size);
  meter_of(L).spend(static_cast<std::int64_t>(size / 8 + times));
  std::string out;
  out.reserve(size);
  for (std::size_t i = 0; i < times; ++i) {
    out += text;
    if (i + 1 < times) out += between;
  }
  push_text(L, out);
  return 1;
}

int string_byte(lua_State* L) {
  std::size_t size = 0;
  const char* text = luaL_checklstring(L, 1, &size);
  const lua_Integer from = luaL_optinteger(L, 2, 1);
  const std::size_t first = start_of(from, size);
  const std::size_t last = end_of(luaL_optinteger(L, 3, static_cast<lua_Integer>(first)), size);
  if (first > last) return 0;
  if (last - first >= static_cast<std::size_t>(kMaxResults))
    return luaL_error(L, "string slice too long");
  const int count = static_cast<int>(last - first) + 1;
  meter_of(L).spend(count);
  luaL_checkstack(L, count, "string slice too long");
  for (std::size_t i = first; i <= last; ++i)
    lua_pushinteger(L, static_cast<unsigned char>(text[i - 1]));
  return count;
}
int string_char(lua_State* L) {
  const int count = lua_gettop(L);
  meter_of(L).spend(count);
  std::string out;
  for (int i = 1; i <= count; ++i) {
    const lua_Integer byte = luaL_checkinteger(L, i);
    luaL_argcheck(L, byte >= 0 && byte <= 255, i, "value out of range");
    out += static_cast<char>(byte);
  }
  push_text(L, out);
  return 1;
}

// ---- patterns

std::string_view check_pattern(lua_State* L, int index) {
  const std::string_view pattern = check_text(L, index);
  if (pattern.size() > kMaxPattern)
    luaL_error(L, "a pattern of %d bytes; at most %d", static_cast<int>(pattern.size()),
               static_cast<int>(kMaxPattern));
  return pattern;
}

// Runs `work`, with a bad pattern turned into a Lua error.
template <class Work>
int guarded(lua_State* L, Work work) {
  const char* bad = nullptr;
  try {
    return work();
  } catch (const PatternError& error) {
    bad = error.text;
  }
  return luaL_error(L, "%s", bad);
}

void push_capture(lua_State* L, const Pattern& match, std::string_view text, std::size_t i,
                  std::size_t begin, std::size_t end) {
  if (i >= match.captures()) {
    if (i != 0) throw PatternError{"invalid capture index"};
    push_text(L, text.substr(begin, end - begin));
    return;
  }
  const Pattern::Capture& capture = match.capture(i);
  if (capture.kind == Pattern::Capture::Kind::position)
    lua_pushinteger(L, static_cast<lua_Integer>(capture.begin) + 1);
  else if (capture.kind == Pattern::Capture::Kind::open)
    throw PatternError{"unfinished capture"};
  else
    push_text(L, text.substr(capture.begin, capture.length));
}

// All captures, or the whole match when there are none and `whole`.
int push_captures(lua_State* L, const Pattern& match, std::string_view text, std::size_t begin,
                  std::size_t end, bool whole) {
  const std::size_t count = match.captures() == 0 && whole ? 1 : match.captures();
  luaL_checkstack(L, static_cast<int>(count), "too many captures");
  for (std::size_t i = 0; i < count; ++i) push_capture(L, match, text, i, begin, end);
  return static_cast<int>(count);
}

int find_or_match(lua_State* L, bool find) {
  std::size_t size = 0;
  const char* bytes = luaL_checklstring(L, 1, &size);
  const std::string_view text(bytes, size);
  std::string_view pattern = check_text(L, 2);
  const std::size_t start = start_of(luaL_optinteger(L, 3, 1), size) - 1;
  Meter& meter = meter_of(L);
  if (start > size) {
    lua_pushnil(L);
    return 1;
  }
  if (find &&
      (lua_toboolean(L, 4) != 0 || pattern.find_first_of("^$*+?.([%-") == std::string_view::npos)) {
    // memmem-like, in the worst case a step for every pair of bytes
    std::size_t at = start;
    for (; at + pattern.size() <= size; ++at) {
      meter.spend(1);
      if (pattern.empty() || text[at] != pattern[0]) {
        if (pattern.empty()) break;
        continue;
      }
      meter.spend(static_cast<std::int64_t>(pattern.size()) / 128);
      if (text.compare(at, pattern.size(), pattern) == 0) break;
    }
    if (at + pattern.size() > size) {
      lua_pushnil(L);
      return 1;
    }
    lua_pushinteger(L, static_cast<lua_Integer>(at) + 1);
    lua_pushinteger(L, static_cast<lua_Integer>(at + pattern.size()));
    return 2;
  }
  check_pattern(L, 2);
  const bool anchored = pattern.starts_with('^');
  if (anchored) pattern.remove_prefix(1);
  return guarded(L, [&] {
    Pattern match(text, pattern, meter);
    for (std::size_t at = start; at <= size; ++at) {
      const std::size_t end = match.match_at(at);
      if (end != Pattern::kNone) {
        if (!find) return push_captures(L, match, text, at, end, true);
        lua_pushinteger(L, static_cast<lua_Integer>(at) + 1);
        lua_pushinteger(L, static_cast<lua_Integer>(end));
        return push_captures(L, match, text, at, end, false) + 2;
      }
      if (anchored) break;
    }
    lua_pushnil(L);
    return 1;
  });
}
int string_find(lua_State* L) {
  return find_or_match(L, true);
}
int string_match(lua_State* L) {
  return find_or_match(L, false);
}

// Upvalues: text, pattern, where to look next, end of the last match (-1: none).
int gmatch_next(lua_State* L) {
  std::size_t size = 0, pattern_size = 0;
  const char* bytes = lua_tolstring(L, lua_upvalueindex(1), &size);
  const char* pattern = lua_tolstring(L, lua_upvalueindex(2), &pattern_size);
  const std::string_view text(bytes, size);
  const lua_Integer last = lua_tointeger(L, lua_upvalueindex(4));
  meter_of(L).spend(10);
  return guarded(L, [&] {
    Pattern match(text, {pattern, pattern_size}, meter_of(L));
    for (auto at = static_cast<std::size_t>(lua_tointeger(L, lua_upvalueindex(3))); at <= size;
         ++at) {
      const std::size_t end = match.match_at(at);
      if (end == Pattern::kNone || static_cast<lua_Integer>(end) == last) continue;
      lua_pushinteger(L, static_cast<lua_Integer>(end));
      lua_copy(L, -1, lua_upvalueindex(3));
      lua_replace(L, lua_upvalueindex(4));
      return push_captures(L, match, text, at, end, true);
    }
    lua_pushinteger(L, static_cast<lua_Integer>(size) + 1);
    lua_replace(L, lua_upvalueindex(3));
    lua_pushnil(L);
    return 1;
  });
}
int string_gmatch(lua_State* L) {
  const std::string_view text = check_text(L, 1);
  check_pattern(L, 2);
  std::size_t start = start_of(luaL_optinteger(L, 3, 1), text.size()) - 1;
  start = std::min(start, text.size() + 1);
  lua_settop(L, 2);
  lua_pushinteger(L, static_cast<lua_Integer>(start));
  lua_pushinteger(L, -1);
  lua_pushcclosure(L, gmatch_next, 4);
  return 1;
}

// %0 %1 … of a replacement text.
void add_template(lua_State* L, std::string& out, const Pattern& match, std::string_view text,
                  std::size_t begin, std::size_t end, std::string_view with) {
  for (std::size_t i = 0; i < with.size(); ++i) {
    if (with[i] != '%') {
      out += with[i];
      continue;
    }
    const char c = ++i < with.size() ? with[i] : '\0';
    if (c == '%') {
      out += c;
    } else if (c == '0') {
      out += text.substr(begin, end - begin);
    } else if (c >= '1' && c <= '9') {
      push_capture(L, match, text, static_cast<std::size_t>(c - '1'), begin, end);
      if (lua_type(L, -1) == LUA_TNUMBER)
        out += number_text(L, -1);
      else
        out += check_text(L, -1);
      lua_pop(L, 1);
    } else {
      throw PatternError{"invalid use of '%' in replacement string"};
    }
  }
  meter_of(L).spend(static_cast<std::int64_t>(with.size()) / 4 + 1);
}

// 3: the replacement. True when something was put in place of the match.
bool add_replacement(lua_State* L, std::string& out, const Pattern& match, std::string_view text,
                     std::size_t begin, std::size_t end) {
  switch (lua_type(L, 3)) {
    case LUA_TFUNCTION: {
      lua_pushvalue(L, 3);
      const int count = push_captures(L, match, text, begin, end, true);
      lua_call(L, count, 1);
      break;
    }
    case LUA_TTABLE:
      push_capture(L, match, text, 0, begin, end);
      lua_gettable(L, 3);
      break;
    default: {
      std::size_t size = 0;
      const char* with = lua_tolstring(L, 3, &size);
      add_template(L, out, match, text, begin, end, {with, size});
      return true;
    }
  }
  if (lua_toboolean(L, -1) == 0) {
    lua_pop(L, 1);
    out += text.substr(begin, end - begin);
    return false;
  }
  if (lua_type(L, -1) != LUA_TSTRING && lua_type(L, -1) != LUA_TNUMBER)
    luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
  if (lua_type(L, -1) == LUA_TNUMBER)
    out += number_text(L, -1);
  else
    out += check_text(L, -1);
  lua_pop(L, 1);
  return true;
}

int string_gsub(lua_State* L) {
  const std::string_view text = check_text(L, 1);
  std::string_view pattern = check_pattern(L, 2);
  const int type = lua_type(L, 3);
  luaL_argexpected(
      L, type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION || type == LUA_TTABLE,
      3, "string/function/table");
  const lua_Integer most = luaL_optinteger(L, 4, static_cast<lua_Integer>(text.size()) + 1);
  const bool anchored = pattern.starts_with('^');
  if (anchored) pattern.remove_prefix(1);
  return guarded(L, [&] {
    Pattern match(text, pattern, meter_of(L));
    std::string out;
    std::size_t at = 0;
    std::size_t last = Pattern::kNone;
    lua_Integer count = 0;
    while (count < most) {
      const std::size_t end = match.match_at(at);
      if (end != Pattern::kNone && end != last) {
        ++count;
        meter_of(L).spend(10);
        add_replacement(L, out, match, text, at, end);
        at = last = end;
      } else if (at < text.size()) {
        out += text[at++];
      } else {
        break;
      }
      if (out.size() > kMaxText)
        return luaL_error(L, "string.gsub: a text of more than %d bytes",
                          static_cast<int>(kMaxText));
      if (anchored) break;
    }
    if (at < text.size()) out += text.substr(at);
    push_text(L, out);
    lua_pushinteger(L, count);
    return 2;
  });
}

// ---- "10" + 1

bool push_number(lua_State* L, int index) {
  if (lua_type(L, index) == LUA_TNUMBER) {
    lua_pushvalue(L, index);
    return true;
  }
  std::size_t size = 0;
  const char* text = lua_tolstring(L, index, &size);
  return text != nullptr && size <= 200 && lua_stringtonumber(L, text) == size + 1;
}

template <int Operation>
int arithmetic(lua_State* L) {
  lua_settop(L, 2);
  if (push_number(L, 1) && push_number(L, 2)) {
    lua_arith(L, Operation);
    return 1;
  }
  const int wrong = lua_type(L, 2) == LUA_TSTRING || lua_type(L, 2) == LUA_TNUMBER ? 1 : 2;
  return luaL_error(L, "attempt to perform arithmetic on a %s value", luaL_typename(L, wrong));
}
int negated(lua_State* L) {
  lua_settop(L, 1);
  if (!push_number(L, 1)) return luaL_error(L, "attempt to perform arithmetic on a string value");
  lua_arith(L, LUA_OPUNM);
  return 1;
}

constexpr LibraryEntry kStringFunctions[] = {
    {"byte", string_byte},   {"char", string_char},       {"find", string_find},
    {"format", format_text}, {"gmatch", string_gmatch},   {"gsub", string_gsub},
    {"len", string_len},     {"lower", string_lower},     {"match", string_match},
    {"rep", string_rep},     {"reverse", string_reverse}, {"sub", string_sub},
    {"upper", string_upper},
};
constexpr LibraryEntry kArithmetic[] = {
    {"__add", arithmetic<LUA_OPADD>},   {"__sub", arithmetic<LUA_OPSUB>},
    {"__mul", arithmetic<LUA_OPMUL>},   {"__mod", arithmetic<LUA_OPMOD>},
    {"__pow", arithmetic<LUA_OPPOW>},   {"__div", arithmetic<LUA_OPDIV>},
    {"__idiv", arithmetic<LUA_OPIDIV>}, {"__unm", negated},
};

}  // namespace

Library string_library() {
  return {"string", kStringFunctions};
}

void add_text_arithmetic(lua_State* L) {
  for (const LibraryEntry& entry : kArithmetic) {
    lua_pushcfunction(L, entry.function);
    lua_setfield(L, -2, entry.name);
  }
}

}  // namespace tf::plugin

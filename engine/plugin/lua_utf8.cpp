// utf8: char codepoint codes len offset charpattern, strict (RFC 3629).
#include <algorithm>
#include <string>

#include "base/text.h"
#include "plugin/lua_lib.h"

namespace tf::plugin {

namespace {

constexpr lua_Integer kMostPoints = 4096;

// A place counted from 1, or from the end when negative; 0 when before the start.
lua_Integer place(lua_Integer at, std::size_t size) {
  if (at >= 0) return at;
  return static_cast<lua_Integer>(size) + at < -1 ? 0 : static_cast<lua_Integer>(size) + at + 1;
}
bool continues(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}
// Length of the valid character at `at`, or 0.
std::size_t length_at(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) return 1;
  const std::size_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 0;
  if (length == 0 || text.size() - at < length) return 0;
  return first_bad_utf8(text.substr(at, length)) ? 0 : length;
}

int utf8_char(lua_State* L) {
  std::string out;
  const int count = lua_gettop(L);
  for (int i = 1; i <= count; ++i) {
    const lua_Integer point = luaL_checkinteger(L, i);
    luaL_argcheck(L, point >= 0 && point <= 0x10FFFF && !(point >= 0xD800 && point <= 0xDFFF), i,
                  "value out of range");
    append_utf8(out, static_cast<char32_t>(point));
  }
  meter_of(L).spend(count);
  push_text(L, out);
  return 1;
}

int utf8_len(lua_State* L) {
  const std::string_view text = check_text(L, 1);
  lua_Integer at = place(luaL_optinteger(L, 2, 1), text.size());
  lua_Integer last = place(luaL_optinteger(L, 3, -1), text.size());
  luaL_argcheck(L, 1 <= at && --at <= static_cast<lua_Integer>(text.size()), 2,
                "initial position out of bounds");
  luaL_argcheck(L, --last < static_cast<lua_Integer>(text.size()), 3,
                "final position out of bounds");
  lua_Integer count = 0;
  while (at <= last) {
    meter_of(L).spend(3);
    const std::size_t length = length_at(text, static_cast<std::size_t>(at));
    if (length == 0) {
      lua_pushnil(L);
      lua_pushinteger(L, at + 1);
      return 2;
    }
    at += static_cast<lua_Integer>(length);
    ++count;
  }
  lua_pushinteger(L, count);
  return 1;
}

int utf8_codepoint(lua_State* L) {
  const std::string_view text = check_text(L, 1);
  const lua_Integer first = place(luaL_optinteger(L, 2, 1), text.size());
  const lua_Integer last = place(luaL_optinteger(L, 3, first), text.size());
  luaL_argcheck(L, first >= 1, 2, "out of bounds");
  luaL_argcheck(L, last <= static_cast<lua_Integer>(text.size()), 3, "out of bounds");
  if (first > last) return 0;
  if (last - first >= kMostPoints) return luaL_error(L, "string slice too long");
  luaL_checkstack(L, static_cast<int>(last - first) + 1, "string slice too long");
  int count = 0;
  for (auto at = static_cast<std::size_t>(first - 1); at < static_cast<std::size_t>(last);) {
    const std::size_t length = length_at(text, at);
    if (length == 0) return luaL_error(L, "invalid UTF-8 code");
    lua_pushinteger(L, static_cast<lua_Integer>(first_point(text.substr(at)).value));
    at += length;
    ++count;
    meter_of(L).spend(1);
  }
  return count;
}

int codes_next(lua_State* L) {
  std::size_t size = 0;
  const char* bytes = luaL_checklstring(L, 1, &size);
  const std::string_view text(bytes, size);
  const lua_Integer before = luaL_checkinteger(L, 2);
  meter_of(L).spend(4);
  // `before` counts from 1: the place of the character given last, 0 at first.
  std::size_t at = 0;
  if (before > 0 && static_cast<std::size_t>(before) <= size) {
    const std::size_t last = length_at(text, static_cast<std::size_t>(before) - 1);
    at = static_cast<std::size_t>(before) - 1 + std::max<std::size_t>(last, 1);
  }
  if (at >= text.size()) return 0;
  const std::size_t length = length_at(text, at);
  if (length == 0) return luaL_error(L, "invalid UTF-8 code");
  lua_pushinteger(L, static_cast<lua_Integer>(at) + 1);
  lua_pushinteger(L, static_cast<lua_Integer>(first_point(text.substr(at)).value));
  return 2;
}
int utf8_codes(lua_State* L) {
  check_text(L, 1);
  lua_pushcfunction(L, codes_next);
  lua_pushvalue(L, 1);
  lua_pushinteger(L, 0);
  return 3;
}

int utf8_offset(lua_State* L) {
  const std::string_view text = check_text(L, 1);
  const auto size = static_cast<lua_Integer>(text.size());
  lua_Integer n = luaL_checkinteger(L, 2);
  lua_Integer at = place(luaL_optinteger(L, 3, n > 0 ? 1 : size + 1), text.size());
  luaL_argcheck(L, 1 <= at && --at <= size, 3, "position out of bounds");
  meter_of(L).spend(size / 8);
  const auto inside = [&](lua_Integer i) { return continues(text, static_cast<std::size_t>(i)); };
  if (n == 0) {
    while (at > 0 && inside(at)) --at;
  } else {
    if (inside(at)) return luaL_error(L, "initial position is a continuation byte");
    if (n < 0) {
      while (n < 0 && at > 0) {
        do --at;
        while (at > 0 && inside(at));
        ++n;
      }
    } else {
      --n;
      while (n > 0 && at < size) {
        do ++at;
        while (inside(at));
        --n;
      }
    }
  }
  if (n == 0)
    lua_pushinteger(L, at + 1);
  else
    lua_pushnil(L);
  return 1;
}

constexpr LibraryEntry kUtf8Functions[] = {
    {"char", utf8_char}, {"codepoint", utf8_codepoint}, {"codes", utf8_codes},
    {"len", utf8_len},   {"offset", utf8_offset},
};

}  // namespace

Library utf8_library() {
  return {"utf8", kUtf8Functions};
}

void add_utf8_constants(lua_State* L) {
  lua_pushlstring(L, "[\0-\x7F\xC2-\xFD][\x80-\xBF]*", 14);
  lua_setfield(L, -2, "charpattern");
}

}  // namespace tf::plugin

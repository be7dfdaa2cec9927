// string.format: %d %i %u %c %x %X %o %e %E %f %F %g %G %a %A %s %q %%; no %p.
#include <array>
#include <cmath>
#include <cstdio>
#include <string>

#include "base/text.h"
#include "plugin/lua_lib.h"

namespace tf::plugin {

namespace {

constexpr std::size_t kMaxNumber = 512;  // %99.99f of 1e308

// "%-08.3" and the letter that ends it. At most two digits of width and of precision.
struct Directive {
  std::string spec;
  char letter = '\0';
};

Directive read_directive(lua_State* L, std::string_view format, std::size_t& at) {
  Directive out{"%", '\0'};
  const auto here = [&] { return at < format.size() ? format[at] : '\0'; };
  const auto number = [&] {
    for (int n = 0; n < 2 && is_digit(here()); ++n) out.spec += format[at++];
    if (is_digit(here())) luaL_error(L, "invalid format (width or precision too long)");
  };
  while (here() != '\0' && std::string_view("-+ #0").find(here()) != std::string_view::npos) {
    if (out.spec.size() > 5) luaL_error(L, "invalid format (repeated flags)");
    out.spec += format[at++];
  }
  number();
  if (here() == '.') {
    out.spec += format[at++];
    number();
  }
  if (at >= format.size()) luaL_error(L, "invalid conversion '%s' to 'format'", out.spec.c_str());
  out.letter = format[at++];
  return out;
}

template <class Number>
void add_number(std::string& out, const Directive& directive, const char* length, Number number) {
  std::array<char, kMaxNumber> buffer{};
  const std::string spec = cat(directive.spec, length, directive.letter);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  const int size = std::snprintf(buffer.data(), buffer.size(), spec.c_str(), number);
#pragma GCC diagnostic pop
  if (size > 0) out.append(buffer.data(), std::min(static_cast<std::size_t>(size), kMaxNumber - 1));
}

// A text padded and cut as "%-10.3s" says.
void add_text(std::string& out, const Directive& directive, std::string_view text) {
  std::size_t width = 0, at = 1;
  bool left = false;
  const std::string& spec = directive.spec;
  for (; at < spec.size() && !(spec[at] >= '1' && spec[at] <= '9') && spec[at] != '.'; ++at)
    left = left || spec[at] == '-';
  for (; at < spec.size() && is_digit(spec[at]); ++at)
    width = width * 10 + static_cast<std::size_t>(spec[at] - '0');
  if (at < spec.size() && spec[at] == '.') {
    std::size_t most = 0;
    for (++at; at < spec.size(); ++at) most = most * 10 + static_cast<std::size_t>(spec[at] - '0');
    text = text.substr(0, most);
  }
  const std::size_t pad = width > text.size() ? width - text.size() : 0;
  if (!left) out.append(pad, ' ');
  out += text;
  if (left) out.append(pad, ' ');
}

void add_quoted(lua_State* L, std::string& out, int index) {
  switch (lua_type(L, index)) {
    case LUA_TSTRING: {
      const std::string_view text = check_text(L, index);
      out += '"';
      for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"' || c == '\\' || c == '\n') {
          out += '\\';
          out += c;
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
          const bool digit_follows = i + 1 < text.size() && is_digit(text[i + 1]);
          std::string code = std::to_string(static_cast<int>(c));
          if (digit_follows) code.insert(0, 3 - code.size(), '0');
          out += '\\';
          out += code;
        } else {
          out += c;
        }
      }
      out += '"';
      return;
    }
    case LUA_TNUMBER:
    case LUA_TNIL:
    case LUA_TBOOLEAN:
      push_as_text(L, index);
      out += check_text(L, -1);
      lua_pop(L, 1);
      return;
    default:
      luaL_argerror(L, index, "value has no literal form");
  }
}

void add_one(lua_State* L, std::string& out, Directive directive, int index) {
  switch (directive.letter) {
    case 'c':
      out += static_cast<char>(luaL_checkinteger(L, index));
      return;
    case 'd':
    case 'i':
      directive.letter = 'd';
      add_number(out, directive, "ll", static_cast<long long>(luaL_checkinteger(L, index)));
      return;
    case 'u':
    case 'x':
    case 'X':
    case 'o':
      add_number(out, directive, "ll",
                 static_cast<unsigned long long>(luaL_checkinteger(L, index)));
      return;
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      add_number(out, directive, "", luaL_checknumber(L, index));
      return;
    case 'q':
      if (directive.spec.size() > 1) luaL_error(L, "specifier '%%q' cannot have modifiers");
      add_quoted(L, out, index);
      return;
    case 's':
      luaL_checkany(L, index);
      push_as_text(L, index);
      add_text(out, directive, check_text(L, -1));
      lua_pop(L, 1);
      return;
    case 'p':
      LuaVm::of(L).forbid("string.format: %p would show an address");
    default:
      luaL_error(L, "invalid conversion '%s%c' to 'format'", directive.spec.c_str(),
                 directive.letter);
  }
}

}  // namespace

int format_text(lua_State* L) {
  const std::string_view format = check_text(L, 1);
  const int count = lua_gettop(L);
  luaL_checkstack(L, 4, "format");
  std::string out;
  int index = 1;
  for (std::size_t i = 0; i < format.size();) {
    const char c = format[i++];
    if (c != '%') {
      out += c;
      continue;
    }
    if (i < format.size() && format[i] == '%') {
      out += '%';
      ++i;
      continue;
    }
    if (++index > count) return luaL_argerror(L, index, "no value");
    meter_of(L).spend(40);
    add_one(L, out, read_directive(L, format, i), index);
    check_size(L, out.size());
  }
  push_text(L, out);
  return 1;
}

}  // namespace tf::plugin

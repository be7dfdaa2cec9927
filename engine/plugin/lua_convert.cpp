#include "plugin/lua_convert.h"

#include <lauxlib.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include "base/text.h"
#include "plugin/lua_freeze.h"
#include "plugin/lua_vm.h"
#include "rule/feel/feel.h"

namespace tf::plugin {

namespace {

constexpr int kMaxDepthIn = 64;

void push_number(lua_State* L, const Decimal& number) {
  if (const auto whole = number.whole()) {
    lua_pushinteger(L, *whole);
    return;
  }
  const std::string text = number.str();
  const auto digits =
      std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (digits > 16 || error != std::errc{} || end != text.data() + text.size())
    luaL_error(L, "the number %s has more digits than a script can hold", text.c_str());
  lua_pushnumber(L, value);
}

void push(lua_State* L, const Value& value, int depth) {
  if (depth > kMaxDepthIn) luaL_error(L, "a value nested too deeply for a script");
  luaL_checkstack(L, 4, "value");
  switch (value.kind()) {
    case Value::Kind::null:
    case Value::Kind::function:
      lua_pushnil(L);
      return;
    case Value::Kind::boolean:
      lua_pushboolean(L, value.as_boolean());
      return;
    case Value::Kind::number:
      push_number(L, value.as_number());
      return;
    case Value::Kind::text:
      lua_pushlstring(L, value.as_text().data(), value.as_text().size());
      return;
    case Value::Kind::list: {
      const List& items = value.as_list();
      lua_createtable(L, static_cast<int>(items.size()), 0);
      lua_Integer i = 0;
      for (const Value& item : items) {
        push(L, item, depth + 1);
        lua_rawseti(L, -2, ++i);
      }
      return;
    }
    case Value::Kind::record:
      lua_createtable(L, 0, static_cast<int>(value.as_record().size()));
      for (const auto& [name, item] : value.as_record()) {
        lua_pushlstring(L, name.data(), name.size());
        push(L, item, depth + 1);
        lua_rawset(L, -3);
      }
      return;
    default: {
      const std::string text =
          value.is(Value::Kind::range) ? value.str() : rule::to_feel_text(value);
      lua_pushlstring(L, text.data(), text.size());
    }
  }
}

class Reader {
 public:
  explicit Reader(lua_State* L) : L_(L) {}

  Value read(int index) {
    if (++nodes_ > kMaxAnswerNodes)
      throw AnswerError{cat("the answer has more than ", kMaxAnswerNodes, " values")};
    meter_of(L_).spend(4);
    switch (lua_type(L_, index)) {
      case LUA_TNIL:
        return {};
      case LUA_TBOOLEAN:
        return Value::boolean(lua_toboolean(L_, index) != 0);
      case LUA_TNUMBER:
        return number(index);
      case LUA_TSTRING:
        return Value::text(text(index));
      case LUA_TTABLE:
        return table(index);
      default:
        throw AnswerError{
            cat("the answer holds a ", luaL_typename(L_, index), ", which cannot be stored")};
    }
  }

 private:
  Value number(int index) {
    if (lua_isinteger(L_, index) != 0)
      return Value::number(static_cast<std::int64_t>(lua_tointeger(L_, index)));
    const lua_Number number = lua_tonumber(L_, index);
    if (!std::isfinite(number)) throw AnswerError{"the answer holds a number that is not finite"};
    char buffer[64];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, number);
    const auto exact = error == std::errc{}
                           ? Decimal::parse({buffer, static_cast<std::size_t>(end - buffer)})
                           : std::nullopt;
    if (!exact) throw AnswerError{"the answer holds a number out of range"};
    return Value::number(*exact);
  }

  std::string text(int index) {
    std::size_t size = 0;
    const char* bytes = lua_tolstring(L_, index, &size);
    bytes_ += size;
    if (bytes_ > kMaxAnswerBytes)
      throw AnswerError{cat("the answer has more than ", kMaxAnswerBytes / 1024, " KiB of text")};
    meter_of(L_).spend(static_cast<std::int64_t>(size) / 16);
    const std::string_view view(bytes, size);
    if (first_bad_utf8(view)) throw AnswerError{"the answer holds text that is not UTF-8"};
    return std::string(view);
  }

  Value table(int index) {
    if (++depth_ > kMaxAnswerDepth)
      throw AnswerError{
          cat("the answer is nested more than ", kMaxAnswerDepth, " deep, or contains itself")};
    luaL_checkstack(L_, 6, "answer");
    lua_pushvalue(L_, index);
    const int real = lua_gettop(L_);
    unwrap_frozen(L_, real);
    const auto size = static_cast<lua_Integer>(lua_rawlen(L_, real));
    Value out = size > 0 ? list(real, size) : record(real);
    lua_settop(L_, real - 1);
    --depth_;
    return out;
  }

  Value list(int real, lua_Integer size) {
    if (static_cast<std::size_t>(size) > kMaxAnswerNodes)
      throw AnswerError{cat("the answer has more than ", kMaxAnswerNodes, " values")};
    std::size_t keys = 0;
    lua_pushnil(L_);
    while (lua_next(L_, real) != 0) {
      meter_of(L_).spend(2);
      lua_pop(L_, 1);
      lua_Integer at = 0;
      if (lua_isinteger(L_, -1) != 0) at = lua_tointeger(L_, -1);
      if (at < 1 || at > size)
        throw AnswerError{"the answer has a table that is neither a list (1…n) nor a record"};
      if (++keys > kMaxAnswerNodes) throw AnswerError{"the answer has too many values"};
    }
    List items;
    items.reserve(static_cast<std::size_t>(size));
    for (lua_Integer i = 1; i <= size; ++i) {
      lua_rawgeti(L_, real, i);
      items.push_back(read(lua_gettop(L_)));
      lua_pop(L_, 1);
    }
    return Value::list(std::move(items));
  }

  // An empty table is an empty list.
  Value record(int real) {
    std::vector<Record::Entry> entries;
    lua_pushnil(L_);
    while (lua_next(L_, real) != 0) {
      if (lua_type(L_, -2) != LUA_TSTRING)
        throw AnswerError{"the answer has a table that is neither a list (1…n) nor a record"};
      std::string name = text(lua_gettop(L_) - 1);
      entries.emplace_back(std::move(name), read(lua_gettop(L_)));
      lua_pop(L_, 1);
    }
    if (entries.empty()) return Value::list({});
    std::sort(entries.begin(), entries.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    return Value::record(Record(std::move(entries)));
  }

  lua_State* L_;
  std::size_t nodes_ = 0, bytes_ = 0;
  int depth_ = 0;
};

}  // namespace

void push_value(lua_State* L, const Value& value) {
  push(L, value, 0);
}

Value read_value(lua_State* L, int index) {
  return Reader(L).read(lua_absindex(L, index));
}

}  // namespace tf::plugin

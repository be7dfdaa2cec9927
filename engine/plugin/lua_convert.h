// Value ↔ Lua. What a script answers is read raw (no metamethod runs), bounded, and storable: no
// cycle, finite numbers, valid UTF-8; a table is a list (keys 1…n) or a record (text keys, sorted).
// Into Lua: whole numbers as integers, others as floats while 15 digits say them exactly; dates,
// times and durations as FEEL writes them ("2026-03-10", "P1D").
#pragma once

#include <lua.h>

#include <string>

#include "base/value.h"

namespace tf::plugin {

inline constexpr int kMaxAnswerDepth = 32;
inline constexpr std::size_t kMaxAnswerNodes = 10'000;
inline constexpr std::size_t kMaxAnswerBytes = 256 << 10;

struct AnswerError {  // thrown by read_value: "the answer contains itself"
  std::string text;
};

void push_value(lua_State* L, const Value& value);
Value read_value(lua_State* L, int index);

}  // namespace tf::plugin

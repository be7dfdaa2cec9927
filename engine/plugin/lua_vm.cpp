#include "plugin/lua_vm.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

#include "base/check.h"
#include "base/text.h"

namespace tf::plugin {

namespace {

constexpr int kInterval = 200;             // instructions between two looks
constexpr int kIntervalLong = 8;           // while instructions take long: long texts, long chains
constexpr std::int64_t kSlowMicros = 400;  // of one interval: its instructions take long
constexpr std::size_t kLongText = 2048;
constexpr std::size_t kTextHead = 32;  // a string's header in its block, generously
constexpr std::size_t kLargePart = 64 << 10;
constexpr std::size_t kSlot = 16;  // bytes of a slot of the Lua stack
constexpr std::size_t kMostFrames = 8;

// What other Luas offer and this one does not: a script that trips over one is told so.
constexpr std::array<std::string_view, 22> kWithheld{
    "io",    "os",     "package", "debug",     "require", "dofile",     "loadfile",
    "load",  "next",   "xpcall",  "coroutine", "dump",    "pack",       "collectgarbage",
    "warn",  "unpack", "print",   "setfenv",   "getfenv", "randomseed", "loadstring",
    "module"};

// "attempt to call a nil value (global 'load')": is the name in quotes one of those?
bool names_withheld(std::string_view text) {
  const auto nil = text.find("a nil value (");
  if (nil == std::string_view::npos || text.find("attempt to ") == std::string_view::npos)
    return false;
  const auto open = text.find('\'', nil);
  const auto close = open == std::string_view::npos ? open : text.find('\'', open + 1);
  if (close == std::string_view::npos) return false;
  const std::string_view name = text.substr(open + 1, close - open - 1);
  return std::find(kWithheld.begin(), kWithheld.end(), name) != kWithheld.end();
}

std::string_view text_at(lua_State* L, int index) {
  std::size_t size = 0;
  const char* text = lua_tolstring(L, index, &size);
  return {text, size};
}

std::string sentence_of(Code code) {
  switch (code) {
    case Code::cpu:
      return "the call used up its computing budget; do less in one call or split the work";
    case Code::memory:
      return "the call used up its memory, or made a text over 64 KiB";
    case Code::stack:
      return "the calls are nested too deeply; a function calls itself without end?";
    default:
      return "the call was stopped";
  }
}

}  // namespace

std::string clean_text(std::string_view text, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < text.size() && out.size() < most;) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      out += byte < 0x20 || byte == 0x7f ? ' ' : text[i];
      ++i;
      continue;
    }
    std::size_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    length = std::min(length, text.size() - i);
    const std::string_view point = text.substr(i, length);
    if (first_bad_utf8(point)) {
      out += '?';
      ++i;
      continue;
    }
    const char32_t value = first_point(point).value;
    const bool control = value < 0xa0 || value == 0x2028 || value == 0x2029 ||
                         (value >= 0x202a && value <= 0x202e) ||
                         (value >= 0x2066 && value <= 0x2069);
    if (out.size() + length > most) break;
    if (control)
      out += ' ';
    else
      out += point;
    i += length;
  }
  return out;
}

LuaVm::LuaVm(std::size_t memory) : arena_(memory) {
  L_ = lua_newstate(&LuaVm::allocator, this);
  if (L_ == nullptr) throw std::runtime_error("no memory for a Lua state");
  *static_cast<LuaVm**>(lua_getextraspace(L_)) = this;
  lua_atpanic(L_, [](lua_State*) -> int { throw std::runtime_error("Lua outside of run()"); });
  meter_.owner = this;
  meter_.on_stop = [](void* self) { static_cast<LuaVm*>(self)->arm(1); };
}

// No lua_close: no object of the state has a finalizer, and the arena frees whole chunks.
LuaVm::~LuaVm() = default;

void LuaVm::arm(int interval) {
  interval_ = interval;
  if (L_ != nullptr) lua_sethook(L_, &LuaVm::hook, LUA_MASKCOUNT, interval);
}

// An instruction may walk a chain of two thousand __index tables or a thousand keys of one hash:
// an interval that took long is followed by short ones.
void LuaVm::hook(lua_State* L, lua_Debug*) {
  LuaVm& vm = of(L);
  vm.meter_.spend(vm.interval_);
  const std::int64_t took = vm.meter_.look();
  if (took > kSlowMicros && vm.interval_ == kInterval)
    vm.arm(kIntervalLong);
  else if (took * kInterval < kSlowMicros * kIntervalLong && vm.interval_ == kIntervalLong &&
           !vm.long_texts_)
    vm.arm(kInterval);
}

void LuaVm::forbid(std::string text) {
  forbidden_ = std::move(text);
  meter_.stop(Code::forbidden);
}

void* LuaVm::allocator(void* self, void* block, std::size_t size, std::size_t wanted) {
  return static_cast<LuaVm*>(self)->allocate(block, size, wanted);
}

namespace {

// What a block of `wanted` bytes costs beyond its making: texts are copied, parts of tables filled,
// large parts filled again and again.
std::int64_t fuel_of(std::size_t more, bool is_text) {
  const std::size_t per = is_text ? 48 : more > kLargePart ? 4 : 8;
  return static_cast<std::int64_t>(more / per) + 4;
}

// The named part of a table, made anew each time it grows: 24 bytes times a power of two. Entering
// the keys again is one step that nothing interrupts and that keys chosen to collide make
// quadratic: 4,096 of them take a few milliseconds, 65,536 more than a second.
bool is_too_many_names(std::size_t wanted) {
  constexpr std::size_t kNode = 24;
  const std::size_t count = wanted / kNode;
  return wanted % kNode == 0 && count > kMaxNames && (count & (count - 1)) == 0;
}

// A new Lua stack: the only part made anew (not grown) whose size is an odd number of slots.
bool is_stack(std::size_t wanted) {
  return wanted % kSlot == 0 && wanted / kSlot % 2 == 1;
}

}  // namespace

// Without a block, `size` tells what kind of object it is for; 0 for parts of one.
void* LuaVm::allocate(void* block, std::size_t size, std::size_t wanted) {
  if (wanted == 0) return arena_.resize(block, size, 0);
  const std::size_t kind = block == nullptr ? size : 0;
  if (block == nullptr) size = 0;
  const auto refuse = [&](Code code) -> void* {
    if (!running_) return nullptr;
    meter_.stop(code);
  };
  if (wanted > size) {
    const bool is_text = block == nullptr && kind == LUA_TSTRING;
    if (is_text && wanted > kMaxText + kTextHead) return refuse(Code::memory);
    if (wanted > kMaxStackBytes && block == nullptr && kind == 0 && is_stack(wanted))
      return refuse(Code::stack);
    if (wanted > kMaxPart || (block == nullptr && kind == 0 && is_too_many_names(wanted)))
      return refuse(Code::memory);
    if (is_text && wanted > kLongText && !long_texts_) {
      long_texts_ = true;
      if (running_ && meter_.code() == Code::none) arm(kIntervalLong);
    }
    if (running_) {
      meter_.spend_quietly(fuel_of(wanted - size, is_text));
      if (wanted > kLargePart) meter_.look_quietly();
    }
  }
  void* out = arena_.resize(block, size, wanted);
  return out == nullptr ? refuse(Code::memory) : out;
}

int LuaVm::trampoline(lua_State* L) {
  auto* work = static_cast<Work*>(lua_touserdata(L, 1));
  lua_settop(L, 0);
  try {
    work->call(L, work->context);
  } catch (const std::exception&) {  // the host's own; Lua would swallow it
    work->thrown = std::current_exception();
    throw;
  }
  return 0;
}

// Where the error arose and the calls above it; makes no Lua object.
int LuaVm::handler(lua_State* L) {
  std::string& trace = of(L).trace_;
  trace.clear();
  lua_Debug at;
  std::size_t frames = 0;
  for (int level = 0; frames < kMostFrames && lua_getstack(L, level, &at) != 0; ++level) {
    lua_getinfo(L, "Sln", &at);
    if (at.currentline <= 0) continue;
    if (frames++ > 0) trace += " < ";
    trace += cat(at.short_src, ":", at.currentline);
    if (at.name != nullptr) trace += cat(" in ", at.name);
  }
  return 1;
}

Failure LuaVm::failure_of(int status, Work& work) {
  if (meter_.code() != Code::none) {
    const Code code = meter_.code();
    return {code, code == Code::forbidden ? clean_text(forbidden_) : sentence_of(code),
            clean_text(trace_)};
  }
  if (work.thrown) std::rethrow_exception(work.thrown);
  if (status != LUA_ERRRUN) {
    const Code code = status == LUA_ERRERR ? Code::stack : Code::memory;
    return {code, sentence_of(code), {}};
  }
  if (lua_type(L_, -1) != LUA_TSTRING) {
    const char* type = lua_typename(L_, lua_type(L_, -1));
    return {Code::error, cat("error object (", type, "): raise a text instead"),
            clean_text(trace_)};
  }
  const std::string_view text = text_at(L_, -1);
  Code code = Code::error;
  if (text.ends_with("stack overflow"))
    code = Code::stack;
  else if (names_withheld(text.substr(0, std::min<std::size_t>(text.size(), 512))))
    code = Code::forbidden;
  return {code, clean_text(text), clean_text(trace_)};
}

std::optional<Failure> LuaVm::run_raw(const Limits& limits, Call call, void* context) {
  TF_CHECK(!running_ && !spent());
  meter_.start(limits);
  Work work{call, context, nullptr};
  trace_.clear();
  arm(long_texts_ ? kIntervalLong : kInterval);
  running_ = true;
  lua_pushcfunction(L_, &LuaVm::handler);
  lua_pushcfunction(L_, &LuaVm::trampoline);
  lua_pushlightuserdata(L_, &work);
  const int status = lua_pcall(L_, 1, 0, 1);
  running_ = false;
  std::optional<Failure> out;
  if (status != LUA_OK || spent()) {
    struct Clear {
      lua_State* L;
      ~Clear() { lua_settop(L, 0); }
    } clear{L_};
    out = failure_of(status, work);
  } else {
    lua_settop(L_, 0);
  }
  return out;
}

}  // namespace tf::plugin

// LuaVm: one Lua 5.4 state under a Meter and an Arena, and the only way to run something in it.
// Everything the host does with script values stands inside run(): an error, a stop, a refused
// block of memory end there and come back as a Failure.
// After a stop the state is spent: its owner throws it away (O(chunks), no finalizers exist).
// Threads: one at a time; the thread needs 1 MiB of C stack.
#pragma once

#include <lua.h>

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "plugin/arena.h"
#include "plugin/meter.h"

namespace tf::plugin {

inline constexpr std::size_t kMaxErrorText = 4 << 10;

struct Failure {
  Code code = Code::error;
  std::string text;   // cut at 4 KiB, no control characters
  std::string trace;  // "main.lua:12 in f; main.lua:30": the call that led there; may be empty
};

class LuaVm {
 public:
  explicit LuaVm(std::size_t memory);
  ~LuaVm();
  LuaVm(const LuaVm&) = delete;
  LuaVm& operator=(const LuaVm&) = delete;
  static LuaVm& of(lua_State* L) { return **static_cast<LuaVm**>(lua_getextraspace(L)); }

  lua_State* state() { return L_; }
  Meter& meter() { return meter_; }
  const Arena& arena() const { return arena_; }
  void forget_peak() { arena_.forget_peak(); }
  bool spent() const { return meter_.code() != Code::none; }
  // Ends the call as plugin.forbidden, with a sentence.
  [[noreturn]] void forbid(std::string text);

  // Runs `body` protected and metered.
  template <class Body>
  std::optional<Failure> run(const Limits& limits, Body&& body) {
    const auto call = [](lua_State* L, void* context) {
      (*static_cast<std::remove_reference_t<Body>*>(context))(L);
    };
    return run_raw(limits, call, &body);
  }

  // Of math.random: the same seed gives the same dice.
  std::uint64_t dice = 0;

 private:
  using Call = void (*)(lua_State*, void*);
  struct Work {
    Call call;
    void* context;
    std::exception_ptr thrown;
  };
  std::optional<Failure> run_raw(const Limits& limits, Call call, void* context);
  Failure failure_of(int status, Work& work);
  void* allocate(void* block, std::size_t size, std::size_t wanted);
  void arm(int interval);
  static void* allocator(void* self, void* block, std::size_t size, std::size_t wanted);
  static void hook(lua_State* L, lua_Debug*);
  static int trampoline(lua_State* L);
  static int handler(lua_State* L);

  Meter meter_;
  Arena arena_;
  lua_State* L_ = nullptr;
  int interval_ = 0;  // instructions between two hooks
  bool running_ = false;
  bool long_texts_ = false;
  std::string trace_, forbidden_;
};

inline Meter& meter_of(lua_State* L) {
  return LuaVm::of(L).meter();
}
// Control characters and broken UTF-8 replaced, cut at `most` bytes between characters.
std::string clean_text(std::string_view text, std::size_t most = kMaxErrorText);

}  // namespace tf::plugin

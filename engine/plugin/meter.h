// Meter: what one plugin call may spend, and why it was stopped.
// Fuel decides, not time: VM instructions plus what library functions and the allocator charge, the
// same on every host. The processor's time is an outer wall for the few single instructions that
// cost more than they are charged (ordering two long texts).
// A stop is final: the first reason stays, and every later instruction, charge and pcall of the
// same call ends in Stopped again, so a script cannot catch it and go on.
// Threads: none; a call lives on one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tf::plugin {

enum class Code : std::uint8_t { none, cpu, memory, stack, forbidden, compile, error, crash };
std::string_view name_of(Code code);  // plugin.cpu; empty for none

inline constexpr std::int64_t kDefaultFuel = 5'000'000;
inline constexpr std::size_t kDefaultMemory = 16 << 20;
inline constexpr std::int64_t kCpuWallMicros = 36'000;  // of the thread, per call
inline constexpr std::size_t kMaxSource = 32 << 10;
inline constexpr std::size_t kMaxText = 64 << 10;       // of one string of a script
inline constexpr std::size_t kMaxStackBytes = 1 << 20;  // of the Lua stack
inline constexpr std::size_t kMaxPart = 2 << 20;        // of a table: 131,072 items
inline constexpr std::size_t kMaxNames = 4'096;         // of a table: keys that are no items

struct Limits {
  std::int64_t fuel = kDefaultFuel;
  std::size_t memory = kDefaultMemory;
  std::int64_t cpu_micros = kCpuWallMicros;
};

struct Stopped {};  // thrown through the script; the reason is the meter's

std::int64_t thread_cpu_micros();
std::int64_t wall_micros();

class Meter {
 public:
  void start(const Limits& limits);
  // Charges `units` of fuel; throws Stopped when there is none left, or after a stop.
  void spend(std::int64_t units) {
    fuel_ -= units;
    if (fuel_ < look_at_) [[unlikely]]
      look();
  }
  // The same from a place that cannot throw: the next instruction stops.
  void spend_quietly(std::int64_t units) {
    fuel_ -= units;
    if (fuel_ < 0 && code_ == Code::none) [[unlikely]]
      set(Code::cpu);
  }
  [[noreturn]] void stop(Code code);  // sticky; throws
  void set(Code code);                // sticky; the next instruction throws
  void reraise() const {
    if (code_ != Code::none) throw Stopped{};
  }
  Code code() const { return code_; }
  std::int64_t spent() const { return limits_.fuel - fuel_; }
  const Limits& limits() const { return limits_; }

  // Called once at a stop: makes the VM look at every instruction.
  void (*on_stop)(void*) = nullptr;
  void* owner = nullptr;

  // Asks the clock now, whatever was charged; microseconds since it was last asked.
  std::int64_t look();
  void look_quietly() {
    if (code_ == Code::none && wall_began_ >= 0 && past_wall()) set(Code::cpu);
  }

 private:
  bool past_wall();

  Limits limits_;
  std::int64_t fuel_ = 0;
  std::int64_t look_at_ = 0;
  std::int64_t cpu_began_ = 0, wall_began_ = 0;
  std::int64_t asked_ = 0;  // the wall clock, last
  Code code_ = Code::none;
};

}  // namespace tf::plugin

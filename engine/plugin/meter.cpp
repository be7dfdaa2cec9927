#include "plugin/meter.h"

#include <ctime>

#include <algorithm>

namespace tf::plugin {

namespace {

constexpr std::int64_t kStride = 600;  // fuel between two looks at the clock

std::int64_t micros(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return std::int64_t{t.tv_sec} * 1'000'000 + t.tv_nsec / 1000;
}

}  // namespace

std::int64_t thread_cpu_micros() {
  return micros(CLOCK_THREAD_CPUTIME_ID);
}
std::int64_t wall_micros() {
  return micros(CLOCK_MONOTONIC);
}

std::string_view name_of(Code code) {
  switch (code) {
    case Code::none:
      return "";
    case Code::cpu:
      return "plugin.cpu";
    case Code::memory:
      return "plugin.memory";
    case Code::stack:
      return "plugin.stack";
    case Code::forbidden:
      return "plugin.forbidden";
    case Code::compile:
      return "plugin.compile";
    case Code::error:
      return "plugin.error";
    case Code::crash:
      return "plugin.crash";
  }
  return "";
}

void Meter::start(const Limits& limits) {
  limits_ = limits;
  fuel_ = limits.fuel;
  look_at_ = std::max<std::int64_t>(fuel_ - kStride, 0);
  cpu_began_ = -1;
  wall_began_ = -1;
  asked_ = -1;
  code_ = Code::none;
}

void Meter::set(Code code) {
  if (code_ != Code::none) return;
  code_ = code;
  look_at_ = INT64_MAX;
  if (on_stop != nullptr) on_stop(owner);
}

void Meter::stop(Code code) {
  set(code);
  throw Stopped{};
}

// The clock of the thread is a system call: it is asked only once the wall clock, which is not, has
// passed the limit. A call that ends within the first stride asks neither.
bool Meter::past_wall() {
  asked_ = wall_micros();
  return asked_ - wall_began_ >= limits_.cpu_micros &&
         thread_cpu_micros() - cpu_began_ >= limits_.cpu_micros;
}

std::int64_t Meter::look() {
  reraise();
  if (fuel_ < 0) stop(Code::cpu);
  const std::int64_t before = asked_;
  if (wall_began_ < 0) {
    asked_ = wall_began_ = wall_micros();
    cpu_began_ = thread_cpu_micros();
  } else if (past_wall()) {
    stop(Code::cpu);
  }
  look_at_ = std::max<std::int64_t>(fuel_ - kStride, 0);
  return before < wall_began_ ? 0 : asked_ - before;
}

}  // namespace tf::plugin

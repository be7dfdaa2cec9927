// One end of the worker's pipe: frames of four bytes of length, least first, then JSON; one system
// call each way where the frame is there at once.
// Time:     an answer that comes within kLookMicros is found without sleeping: waking a sleeper
//           costs more than most calls. Whoever looked in vain sleeps at once the next time, until
//           a sleep turns out to have been that short again: nobody burns a processor the other
//           side, or the host, could use.
// Threads:  one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/value.h"

namespace tf::plugin {

class FramePipe {
 public:
  static constexpr std::int64_t kLookMicros = 50;

  explicit FramePipe(int fd) : fd_(fd) {}
  Result<void> write(const Value& value);
  // Errc::unavailable when the other side has gone or `wait_ms` (-1: for ever) have passed.
  Result<Value> read(int wait_ms);
  bool looks() const { return look_; }  // before it sleeps, the next time

 private:
  // At least one byte more into in_.
  Result<void> more(std::int64_t until);
  Result<void> sleep(std::int64_t until);

  int fd_;
  bool look_ = false;
  std::string in_, out_;  // what was read and is no whole frame yet
};

}  // namespace tf::plugin

// One end of the worker's pipe: frames of four bytes of length, least first, then JSON; one system
// call each way where the frame is there at once.
// Time:     an answer that comes within kLookMicros is found without sleeping, where the machine
//           lets the other side run meanwhile. Where it does not, looking only keeps the other side
//           from its processor: whoever looked in vain sleeps at once for the next reads, twice as
//           many each time, before it looks again.
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
  static constexpr std::int64_t kLookMicros = 30;

  static constexpr std::uint32_t kFewestRests = 16, kMostRests = 8'192;

  explicit FramePipe(int fd) : fd_(fd) {}
  Result<void> write(const Value& value);
  // Errc::unavailable when the other side has gone or `wait_ms` (-1: for ever) have passed.
  Result<Value> read(int wait_ms);
  bool looks() const { return rest_ == 0; }  // before it sleeps, the next time

 private:
  // At least one byte more into in_.
  Result<void> more(std::int64_t until);
  Result<void> sleep(std::int64_t until);

  int fd_;
  std::uint32_t rest_ = 0, pause_ = kFewestRests;  // sleeps before the next look, and after it
  std::string in_, out_;                           // what was read and is no whole frame yet
};

}  // namespace tf::plugin

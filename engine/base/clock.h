// The only way to learn what time it is. Core code never sees one: a turn's time is an argument.
#pragma once

#include "base/time.h"

namespace tf {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

// Stands until it is set. Threads: one writer, readers on the same thread.
class VirtualClock : public Clock {
 public:
  explicit VirtualClock(Instant start = {}) : now_(start) {}
  Instant now() const override { return now_; }
  void set(Instant t) { now_ = t; }

 private:
  Instant now_;
};

}  // namespace tf

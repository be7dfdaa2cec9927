// The real clock; the one place that asks the system what time it is.
#pragma once

#include "base/clock.h"

namespace tf::host {

class SystemClock : public Clock {
 public:
  Instant now() const override;
};

}  // namespace tf::host

// A time zone by its IANA name, from the system's tzdata; independent of the host's own TZ.
// Threads: immutable once found; shared freely.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace tf {

class Zone {
 public:
  // UTC until assigned. find(): Errc::not_found names the zone asked for.
  Zone();
  static Result<Zone> find(std::string_view name);

  const std::string& name() const;
  LocalTime local(Instant t) const;
  // A reading that a gap skips (spring) becomes the instant the gap ends; of two readings (autumn)
  // the earlier. Deadlines want a defined answer, not an error.
  Instant instant(LocalTime t) const;
  Milliseconds offset(Instant t) const;  // east of UTC is positive
  // "2026-03-10T16:40:00+08:00"
  std::string format(Instant t) const;

 private:
  struct Data;
  std::shared_ptr<const Data> data_;
};

}  // namespace tf

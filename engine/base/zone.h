// A time zone by its IANA name, from the system's tzdata; independent of the host's own TZ. "UTC"
// and fixed offsets ("Z", "+08:00", to ±14:00) are zones too. Limit:   after 2037 a zone with a
// rule goes on by it, any other keeps the offset of its last record; before its first record a zone
// keeps that record's offset. Threads: immutable
// once found; shared freely.
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
  // The name of an IANA zone, kept alive by itself; null for UTC and fixed offsets.
  std::shared_ptr<const std::string> shared_name() const;
  LocalTime local(Instant t) const;
  // A reading that a gap skips (spring) becomes the instant the gap ends; of two readings (autumn)
  // the earlier. Deadlines want a defined answer, not an error.
  Instant instant(LocalTime t) const;
  Milliseconds offset(Instant t) const;  // east of UTC is positive
  // The offset at the instant of `t`, for every day a Date can name (an Instant ends with year 292
  // million).
  Milliseconds offset_at(LocalTime t) const;
  // "2026-03-10T16:40:00+08:00"
  std::string format(Instant t) const;

 private:
  struct Data;
  explicit Zone(std::shared_ptr<const Data> data);
  std::shared_ptr<const Data> data_;
};

}  // namespace tf

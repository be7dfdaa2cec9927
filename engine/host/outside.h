// The only way out: an effect of the outbox is performed on the world by one of these, chosen by
// its kind. At least once after its commit, never without it, with a stable key (RELIABILITY P16).
// Threads: called by the outbox worker's thread only; may block up to its own time limit.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "base/value.h"
#include "store/store.h"

namespace tf::host {

class Outside {
 public:
  virtual ~Outside() = default;
  // The answer of the world (null for a notice). An error is tried again later by the worker; so is
  // an answer {retry = "30s"}, after that span.
  virtual Result<Value> perform(const store::OutboxRow& effect) = 0;
};

// Notices and effects as JSON lines, one each: {"key":…,"kind":…,"to":[…],"text":…}; "-" or ""
// writes to the log.
Result<std::unique_ptr<Outside>> file_outside(const std::string& path);
// POST of the same JSON to `url`, Idempotency-Key: the effect's key; 2xx is done, anything else is
// tried again. Limit: 10 s, answer 64 KiB; http and https only, no redirects.
std::unique_ptr<Outside> webhook_outside(const std::string& url);

}  // namespace tf::host

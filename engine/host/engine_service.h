// EngineService: Service over one shard: its thread, its timers and its outbox.
// Start:  open() returns when the store is open and commands are taken; overdue timers are worked
// off while
//         people's commands go on (they share each round of the thread).
// Stop:   the destructor answers everything queued, commits, and closes the store.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "host/outside.h"
#include "host/service.h"
#include "host/shard.h"

namespace tf::host {

struct EngineOptions {
  ShardOptions shard;
  std::size_t batch = 512;   // commands a commit
  std::size_t timers = 256;  // cases with due timers a commit, to begin with
  bool timers_on = true;     // false: `check` does it
  bool virtual_clock = false;
};

// `store` and `clock` outlive nothing: the service owns them. `outside` may be null: effects stay
// in the outbox.
Result<std::unique_ptr<Service>> open_engine(std::shared_ptr<const core::Catalog> catalog,
                                             std::unique_ptr<store::Store> store,
                                             std::shared_ptr<const Clock> clock,
                                             std::unique_ptr<Outside> outside,
                                             EngineOptions options = {});

}  // namespace tf::host

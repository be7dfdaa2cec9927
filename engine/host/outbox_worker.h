// Outbox worker: performs due effects after their commit and answers with FinishEffect commands. An
// effect that fails is tried again (outbox_retry.h), or after the span its answer {retry = "30s"}
// names; then it ends as failed, and the case shows it. Threads: one of its own; reads the store,
// sends commands through the service.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "base/clock.h"
#include "host/outside.h"
#include "host/service.h"

namespace tf::host {

class OutboxWorker {
 public:
  // `retry`: stores rows to be tried again (on the shard's thread).
  OutboxWorker(store::Store& store, Service& service, const Clock& clock,
               std::unique_ptr<Outside> outside, std::function<void(store::OutboxRow)> retry);
  ~OutboxWorker();
  void wake();
  // Ends its thread after the effects in hand; a later wake() does nothing.
  void stop();

  // One pass over what is due; how many effects were performed or failed. Also used by `check
  // --once`.
  std::size_t pass();

 private:
  void loop();
  std::vector<store::OutboxRow> due();
  std::vector<store::OutboxRow> opened(std::vector<store::OutboxRow> rows);
  std::vector<Result<Value>> perform(const std::vector<store::OutboxRow>& rows);
  store::Store& store_;
  Service& service_;
  const Clock& clock_;
  std::unique_ptr<Outside> outside_;
  std::function<void(store::OutboxRow)> retry_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool woken_ = false, stop_ = false;
  std::thread thread_;
};

}  // namespace tf::host

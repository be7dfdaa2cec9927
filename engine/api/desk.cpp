#include "api/desk.h"

namespace tf::api {

void Desk::open(Callbacks callbacks) {
  {
    const std::lock_guard lock(mutex_);
    open_ = true;
  }
  const std::lock_guard lock(calling_);
  callbacks_ = std::move(callbacks);
  home_.store(std::this_thread::get_id());
}

void Desk::put(Done done) {
  if (home_.load(std::memory_order_relaxed) == std::this_thread::get_id()) {
    if (callbacks_.here) callbacks_.here(std::move(done));
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    if (!open_) return;
    waiting_.push_back(std::move(done));
    if (waiting_.size() > 1) return;
  }
  // Outside the lock that take() needs: who is woken would only run into it.
  const std::lock_guard lock(calling_);
  if (callbacks_.wake) callbacks_.wake();
}

void Desk::take(std::vector<Done>& into) {
  const std::lock_guard lock(mutex_);
  into.swap(waiting_);
}

void Desk::pulse() {
  if (streams_.load() == 0 || pulsing_.exchange(true)) return;
  const std::lock_guard lock(calling_);
  if (callbacks_.commit) callbacks_.commit();
}

void Desk::close() {
  {
    const std::lock_guard lock(calling_);
    callbacks_ = {};
    home_.store({});
  }
  const std::lock_guard lock(mutex_);
  open_ = false;
  waiting_.clear();
}

}  // namespace tf::api

// Desk: where answers made on any thread wait for the thread of the connections. One commit answers
// many commands at once: the first answer put down wakes that thread, the others lie ready when it
// comes.
//
// Ownership: shared by the server and by every answer still to come, so that an answer may arrive
//            after the server is gone; it is then dropped.
// Threads:   put() and pulse() from any; the rest from the connections' thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "api/http.h"

namespace tf::api {

class Desk {
 public:
  struct Done {
    std::size_t slot = 0;      // which connection
    std::uint64_t ticket = 0;  // which of its requests
    HttpResponse response;
  };
  struct Callbacks {
    std::function<void()> wake;      // any thread: have take() called soon
    std::function<void()> commit;    // any thread: something was committed
    std::function<void(Done)> here;  // connections' thread: an answer given while asking
  };

  // On the connections' thread, before the first request.
  void open(Callbacks callbacks);
  void put(Done done);
  void take(std::vector<Done>& into);
  // After a commit. Nothing but one load while no stream is open or a pulse is on its way.
  void pulse();
  void pulse_seen() { pulsing_.store(false); }
  void count_streams(std::size_t n) { streams_.store(n); }
  // No callback runs during or after it.
  void close();

 private:
  std::mutex mutex_;
  bool open_ = false;
  std::vector<Done> waiting_;
  std::mutex calling_;  // of the callbacks; never taken under mutex_
  Callbacks callbacks_;
  std::atomic<std::thread::id> home_{};
  std::atomic<std::size_t> streams_{0};
  std::atomic<bool> pulsing_{false};
};

}  // namespace tf::api

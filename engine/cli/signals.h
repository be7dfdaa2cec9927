// SIGINT, SIGTERM and SIGHUP as something to wait for, instead of an interruption.
// Threads: made before any thread starts, so that all of them leave the signals alone.
#pragma once

#include <csignal>
#include <ctime>

namespace tf::cli {

class Signals {
 public:
  Signals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    sigaddset(&set_, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set_, &before_);
  }
  ~Signals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  int wait() {
    int signal = 0;
    sigwait(&set_, &signal);
    return signal;
  }
  // One that has come already, or 0.
  int pending() {
    const timespec none{0, 0};
    const int signal = sigtimedwait(&set_, nullptr, &none);
    return signal > 0 ? signal : 0;
  }

 private:
  sigset_t set_{}, before_{};
};

}  // namespace tf::cli

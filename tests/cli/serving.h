// `townflow serve` on a thread of its own, its messages read as they come: a test waits for what
// is said, never for a time it guesses.
#pragma once

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <ostream>
#include <streambuf>
#include <thread>

#include "cli.h"

namespace tf::cli {

// A stream buffer that another thread may look into.
class Overheard : public std::streambuf {
 public:
  // Whether `text` has been said, waiting a minute at most.
  bool says(const std::string& text) {
    std::unique_lock lock(mutex_);
    return more_.wait_for(lock, std::chrono::minutes(1),
                          [&] { return said_.find(text) != std::string::npos; });
  }
  std::string said() const {
    const std::lock_guard lock(mutex_);
    return said_;
  }

 protected:
  int_type overflow(int_type c) override {
    if (c != traits_type::eof()) add(std::string(1, traits_type::to_char_type(c)));
    return 0;
  }
  std::streamsize xsputn(const char* text, std::streamsize size) override {
    add(std::string(text, static_cast<std::size_t>(size)));
    return size;
  }

 private:
  void add(const std::string& text) {
    const std::lock_guard lock(mutex_);
    said_ += text;
    more_.notify_all();
  }

  mutable std::mutex mutex_;
  std::condition_variable more_;
  std::string said_;
};

// Stopped by SIGTERM at the latest when it is left.
class Serving {
 public:
  explicit Serving(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--lang", "en", "serve"});
    arguments.insert(arguments.end(), {"--port", "0"});
    thread_ = std::thread([this, arguments = std::move(arguments)] {
      std::ostream out(&out_), err(&err_);
      exit_ = run(arguments, out, err);
    });
  }
  ~Serving() {
    if (thread_.joinable()) stop();
  }

  bool up() { return says("Ctrl-C stops"); }
  bool says(const std::string& text) { return err_.says(text); }
  std::string said() const { return err_.said(); }
  void signal(int number) { pthread_kill(thread_.native_handle(), number); }
  // Its exit code.
  int stop() {
    if (up()) signal(SIGTERM);  // one that never came up ends by itself
    thread_.join();
    return exit_;
  }

 private:
  Overheard out_, err_;
  int exit_ = -1;
  std::thread thread_;
};

}  // namespace tf::cli

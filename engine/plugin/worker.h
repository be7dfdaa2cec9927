// The second wall: effects run in a process of their own (townflow plugin-worker) that can read its
// pipe, compute and write its pipe, and nothing else: no files, no network, no processes (seccomp),
// bounded memory and processor time (rlimits), no core. Its death is plugin.crash for one call.
//
//     host  {op: load | call} -->  worker        frames: 4 bytes of length, then JSON
//     host  <-- {op: http, request}              while a call runs: the host fetches
//
// Threads: a Worker is used by one thread. Limit: kMaxFrame; kWorkerWait for one answer.
#pragma once

#include <sys/types.h>

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/value.h"
#include "plugin/sandbox.h"

namespace tf::plugin {

inline constexpr std::size_t kMaxFrame = 2 << 20;
inline constexpr int kWorkerWaitMs = 2'000;
inline constexpr std::size_t kWorkerMemory = 64 << 20;  // beyond what the program itself maps
inline constexpr int kWorkerFd = 3;                     // the worker's end of the pipe
inline constexpr const char* kWorkerCommand = "plugin-worker";

// The child's side: serves frames on `fd` until it is closed. Locks itself in first; the exit code.
int serve_worker(int fd);

// Starts a child whose end of the pipe is `fd`; -1 when it could not.
using Launch = std::function<pid_t(int fd)>;
Launch launch_self();  // this program, with kWorkerCommand

// Answers a script's tf.http.fetch: {status, body} or {error}.
using Fetch = std::function<Value(const Value& request)>;

class Worker {
 public:
  explicit Worker(Launch launch) : launch_(std::move(launch)) {}
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  struct Script {
    std::string id;  // of plugin and version: loaded once
    std::string name, source;
    Value config, secrets;
    Limits limits;
  };
  // One call; the worker is started, and loads the script, when it has not. A worker that dies or
  // does not answer is plugin.crash, and the next call has a new one.
  Outcome call(const Script& script, std::string_view function, std::span<const Value> arguments,
               const Fetch& fetch);
  pid_t process() const { return process_; }

 private:
  bool start();
  void stop();
  Result<Value> ask(const Value& question, const Fetch& fetch);

  Launch launch_;
  pid_t process_ = -1;
  int fd_ = -1;
  std::string loaded_;
};

}  // namespace tf::plugin

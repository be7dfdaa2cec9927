// The second wall: effects, and every plugin where the host says so, run in a process of their own
// (townflow plugin-worker) that can read its pipe, compute and write its pipe, and nothing else: no
// files, no network, no processes (seccomp), bounded memory and processor time (rlimits), no core.
// Its death is plugin.crash for one call.
//
//     host  {load | call} -->  worker            frames: 4 bytes of length, then JSON
//     host  <-- {op: http | get | put, …}        while a call runs: the host fetches, or remembers
//
// A worker serves one town and holds its scripts, each in a sandbox of its own.
// Threads: a Worker is used by one thread at a time. Limit: kMaxFrame; kWorkerWait for one answer;
// kMostScripts, the oldest goes.
#pragma once

#include <sys/types.h>

#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/value.h"
#include "plugin/lua_api.h"
#include "plugin/sandbox.h"
#include "plugin/worker_frame.h"
#include "rule/functions.h"

namespace tf::plugin {

inline constexpr std::size_t kMaxFrame = 2 << 20;
inline constexpr int kWorkerWaitMs = 2'000;
inline constexpr std::size_t kWorkerMemory = 64 << 20;  // beyond what the program itself maps
inline constexpr std::size_t kMostScripts = 64;
inline constexpr int kWorkerFd = 3;  // the worker's end of the pipe
inline constexpr const char* kWorkerCommand = "plugin-worker";

// The child's side: serves frames on `fd` until it is closed. Locks itself in first; the exit code.
int serve_worker(int fd);

// Starts a child whose end of the pipe is `fd`; -1 when it could not.
using Launch = std::function<pid_t(int fd)>;
Launch launch_self();  // this program, with kWorkerCommand

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
    bool effect = true;  // has secrets, the network and another try
  };
  // What the host does for a script while it runs.
  struct Host {
    Fetch fetch = {};
    rule::PluginMemory* memory = nullptr;
  };
  // One call; the worker is started, and loads the script, when it has not. A worker that dies or
  // does not answer is plugin.crash, and the next call has a new one.
  Outcome call(const Script& script, std::string_view function, std::span<const Value> arguments,
               const Host& host, std::uint64_t seed = 0);
  // Loads it now; the names of its functions, sorted.
  std::expected<std::vector<std::string>, Outcome> load(const Script& script);
  pid_t process() const { return process_; }

 private:
  bool start();
  void stop();
  Result<Value> ask(const Value& question, const Host& host);

  Launch launch_;
  pid_t process_ = -1;
  int fd_ = -1;
  std::unique_ptr<FramePipe> pipe_;                         // over fd_
  std::map<std::string, std::vector<std::string>> loaded_;  // script → its functions
};

}  // namespace tf::plugin

#include "plugin/worker.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <array>

#include "base/text.h"
#include "plugin/worker_frame.h"

namespace tf::plugin {

namespace {

Outcome crash(std::string text) {
  Outcome out;
  out.code = Code::crash;
  out.text = std::move(text);
  return out;
}

Code code_of(std::string_view name) {
  for (const Code code : {Code::cpu, Code::memory, Code::stack, Code::forbidden, Code::compile,
                          Code::error, Code::crash})
    if (name == name_of(code)) return code;
  return Code::error;
}

}  // namespace

// An empty environment, standard streams on /dev/null, the pipe at kWorkerFd.
Launch launch_self() {
  return [](int fd) -> pid_t {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const int standard : {0, 1, 2})
      posix_spawn_file_actions_addopen(&actions, standard, "/dev/null", O_RDWR, 0);
    posix_spawn_file_actions_adddup2(&actions, fd, kWorkerFd);
    std::string name = "townflow", command = kWorkerCommand;
    std::array<char*, 3> words{name.data(), command.data(), nullptr};
    std::array<char*, 1> environment{nullptr};
    pid_t child = -1;
    if (posix_spawn(&child, "/proc/self/exe", &actions, nullptr, words.data(),
                    environment.data()) != 0)
      child = -1;
    posix_spawn_file_actions_destroy(&actions);
    return child;
  };
}

Worker::~Worker() {
  stop();
}

bool Worker::start() {
  if (process_ > 0) return true;
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return false;
  process_ = launch_(ends[1]);
  ::close(ends[1]);
  if (process_ <= 0) {
    ::close(ends[0]);
    process_ = -1;
    return false;
  }
  fd_ = ends[0];
  loaded_.clear();
  return true;
}

void Worker::stop() {
  if (process_ <= 0) return;
  ::close(fd_);
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  process_ = -1;
  fd_ = -1;
}

// A worker that asks for the network is answered; what it says else is the answer.
Result<Value> Worker::ask(const Value& question, const Fetch& fetch) {
  TF_OK(write_frame(fd_, question));
  for (;;) {
    Value said = TF_TRY(read_frame(fd_, kWorkerWaitMs));
    if (!said["op"].is(Value::Kind::text)) return said;
    TF_OK(write_frame(fd_, fetch ? fetch(said["request"])
                                 : Value::record({{"error", Value::text("no network")}})));
  }
}

Outcome Worker::call(const Script& script, std::string_view function,
                     std::span<const Value> arguments, const Fetch& fetch) {
  if (!start()) return crash("the worker process could not be started");
  if (loaded_ != script.id) {
    const auto loaded = ask(
        Value::record({{"load", Value::text(script.name)},
                       {"source", Value::text(script.source)},
                       {"config", script.config},
                       {"secrets", script.secrets},
                       {"fuel", Value::number(script.limits.fuel)},
                       {"memory", Value::number(static_cast<std::int64_t>(script.limits.memory))}}),
        fetch);
    if (!loaded) {
      stop();
      return crash(loaded.error().text);
    }
    if (const Value& code = (*loaded)["code"]; code.is(Value::Kind::text)) {
      Outcome out;
      out.code = code_of(code.as_text());
      out.text = (*loaded)["text"].str();
      return out;
    }
    loaded_ = script.id;
  }
  const auto said =
      ask(Value::record({{"call", Value::text(function)},
                         {"with", Value::list({arguments.begin(), arguments.end()})}}),
          fetch);
  if (!said) {
    stop();
    return crash(said.error().text);
  }
  Outcome out;
  if (const Value& code = (*said)["code"]; code.is(Value::Kind::text)) {
    out.code = code_of(code.as_text());
    out.text = (*said)["text"].str();
  } else {
    out.answer = (*said)["answer"];
  }
  return out;
}

}  // namespace tf::plugin

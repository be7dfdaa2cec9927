#include "plugin/worker.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <array>

#include "base/text.h"

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
  pipe_ = std::make_unique<FramePipe>(fd_);
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
  pipe_.reset();
}

namespace {

Value remembered(rule::PluginMemory* memory, const Value& said) {
  const auto wrong = [](std::string text) {
    return Value::record({{"error", Value::text(std::move(text))}});
  };
  if (memory == nullptr) return wrong("only filters and effects keep something");
  if (said["op"].as_text() == "ask") {
    const List none;
    auto answer = memory->ask(said["what"].str(),
                              said["with"].is(Value::Kind::list) ? said["with"].as_list() : none);
    return answer ? Value::record({{"value", *std::move(answer)}}) : wrong(answer.error());
  }
  if (said["op"].as_text() == "get")
    return Value::record({{"value", memory->get(said["key"].str())}});
  rule::PluginWrite write{said["key"].str(), said["value"], std::nullopt, std::nullopt,
                          said["add"].is_true()};
  if (said["ttl"].is(Value::Kind::number)) write.ttl = said["ttl"].as_number().whole();
  if (said["was"].is(Value::Kind::list) && !said["was"].as_list().empty())
    write.was = said["was"].as_list().front();
  if (write.add && !write.value.is(Value::Kind::number)) return wrong("what is added is no number");
  const auto done = memory->put(write);
  if (!done) return wrong(done.error());
  return *done ? Value::record({{"kept", Value::list({**done})}}) : Value::record({});
}

}  // namespace

// A worker that asks for something is answered; what it says else is the answer.
Result<Value> Worker::ask(const Value& question, const Host& host) {
  TF_OK(pipe_->write(question));
  for (;;) {
    Value said = TF_TRY(pipe_->read(kWorkerWaitMs));
    if (!said["op"].is(Value::Kind::text)) return said;
    if (said["op"].as_text() != "http")
      TF_OK(pipe_->write(remembered(host.memory, said)));
    else
      TF_OK(pipe_->write(host.fetch ? host.fetch(said["request"])
                                    : Value::record({{"error", Value::text("no network")}})));
  }
}

std::expected<std::vector<std::string>, Outcome> Worker::load(const Script& script) {
  if (!start()) return std::unexpected(crash("the worker process could not be started"));
  if (const auto known = loaded_.find(script.id); known != loaded_.end()) return known->second;
  const auto said = ask(
      Value::record({{"load", Value::text(script.id)},
                     {"name", Value::text(script.name)},
                     {"source", Value::text(script.source)},
                     {"config", script.config},
                     {"secrets", script.secrets},
                     {"effect", Value::boolean(script.effect)},
                     {"fuel", Value::number(script.limits.fuel)},
                     {"memory", Value::number(static_cast<std::int64_t>(script.limits.memory))}}),
      {});
  if (!said) {
    stop();
    return std::unexpected(crash(said.error().text));
  }
  if (const Value& code = (*said)["code"]; code.is(Value::Kind::text)) {
    Outcome out;
    out.code = code_of(code.as_text());
    out.text = (*said)["text"].str();
    return std::unexpected(std::move(out));
  }
  std::vector<std::string> functions;
  if ((*said)["functions"].is(Value::Kind::list))
    for (const Value& name : (*said)["functions"].as_list()) functions.push_back(name.str());
  if (loaded_.size() >= kMostScripts) loaded_.clear();  // as the worker does
  return loaded_[script.id] = std::move(functions);
}

Outcome Worker::call(const Script& script, std::string_view function,
                     std::span<const Value> arguments, const Host& host, std::uint64_t seed) {
  if (auto loaded = load(script); !loaded) return std::move(loaded.error());
  Record question{{"call", Value::text(function)},
                  {"of", Value::text(script.id)},
                  {"with", Value::list({arguments.begin(), arguments.end()})}};
  if (seed != 0) question.set("seed", Value::text(std::to_string(seed)));
  if (host.memory != nullptr) question.set("keeps", Value::boolean(true));
  const auto said = ask(Value::record(std::move(question)), host);
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
  if ((*said)["last"].is_true()) stop();  // it has used up most of its time: a new one comes next
  return out;
}

}  // namespace tf::plugin

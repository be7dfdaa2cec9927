// The worker's own side: locks itself in, then loads and calls what the host sends.
#include <linux/close_range.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>

#include "base/json.h"
#include "base/text.h"
#include "plugin/lua_api.h"
#include "plugin/worker.h"

namespace tf::plugin {

namespace {

constexpr rlim_t kCpuSeconds = 600;                     // of a worker's whole life …
constexpr std::int64_t kLastAfterMicros = 500'000'000;  // … and when it asks to be replaced

// Bytes of address space this process maps now.
rlim_t mapped_now() {
  unsigned long pages = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%lu", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return static_cast<rlim_t>(pages) * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

bool bound(int what, rlim_t most) {
  const rlimit limit{most, most};
  return setrlimit(static_cast<__rlimit_resource>(what), &limit) == 0;
}

// Memory, clocks, the pipe, and leaving: anything else ends the process.
bool lock_in(int fd) {
  if (fd > 3) syscall(SYS_close_range, 3U, static_cast<unsigned>(fd) - 1, 0U);
  syscall(SYS_close_range, static_cast<unsigned>(fd) + 1, ~0U, 0U);
  if (!bound(RLIMIT_CORE, 0) || !bound(RLIMIT_FSIZE, 0) || !bound(RLIMIT_CPU, kCpuSeconds) ||
      !bound(RLIMIT_AS, mapped_now() + kWorkerMemory))
    return false;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
  if (filter == nullptr) return false;
  bool good = true;
  for (const int call :
       {SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
        SCMP_SYS(futex), SCMP_SYS(clock_gettime), SCMP_SYS(exit), SCMP_SYS(exit_group),
        SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(poll)})
    good = good && seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0;
#ifdef __SANITIZE_ADDRESS__  // its runtime asks for the signal stack whenever something is thrown
  good = good && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(sigaltstack), 0) == 0;
#endif
  for (const int call : {SCMP_SYS(recvfrom), SCMP_SYS(sendto)})
    good = good && seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
                                    SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(fd), 0)) == 0;
  good = good && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return good;
}

// What a script keeps between calls, asked of the host over the pipe.
class RemoteMemory : public rule::PluginMemory {
 public:
  explicit RemoteMemory(FramePipe& pipe) : pipe_(pipe) {}
  Value get(const std::string& key) override {
    return ask(Value::record({{"op", Value::text("get")}, {"key", Value::text(key)}}))["value"];
  }
  std::expected<std::optional<Value>, std::string> put(const rule::PluginWrite& write) override {
    Record question{
        {"op", Value::text("put")}, {"key", Value::text(write.key)}, {"value", write.value}};
    if (write.ttl) question.set("ttl", Value::number(*write.ttl));
    if (write.was) question.set("was", Value::list({*write.was}));
    if (write.add) question.set("add", Value::boolean(true));
    const Value answer = ask(Value::record(std::move(question)));
    if (!answer["kept"].is(Value::Kind::list)) return std::optional<Value>();
    return std::optional(answer["kept"].as_list().front());
  }
  std::expected<Value, std::string> ask(std::string_view what,
                                        std::span<const Value> arguments) override {
    return ask(
        Value::record({{"op", Value::text("ask")},
                       {"what", Value::text(what)},
                       {"with", Value::list({arguments.begin(), arguments.end()})}}))["value"];
  }

 private:
  Value ask(const Value& question) {
    const auto sent = pipe_.write(question);
    auto answer = sent ? pipe_.read(-1) : std::unexpected(sent.error());
    if (!answer) throw HostError{answer.error().text};
    if (const Value& error = (*answer)["error"]; !error.is_null()) throw HostError{error.str()};
    return std::move(*answer);
  }
  FramePipe& pipe_;
};

// The network, asked of the host over the pipe.
Value fetched(FramePipe& pipe, const Value& request) {
  const auto sent = pipe.write(Value::record({{"op", Value::text("http")}, {"request", request}}));
  auto answer = sent ? pipe.read(-1) : std::unexpected(sent.error());
  if (!answer) return Value::record({{"error", Value::text(answer.error().text)}});
  return std::move(*answer);
}

Value failure(Code code, std::string_view text) {
  return Value::record({{"code", Value::text(name_of(code))}, {"text", Value::text(text)}});
}

class Server {
 public:
  explicit Server(FramePipe& pipe) : pipe_(pipe), remote_(pipe) {}

  Value answer_to(const Value& question) {
    return question["load"].is(Value::Kind::text) ? load(question) : call(question);
  }

 private:
  Value load(const Value& question) {
    Limits limits;
    limits.fuel = question["fuel"].as_number().whole().value_or(kDefaultFuel);
    limits.memory = static_cast<std::size_t>(
        question["memory"].as_number().whole().value_or(std::int64_t{kDefaultMemory}));
    std::vector<HostFunction> host = pure_functions();
    for (HostFunction& one : memory_functions(&memory_)) host.push_back(std::move(one));
    for (HostFunction& one : town_functions(&memory_)) host.push_back(std::move(one));
    if (question["effect"].is_true())
      for (HostFunction& one : effect_functions(
               question["secrets"],
               [&pipe = pipe_](const Value& request) { return fetched(pipe, request); }))
        host.push_back(std::move(one));
    auto sandbox = std::make_unique<Sandbox>(limits);
    if (const auto failed = sandbox->load(question["source"].str(), question["name"].str(),
                                          std::move(host), question["config"]))
      return failure(failed->code, failed->text);
    List names;
    for (const std::string& name : sandbox->functions()) names.push_back(Value::text(name));
    if (sandboxes_.size() >= kMostScripts) sandboxes_.clear();
    sandboxes_[question["load"].as_text()] = std::move(sandbox);
    return Value::record({{"functions", Value::list(std::move(names))}});
  }

  Value call(const Value& question) {
    const auto found = sandboxes_.find(question["of"].str());
    if (found == sandboxes_.end() || !question["with"].is(Value::Kind::list))
      return failure(Code::error, "nothing is loaded");
    Sandbox& sandbox = *found->second;
    const int function = sandbox.find(question["call"].str());
    if (function < 0) return failure(Code::error, cat("no function ", question["call"].str()));
    std::uint64_t seed = 0;
    if (const Value& given = question["seed"]; given.is(Value::Kind::text))
      seed = std::strtoull(given.as_text().c_str(), nullptr, 10);
    memory_ = question["keeps"].is_true() ? &remote_ : nullptr;
    Outcome ran = sandbox.call(function, question["with"].as_list(), seed);
    if (ran.code != Code::none)
      return failure(ran.code, ran.trace.empty() ? ran.text : cat(ran.text, " (", ran.trace, ")"));
    return Value::record({{"answer", std::move(ran.answer)}});
  }

  FramePipe& pipe_;
  RemoteMemory remote_;
  rule::PluginMemory* memory_ = nullptr;  // of the call that runs
  std::map<std::string, std::unique_ptr<Sandbox>> sandboxes_;
};

}  // namespace

int serve_worker(int fd) {
  make_and_drop_state();  // what loads lazily is loaded before the door shuts
  if (!lock_in(fd)) return 1;
  FramePipe pipe(fd);
  Server server(pipe);
  for (;;) {
    const auto question = pipe.read(-1);
    if (!question) return 0;
    Value answer = server.answer_to(*question);
    if (thread_cpu_micros() > kLastAfterMicros) {
      Record last = answer.as_record();
      last.set("last", Value::boolean(true));
      answer = Value::record(std::move(last));
    }
    if (!pipe.write(answer)) return 0;
  }
}

}  // namespace tf::plugin

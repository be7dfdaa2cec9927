// The worker's own side: locks itself in, then loads and calls what the host sends.
#include <linux/close_range.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <memory>

#include "base/json.h"
#include "base/text.h"
#include "plugin/lua_api.h"
#include "plugin/worker.h"
#include "plugin/worker_frame.h"

namespace tf::plugin {

namespace {

constexpr rlim_t kCpuSeconds = 600;  // of a worker's whole life

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
  for (const int call : {SCMP_SYS(read), SCMP_SYS(sendto)})
    good = good && seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
                                    SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(fd))) == 0;
  good = good && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return good;
}

// What an effect may reach besides the pure functions: its secrets, the network through the host,
// another try.
std::vector<HostFunction> effect_functions(int fd, const Value& secrets) {
  std::vector<HostFunction> out = pure_functions();
  out.push_back({"secret", [secrets](std::span<const Value> a) {
                   const Value& found = a.empty() ? kNullValue : secrets[a[0].str()];
                   if (found.is_null()) throw HostError{"no such secret in the manifest"};
                   return found;
                 }});
  out.push_back({"http.fetch", [fd](std::span<const Value> a) {
                   if (a.empty()) throw HostError{"takes {url = …}"};
                   const auto sent = write_frame(
                       fd, Value::record({{"op", Value::text("http")}, {"request", a[0]}}));
                   auto answer = sent ? read_frame(fd, -1) : std::unexpected(sent.error());
                   if (!answer) throw HostError{answer.error().text};
                   if (const Value& error = (*answer)["error"]; !error.is_null())
                     throw HostError{error.str()};
                   return std::move(*answer);
                 }});
  out.push_back({"retry", [](std::span<const Value> a) {
                   return Value::record({{"retry", a.empty() ? Value::text("30s") : a[0]}});
                 }});
  return out;
}

Value failure(Code code, std::string_view text) {
  return Value::record({{"code", Value::text(name_of(code))}, {"text", Value::text(text)}});
}

Value answer_to(const Value& question, int fd, std::unique_ptr<Sandbox>& sandbox) {
  if (question["load"].is(Value::Kind::text)) {
    Limits limits;
    limits.fuel = question["fuel"].as_number().whole().value_or(kDefaultFuel);
    limits.memory = static_cast<std::size_t>(
        question["memory"].as_number().whole().value_or(std::int64_t{kDefaultMemory}));
    sandbox = std::make_unique<Sandbox>(limits);
    if (const auto failed =
            sandbox->load(question["source"].str(), question["load"].str(),
                          effect_functions(fd, question["secrets"]), question["config"]))
      return failure(failed->code, failed->text);
    return Value::record({{"loaded", Value::boolean(true)}});
  }
  if (!sandbox || !question["with"].is(Value::Kind::list))
    return failure(Code::error, "nothing is loaded");
  const int function = sandbox->find(question["call"].str());
  if (function < 0) return failure(Code::error, cat("no function ", question["call"].str()));
  const Outcome ran = sandbox->call(function, question["with"].as_list());
  if (ran.code != Code::none)
    return failure(ran.code, ran.trace.empty() ? ran.text : cat(ran.text, " (", ran.trace, ")"));
  return Value::record({{"answer", ran.answer}});
}

}  // namespace

int serve_worker(int fd) {
  make_and_drop_state();  // what loads lazily is loaded before the door shuts
  if (!lock_in(fd)) return 1;
  std::unique_ptr<Sandbox> sandbox;
  for (;;) {
    const auto question = read_frame(fd, -1);
    if (!question) return 0;
    if (!write_frame(fd, answer_to(*question, fd, sandbox))) return 0;
  }
}

}  // namespace tf::plugin

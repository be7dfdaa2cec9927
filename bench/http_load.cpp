// W1 over HTTP: C users, each opens a case with three human steps in a row and completes them,
// every command under a key of its own; the next is sent when the last is answered. One epoll
// thread.
//
//   http_load --port P --connections C --cases N [--seconds S] [--pid PID] [--store PATH]
//             [--town bench] [--workflow three-steps] [--actor ann] [--steps 3]
//
// Prints one line of figures and, below it, the answers that were not 2xx. Exit 1 when there were
// any. Latency is from the first byte written to the whole answer read.
#include <sys/epoll.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "http_client.h"

namespace {

using namespace tf::bench;

struct Options {
  std::uint16_t port = 8311;
  int connections = 64;
  long cases = 20'000;
  double seconds = 60;
  long pid = 0;
  std::string store;
  std::string town = "bench";
  std::string workflow = "three-steps";
  std::string actor = "ann";
  int steps = 3;
};

struct User {
  Channel channel;
  std::string case_id;
  std::string task;
  int step = 0;  // 0: the opening
  double sent = 0;
  bool busy = false;
};

double percentile(std::vector<float>& sorted, double share) {
  if (sorted.empty()) return 0;
  const auto at = static_cast<std::size_t>(share * static_cast<double>(sorted.size()));
  return static_cast<double>(sorted[std::min(at, sorted.size() - 1)]);
}

class Load {
 public:
  explicit Load(const Options& options)
      : options_(options), users_(static_cast<std::size_t>(options.connections)) {
    const auto stamp = static_cast<std::uint64_t>(seconds_now() * 1e6);
    prefix_ = std::to_string(stamp) + "-" + std::to_string(::getpid()) + "-";
    commands_.reserve(static_cast<std::size_t>(options.cases * (options.steps + 1)));
  }

  int run() {
    poll_ = ::epoll_create1(EPOLL_CLOEXEC);
    for (std::size_t i = 0; i < users_.size(); ++i) {
      users_[i] = std::make_unique<User>();
      if (!users_[i]->channel.open(options_.port)) {
        std::fprintf(stderr, "http_load: nobody listens on 127.0.0.1:%u\n", options_.port);
        return 1;
      }
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = i;
      ::epoll_ctl(poll_, EPOLL_CTL_ADD, users_[i]->channel.fd(), &event);
    }
    const Usage before = usage_of(options_.pid);
    const std::uint64_t disk_before = options_.store.empty() ? 0 : bytes_below(options_.store);
    started_ = seconds_now();
    for (auto& user : users_) open_next(*user);
    loop();
    const double elapsed = seconds_now() - started_;
    print(elapsed, before, disk_before);
    ::close(poll_);
    return errors_ == 0 ? 0 : 1;
  }

 private:
  void loop() {
    std::array<epoll_event, 256> events{};
    while (busy_ > 0 && seconds_now() - started_ < options_.seconds) {
      const int n = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 1000);
      for (int i = 0; i < n; ++i) answered(*users_[events[static_cast<std::size_t>(i)].data.u64]);
    }
  }

  void answered(User& user) {
    Reply reply;
    switch (user.channel.receive(reply)) {
      case Channel::Got::nothing:
        return;
      case Channel::Got::lost:
        ::epoll_ctl(poll_, EPOLL_CTL_DEL, user.channel.fd(), nullptr);
        fail("connection lost", "");
        stop(user);
        return;
      case Channel::Got::reply:
        break;
    }
    commands_.push_back(static_cast<float>((seconds_now() - user.sent) * 1e3));
    if (reply.status / 100 != 2) {
      fail(std::to_string(reply.status), reply.body);
      open_next(user);  // this case is given up
      return;
    }
    const CaseAnswer now = read_case(reply.body);
    if (user.step == 0) user.case_id = now.case_id;
    user.task = now.task;
    if (user.step == options_.steps) {
      if (!user.task.empty()) fail("a task is left after the last step", reply.body);
      ++done_;
      open_next(user);
      return;
    }
    ++user.step;
    if (user.task.empty()) {
      fail("no open task in the answer", reply.body);
      open_next(user);
      return;
    }
    send(user, "/api/v1/cases/" + user.case_id + "/tasks/" + user.task + "/complete",
         R"({"outcome":"done","form":{}})");
  }

  void open_next(User& user) {
    if (opened_ >= options_.cases) return stop(user);
    ++opened_;
    if (!user.busy) ++busy_;
    user.busy = true;
    user.step = 0;
    send(user, "/api/v1/cases",
         R"({"town":")" + options_.town + R"(","workflow":")" + options_.workflow +
             R"(","data":{"subject":"a lamp is out"}})");
  }

  void stop(User& user) {
    if (user.busy) --busy_;
    user.busy = false;
  }

  void send(User& user, const std::string& path, const std::string& body) {
    const std::string headers = "Idempotency-Key: " + prefix_ + std::to_string(++keys_) +
                                "\r\nX-Townflow-Actor: " + options_.actor + "@" + options_.town +
                                "\r\n";
    user.sent = seconds_now();
    if (!user.channel.send(request_text("POST", path, headers, body))) {
      fail("connection lost", "");
      stop(user);
    }
  }

  void fail(const std::string& what, const std::string& body) {
    ++errors_;
    auto& example = failures_[what];
    if (example.first++ == 0) example.second = body.substr(0, 300);
  }

  void print(double elapsed, const Usage& before, std::uint64_t disk_before) {
    std::sort(commands_.begin(), commands_.end());
    const auto count = static_cast<double>(std::max<std::size_t>(commands_.size(), 1));
    std::printf(
        "C=%d cases=%ld commands/s=%.0f p50=%.2fms p90=%.2fms p99=%.2fms max=%.1fms errors=%ld",
        options_.connections, done_, static_cast<double>(commands_.size()) / elapsed,
        percentile(commands_, 0.5), percentile(commands_, 0.9), percentile(commands_, 0.99),
        percentile(commands_, 1.0), errors_);
    if (options_.pid > 0) {
      const Usage after = usage_of(options_.pid);
      std::printf(" cpu/command=%.1fus rss=%.1fMB",
                  (after.cpu_seconds - before.cpu_seconds) * 1e6 / count,
                  static_cast<double>(after.resident_kb) / 1024);
    }
    if (!options_.store.empty() && done_ > 0)
      std::printf(" disk/case=%.0fB",
                  static_cast<double>(bytes_below(options_.store) - disk_before) /
                      static_cast<double>(done_));
    std::printf("\n");
    for (const auto& [what, example] : failures_)
      std::printf("  %ld x %s: %s\n", example.first, what.c_str(), example.second.c_str());
  }

  const Options options_;
  std::vector<std::unique_ptr<User>> users_;
  std::string prefix_;
  int poll_ = -1;
  long opened_ = 0, done_ = 0, errors_ = 0, keys_ = 0, busy_ = 0;
  double started_ = 0;
  std::vector<float> commands_;
  std::map<std::string, std::pair<long, std::string>> failures_;
};

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Closed-loop load of human steps over HTTP");
  app.add_option("--port", options.port);
  app.add_option("--connections", options.connections);
  app.add_option("--cases", options.cases);
  app.add_option("--seconds", options.seconds);
  app.add_option("--pid", options.pid);
  app.add_option("--store", options.store);
  app.add_option("--town", options.town);
  app.add_option("--workflow", options.workflow);
  app.add_option("--actor", options.actor);
  app.add_option("--steps", options.steps);
  CLI11_PARSE(app, argc, argv);
  return Load(options).run();
}

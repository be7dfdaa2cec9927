// The HTTP layer alone: the server over a Service that answers every command at once from a thread
// of its own, in bursts, as a shard does after a commit, without a store. Its commands/s are the
// ceiling of what any engine behind it can reach.
//     http_stub PORT        then a load client beside it
#include <charconv>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <mutex>
#include <thread>
#include <vector>

#include "api/server.h"
#include "base/log.h"

namespace {

using tf::Result;
using namespace tf::host;

class StubService final : public Service {
 public:
  StubService() : thread_([this] { run(); }) {}
  ~StubService() override {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    arrived_.notify_all();
    thread_.join();
  }

  void submit(Request request, std::function<void(Answer)> done) override {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({std::holds_alternative<tf::core::OpenCase>(request.body), std::move(done)});
    if (waiting_.size() == 1) arrived_.notify_one();
  }

  std::vector<TownInfo> towns() const override { return {}; }
  Result<std::string> workflow_json(const std::string&, const std::string&) override {
    return none();
  }
  Result<tf::store::CaseRow> case_row(const std::string&) override { return none(); }
  Result<std::string> case_json(const std::string&) override { return none(); }
  Result<std::vector<TimelineEntry>> timeline(const std::string&) override { return none(); }
  Result<std::pair<std::string, std::string>> explain(const std::string&) override {
    return none();
  }
  Result<std::vector<tf::store::CaseRow>> cases(const tf::store::CaseFilter&) override {
    return none();
  }
  Result<std::vector<tf::store::TaskRow>> tasks(const tf::store::TaskFilter&) override {
    return none();
  }
  Result<std::map<std::string, std::pair<std::int64_t, std::int64_t>>> metric(
      const std::string&, const std::string&, std::int64_t, std::int64_t) override {
    return none();
  }
  Result<tf::store::Counts> counts() override { return tf::store::Counts{}; }
  Result<std::vector<LiveEvent>> events(std::uint64_t, std::size_t) override {
    return std::vector<LiveEvent>{};
  }
  std::uint64_t last_seq() const override { return 0; }
  std::shared_ptr<void> on_commit(std::function<void(std::uint64_t)>) override { return nullptr; }
  std::map<std::string, double> figures() const override { return {}; }
  bool ready() const override { return true; }
  bool virtual_clock() const override { return false; }
  tf::Instant now() const override { return {}; }

 private:
  struct Waiting {
    bool opens;
    std::function<void(Answer)> done;
  };
  static std::unexpected<tf::Error> none() { return tf::fail(tf::Errc::not_found, "a stub"); }

  void run() {
    std::vector<Waiting> waiting;
    while (true) {
      {
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
        if (ending_) return;
        waiting.clear();
        waiting.swap(waiting_);
      }
      for (const Waiting& one : waiting) {
        Answer answer;
        answer.kind = Answer::Kind::accepted;
        answer.opened = one.opens;
        answer.case_id = 1;
        answer.body =
            R"({"case":"1099511627777","number":"RIVERSIDE-2026-0001","seq":3,"state":"open",)"
            R"("stage":"in_progress","light":"green","tasks":[{"task":5,"step":"line-1",)"
            R"("state":"offered","owner":"","candidates":["zhou"],)"
            R"("due":"2026-03-10T19:40:00+08:00"}]})";
        one.done(std::move(answer));
      }
    }
  }

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Waiting> waiting_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace

int main(int count, char** words) {
  tf::configure_log(tf::LogLevel::warn, tf::LogFormat::text);
  tf::api::ServerOptions options;
  options.port = 9391;
  if (count > 1) options.port = static_cast<std::uint16_t>(std::atoi(words[1]));
  StubService service;
  auto server = tf::api::Server::start(service, options);
  if (!server) {
    std::fprintf(stderr, "http_stub: %s\n", server.error().text.c_str());
    return 1;
  }
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  int signal = 0;
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  sigwait(&signals, &signal);
  (*server)->stop();
  return 0;
}

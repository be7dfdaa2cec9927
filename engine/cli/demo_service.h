// What the console and the API see of a story while it is played: the world's store and catalog;
// and commands of people who watch, taken in between two things of the story. Threads: submit() and
// reads from any; serve_for() and tell() from the one that plays.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>

#include "host/reading_service.h"
#include "sim/scenario_world.h"

namespace tf::cli {

class DemoService : public host::ReadingService {
 public:
  explicit DemoService(sim::World& world);
  ~DemoService() override;

  void submit(host::Request request, std::function<void(host::Answer)> done) override;
  std::uint64_t last_seq() const override { return last_seq_; }
  std::shared_ptr<void> on_commit(std::function<void(std::uint64_t seq)> wake) override;
  std::map<std::string, double> figures() const override { return {}; }
  bool ready() const override { return true; }
  bool virtual_clock() const override { return true; }
  Instant now() const override { return Instant{now_ms_}; }

  // Does what people ask for so long.
  void serve_for(std::chrono::milliseconds span);
  // The clock moved, or something was committed.
  void tell();

 protected:
  std::shared_ptr<const core::Catalog> catalog() const override { return catalog_; }
  store::Store& store() const override { return world_.store(); }

 private:
  using Waiting = std::pair<host::Request, std::function<void(host::Answer)>>;
  void answer(Waiting waiting);

  sim::World& world_;
  std::shared_ptr<const core::Catalog> catalog_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Waiting> queue_;
  bool stop_ = false;
  std::vector<std::weak_ptr<std::function<void(std::uint64_t)>>> listeners_;
  std::atomic<std::uint64_t> last_seq_ = 0;
  std::atomic<std::int64_t> now_ms_ = 0;
};

}  // namespace tf::cli

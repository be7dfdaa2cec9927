#include "cli/demo_service.h"

namespace tf::cli {

DemoService::DemoService(sim::World& world)
    : world_(world), catalog_(world.shard().shared_catalog()) {}

DemoService::~DemoService() {
  std::deque<Waiting> left;
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    left.swap(queue_);
  }
  for (Waiting& waiting : left) {
    host::Answer over;
    over.error = {Errc::busy, "the story is over"};
    waiting.second(std::move(over));
  }
}

void DemoService::submit(host::Request request, std::function<void(host::Answer)> done) {
  {
    const std::lock_guard lock(mutex_);
    if (!stop_ && queue_.size() < kMaxQueued) {
      queue_.emplace_back(std::move(request), std::move(done));
      wake_.notify_one();
      return;
    }
  }
  host::Answer busy;
  busy.error = {Errc::busy, "too many commands are waiting; try again in a moment"};
  done(std::move(busy));
}

std::shared_ptr<void> DemoService::on_commit(std::function<void(std::uint64_t)> wake) {
  auto listener = std::make_shared<std::function<void(std::uint64_t)>>(std::move(wake));
  const std::lock_guard lock(mutex_);
  listeners_.push_back(listener);
  return listener;
}

void DemoService::answer(Waiting waiting) {
  host::Answer answer = world_.shard().run(waiting.first);
  if (const auto settled = world_.settle(); !settled && answer.kind != host::Answer::Kind::failed)
    answer.error = settled.error();
  waiting.second(std::move(answer));
  tell();
}

void DemoService::serve_for(std::chrono::milliseconds span) {
  const auto until = std::chrono::steady_clock::now() + span;
  for (;;) {
    std::unique_lock lock(mutex_);
    if (!wake_.wait_until(lock, until, [&] { return !queue_.empty(); })) return;
    Waiting waiting = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    answer(std::move(waiting));
  }
}

void DemoService::tell() {
  now_ms_ = world_.now().ms;
  last_seq_ = world_.shard().last_seq();
  std::vector<std::shared_ptr<std::function<void(std::uint64_t)>>> listening;
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(listeners_, [](const auto& weak) { return weak.expired(); });
    for (const auto& weak : listeners_)
      if (auto strong = weak.lock()) listening.push_back(std::move(strong));
  }
  for (const auto& listener : listening) (*listener)(last_seq_);
}

}  // namespace tf::cli

#include "host/outbox_worker.h"

#include <future>

#include "base/json.h"
#include "base/log.h"
#include "base/text.h"

namespace tf::host {

namespace {

constexpr std::size_t kPage = 200;
constexpr auto kIdle = std::chrono::seconds(1);

Milliseconds backoff(std::uint32_t tries) {
  const Milliseconds wait = 2 * kSecond << std::min<std::uint32_t>(tries, 11);
  return std::min(wait, kHour);
}

// Why it failed for good, and what it was, so that the case can have it tried again.
Value failure(const store::OutboxRow& row, const Error& why) {
  const auto request = parse_json(row.payload);
  return Value::record(
      {{"error", Value::text(why.text)}, {"request", request ? *request : Value()}});
}

}  // namespace

OutboxWorker::OutboxWorker(store::Store& store, Service& service, const Clock& clock,
                           std::unique_ptr<Outside> outside,
                           std::function<void(store::OutboxRow)> retry)
    : store_(store),
      service_(service),
      clock_(clock),
      outside_(std::move(outside)),
      retry_(std::move(retry)),
      thread_([this] { loop(); }) {}

OutboxWorker::~OutboxWorker() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void OutboxWorker::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  wake_.notify_one();
}

void OutboxWorker::loop() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, kIdle, [this] { return woken_ || stop_; });
      woken_ = false;
      if (stop_) return;
    }
    while (pass() == kPage) {
      const std::lock_guard lock(mutex_);
      if (stop_) return;
    }
  }
}

std::size_t OutboxWorker::pass() {
  const auto due = store_.outbox(clock_.now().ms, kPage);
  if (!due) return 0;
  std::vector<std::future<void>> answered;
  for (store::OutboxRow row : *due) {
    const Result<Value> answer = outside_->perform(row);
    ++row.tries;
    if (!answer && row.tries < kMostTries) {
      log_warn("effect failed, will be tried again",
               {{"key", row.key}, {"why", answer.error().text}});
      row.last_error = answer.error().text;
      row.next_ms = clock_.now().ms + backoff(row.tries);
      retry_(std::move(row));
      continue;
    }
    Request request;
    request.case_ref = cat(row.case_id);
    request.actor = {"", "engine", ""};
    const bool done_well = answer && (*answer)["outcome"] != Value::text("failed");
    request.body =
        core::FinishEffect{row.effect, done_well, answer ? *answer : failure(row, answer.error())};
    auto done = std::make_shared<std::promise<void>>();
    answered.push_back(done->get_future());
    service_.submit(std::move(request), [done](const Answer&) { done->set_value(); });
  }
  for (auto& future : answered) future.wait_for(std::chrono::seconds(30));
  return due->size();
}

}  // namespace tf::host

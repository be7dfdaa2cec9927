#include "host/outbox_worker.h"

#include <algorithm>
#include <future>

#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "host/digest.h"
#include "host/opened.h"
#include "host/outbox_retry.h"
#include "plugin/lua_api.h"

namespace tf::host {

namespace {

constexpr std::size_t kOutboxPage = 200, kMostDigested = 10'000;
constexpr auto kIdle = std::chrono::seconds(1);

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
  stop();
}

void OutboxWorker::stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
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
    while (pass() >= kOutboxPage) {
      const std::lock_guard lock(mutex_);
      if (stop_) return;
    }
  }
}

// What is due; digests whole, however many cases they speak of.
std::vector<store::OutboxRow> OutboxWorker::due() {
  auto rows = store_.outbox(clock_.now().ms, kOutboxPage);
  if (!rows) return {};
  const bool digests =
      std::ranges::any_of(*rows, [](const auto& row) { return row.kind == kDigest; });
  if (digests && rows->size() == kOutboxPage)
    if (auto more = store_.outbox(clock_.now().ms, kMostDigested)) rows = std::move(more);
  return *std::move(rows);
}

// What goes out is open; the rows themselves, and what a failure says of them, stay sealed.
std::vector<store::OutboxRow> OutboxWorker::opened(std::vector<store::OutboxRow> rows) {
  for (store::OutboxRow& row : rows) row.payload = opened_json(store_, row.payload);
  return rows;
}

std::vector<Result<Value>> OutboxWorker::perform(const std::vector<store::OutboxRow>& rows) {
  std::vector<Result<Value>> answers(rows.size(), Value{});
  for (const Digest& digest : merge_digests(rows))
    if (auto sent = outside_->perform(digest.message); !sent)
      for (const std::size_t row : digest.rows) answers[row] = std::unexpected(sent.error());
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].kind != kDigest) answers[i] = outside_->perform(rows[i]);
  return answers;
}

std::size_t OutboxWorker::pass() {
  std::vector<store::OutboxRow> rows = due();
  std::vector<Result<Value>> answers = perform(opened(rows));
  std::vector<std::future<void>> answered;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    store::OutboxRow& row = rows[i];
    const Result<Value>& answer = answers[i];
    ++row.tries;
    const bool asks = answer && (*answer)["retry"].is(Value::Kind::text);
    const auto span = asks ? plugin::parse_span((*answer)["retry"].as_text()) : std::nullopt;
    const auto again = !answer || asks ? next_attempt(row, clock_.now(), span) : std::nullopt;
    if (again) {
      row.last_error = asks ? "asked for another try" : answer.error().text;
      log_warn("effect failed, will be tried again", {{"key", row.key}, {"why", row.last_error}});
      row.next_ms = again->ms;
      retry_(std::move(row));
      continue;
    }
    Request request;
    request.case_ref = cat(row.case_id);
    request.actor = {"", "engine", ""};
    const bool done_well = answer && !asks && (*answer)["outcome"] != Value::text("failed");
    request.body = core::FinishEffect{row.effect, done_well,
                                      !answer ? failure(row, answer.error())
                                      : asks  ? Value()
                                              : *answer};
    auto done = std::make_shared<std::promise<void>>();
    answered.push_back(done->get_future());
    service_.submit(std::move(request), [done](const Answer&) { done->set_value(); });
  }
  for (auto& future : answered) future.wait_for(std::chrono::seconds(30));
  return rows.size();
}

}  // namespace tf::host

#include "host/engine_service.h"

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <future>
#include <limits>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "base/text.h"
#include "host/erasure.h"
#include "host/outbox_worker.h"
#include "host/reading_service.h"

namespace tf::host {

namespace {

using Waiting = std::pair<Request, std::function<void(Answer)>>;

class EngineService : public ReadingService {
 public:
  EngineService(std::shared_ptr<const core::Catalog> catalog, std::unique_ptr<store::Store> store,
                std::shared_ptr<const Clock> clock, EngineOptions options)
      : catalog_(std::move(catalog)),
        store_(std::move(store)),
        clock_(std::move(clock)),
        options_(options) {}

  // The outbox worker waits for answers of the shard's thread, and that thread wakes the worker:
  // the one ends first, the other goes last.
  ~EngineService() override {
    if (outbox_) outbox_->stop();
    {
      std::vector<std::future<void>> counting;
      const std::lock_guard lock(erasing_mutex_);
      counting.swap(counting_);  // each waited for
    }
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

  Result<void> start(std::unique_ptr<Outside> outside) {
    options_.shard.load_ahead = true;
    shard_ = TF_TRY(Shard::open(catalog_, *store_, *clock_, options_.shard));
    catalog_ = shard_->shared_catalog();
    last_seq_ = shard_->last_seq();
    if (outside)
      outbox_ = std::make_unique<OutboxWorker>(*store_, *this, *clock_, std::move(outside),
                                               [this](store::OutboxRow row) {
                                                 {
                                                   const std::lock_guard lock(mutex_);
                                                   retries_.push_back(std::move(row));
                                                 }
                                                 wake_.notify_one();
                                               });
    thread_ = std::thread([this] { loop(); });
    return {};
  }

  void submit(Request request, std::function<void(Answer)> done) override {
    bool notify = false;
    if (!request.key.empty()) request.prints = prints_of(request);
    {
      const std::lock_guard lock(mutex_);
      if (stop_ || queue_.size() >= kMaxQueued) {
        Answer busy;
        busy.error = {Errc::busy, "too many commands are waiting; try again in a moment",
                      "等待办理的请求太多，请稍后再试"};
        done(std::move(busy));
        return;
      }
      notify = queue_.empty();
      queue_.emplace_back(std::move(request), std::move(done));
    }
    if (notify) wake_.notify_one();
  }

  Result<PublishAnswer> publish(std::shared_ptr<const core::Catalog> catalog,
                                const std::string& by) override {
    auto job = std::make_shared<Publishing>();
    job->catalog = std::move(catalog);
    job->by = by;
    auto answer = job->answer.get_future();
    {
      const std::lock_guard lock(mutex_);
      if (stop_) return fail(Errc::busy, "the engine is stopping", "正在停止");
      publishing_.push_back(std::move(job));
    }
    wake_.notify_one();
    return answer.get();
  }
  // What hangs on the keys is counted beside the shard's thread, which does the rest.
  void erase(ErasureRequest request, std::function<void(Result<std::string>)> done) override {
    const std::lock_guard lock(erasing_mutex_);
    std::erase_if(counting_, [](const auto& one) {
      return one.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    });
    counting_.push_back(std::async(
        std::launch::async, [this, request = std::move(request), done = std::move(done)] {
          Result<Erasure> plan = plan_of(request);
          if (!plan) return done(std::unexpected(plan.error()));
          plan->by = request.by;
          plan->what.reason = request.reason;
          auto job = std::make_shared<Erasing>();
          job->plan = std::move(*plan);
          auto erased = job->done.get_future();
          {
            const std::lock_guard queue(mutex_);
            if (stop_) return done(fail(Errc::busy, "the engine is stopping", "正在停止"));
            erasing_.push_back(job);
          }
          wake_.notify_one();
          const Result<void> outcome = erased.get();
          if (!outcome) return done(std::unexpected(outcome.error()));
          done(erasure_json(job->plan));
        }));
  }
  std::uint64_t last_seq() const override { return last_seq_; }
  std::shared_ptr<void> on_commit(std::function<void(std::uint64_t)> wake) override {
    auto listener = std::make_shared<std::function<void(std::uint64_t)>>(std::move(wake));
    const std::lock_guard lock(listeners_mutex_);
    listeners_.push_back(listener);
    return listener;
  }
  std::map<std::string, double> figures() const override {
    std::size_t queued = 0;
    {
      const std::lock_guard lock(mutex_);
      queued = queue_.size();
    }
    return {{"commands_total", static_cast<double>(commands_)},
            {"refusals_total", static_cast<double>(refusals_)},
            {"commits_total", static_cast<double>(commits_)},
            {"timers_fired_total", static_cast<double>(timers_)},
            {"queue_length", static_cast<double>(queued)},
            {"timer_lag_seconds", static_cast<double>(lag()) / 1000.0},
            {"timer_lag_most_seconds", static_cast<double>(most_lag_ms_) / 1000.0},
            {"clock_steps_total", static_cast<double>(clock_steps_)}};
  }
  bool ready() const override { return shard_ != nullptr; }
  std::optional<Error> trouble() const override {
    const std::lock_guard lock(trouble_mutex_);
    return trouble_;
  }
  bool virtual_clock() const override { return options_.virtual_clock; }
  Instant now() const override { return clock_->now(); }

 private:
  // Commands first, then a bounded number of due cases, round by round: neither starves the other.
  void loop() {
    std::optional<std::int64_t> next = next_due();
    bool more = false;
    for (;;) {
      std::vector<Waiting> taken;
      std::vector<store::OutboxRow> retries;
      std::vector<std::shared_ptr<Publishing>> jobs;
      std::vector<std::shared_ptr<Erasing>> erasures;
      bool stopping = false;
      {
        std::unique_lock lock(mutex_);
        if (queue_.empty() && retries_.empty() && publishing_.empty() && erasing_.empty() &&
            !more && !stop_ && !overdue(next))
          wake_.wait_for(lock, pause_until(next));
        const std::size_t n = std::min(queue_.size(), options_.batch);
        taken.assign(std::make_move_iterator(queue_.begin()),
                     std::make_move_iterator(queue_.begin() + static_cast<std::ptrdiff_t>(n)));
        queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(n));
        retries.swap(retries_);
        jobs.swap(publishing_);
        erasures.swap(erasing_);
        stopping = stop_ && queue_.empty();
      }
      watch_clock();
      try_writing();
      const bool served = !taken.empty() && serve(taken);
      if (!retries.empty()) static_cast<void>(shard_->settle_outbox(retries));
      bool moved = overdue(next) && fire(*next);
      moved = take_in(jobs) || moved;
      for (const auto& job : erasures) job->done.set_value(shard_->erase(job->plan));
      more = go_on();
      moved = moved || more || !erasures.empty();
      const Shard::Left left = shard_->left();
      if (moved || options_.virtual_clock)  // such a clock may only now have begun
        next = next_due();
      else if (left.wake_ms)  // a timer that is gone rings once for nothing
        next_ms_ = *(next = std::min(*left.wake_ms, next.value_or(*left.wake_ms)));
      if (served || moved) publish(left.effects);
      if (stopping) return;
    }
  }

  store::Store& store() const override { return *store_; }
  std::shared_ptr<const core::Catalog> catalog() const override {
    const std::lock_guard lock(mutex_);
    return catalog_;
  }

  struct Publishing {
    std::shared_ptr<const core::Catalog> catalog;
    std::string by;
    std::promise<Result<PublishAnswer>> answer;
  };
  struct Erasing {
    Erasure plan;
    std::promise<Result<void>> done;
  };
  Result<Erasure> plan_of(const ErasureRequest& request) {
    if (!request.person.empty()) return plan_person_erasure(*store_, request.town, request.person);
    const store::CaseRow row = TF_TRY(case_row(request.case_ref));
    if (!request.town.empty() && row.town != request.town)
      return fail(Errc::not_found, cat("there is no case ", request.case_ref),
                  cat("没有事项 ", request.case_ref));
    return plan_case_erasure(*store_, *catalog(), CaseId{row.id});
  }
  // Whether something was committed. Readers see the new catalog once the shard has it.
  bool take_in(const std::vector<std::shared_ptr<Publishing>>& jobs) {
    for (const auto& job : jobs) {
      const auto recorded = shard_->publish(job->catalog, job->by);
      if (!recorded) {
        job->answer.set_value(std::unexpected(recorded.error()));
        continue;
      }
      {
        const std::lock_guard lock(mutex_);
        catalog_ = shard_->shared_catalog();
      }
      job->answer.set_value(
          PublishAnswer{*recorded, catalog_->sources ? catalog_->sources->hash : ""});
    }
    return !jobs.empty();
  }
  // One page of rules on their way to running cases; when the store says no, the next round tries
  // again. Whether there may be more.
  bool go_on() {
    if (const auto begun = shard_->begin_due_rules(); !begun)
      log_error("rules could not be begun", {{"why", begun.error().text}});
    const auto moved = shard_->go_on();
    if (!moved) log_error("rules could not be applied", {{"why", moved.error().text}});
    return moved && moved->has_value();
  }

  // The host's clock against one that cannot be set. Back: rows are stamped no earlier than the
  // last one, and timers wait for the clock to come by again. Forward: what is due by it fires, in
  // order.
  void watch_clock() {
    const auto steady = std::chrono::duration_cast<std::chrono::milliseconds>(
                            std::chrono::steady_clock::now().time_since_epoch())
                            .count();
    const std::int64_t ahead = clock_->now().ms - steady;
    const std::int64_t step = ahead - ahead_ms_.value_or(ahead);
    ahead_ms_ = ahead;
    if (options_.virtual_clock || std::abs(step) < kClockStep) return;
    ++clock_steps_;
    log_warn("the host's clock was set", {{"by_seconds", cat(step / 1000)}});
  }

  bool overdue(const std::optional<std::int64_t>& next) const {
    return options_.timers_on && next && *next < clock_->now().ms;
  }
  std::chrono::milliseconds pause_until(const std::optional<std::int64_t>& next) const {
    constexpr std::int64_t kLongest = 500;
    if (!next || !options_.timers_on) return std::chrono::milliseconds(kLongest);
    return std::chrono::milliseconds(
        std::clamp<std::int64_t>(*next - clock_->now().ms + 1, 1, kLongest));
  }
  std::optional<std::int64_t> next_due() {
    const auto next = shard_->next_due();
    const auto ms = next && *next ? std::optional((*next)->ms) : std::nullopt;
    next_ms_ = ms.value_or(std::numeric_limits<std::int64_t>::max());
    return ms;
  }
  // How late the earliest timer is now; 0 when none is.
  std::int64_t lag() const {
    return options_.timers_on ? std::max<std::int64_t>(0, clock_->now().ms - next_ms_) : 0;
  }

  bool serve(std::vector<Waiting>& taken) {
    std::vector<Request> requests;
    requests.reserve(taken.size());
    for (Waiting& waiting : taken) requests.push_back(std::move(waiting.first));
    std::vector<Answer> answers = shard_->run(requests);
    watch_writing(answers);
    if (auto now = shard_->shared_catalog(); now != catalog_) {  // a roll was changed
      const std::lock_guard lock(mutex_);
      catalog_ = std::move(now);
    }
    for (std::size_t i = 0; i < taken.size(); ++i) {
      ++commands_;
      if (answers[i].kind == Answer::Kind::refused) ++refusals_;
      taken[i].second(std::move(answers[i]));
    }
    return true;
  }

  // Told once when it begins and once when it is over, however many commands hear of it.
  void writing_failed(const Error& error) {
    const std::lock_guard lock(trouble_mutex_);
    if (!trouble_) log_error("nothing can be written; reading goes on", {{"why", error.text}});
    if (!trouble_) try_at_ = std::chrono::steady_clock::now() + kTryAgain;
    trouble_ = error;
  }
  void writing_works() {
    const std::lock_guard lock(trouble_mutex_);
    if (trouble_) log_info("writing works again", {});
    trouble_.reset();
  }
  void watch_writing(const std::vector<Answer>& answers) {
    for (const Answer& answer : answers) {
      if (answer.repeated) continue;
      if (answer.kind != Answer::Kind::failed) return writing_works();
      const Errc code = answer.error.code;
      if (code == Errc::full || code == Errc::io || code == Errc::corrupt)
        return writing_failed(answer.error);
    }
  }
  // While nothing can be written nobody may come to try: the engine does, until it can.
  void try_writing() {
    constexpr std::size_t kTrial = std::size_t{64} << 10U;  // bytes: about what a busy commit takes
    if (!trouble() || std::chrono::steady_clock::now() < try_at_) return;
    try_at_ = std::chrono::steady_clock::now() + kTryAgain;
    store::Batch batch;
    batch.settings["engine/tried"] = std::string(kTrial, '.');
    if (!store_->commit(batch)) return;
    batch.settings["engine/tried"] = to_utc_string(clock_->now());
    if (store_->commit(batch)) writing_works();
  }

  bool fire(std::int64_t due_ms) {
    const std::int64_t late = clock_->now().ms - due_ms;
    const auto begin = std::chrono::steady_clock::now();
    const auto fired = shard_->fire_due(timers_at_once_);
    const auto took = std::chrono::steady_clock::now() - begin;
    if (!fired) {
      writing_failed(fired.error());
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      return false;
    }
    if (*fired != 0) writing_works();
    timers_ += *fired;
    if (*fired > 0) most_lag_ms_ = std::max<std::int64_t>(most_lag_ms_, late);
    share_time(*fired, took);
    return true;
  }

  // As many timers a commit as fit into kTimerShare: a command that comes meanwhile waits no longer
  // than that, however slow the disk; and a storm is not paid for commit by commit.
  void share_time(std::size_t fired, std::chrono::steady_clock::duration took) {
    if (took > kTimerShare)
      timers_at_once_ = std::max(kFewestTimers, timers_at_once_ / 2);
    else if (fired >= timers_at_once_ && took < kTimerShare / 2)
      timers_at_once_ = std::min(kMostTimers, timers_at_once_ * 2);
  }

  void publish(bool effects) {
    last_seq_ = shard_->last_seq();
    commits_ = shard_->commits();
    std::vector<std::shared_ptr<std::function<void(std::uint64_t)>>> now_listening;
    {
      const std::lock_guard lock(listeners_mutex_);
      std::erase_if(listeners_, [](const auto& weak) { return weak.expired(); });
      for (const auto& weak : listeners_)
        if (auto strong = weak.lock()) now_listening.push_back(std::move(strong));
    }
    for (const auto& listener : now_listening) (*listener)(last_seq_);
    if (outbox_ && effects) outbox_->wake();
  }

  std::shared_ptr<const core::Catalog> catalog_;
  std::unique_ptr<store::Store> store_;
  std::shared_ptr<const Clock> clock_;
  EngineOptions options_;
  std::unique_ptr<Shard> shard_;
  std::unique_ptr<OutboxWorker> outbox_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Waiting> queue_;
  std::vector<store::OutboxRow> retries_;
  std::vector<std::shared_ptr<Erasing>> erasing_;
  std::mutex erasing_mutex_;
  std::vector<std::future<void>> counting_;
  std::vector<std::shared_ptr<Publishing>> publishing_;
  bool stop_ = false;
  std::mutex listeners_mutex_;
  mutable std::mutex trouble_mutex_;
  std::optional<Error> trouble_;  // of writing; guarded
  static constexpr std::chrono::seconds kTryAgain{1};
  std::chrono::steady_clock::time_point try_at_;  // the shard's thread only
  std::vector<std::weak_ptr<std::function<void(std::uint64_t)>>> listeners_;
  std::atomic<std::uint64_t> last_seq_ = 0, commands_ = 0, refusals_ = 0, commits_ = 0, timers_ = 0;
  std::atomic<std::int64_t> next_ms_ = std::numeric_limits<std::int64_t>::max(), most_lag_ms_ = 0;
  std::atomic<std::uint64_t> clock_steps_ = 0;
  std::thread thread_;

  static constexpr std::int64_t kClockStep = 2'000;
  std::optional<std::int64_t> ahead_ms_;
  static constexpr auto kTimerShare = std::chrono::milliseconds(40);
  static constexpr std::size_t kFewestTimers = 16, kMostTimers = 4096;
  std::size_t timers_at_once_ = options_.timers;
};

}  // namespace

Result<std::unique_ptr<Service>> open_engine(std::shared_ptr<const core::Catalog> catalog,
                                             std::unique_ptr<store::Store> store,
                                             std::shared_ptr<const Clock> clock,
                                             std::unique_ptr<Outside> outside,
                                             EngineOptions options) {
  auto service = std::make_unique<EngineService>(std::move(catalog), std::move(store),
                                                 std::move(clock), options);
  TF_OK(service->start(std::move(outside)));
  return service;
}

}  // namespace tf::host

// The running engine under a clock that is set back and forward, and what it sends out. Nothing
// here looks at how long something takes: each wait ends when what it waits for is there.
#include "host/engine_service.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <limits>
#include <mutex>
#include <thread>

#include "base/json.h"
#include "base/text.h"
#include "core/codec.h"
#include "store/faulty_store.h"
#include "support/small_town.h"

namespace tf::host {
namespace {

class HandClock : public Clock {
 public:
  Instant now() const override { return Instant{ms_.load()}; }
  void set(const char* text) { ms_ = parse_instant(text)->ms; }

 private:
  std::atomic<std::int64_t> ms_ = 0;
};

// Keeps what is sent; says no to the first `refused` of them.
class Letters : public Outside {
 public:
  struct Kept {
    std::mutex mutex;
    std::vector<store::OutboxRow> sent;
    int refused = 0;
  };
  explicit Letters(std::shared_ptr<Kept> kept) : kept_(std::move(kept)) {}
  Result<Value> perform(const store::OutboxRow& effect) override {
    const std::lock_guard lock(kept_->mutex);
    kept_->sent.push_back(effect);
    if (kept_->refused-- > 0) return fail(Errc::unavailable, "no line");
    return Value{};
  }

 private:
  std::shared_ptr<Kept> kept_;
};

constexpr const char* kServiceErrand =
    "workflow: errand\n"
    "steps:\n"
    "  first: {task: work, who: clerk, due: answer, ladder: plain}\n"
    "  over: {end: done}\n";
constexpr const char* kServiceLadders =
    "ladders: small\n"
    "plain: {L1: {at: due, light: yellow, digest: {to: cadre, at: 08:30}}}\n";

class EngineServiceTest : public testing::Test {
 protected:
  EngineServiceTest() {
    clock->set("2026-03-10T09:00:00+08:00");
    model::Diagnostics out;
    auto towns = core::load_towns({{"small/town.yaml", support::kSmallTown},
                                   {"small/roles.yaml", support::kSmallRoles},
                                   {"small/people.yaml", support::kSmallPeople},
                                   {"small/ladders.yaml", kServiceLadders},
                                   {"small/deadlines.yaml", support::kSmallDeadlines},
                                   {"small/errand.yaml", kServiceErrand}},
                                  out);
    EXPECT_FALSE(out.has_errors()) << to_text(out, model::Language::en);
    auto catalog = std::make_shared<core::Catalog>();
    catalog->add(std::move(towns.front().town));
    auto memory = std::make_unique<store::FaultyStore>(store::memory_store());
    store = faulty = memory.get();
    service = std::move(
        *open_engine(catalog, std::move(memory), clock, std::make_unique<Letters>(letters)));
  }
  void open() {
    const Answer answer = ask();
    EXPECT_EQ(answer.kind, Answer::Kind::accepted) << answer.rejection.en << answer.error.text;
  }
  Answer ask() {
    core::OpenCase body;
    body.town = "small";
    body.workflow = "errand";
    body.data = Value::record({{"grid", Value::text("dale")}});
    std::promise<Answer> done;
    service->submit({cat("k", ++keys), "small", "", {"ann", "claimed", ""}, body},
                    [&](const Answer& answer) { done.set_value(answer); });
    return done.get_future().get();
  }
  template <class Condition>
  bool becomes(const Condition& condition) {
    for (int i = 0; i < 20'000; ++i) {
      if (condition()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return false;
  }
  double figure(const char* name) { return service->figures()[name]; }
  bool fired(int n) {
    return becomes([&] { return figure("timers_fired_total") >= n; });
  }
  // Once the engine has looked at its clock again.
  bool stepped(double n) {
    return becomes([&] { return figure("clock_steps_total") >= n; });
  }
  std::size_t sent() {
    const std::lock_guard lock(letters->mutex);
    return letters->sent.size();
  }
  // What was fired, and whether stamps and what counts never ran backwards.
  std::vector<std::string> firings() {
    std::vector<std::string> out;
    Instant last{};
    const auto rows = *store->read_all(0, 1000);
    for (const store::JournalRow& row : rows) {
      EXPECT_GE(row.at, last);
      last = row.at;
      const auto body = *core::decode_row(row.body);
      if (!std::holds_alternative<core::FireTimers>(body.command)) continue;
      const auto& passed = std::get<core::TimePassed>(body.events.at(0));
      out.push_back(cat(row.case_id & 0xffU, " ", to_utc_string(passed.at)));
      EXPECT_LE(passed.at, passed.seen);
    }
    return out;
  }

  std::shared_ptr<HandClock> clock = std::make_shared<HandClock>();
  std::shared_ptr<Letters::Kept> letters = std::make_shared<Letters::Kept>();
  store::Store* store = nullptr;
  store::FaultyStore* faulty = nullptr;  // the same
  std::unique_ptr<Service> service;
  int keys = 0;
};

TEST_F(EngineServiceTest, AFullDiskIsToldUntilItCanBeWrittenAgain) {
  open();
  EXPECT_FALSE(service->trouble());
  const std::uint64_t next = faulty->commits() + 1;
  for (const std::uint64_t n : {next, next + 1})  // the command's, and the first try of its own
    faulty->fail({n, store::Fault::When::before, Errc::full});
  const Answer answer = ask();
  EXPECT_EQ(answer.kind, Answer::Kind::failed);
  EXPECT_EQ(answer.error.code, Errc::full);
  ASSERT_TRUE(service->trouble());
  EXPECT_EQ(service->trouble()->code, Errc::full);
  EXPECT_TRUE(becomes([&] { return !service->trouble(); }));  // though nobody came to try
  open();
}

TEST_F(EngineServiceTest, AClockSetForwardFiresEachTimerOnceInOrder) {
  open();
  clock->set("2026-03-10T09:00:01+08:00");
  open();
  clock->set("2026-03-10T20:00:00+08:00");
  EXPECT_TRUE(fired(2));
  EXPECT_TRUE(stepped(1));
  EXPECT_EQ(firings(),
            (std::vector<std::string>{"1 2026-03-10T04:00:00Z", "2 2026-03-10T04:00:01Z"}));
}

TEST_F(EngineServiceTest, AClockSetBackDelaysAndFiresNothingAgain) {
  open();
  clock->set("2026-03-10T12:00:01+08:00");
  EXPECT_TRUE(fired(1));
  const double steps = figure("clock_steps_total");
  clock->set("2026-03-08T09:00:00+08:00");  // two days back
  EXPECT_TRUE(stepped(steps + 1));
  open();  // stamped no earlier than the row before it
  EXPECT_EQ(firings(), std::vector<std::string>{"1 2026-03-10T04:00:00Z"});
  const auto second = *store->case_row(case_id(1, 2).value);
  EXPECT_EQ(to_utc_string(Instant{second->opened_ms}), "2026-03-10T04:00:01Z");
  clock->set("2026-03-10T14:59:00+08:00");  // its three hours are not over
  EXPECT_TRUE(stepped(steps + 2));
  open();
  EXPECT_EQ(figure("timers_fired_total"), 1);
  clock->set("2026-03-11T09:00:00+08:00");
  EXPECT_TRUE(fired(3));
  EXPECT_EQ(firings(), (std::vector<std::string>{"1 2026-03-10T04:00:00Z", "2 2026-03-10T07:00:01Z",
                                                 "3 2026-03-10T09:59:00Z"}));
}

TEST_F(EngineServiceTest, ADigestIsOneMessageUntilItArrives) {
  letters->refused = 1;
  for (int i = 0; i < 3; ++i) open();
  clock->set("2026-03-10T13:00:00+08:00");
  EXPECT_TRUE(fired(3));
  EXPECT_TRUE(becomes([&] { return store->counts()->outbox == 3; }));
  EXPECT_EQ(sent(), 0u);  // nothing goes out before 08:30
  clock->set("2026-03-11T08:30:00+08:00");
  EXPECT_TRUE(becomes([&] {  // refused, and when to try again is written down
    const auto rows = *store->outbox(std::numeric_limits<std::int64_t>::max(), 10);
    return std::ranges::all_of(rows, [](const auto& row) { return row.tries == 1; });
  }));
  EXPECT_EQ(sent(), 1u);
  clock->set("2026-03-11T08:40:00+08:00");
  EXPECT_TRUE(becomes([&] { return store->counts()->outbox == 0; }));
  service.reset();
  ASSERT_EQ(letters->sent.size(), 2u);
  EXPECT_EQ(letters->sent[0].key, letters->sent[1].key);
  const auto payload = *parse_json(letters->sent[1].payload);
  EXPECT_EQ(payload["to"], Value::list({Value::text("dan")}));
  EXPECT_EQ(payload["with"]["items"].as_list().size(), 3u);
}

}  // namespace
}  // namespace tf::host

// Shard: the single writer of its towns' cases: takes commands, runs a turn for each in memory,
// commits them together, then answers. Nobody is answered before the commit; when it fails, the
// touched cases are dropped from memory and everybody hears the truth.
//
//     Request --(idempotency)--> Command --Turn--> events --project--> Batch --commit--> Answer
//
// Time:    whatever Clock says when a batch begins; a case's overdue timers run before its command,
// in due order. Threads: none of its own but a reader, where asked for; all calls from one thread.
// Service (engine_service.h) gives it one. Limits:  kMostFollows internal turns per cause;
// kMostCached cases in memory.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "core/turn.h"
#include "host/service.h"
#include "plugin/worker.h"
#include "store/store.h"

namespace tf::host {

struct ShardOptions {
  std::size_t most_cached = 20'000;
  std::uint32_t snapshot_every = 64;  // journal rows of a case
  // Only these processes open by the calendar; none given: all.
  std::optional<std::set<std::string>> schedules_of = std::nullopt;
  plugin::Launch isolate = {};  // as for bind_towns, where an old process is bound again
  bool load_ahead = false;      // a thread reads the cases that fire next (case_loader.h)
};

struct Erasure;  // erasure.h

class Shard {
 public:
  static constexpr std::size_t kMostFollows = 1000;

  // Reads head and counters. Errc::invalid when a town of the store is missing from the catalog.
  static Result<std::unique_ptr<Shard>> open(std::shared_ptr<const core::Catalog> catalog,
                                             store::Store& store, const Clock& clock,
                                             ShardOptions options = {});
  ~Shard();

  // One batch, one commit. Answers in the order of the requests.
  std::vector<Answer> run(std::span<const Request> requests);
  Answer run(const Request& request);  // a batch of one
  // The same, when a request stands on what one before it in the batch will have done: `prepare`
  // completes it just before its turn, from the answers so far, which are not durable yet.
  using Prepare = std::function<void(Request& request, std::span<const Answer> before)>;
  std::vector<Answer> run(std::span<Request> requests, const Prepare& prepare);
  // What run() would answer; nothing of it is kept. Effects of one request on the next show.
  std::vector<Answer> rehearse(std::span<const Request> requests);
  // Fires everything due before now on at most `limit` cases, soonest first, in one commit. How
  // many cases.
  // A turn of a schedule counts as one; it goes before the timers due after it.
  Result<std::size_t> fire_due(std::size_t limit);
  // The next instant at which something moves by itself: a timer, or a turn of a schedule.
  Result<std::optional<Instant>> next_due();
  // Effects done or to be tried again (outbox worker): one commit.
  Result<void> settle_outbox(const std::vector<store::OutboxRow>& retry);

  // New catalog, between two batches: no turn sees half of it, and what cases stand on stays. When
  // its files differ from those published before, a row in the chain of case 0 says who did it and
  // what they say now. Whether one was written. Versions whose files say `apply: running` are
  // begun.
  Result<bool> publish(std::shared_ptr<const core::Catalog> catalog, const std::string& by = {});
  // Every open case of `town` and `workflow` moves to the rules it would be opened with now, each
  // in its own turn; `by` is recorded. How many cases moved.
  Result<std::size_t> apply_rules(const std::string& town, const std::string& workflow,
                                  const std::string& by);
  // Between two batches: keys destroyed and the row written, both durable on return (erasure.h).
  Result<void> erase(const Erasure& erasure);
  // Begins versions that say `apply: running` and whose date has come. Cheap on the same day.
  Result<void> begin_due_rules();
  // Goes on with what was begun, rules and signals, behind a durable cursor: at most kCasesAPage
  // cases, one commit. How many moved; nothing when all is done, after a crash too.
  static constexpr std::size_t kCasesAPage = 200;
  Result<std::optional<std::size_t>> go_on();

  const core::Catalog& catalog() const;
  std::shared_ptr<const core::Catalog> shared_catalog() const;
  store::Store& store();
  std::uint64_t last_seq() const;
  std::uint64_t commits() const;
  // What the commits since the last call left to do: effects to perform, and the earliest moment at
  // which one of their cases moves by itself. Spares asking the store after each.
  struct Left {
    bool effects = false;
    std::optional<std::int64_t> wake_ms;
  };
  Left left();
  // The state of a case now, from memory or journal; not_found.
  Result<core::CaseState> state(CaseId id);
  // "42", "1099511627818" or "RIVERSIDE-2026-0042".
  Result<CaseId> find_case(const std::string& ref, const std::string& town = {});

 private:
  struct Impl;
  explicit Shard(std::unique_ptr<Impl> impl);
  template <class NextRequest>
  std::vector<Answer> run_batch(std::size_t count, const NextRequest& next, bool rehearsal = false);
  std::unique_ptr<Impl> impl_;
};

// The state of a case as the store has it, by snapshot and journal; from any thread. `upto`: its
// case_seq, 0 = all.
Result<core::CaseState> load_state(store::Store& store, CaseId id, std::uint64_t upto = 0,
                                   Hash* case_hash = nullptr);
// The answer's JSON for a state (service.h, Answer::body).
std::string answer_json(const core::CaseState& state, const core::Catalog& catalog,
                        std::uint64_t case_seq);

}  // namespace tf::host

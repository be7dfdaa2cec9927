// The store of timer_bench: so many cases that wait, each with a moment of its own, written as the
// engine writes them: one is opened by the engine itself, the others are told the same of another
// id. Unsynced, in a process of its own.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "base/text.h"
#include "core/codec.h"
#include "core/replay.h"
#include "host/shard.h"
#include "host/system_clock.h"
#include "store/projector.h"
#include "store/store.h"

namespace tf::bench {

[[noreturn]] inline void give_up(const std::string& why) {
  std::fprintf(stderr, "timer_bench: %s\n", why.c_str());
  std::exit(1);
}
template <class T>
T need(Result<T> result) {
  if (!result) give_up(result.error().text);
  return std::move(*result);
}

inline Instant now() {
  return host::SystemClock().now();
}

inline void in_child(const std::function<void()>& part) {
  std::fflush(stdout);
  const pid_t child = ::fork();
  if (child == 0) {
    part();
    std::fflush(stdout);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (status != 0) give_up("a part did not end well");
}

// One case opened by the engine itself: its events, to be told again of another id and moment.
inline core::RowBody one_opened(const std::shared_ptr<const core::Catalog>& catalog) {
  const auto store = store::memory_store();
  const host::SystemClock clock;
  const auto shard = need(host::Shard::open(catalog, *store, clock));
  core::OpenCase open;
  open.town = "bench";
  open.workflow = "later";
  open.data = Value::record({{"at", Value::text("2099-01-01")}});
  const auto answer = shard->run({"k", "bench", "", {"ann", "claimed", ""}, open});
  if (answer.kind != host::Answer::Kind::accepted)
    give_up("the case is refused: " + answer.rejection.en);
  return need(core::decode_row(need(store->read_all(0, 1)).at(0).body));
}

using Due = std::function<Instant(std::uint64_t)>;

// The rows of the cases from `first` on, one after the other as a shard would write them.
class Writer {
 public:
  Writer(core::RowBody like, store::Head head, Due due)
      : body_(std::move(like)), head_(head), due_(std::move(due)) {}

  store::Batch next(std::uint64_t first, std::uint64_t count) {
    store::Batch batch;
    for (std::uint64_t i = first; i < first + count; ++i) add(i, batch);
    batch.settings["n/bench"] = cat(first + count);
    return batch;
  }

 private:
  void add(std::uint64_t i, store::Batch& batch) {
    const std::uint64_t id = case_id(1, i + 1).value;
    for (core::Event& event : body_.events) {
      if (auto* opened = std::get_if<core::CaseOpened>(&event)) {
        opened->id = id;
        opened->number = cat("BENCH-2026-", i + 1);
      }
      if (auto* waits = std::get_if<core::TokenWaits>(&event)) waits->wake = due_(i);
    }
    core::CaseState state;
    core::fold_row(state, body_.events, 1);
    store::JournalRow row;
    row.seq = ++head_.seq;
    row.case_id = id;
    row.case_seq = 1;
    row.at = at_;
    for (std::size_t k = 0; k < row.key.size(); ++k)  // each under a key, as from people
      row.key[k] = static_cast<std::uint8_t>((i + 1) * 0x9E3779B97F4A7C15U >> (k % 8 * 8) ^ k);
    row.body = core::encode_row(body_.actor, body_.command, body_.events);
    Hash case_head{};
    store::link(row, case_head, head_.shard_hash);
    store::project(state, body_.events, texts_, row.case_hash, batch);
    batch.journal.push_back(std::move(row));
  }

  core::RowBody body_;
  store::Head head_;
  Due due_;
  store::ProjectionTexts texts_;
  Instant at_ = now() - kHour;
};

// In a process of its own, so that what is measured afterwards begins with an empty memory. One
// batch is made while the one before it is committed.
inline void write_cases(const std::string& path, const core::RowBody& like, std::uint64_t n,
                        const Due& due) {
  constexpr std::uint64_t kBatch = 50'000;
  in_child([&] {
    store::SqliteOptions options;
    options.sync = false;
    const auto store = need(store::open_sqlite(path, options));
    Writer writer(like, need(store->head()), due);
    const auto made = [&](std::uint64_t first) {
      return std::async(std::launch::async,
                        [&, first] { return writer.next(first, std::min(kBatch, n - first)); });
    };
    std::future<store::Batch> next = made(0);
    for (std::uint64_t i = 0; i < n; i += kBatch) {
      const store::Batch batch = next.get();
      if (i + kBatch < n) next = made(i + kBatch);
      if (const auto done = store->commit(batch); !done) give_up(done.error().text);
      if ((i + kBatch) % 1'000'000 == 0)
        std::fprintf(stderr, "written %llu\n", static_cast<unsigned long long>(i + kBatch));
    }
  });
}

}  // namespace tf::bench

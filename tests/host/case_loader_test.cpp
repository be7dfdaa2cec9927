// Cases read ahead are the cases: timers fired with a loader write the journal they write without.
#include "host/case_loader.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"
#include "core/codec.h"
#include "host/shard.h"
#include "support/small_town.h"

namespace tf::host {
namespace {

constexpr const char* kReminded = R"(workflow: errand
case: {subject: required line}
fields: {rings: {type: whole, default: 0}}
steps:
  look:
    task: look
    who:  clerk
    upon:
      ring: {after: soon, keep: true, set: {rings: rings + 1}}
  over: {end: done}
)";

class CaseLoaderTest : public ::testing::Test {
 protected:
  CaseLoaderTest() : clock(*parse_instant("2026-03-10T09:00:00+08:00")) {
    support::Bound bound = support::bind_small(kReminded);
    EXPECT_EQ(bound.sentences(), "");
    auto c = std::make_shared<core::Catalog>();
    c->add(bound.town);
    catalog = c;
  }
  // `cases` opened at once; two hours later each rings.
  std::unique_ptr<Shard> opened(store::Store& store, int cases, bool load_ahead) {
    clock.set(*parse_instant("2026-03-10T09:00:00+08:00"));
    ShardOptions options;
    options.most_cached = 3;  // so that the store is what they come from
    options.load_ahead = load_ahead;
    auto shard = *Shard::open(catalog, store, clock, options);
    for (int i = 0; i < cases; ++i) {
      core::OpenCase open;
      open.town = "small";
      open.workflow = "errand";
      open.data = parse_json(R"({"subject":"lamp","grid":"dale"})").value();
      EXPECT_EQ(shard->run({cat("o", i), "small", "", {"ann", "claimed", ""}, open}).kind,
                Answer::Kind::accepted);
    }
    clock.set(clock.now() + 3 * kHour);
    return shard;
  }
  static std::string journal(store::Store& store) {
    std::string all;
    const auto rows = *store.read_all(0, 100'000);
    for (const store::JournalRow& row : rows) all += cat(row.case_id, " ", row.body, "\n");
    return all;
  }
  VirtualClock clock;
  std::shared_ptr<const core::Catalog> catalog;
};

TEST_F(CaseLoaderTest, FiresWhatWouldBeFiredWithoutIt) {
  const auto with = store::memory_store(), without = store::memory_store();
  constexpr int kCases = 300;
  const auto ahead = opened(*with, kCases, true);
  const auto plain = opened(*without, kCases, false);
  std::size_t fired = 0;
  while (const std::size_t n = *ahead->fire_due(40)) {
    fired += n;
    // People come between two batches: what was read of their case is old.
    for (const auto& shard : {ahead.get(), plain.get()}) {
      if (shard == plain.get()) {
        ASSERT_EQ(*shard->fire_due(40), n);
      }
      core::Act urge;
      urge.verb = "urge";
      const std::uint64_t at = std::min<std::uint64_t>(kCases, fired + 20);
      const CaseId id = case_id(1, at);
      urge.task = shard->state(id)->tasks.at(0).id;
      const Answer answer =
          shard->run({cat("u", fired), "small", cat(at), {"ann", "claimed", ""}, urge});
      ASSERT_NE(answer.kind, Answer::Kind::failed) << answer.error.text;
    }
  }
  EXPECT_EQ(*plain->fire_due(40), 0U);
  EXPECT_EQ(journal(*with), journal(*without));
  EXPECT_EQ(*with->verify(), std::nullopt);
  for (int n = 1; n <= kCases; ++n)
    EXPECT_EQ(ahead->state(case_id(1, static_cast<std::uint64_t>(n)))->field("rings"),
              Value::number(1))
        << n;
}

TEST_F(CaseLoaderTest, WhatHasChangedSinceIsNotGiven) {
  const auto store = store::memory_store();
  const auto shard = opened(*store, 50, false);
  const auto due = *store->due(clock.now().ms, 100);
  ASSERT_EQ(due.size(), 50U);
  CaseLoader loader(*store);
  loader.after(due[9], clock.now().ms, 30);
  while (loader.ready() < 30) std::this_thread::yield();  // it reads on a thread of its own
  const auto last = loader.take(due[39]);
  ASSERT_TRUE(last);
  EXPECT_EQ(last->state.id.value, due[39].id);
  Hash head{};
  EXPECT_EQ(core::state_hash(last->state),
            core::state_hash(*load_state(*store, CaseId{due[39].id}, 0, &head)));
  EXPECT_EQ(last->case_hash, head);
  store::DueCase newer = due[20];
  ++newer.seq;
  EXPECT_FALSE(loader.take(newer));
  EXPECT_FALSE(loader.take(due[20])) << "it was given up";
  EXPECT_FALSE(loader.take(due[9])) << "not after itself";
  EXPECT_FALSE(loader.take(due[40])) << "beyond what was wanted";
  EXPECT_TRUE(loader.take(due[30]));
  EXPECT_FALSE(loader.take(due[30])) << "once";
}

TEST_F(CaseLoaderTest, ACaseThatCannotBeReadIsLeftToWhoNeedsIt) {
  store::History broken{7, std::nullopt, {}};
  broken.rows.emplace_back();
  broken.rows.back().body = "{";
  const auto folded = fold_history(broken);
  ASSERT_FALSE(folded);
  EXPECT_EQ(folded.error().code, Errc::corrupt);
}

}  // namespace
}  // namespace tf::host

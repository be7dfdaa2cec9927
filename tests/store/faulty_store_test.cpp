#include "store/faulty_store.h"

#include "store/support.h"

namespace tf::store {
namespace {

TEST(FaultyStore, FailsBeforeTheCommit) {
  FaultyStore store(memory_store(), {{.commit = 2, .error = Errc::full}});
  Chain chain;
  must(store.commit(batch_of({chain.accepted(1, "a")})));
  Chain attempt = chain;
  const auto done = store.commit(batch_of({attempt.accepted(1, "b")}));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::full);
  EXPECT_EQ(done.error().text, "planned fault at commit 2");
  EXPECT_EQ(must(store.head()).seq, 1U);
  must(store.commit(batch_of({chain.accepted(1, "b")})));
  EXPECT_EQ(store.commits(), 3U);
}

TEST(FaultyStore, FailsAfterTheCommitTookEffect) {
  FaultyStore store(memory_store());
  store.fail({.commit = 1, .when = Fault::When::after, .error = Errc::unavailable});
  Chain chain;
  EXPECT_EQ(store.commit(batch_of({chain.accepted(1, "a", 5)})).error().code, Errc::unavailable);
  EXPECT_EQ(must(store.head()).seq, 1U);
  EXPECT_TRUE(must(store.by_key(key_of(5))));
}

TEST(FaultyStore, AFinalFaultEndsTheWriting) {
  FaultyStore store(memory_store(), {{.commit = 1, .final = true}});
  Chain chain;
  const Batch batch = batch_of({chain.accepted(1, "a")});
  EXPECT_EQ(text_of(store.commit(batch)), "planned fault at commit 1");
  EXPECT_EQ(text_of(store.commit(batch)), "planned fault at commit 1");
  EXPECT_EQ(must(store.head()).seq, 0U);
}

}  // namespace
}  // namespace tf::store

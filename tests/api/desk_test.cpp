#include "api/desk.h"

#include <gtest/gtest.h>

namespace tf::api {
namespace {

struct Calls {
  int wakes = 0;
  int commits = 0;
  int here = 0;
};

void open(Desk& desk, Calls& calls) {
  desk.open({.wake = [&] { ++calls.wakes; },
             .commit = [&] { ++calls.commits; },
             .here = [&](Desk::Done) { ++calls.here; }});
}

TEST(Desk, ABurstWakesOnce) {
  Desk desk;
  Calls calls;
  open(desk, calls);
  std::thread([&] {
    for (std::uint64_t i = 0; i < 5; ++i) desk.put({i, 1, {}});
  }).join();
  EXPECT_EQ(1, calls.wakes);
  EXPECT_EQ(0, calls.here);
  std::vector<Desk::Done> done;
  desk.take(done);
  ASSERT_EQ(5U, done.size());
  EXPECT_EQ(4U, done[4].slot);
}

TEST(Desk, OwnThreadNeedsNoWaking) {
  Desk desk;
  Calls calls;
  open(desk, calls);
  desk.put({0, 1, {}});
  EXPECT_EQ(1, calls.here);
  EXPECT_EQ(0, calls.wakes);
}

TEST(Desk, AfterClosingNothingIsCalledOrKept) {
  Desk desk;
  Calls calls;
  open(desk, calls);
  desk.count_streams(1);
  desk.close();
  desk.put({0, 1, {}});
  desk.pulse();
  std::vector<Desk::Done> done;
  desk.take(done);
  EXPECT_TRUE(done.empty());
  EXPECT_EQ(0, calls.wakes + calls.here + calls.commits);
}

TEST(Desk, OnePulseAtATimeAndNoneWithoutStreams) {
  Desk desk;
  Calls calls;
  open(desk, calls);
  desk.pulse();
  EXPECT_EQ(0, calls.commits);
  desk.count_streams(1);
  desk.pulse();
  desk.pulse();
  EXPECT_EQ(1, calls.commits);
  desk.pulse_seen();
  desk.pulse();
  EXPECT_EQ(2, calls.commits);
}

}  // namespace
}  // namespace tf::api

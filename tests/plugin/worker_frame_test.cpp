// Frames over a pipe as bytes come: in pieces, several at once, too long, none at all.
#include "plugin/worker_frame.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "base/json.h"
#include "plugin/worker.h"

namespace tf::plugin {
namespace {

class WorkerFrame : public testing::Test {
 protected:
  WorkerFrame() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0); }
  ~WorkerFrame() override { hang_up(), ::close(ends[0]); }
  void hang_up() {
    if (ends[1] >= 0) ::close(ends[1]);
    ends[1] = -1;
  }
  void bytes(std::string_view all) {
    EXPECT_EQ(::send(ends[1], all.data(), all.size(), 0), static_cast<ssize_t>(all.size()));
  }
  static std::string frame(std::string_view text) {
    std::string out(4, '\0');
    for (std::size_t i = 0; i < 4; ++i) out[i] = static_cast<char>(text.size() >> (8 * i) & 0xffU);
    return out.append(text);
  }
  std::array<int, 2> ends{-1, -1};
};

TEST_F(WorkerFrame, GoesThereAndBack) {
  FramePipe here(ends[0]), there(ends[1]);
  const Value small = *parse_json(R"({"a":[1,"停水",null]})");
  const Value large = Value::text(std::string(300'000, 'x'));
  std::thread other([&] {
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(there.write(*there.read(-1)));
  });
  for (const Value& sent : {small, large, small, small}) {
    ASSERT_TRUE(here.write(sent));
    const auto back = here.read(10'000);
    ASSERT_TRUE(back) << back.error().text;
    EXPECT_EQ(*back, sent);
  }
  other.join();
}

TEST_F(WorkerFrame, ComesInPiecesAndSeveralAtOnce) {
  FramePipe pipe(ends[0]);
  const std::string two = frame("[1]") + frame("[2,3]");
  bytes(two.substr(0, 2));
  std::thread rest([&] {
    for (const char byte : two.substr(2)) bytes(std::string_view(&byte, 1));
  });
  EXPECT_EQ(pipe.read(10'000)->str(), "[1]");
  EXPECT_EQ(pipe.read(10'000)->str(), "[2, 3]");
  rest.join();
}

TEST_F(WorkerFrame, WhatIsNoFrameIsNamed) {
  FramePipe pipe(ends[0]);
  EXPECT_EQ(pipe.read(1).error().code, Errc::unavailable);  // nothing comes
  bytes(frame("no json"));
  EXPECT_EQ(pipe.read(10'000).error().code, Errc::corrupt);
  bytes(frame("[4]"));  // the next one is sound again
  EXPECT_EQ(pipe.read(10'000)->str(), "[4]");
  bytes(std::string("\xff\xff\xff\x7f", 4));
  EXPECT_EQ(pipe.read(10'000).error().code, Errc::corrupt);
  FramePipe fresh(ends[0]);
  EXPECT_EQ(fresh.write(Value::text(std::string(kMaxFrame, 'x'))).error().code, Errc::too_large);
}

TEST_F(WorkerFrame, WhoLookedInVainRestsTwiceAsLongEachTime) {
  FramePipe pipe(ends[0]);
  for (std::uint32_t rests = FramePipe::kFewestRests; rests <= 64; rests *= 2) {
    EXPECT_TRUE(pipe.looks());
    EXPECT_FALSE(pipe.read(1));
    for (std::uint32_t i = 0; i < rests; ++i) {
      EXPECT_FALSE(pipe.looks()) << i << " of " << rests;
      EXPECT_FALSE(pipe.read(1));
    }
  }
}

TEST_F(WorkerFrame, TheOtherSideHasGone) {
  FramePipe pipe(ends[0]);
  bytes(frame("[5]").substr(0, 5));
  hang_up();
  EXPECT_EQ(pipe.read(10'000).error().code, Errc::unavailable);
  EXPECT_EQ(pipe.write(Value::text("x")).error().code, Errc::unavailable);
}

}  // namespace
}  // namespace tf::plugin

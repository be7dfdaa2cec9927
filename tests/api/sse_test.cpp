#include "api/sse.h"

#include <gtest/gtest.h>

#include "support/fake_service.h"

namespace tf::api {
namespace {

host::LiveEvent event(std::uint64_t seq) {
  return {seq, 7, "riverside", "RIVERSIDE-2026-0007", "changed", R"({"light":"red"})"};
}

TEST(Sse, AnEventIsThreeLinesAndAnEmptyOne) {
  std::string out;
  append_event(out, event(3));
  EXPECT_EQ(
      "id: 3\nevent: changed\n"
      R"(data: {"seq":3,"case":"7","number":"RIVERSIDE-2026-0007","town":"riverside",)"
      R"("kind":"changed","data":{"light":"red"}})"
      "\n\n",
      out);
}

TEST(Sse, DataThatWouldBreakTheLinesIsLeftOut) {
  std::string out;
  host::LiveEvent broken = event(3);
  broken.data = "{}\n\nevent: forged";
  append_event(out, broken);
  EXPECT_EQ(std::string::npos, out.find("forged"));
}

TEST(Sse, AHeartbeatMovesTheClientOn) {
  EXPECT_EQ(": still here\nid: 9\n\n", heartbeat(9));
}

TEST(Sse, FiltersByTownAndCase) {
  EXPECT_TRUE(passes({}, event(1)));
  EXPECT_TRUE(passes({0, "riverside", "", false}, event(1)));
  EXPECT_FALSE(passes({0, "hillside", "", false}, event(1)));
  EXPECT_TRUE(passes({0, "", "7", false}, event(1)));
  EXPECT_TRUE(passes({0, "", "RIVERSIDE-2026-0007", false}, event(1)));
  EXPECT_FALSE(passes({0, "", "8", false}, event(1)));
}

TEST(EventFeed, WhatIsTooOldComesFromTheStore) {
  host::FakeService service;
  for (std::size_t i = 0; i < EventFeed::kKept + 10; ++i) service.add_event("riverside", "A");
  EventFeed feed(service);
  ASSERT_TRUE(feed.refill());
  EXPECT_FALSE(feed.recent({9, "", "", false}));
  const auto older = feed.older({9, "", "", false});
  ASSERT_TRUE(older);
  EXPECT_TRUE(older->text.starts_with("id: 10\n"));
  EXPECT_TRUE(older->more);
  const auto recent = feed.recent({10, "", "", false});
  ASSERT_TRUE(recent);
  EXPECT_TRUE(recent->text.starts_with("id: 11\n"));
}

TEST(EventFeed, PiecesAreBoundedAndGoOn) {
  host::FakeService service;
  for (std::size_t i = 0; i < 2'000; ++i) service.add_event("riverside", "A");
  EventFeed feed(service);
  ASSERT_TRUE(feed.refill());
  StreamCursor cursor;
  std::size_t events = 0;
  std::size_t pieces = 0;
  for (bool more = true; more; ++pieces) {
    const auto piece = feed.recent(cursor);
    ASSERT_TRUE(piece);
    EXPECT_LT(piece->text.size(), EventFeed::kPiece + 1024);
    for (std::size_t at = piece->text.find("id: "); at != std::string::npos;
         at = piece->text.find("id: ", at + 1))
      ++events;
    cursor.seq = piece->seq;
    more = piece->more;
  }
  EXPECT_EQ(2'000U, events);
  EXPECT_EQ(2'000U, cursor.seq);
  EXPECT_GT(pieces, 1U);
}

TEST(EventFeed, OthersEventsMoveTheCursorSilently) {
  host::FakeService service;
  service.add_event("riverside", "A");
  service.add_event("hillside", "B");
  EventFeed feed(service);
  ASSERT_TRUE(feed.refill());
  const auto piece = feed.recent({0, "nowhere", "", false});
  ASSERT_TRUE(piece);
  EXPECT_EQ("", piece->text);
  EXPECT_EQ(2U, piece->seq);
}

}  // namespace
}  // namespace tf::api

// Event streams: committed rows as Server-Sent Events, each with the sequence number to go on from.
// Nothing is kept per client but that number, so a slow client costs no memory: it is dropped when
// it does not take a piece in time, and finds its place again by Last-Event-ID.
//
// Threads: refill() and older() may wait for the store; recent() never does. All from any thread.
// Limit:   kKept last events in memory; kPiece bytes in one piece.
// Source:  WHATWG HTML, server-sent events.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include "api/http.h"
#include "base/result.h"
#include "host/service.h"

namespace tf::api {

struct StreamPiece {
  std::string text;       // whole events; may be empty
  std::uint64_t seq = 0;  // go on from here
  bool more = false;      // at once: this piece was full
};

class EventFeed {
 public:
  static constexpr std::size_t kKept = 4096;
  static constexpr std::size_t kPiece = 64 * 1024;
  explicit EventFeed(host::Service& service) : service_(service) {}

  // Reads what was committed since the last time; leaps when that is more than is kept.
  Result<void> refill();
  // What follows the cursor, from memory; nullopt when it is older than what is kept.
  std::optional<StreamPiece> recent(const StreamCursor& cursor) const;
  // The same from the store.
  Result<StreamPiece> older(const StreamCursor& cursor) const;

 private:
  host::Service& service_;
  mutable std::mutex mutex_;
  std::mutex refilling_;
  std::deque<host::LiveEvent> kept_;
  std::uint64_t from_ = 0;  // kept_ holds everything after it …
  std::uint64_t to_ = 0;    // … up to here
};

// "id: 7\nevent: changed\ndata: {…}\n\n"
void append_event(std::string& out, const host::LiveEvent& event);
// A comment that also moves the client's last id on.
std::string heartbeat(std::uint64_t seq);
bool passes(const StreamCursor& cursor, const host::LiveEvent& event);

}  // namespace tf::api

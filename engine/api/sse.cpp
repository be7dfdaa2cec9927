#include "api/sse.h"

#include <algorithm>
#include <charconv>

#include "api/form.h"
#include "api/handlers.h"
#include "api/own_town.h"
#include "base/json_writer.h"
#include "base/text.h"

namespace tf::api {
namespace {

constexpr std::size_t kBatch = 500;

}  // namespace

bool passes(const StreamCursor& cursor, const host::LiveEvent& event) {
  if (!cursor.town.empty() && event.town != cursor.town) return false;
  return cursor.case_ref.empty() || cursor.case_ref == event.number ||
         cursor.case_ref == std::to_string(event.case_id);
}

void append_event(std::string& out, const host::LiveEvent& event) {
  out += cat("id: ", event.seq, "\nevent: ", event.kind, "\ndata: ");
  JsonWriter json(out);
  json.begin_object()
      .field("seq", event.seq)
      .field("case", std::to_string(event.case_id))
      .field("number", event.number)
      .field("town", event.town)
      .field("kind", event.kind);
  // A line feed would end the event; JSON needs none.
  if (!event.data.empty() && event.data.find_first_of("\r\n") == std::string::npos)
    json.key("data").raw(event.data);
  json.end_object();
  out += "\n\n";
}

std::string heartbeat(std::uint64_t seq) {
  return cat(": still here\nid: ", seq, "\n\n");
}

Result<void> EventFeed::refill() {
  const std::lock_guard one_at_a_time(refilling_);
  std::uint64_t after = 0;
  {
    const std::lock_guard lock(mutex_);
    const std::uint64_t last = service_.last_seq();
    if (last > to_ + kKept) {
      kept_.clear();
      from_ = to_ = last - kKept;
    }
    after = to_;
  }
  for (bool more = true; more;) {
    auto events = service_.events(after, kBatch);
    if (!events) return std::unexpected(std::move(events).error());
    more = events->size() == kBatch;
    const std::lock_guard lock(mutex_);
    for (host::LiveEvent& event : *events) {
      to_ = after = event.seq;
      kept_.push_back(std::move(event));
      if (kept_.size() > kKept) {
        from_ = kept_.front().seq;
        kept_.pop_front();
      }
    }
  }
  return {};
}

std::optional<StreamPiece> EventFeed::recent(const StreamCursor& cursor) const {
  const std::lock_guard lock(mutex_);
  if (cursor.seq < from_) return std::nullopt;
  StreamPiece piece;
  piece.seq = cursor.seq;
  if (kept_.empty() || cursor.seq >= to_) return piece;
  // Sequence numbers rise without gaps but for rows that are no events: find the first after.
  auto it =
      std::lower_bound(kept_.begin(), kept_.end(), cursor.seq + 1,
                       [](const host::LiveEvent& e, std::uint64_t seq) { return e.seq < seq; });
  for (; it != kept_.end(); ++it) {
    if (piece.text.size() >= kPiece) {
      piece.more = true;
      return piece;
    }
    if (passes(cursor, *it)) append_event(piece.text, *it);
    piece.seq = it->seq;
  }
  return piece;
}

Result<StreamPiece> EventFeed::older(const StreamCursor& cursor) const {
  StreamPiece piece;
  piece.seq = cursor.seq;
  auto events = service_.events(cursor.seq, kBatch);
  if (!events) return std::unexpected(std::move(events).error());
  piece.more = events->size() == kBatch;
  for (const host::LiveEvent& event : *events) {
    if (piece.text.size() >= kPiece) {
      piece.more = true;
      break;
    }
    if (passes(cursor, event)) append_event(piece.text, event);
    piece.seq = event.seq;
  }
  return piece;
}

HttpResponse open_stream(const Context& context) {
  Query query(context);
  StreamCursor cursor;
  cursor.seq = context.service.last_seq();
  cursor.seq = query.count("after", cursor.seq, UINT64_MAX);
  cursor.town = town_of(context, query).value_or("");
  cursor.case_ref = query.text("case").value_or("");
  if (auto fault = query.fault()) return *std::move(fault);
  // The header wins: a browser that lost its stream asks for the same address again.
  const std::string_view id = context.request[Header::last_event_id];
  if (!id.empty()) {
    const char* const end = id.data() + id.size();
    std::uint64_t seq = 0;
    const auto [at, error] = std::from_chars(id.data(), end, seq);
    if (error != std::errc{} || at != end)
      return problem_response({"query.bad",
                               "Last-Event-ID 须为事件流给出的序号",
                               "Last-Event-ID is a number this stream gave",
                               {}},
                              context.language);
    cursor.seq = seq;
  }
  HttpResponse response;
  response.content_type = "text/event-stream";
  response.headers = "X-Accel-Buffering: no\r\n";
  response.body = "retry: 2000\n\n";
  response.stream = std::move(cursor);
  response.close = true;
  return response;
}

}  // namespace tf::api

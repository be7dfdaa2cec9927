#include "api/session.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "api/desk.h"
#include "api/problem.h"
#include "api/session_parser.h"
#include "base/log.h"

namespace tf::api {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Executor = asio::io_context::executor_type;
using Await = asio::use_awaitable_t<Executor>;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
template <class T>
using Task = asio::awaitable<T, Executor>;
constexpr Await kAwait;

constexpr std::size_t kBodyPiece = 64 * 1024;
constexpr std::size_t kKeptBuffer = 64 * 1024;    // a larger one is given back after the answer
constexpr std::int64_t kLingerMs = 500;           // for the peer to read a refusal before we close
constexpr std::size_t kLingerBytes = 256 * 1024;  // of what it still sends

class Connection final : public Session, public std::enable_shared_from_this<Connection> {
 public:
  Connection(asio::io_context& io, int fd, Hall& hall, std::size_t slot)
      : socket_(io),
        hall_(hall),
        options_(hall.options()),
        slot_(slot),
        capacity_(options_.header_limit),
        in_(new char[options_.header_limit]) {
    error_code error;
    socket_.assign(asio::ip::tcp::v4(), fd, error);
    socket_.non_blocking(true, error);
  }

  static Task<void> run(std::shared_ptr<Connection> self);

  void deliver(std::uint64_t ticket, HttpResponse response) override;
  void wake() override;
  void sweep(std::int64_t now_ms) override;
  void stop() override;
  void kill() override;
  void abandon() override { waiter_.reset(); }

 private:
  enum class Phase : unsigned char { fresh, idle, head, body, answer, write, stream, linger };
  using Handler = asio::async_result<Await, void()>::handler_type;

  Task<void> serve();
  Task<void> read_request();
  Task<bool> read_head();  // false: over, or refused
  Task<bool> read_counted_body(std::size_t length);
  Task<bool> read_chunks();
  Task<std::size_t> receive(char* at, std::size_t size);  // 0: no more will come
  Task<bool> send_out();
  Task<void> answer();
  Task<void> stream();
  Task<void> linger();
  Task<void> pause();

  void begin_request();
  Language language() const { return language_of(request_[Header::accept_language]); }
  bool take_head(std::size_t end);
  void ask();
  Respond respond();
  void refuse(std::string_view code);
  void resume();
  void enter(Phase phase, ServerOptions::Time time);
  void close();

  Socket socket_;
  Hall& hall_;
  const ServerOptions& options_;
  const std::size_t slot_;
  const std::size_t capacity_;
  std::unique_ptr<char[]> in_;  // the head, and what came with it
  std::size_t used_ = 0;
  std::size_t consumed_ = 0;  // of in_, by the request in hand
  std::string body_;          // a body that did not fit behind its head
  std::string out_;
  HttpRequest request_;
  std::optional<RequestParser> parser_;
  HttpResponse response_;
  std::uint64_t ticket_ = 0;
  bool owed_ = false;      // an answer will still come for ticket_
  bool answered_ = false;  // response_ is it
  bool over_ = false;      // no further request
  bool gentle_ = true;     // let the peer read before closing
  bool expired_ = false;
  bool woken_ = false;
  Phase phase_ = Phase::fresh;
  std::int64_t deadline_ = 0;
  std::int64_t looked_ = 0;  // when the peer of a quiet stream was last looked for
  std::optional<Handler> waiter_;
};

Task<void> Connection::run(std::shared_ptr<Connection> self) {
  try {
    co_await self->serve();
  } catch (const std::exception& e) {
    log_error("connection failed", {{"what", e.what()}});
  }
  self->close();
  // A read of ours may still look at the request: its bytes stay until the answer is there.
  while (self->owed_) co_await self->pause();
  self->hall_.leave(self->slot_);
}

Task<void> Connection::serve() {
  while (!over_) {
    co_await read_request();
    if (over_ && !answered_) break;
    if (!answered_) ask();
    if (!answered_) enter(Phase::answer, options_.answer_time);
    while (!answered_) co_await pause();
    if (response_.stream && !hall_.enter_stream())
      response_ = problem_response({"streams", {}, {}, {}}, language());
    if (response_.stream)
      co_await stream();
    else
      co_await answer();
  }
  if (gentle_) co_await linger();
}

void Connection::begin_request() {
  if (consumed_ > 0) {
    used_ -= consumed_;
    if (used_ > 0) std::memmove(in_.get(), in_.get() + consumed_, used_);
    consumed_ = 0;
  }
  if (body_.capacity() > kKeptBuffer) body_.shrink_to_fit();
  parser_.emplace(request_, body_, options_.body_limit);
  answered_ = false;
}

Task<void> Connection::read_request() {
  begin_request();
  const bool head = co_await read_head();
  if (!head || parser_->is_done()) co_return;
  const bool awaited = request_.has(Header::expect);
  const auto length = parser_->length();
  const std::size_t there = used_ - consumed_;
  if (awaited && !same_word(request_[Header::expect], "100-continue")) {
    refuse("http.expect");
    co_return;
  }
  enter(Phase::body, options_.body_time);
  if (awaited && there == 0) {
    out_ = "HTTP/1.1 100 Continue\r\n\r\n";
    const bool sent = co_await send_out();
    if (!sent) co_return;
    enter(Phase::body, options_.body_time);
  }
  if (length)
    co_await read_counted_body(static_cast<std::size_t>(*length));
  else
    co_await read_chunks();
}

Task<bool> Connection::read_head() {
  if (used_ > 0)
    enter(Phase::head, options_.header_time);
  else if (phase_ == Phase::fresh)
    enter(Phase::fresh, options_.header_time);
  else
    enter(Phase::idle, options_.idle_time);
  std::size_t looked = 0;
  while (true) {
    const std::size_t end = std::string_view(in_.get(), used_).find("\r\n\r\n", looked);
    if (end != std::string_view::npos) co_return take_head(end + 4);
    if (const char* fault = fault_of_part({in_.get(), used_}, looked)) {
      refuse(fault);
      co_return false;
    }
    looked = used_ < 3 ? 0 : used_ - 3;
    if (used_ == capacity_) {
      refuse("http.header_size");
      co_return false;
    }
    const std::size_t got = co_await receive(in_.get() + used_, capacity_ - used_);
    if (got == 0) co_return false;
    if (phase_ != Phase::head && phase_ != Phase::fresh) enter(Phase::head, options_.header_time);
    if (phase_ == Phase::fresh) phase_ = Phase::head;  // its time began with the connection
    used_ += got;
  }
}

bool Connection::take_head(std::size_t end) {
  const std::string_view head(in_.get(), end);
  if (const char* fault = fault_of_head(head, {options_.header_count})) {
    refuse(fault);
    return false;
  }
  const char* fault = parser_->put(head).fault;
  // A promise too large is refused before any of it comes.
  if (fault == nullptr && parser_->length().value_or(0) > options_.body_limit)
    fault = "http.too_large";
  if (fault != nullptr) {
    refuse(fault);
    return false;
  }
  consumed_ = end;
  return true;
}

Task<bool> Connection::read_counted_body(std::size_t length) {
  const std::size_t there = used_ - consumed_;
  if (there >= length) {
    request_.body = {in_.get() + consumed_, length};
    consumed_ += length;
    co_return true;
  }
  body_.assign(in_.get() + consumed_, there);
  consumed_ = used_;
  while (body_.size() < length) {
    const std::size_t size = body_.size();
    const std::size_t room = std::min(length - size, kBodyPiece);
    body_.resize(size + room);
    const std::size_t got = co_await receive(body_.data() + size, room);
    body_.resize(size + got);
    if (got == 0) co_return false;
  }
  request_.body = body_;
  co_return true;
}

Task<bool> Connection::read_chunks() {
  std::string raw(in_.get() + consumed_, used_ - consumed_);
  consumed_ = used_;
  while (true) {
    const auto step = parser_->put(raw);
    raw.erase(0, step.used);
    if (parser_->is_done()) break;
    if (step.fault != nullptr) {
      refuse(step.fault);
      co_return false;
    }
    if (!step.wants_more && !raw.empty()) continue;
    const std::size_t size = raw.size();
    if (size > capacity_) {  // chunk heads or trailers without end
      refuse("http.framing");
      co_return false;
    }
    raw.resize(size + kBodyPiece);
    const std::size_t got = co_await receive(raw.data() + size, kBodyPiece);
    raw.resize(size + got);
    if (got == 0) co_return false;
  }
  if (!raw.empty()) over_ = true;  // the next request would have to be put back: not worth it
  request_.body = body_;
  co_return true;
}

Task<std::size_t> Connection::receive(char* at, std::size_t size) {
  error_code error;
  auto token = asio::redirect_error(kAwait, error);
  const std::size_t got = co_await socket_.async_read_some(asio::buffer(at, size), token);
  if (!error && got > 0 && !expired_) co_return got;
  const bool begun = phase_ == Phase::head || phase_ == Phase::body;
  over_ = true;
  gentle_ = false;
  if (expired_ && begun && used_ > 0) refuse("http.timeout");
  co_return 0;
}

// Answers the request at fault and ends the connection, as what follows cannot be trusted.
void Connection::refuse(std::string_view code) {
  response_ = problem_response({code, {}, {}, {}}, language());
  answered_ = true;
  over_ = true;
  gentle_ = true;
}

Respond Connection::respond() {
  owed_ = true;
  return [desk = hall_.desk(), slot = slot_, ticket = ++ticket_](HttpResponse response) {
    desk->put({slot, ticket, std::move(response)});
  };
}

void Connection::ask() {
  hall_.api().handle(request_, respond());
}

void Connection::deliver(std::uint64_t ticket, HttpResponse response) {
  if (ticket != ticket_ || !owed_) return;
  owed_ = false;
  if (!answered_) response_ = std::move(response);
  answered_ = true;
  if (phase_ == Phase::answer || over_) resume();
}

Task<void> Connection::answer() {
  const bool keep = !response_.close && !over_ && parser_->keep_alive() && !hall_.stopping();
  hall_.api().figures().count_answer(response_.status);
  out_.clear();
  append_response(out_, response_, {keep, request_.method == Method::head, hall_.date_line()});
  if (!keep) over_ = true;
  co_await send_out();
  if (out_.capacity() > kKeptBuffer) {
    out_.clear();
    out_.shrink_to_fit();
  }
}

// All of out_. Most answers fit into the socket at once and nothing waits.
Task<bool> Connection::send_out() {
  error_code error;
  const std::size_t sent = socket_.write_some(asio::buffer(out_), error);
  if (!error && sent == out_.size()) co_return true;
  if (!error || error == asio::error::would_block) {
    error = {};
    enter(Phase::write, options_.write_time);
    const auto rest = asio::buffer(out_) + sent;
    auto token = asio::redirect_error(kAwait, error);
    co_await asio::async_write(socket_, rest, token);
    if (!error && !expired_) co_return true;
  }
  over_ = true;
  gentle_ = false;
  co_return false;
}

Task<void> Connection::stream() {
  hall_.api().figures().count_answer(response_.status);
  StreamCursor cursor = *response_.stream;
  bool open = request_.method != Method::head;
  out_.clear();
  append_response(out_, response_, {false, !open, hall_.date_line()});
  over_ = true;
  const bool begun = co_await send_out();
  open = open && begun;
  bool from_store = true;  // until caught up: memory need not reach that far back
  while (open && !hall_.stopping()) {
    woken_ = false;
    answered_ = false;
    hall_.api().read_stream(cursor, from_store, respond());
    enter(Phase::answer, options_.answer_time);
    while (!answered_) co_await pause();
    if (!response_.stream) break;
    cursor = *response_.stream;
    from_store = from_store && cursor.more;
    out_ = std::move(response_.body);
    if (out_.empty() && expired_) out_ = heartbeat(cursor.seq);
    expired_ = false;
    if (!out_.empty()) open = co_await send_out();
    if (!open || cursor.more || woken_ || hall_.stopping()) continue;
    enter(Phase::stream, options_.heartbeat);
    co_await pause();
    open = gentle_;  // or the peer has gone
  }
  hall_.leave_stream();
}

// The peer may still be sending; closing now would take the answer away from it before it is read.
Task<void> Connection::linger() {
  error_code error;
  socket_.shutdown(Socket::shutdown_send, error);
  if (error) co_return;
  expired_ = false;
  enter(Phase::linger, ServerOptions::Time(kLingerMs));
  for (std::size_t taken = 0; taken < kLingerBytes;) {
    const std::size_t got = co_await receive(in_.get(), capacity_);
    if (got == 0) break;
    taken += got;
  }
}

Task<void> Connection::pause() {
  Await token;
  return asio::async_initiate<Await, void()>(
      [this](auto handler) { waiter_.emplace(std::move(handler)); }, token);
}

void Connection::resume() {
  if (!waiter_) return;
  Handler handler = std::move(*waiter_);
  waiter_.reset();
  std::move(handler)();
}

void Connection::enter(Phase phase, ServerOptions::Time time) {
  phase_ = phase;
  deadline_ = hall_.now() + time.count();
}

void Connection::wake() {
  woken_ = true;
  if (phase_ == Phase::stream) resume();
}

void Connection::sweep(std::int64_t now_ms) {
  if (phase_ == Phase::stream && now_ms - looked_ > 1'000) {
    // Nothing is expected from the peer but its leaving.
    looked_ = now_ms;
    error_code error;
    socket_.read_some(asio::buffer(in_.get(), capacity_), error);
    if (error && error != asio::error::would_block) {
      over_ = true;
      gentle_ = false;
      return resume();
    }
  }
  if (now_ms < deadline_ || expired_) return;
  if (phase_ == Phase::stream) {
    expired_ = true;  // a heartbeat is due
    return resume();
  }
  if (phase_ == Phase::answer) {
    if (answered_ || !waiter_) return;
    response_ = problem_response({"late", {}, {}, {}}, language());
    answered_ = true;
    over_ = true;
    return resume();
  }
  expired_ = true;
  if (phase_ != Phase::linger) hall_.api().figures().timeouts.fetch_add(1);
  if (phase_ == Phase::write) {
    error_code error;
    socket_.set_option(asio::socket_base::linger(true, 0),
                       error);  // drops what the peer left lying
    close();
  } else {
    error_code error;
    socket_.cancel(error);
  }
}

void Connection::stop() {
  switch (phase_) {
    case Phase::fresh:
    case Phase::idle:
      over_ = true;
      return close();
    case Phase::stream:
      return resume();
    case Phase::head:
    case Phase::body:
    case Phase::answer:
    case Phase::write:
    case Phase::linger:
      return;  // its answer says Connection: close
  }
}

void Connection::kill() {
  over_ = true;
  gentle_ = false;
  close();
  if (phase_ == Phase::stream) resume();
}

void Connection::close() {
  error_code error;
  socket_.close(error);
}

}  // namespace

void start_session(asio::io_context& io, int fd, Hall& hall, std::size_t slot,
                   std::shared_ptr<Session>& place) {
  auto connection = std::make_shared<Connection>(io, fd, hall, slot);
  place = connection;
  asio::co_spawn(io, Connection::run(std::move(connection)), asio::detached);
}

}  // namespace tf::api

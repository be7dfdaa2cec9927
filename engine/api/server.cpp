#include "api/server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <ctime>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "api/api.h"
#include "api/desk.h"
#include "api/problem.h"
#include "api/session.h"
#include "base/log.h"
#include "base/system_error.h"
#include "base/text.h"

namespace tf::api {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr int kBacklog = 4096;
constexpr std::size_t kAcceptAtOnce = 64;
constexpr std::chrono::milliseconds kAcceptAgain{100};  // after the system had no socket left
constexpr std::chrono::milliseconds kKillTime{500};

// So many connections need more files than the usual 1,024.
void raise_file_limit(std::size_t connections) {
  rlimit limit{};
  const rlim_t need = connections + 256;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= need) return;
  limit.rlim_cur = std::min(need, limit.rlim_max);
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < need)
    log_warn("fewer open files than connections allowed", {{"files", cat(limit.rlim_cur)}});
}

// RFC 9110 §5.6.7, without the system's locale.
std::string date_text(std::time_t now) {
  constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm t{};
  gmtime_r(&now, &t);
  const auto two = [](int n) { return cat(n / 10, n % 10); };
  return cat("Date: ", kDays[static_cast<std::size_t>(t.tm_wday)], ", ", two(t.tm_mday), " ",
             kMonths[static_cast<std::size_t>(t.tm_mon)], " ", t.tm_year + 1900, " ",
             two(t.tm_hour), ":", two(t.tm_min), ":", two(t.tm_sec), " GMT\r\n");
}

Result<void> listen_on_loopback(tcp::acceptor& acceptor, std::uint16_t port) {
  const tcp::endpoint here(asio::ip::address_v4::loopback(), port);
  error_code error;
  acceptor.open(tcp::v4(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(here, error);
  if (!error) acceptor.listen(kBacklog, error);
  if (!error) acceptor.non_blocking(true, error);
  if (error == asio::error::address_in_use)
    return fail(Errc::busy,
                cat("port ", port, " is in use; take another --port, or stop what uses it"),
                cat("端口 ", port, " 已被占用；换一个 --port，或先停止占用它的程序"));
  if (error)
    return std::unexpected(system_error(cat("cannot listen on 127.0.0.1:", port),
                                        cat("不能在 127.0.0.1:", port, " 上接受连接"),
                                        error.value()));
  return {};
}

}  // namespace

class Server::Impl final : public Hall {
 public:
  Impl(host::Service& service, ServerOptions options, std::unique_ptr<Api> api)
      : service_(service),
        options_(std::move(options)),
        api_(std::move(api)),
        pool_(std::max<std::size_t>(options_.read_threads, 1)) {}
  ~Impl() override { stop(); }

  Result<void> listen();
  void run();
  void stop();
  std::uint16_t port() const { return port_; }
  std::size_t connections() const { return api_->figures().connections.load(); }

  Api& api() override { return *api_; }
  const ServerOptions& options() const override { return options_; }
  std::shared_ptr<Desk> desk() override { return desk_; }
  std::int64_t now() const override {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
  }
  std::string_view date_line() const override { return date_; }
  bool stopping() const override { return stopping_; }
  bool enter_stream() override;
  void leave_stream() override;
  void leave(std::size_t slot) override;

 private:
  void accept_soon();
  void accept_all();
  void welcome(int fd);
  void sweep();
  void deliver_all();
  void deliver(Desk::Done done);
  void pulse_soon();
  void wake_streams();
  bool read_soon(std::function<void()> work);
  template <class Each>
  void for_all(Each each);

  host::Service& service_;
  const ServerOptions options_;
  std::unique_ptr<Api> api_;
  std::shared_ptr<Desk> desk_ = std::make_shared<Desk>();
  asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  tcp::acceptor acceptor_{io_};
  asio::steady_timer sweep_timer_{io_};
  asio::steady_timer pace_timer_{io_};
  asio::steady_timer accept_timer_{io_};
  asio::thread_pool pool_;
  std::atomic<std::size_t> reads_{0};
  std::vector<std::shared_ptr<Session>> slots_;
  std::vector<std::size_t> free_;
  std::vector<Desk::Done> done_;
  std::string date_;
  std::time_t date_of_ = 0;
  std::size_t streams_ = 0;
  bool stopping_ = false;
  std::uint16_t port_ = 0;
  std::shared_ptr<void> commits_;
  std::thread thread_;

  std::mutex ending_;
  std::condition_variable ended_;
  bool empty_ = true;
};

Result<void> Server::Impl::listen() {
  TF_OK(listen_on_loopback(acceptor_, options_.port));
  error_code error;
  port_ = acceptor_.local_endpoint(error).port();
  api_->listen_on(port_);
  api_->use_pool([this](std::function<void()> work) { return read_soon(std::move(work)); });
  return {};
}

void Server::Impl::run() {
  asio::post(io_, [this] {
    desk_->open({.wake = [this] { asio::post(io_, [this] { deliver_all(); }); },
                 .commit = [this] { asio::post(io_, [this] { pulse_soon(); }); },
                 .here = [this](Desk::Done done) { deliver(std::move(done)); }});
    sweep();
    accept_soon();
  });
  commits_ = service_.on_commit([desk = desk_](std::uint64_t) { desk->pulse(); });
  thread_ = std::thread([this] { io_.run(); });
}

void Server::Impl::accept_soon() {
  acceptor_.async_wait(tcp::acceptor::wait_read, [this](error_code error) {
    if (!error && !stopping_) accept_all();
  });
}

void Server::Impl::accept_all() {
  for (std::size_t i = 0; i < kAcceptAtOnce; ++i) {
    const int fd =
        ::accept4(acceptor_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      welcome(fd);
    } else if (errno == EAGAIN) {
      break;
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      log_warn("cannot accept a connection", {{"why", std::strerror(errno)}});
      accept_timer_.expires_after(kAcceptAgain);
      accept_timer_.async_wait([this](error_code error) {
        if (!error && !stopping_) accept_soon();
      });
      return;
    }
  }
  accept_soon();
}

void Server::Impl::welcome(int fd) {
  Figures& figures = api_->figures();
  if (figures.connections.load() >= options_.connections) {
    figures.refused.fetch_add(1);
    std::string out;
    append_response(out, problem_response({"connections", {}, {}, {}}, Language::en),
                    {.keep_alive = false, .date = date_});
    // Whether it is read is up to the peer; nobody waits for it.
    if (::send(fd, out.data(), out.size(), MSG_DONTWAIT | MSG_NOSIGNAL) > 0)
      ::shutdown(fd, SHUT_WR);
    ::close(fd);
    return;
  }
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (free_.empty()) {
    free_.push_back(slots_.size());
    slots_.emplace_back();
  }
  const std::size_t slot = free_.back();
  free_.pop_back();
  figures.connections.fetch_add(1);
  start_session(io_, fd, *this, slot, slots_[slot]);
}

void Server::Impl::leave(std::size_t slot) {
  // Its coroutine still runs: let it end before the memory goes.
  asio::post(io_, [this, slot] {
    slots_[slot].reset();
    free_.push_back(slot);
    if (api_->figures().connections.fetch_sub(1) != 1) return;
    const std::lock_guard lock(ending_);
    empty_ = true;
    ended_.notify_all();
  });
}

bool Server::Impl::enter_stream() {
  if (streams_ >= options_.streams) return false;
  desk_->count_streams(++streams_);
  api_->figures().streams.store(streams_);
  return true;
}

void Server::Impl::leave_stream() {
  desk_->count_streams(--streams_);
  api_->figures().streams.store(streams_);
}

template <class Each>
void Server::Impl::for_all(Each each) {
  for (std::size_t i = 0; i < slots_.size(); ++i)
    if (const auto session = slots_[i]) each(*session);
}

void Server::Impl::sweep() {
  const std::time_t second = std::time(nullptr);
  if (second != date_of_) {
    date_of_ = second;
    date_ = date_text(second);
  }
  const std::int64_t at = now();
  for_all([at](Session& session) { session.sweep(at); });
  const auto shortest = std::min({options_.header_time, options_.body_time, options_.idle_time,
                                  options_.write_time, options_.answer_time, options_.heartbeat});
  sweep_timer_.expires_after(
      std::clamp(shortest / 8, std::chrono::milliseconds(5), std::chrono::milliseconds(250)));
  sweep_timer_.async_wait([this](error_code error) {
    if (!error) sweep();
  });
}

void Server::Impl::deliver_all() {
  done_.clear();
  desk_->take(done_);
  for (Desk::Done& done : done_) deliver(std::move(done));
}

void Server::Impl::deliver(Desk::Done done) {
  if (done.slot >= slots_.size()) return;
  if (const auto session = slots_[done.slot])
    session->deliver(done.ticket, std::move(done.response));
}

bool Server::Impl::read_soon(std::function<void()> work) {
  if (reads_.fetch_add(1) >= options_.reads) {
    reads_.fetch_sub(1);
    return false;
  }
  asio::post(pool_, [this, work = std::move(work)] {
    work();
    reads_.fetch_sub(1);
  });
  return true;
}

// Commits are gathered for a moment, then read once for all streams, then the streams look.
void Server::Impl::pulse_soon() {
  pace_timer_.expires_after(options_.stream_pace);
  pace_timer_.async_wait([this](error_code error) {
    if (error || stopping_) return;
    desk_->pulse_seen();
    const bool taken = read_soon([this] {
      if (const auto filled = api_->feed().refill(); !filled)
        log_warn("cannot read events", {{"why", filled.error().text}});
      asio::post(io_, [this] { wake_streams(); });
    });
    if (!taken) desk_->pulse();
  });
}

void Server::Impl::wake_streams() {
  for_all([](Session& session) { session.wake(); });
}

void Server::Impl::stop() {
  if (!thread_.joinable()) return;
  commits_.reset();
  {
    const std::lock_guard lock(ending_);
    empty_ = false;
  }
  asio::post(io_, [this] {
    stopping_ = true;
    error_code error;
    acceptor_.close(error);
    for_all([](Session& session) { session.stop(); });
    if (api_->figures().connections.load() > 0) return;
    const std::lock_guard lock(ending_);
    empty_ = true;
    ended_.notify_all();
  });
  {
    std::unique_lock lock(ending_);
    if (!ended_.wait_for(lock, options_.stop_time, [this] { return empty_; })) {
      asio::post(io_, [this] { for_all([](Session& session) { session.kill(); }); });
      ended_.wait_for(lock, kKillTime, [this] { return empty_; });
    }
  }
  pool_.stop();
  pool_.join();
  desk_->close();
  io_.stop();
  thread_.join();
  // What still waits for the engine's answer is forgotten; the answer finds nobody.
  const auto left = std::move(slots_);
  slots_.clear();
  for (const auto& session : left)
    if (session) session->abandon();
}

Result<void> port_is_free(std::uint16_t port) {
  asio::io_context io;
  tcp::acceptor acceptor(io);
  return listen_on_loopback(acceptor, port);
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::start(host::Service& service, ServerOptions options) {
  auto api = Api::create(service, {.version = options.version, .console_dir = options.console_dir});
  if (!api) return std::unexpected(std::move(api).error());
  raise_file_limit(options.connections);
  auto impl = std::make_unique<Impl>(service, std::move(options), *std::move(api));
  if (auto listening = impl->listen(); !listening)
    return std::unexpected(std::move(listening).error());
  impl->run();
  log_info("listening on this machine only; actors are claimed, not proven",
           {{"address", cat("http://127.0.0.1:", impl->port())}});
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const {
  return impl_->port();
}
std::size_t Server::connections() const {
  return impl_->connections();
}
void Server::stop() {
  impl_->stop();
}

}  // namespace tf::api

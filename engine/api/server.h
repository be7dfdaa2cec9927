// Server: the HTTP face of a running engine: listener, connections and their limits. What is
// answered is decided by Api (api.h), which knows no sockets.
//
// Ownership: the Service must outlive the server. Whoever holds the server stops it; the destructor
//            stops it too.
// Threads:   start() and stop() from one thread; port() from any. One thread runs all connections,
// a
//            small pool the reads; the shard's thread only hands answers over.
// Limits:    every size, count and time below; beyond them 413, 414, 431, 408, 503, or the
//            connection is closed. Listens on 127.0.0.1 and nothing else.
// Errors:    Errc::busy when the port is in use, Errc::io when the system refuses.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "host/service.h"

namespace tf::api {

struct ServerOptions {
  std::uint16_t port = 8080;  // 0: any free one, told by port()
  std::string console_dir;    // the built console; empty: a plain page says the API is up
  std::string version = "0.1.0";

  std::size_t header_limit = 8 * 1024;  // request line and header block together
  std::size_t header_count = 64;
  std::size_t body_limit = 1 << 20;
  std::size_t connections = 2'000;
  std::size_t streams = 500;  // of them, event streams
  std::size_t reads = 256;    // reads waiting for the pool; beyond: 503
  std::size_t read_threads = 2;

  using Time = std::chrono::milliseconds;
  Time header_time{10'000};  // from the first byte (of a new connection: from accepting it)
  Time body_time{12'000};    // for the whole body
  Time idle_time{15'000};    // between two requests of one connection
  Time write_time{15'000};   // until the peer has taken a whole answer, or one piece of a stream
  Time answer_time{30'000};  // for the engine to answer; then 503, the command may still count
  Time heartbeat{15'000};    // a comment on silent event streams
  Time stream_pace{20};      // commits are gathered this long before streams are woken
  Time stop_time{5'000};     // stop() lets running requests finish this long
};

// Whether a server could listen there now; else why not.
Result<void> port_is_free(std::uint16_t port);

class Server {
 public:
  // Listening when it returns.
  static Result<std::unique_ptr<Server>> start(host::Service& service, ServerOptions options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  std::size_t connections() const;  // open now
  // Stops accepting, lets requests in flight finish (at most stop_time), closes everything. Twice
  // is harmless.
  void stop();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tf::api

// Api: from a request to its answer, without sockets: place, route, actor, key, parameters,
// handler.
//
// Threads: handle() from any thread. Commands are answered later, on the shard's thread; reads by
//          whoever runs `pool`'s work; everything else before handle() returns.
// Errors:  every request gets exactly one answer; faults of our own become 500 and a log line.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "api/console.h"
#include "api/figures.h"
#include "api/http.h"
#include "api/sse.h"
#include "base/result.h"
#include "host/service.h"

namespace tf::api {

struct ApiOptions {
  std::string version = "0.1.0";
  std::string console_dir;
};

class Api {
 public:
  // Takes work to be done soon; false when too much is waiting. Without one, work is done at once.
  using Pool = std::function<bool(std::function<void()>)>;

  static Result<std::unique_ptr<Api>> create(host::Service& service, const ApiOptions& options);
  // Before the first request.
  void use_pool(Pool pool) { pool_ = std::move(pool); }
  void listen_on(std::uint16_t port) { port_ = port; }

  // `request` and what it views must stay until the answer is given.
  void handle(const HttpRequest& request, Respond respond);
  // The next piece of a stream as a body, and in `stream` where to go on; no `stream`: it is over.
  // `from_store`: until the stream has caught up once; then memory is enough.
  void read_stream(const StreamCursor& cursor, bool from_store, Respond respond);
  EventFeed& feed() { return feed_; }
  Figures& figures() { return figures_; }

 private:
  Api(host::Service& service, Console console, std::string version);
  void dispatch(const HttpRequest& request, Respond& respond);
  void command(struct Context& context, Respond respond);
  void read(std::shared_ptr<struct Asked> asked, Respond respond);

  host::Service& service_;
  Console console_;
  std::string version_;
  std::shared_ptr<const std::string> openapi_;
  std::uint16_t port_ = 0;
  Pool pool_;
  Figures figures_;
  EventFeed feed_;
};

}  // namespace tf::api

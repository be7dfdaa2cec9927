// One connection: reads requests, has them answered one after the other, writes the answers; an
// event stream to its end. The loop is a coroutine; all of it runs on the connections' thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "api/api.h"
#include "api/http.h"
#include "api/server.h"

namespace boost::asio {
class io_context;
}

namespace tf::api {

class Desk;

// What connections share. Outlives them all.
class Hall {
 public:
  virtual ~Hall() = default;
  virtual Api& api() = 0;
  virtual const ServerOptions& options() const = 0;
  virtual std::shared_ptr<Desk> desk() = 0;
  virtual std::int64_t now() const = 0;            // milliseconds of a steady clock
  virtual std::string_view date_line() const = 0;  // "Date: …\r\n"
  virtual bool stopping() const = 0;
  virtual bool enter_stream() = 0;  // false: too many
  virtual void leave_stream() = 0;
  virtual void leave(std::size_t slot) = 0;  // the session is over
};

class Session {
 public:
  virtual ~Session() = default;
  virtual void deliver(std::uint64_t ticket, HttpResponse response) = 0;
  virtual void wake() = 0;                      // streams: something was committed
  virtual void sweep(std::int64_t now_ms) = 0;  // ends what is overdue
  virtual void stop() = 0;                      // ends after the running request
  virtual void kill() = 0;                      // ends now
  virtual void abandon() = 0;  // forgets what it waits for; last call before the end
};

// Takes the connected socket `fd`; the session stands in `place` before its first step.
void start_session(boost::asio::io_context& io, int fd, Hall& hall, std::size_t slot,
                   std::shared_ptr<Session>& place);

}  // namespace tf::api

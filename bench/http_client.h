// The least of an HTTP/1.1 client that a load driver needs: keep-alive connections to this machine,
// one request in flight on each, answers told by Content-Length.
//
// Threads: none; a driver polls all its channels from one epoll loop.
// Errors:  a lost connection is an ordinary outcome (the server may be killed), never an exception.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tf::bench {

struct Reply {
  int status = 0;
  std::string body;
};

// The bytes of a request; `headers` are whole lines, each ending in CRLF.
std::string request_text(std::string_view method, std::string_view path, std::string_view headers,
                         std::string_view body);

class Channel {
 public:
  enum class Got : std::uint8_t { nothing, reply, lost };

  Channel() = default;
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // Connects (blocking, at once on loopback) and turns non-blocking; false: nobody listens.
  bool open(std::uint16_t port);
  void close();
  int fd() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }

  // Writes the whole request; false: the connection is lost.
  bool send(std::string_view request);
  // Takes what has arrived. `reply` is whole and taken out of the buffer when it says so.
  Got receive(Reply& reply);
  // Waits for the answer of the request just sent, at most `milliseconds`.
  Got wait(Reply& reply, int milliseconds);

 private:
  bool take(Reply& reply);
  int fd_ = -1;
  std::string in_;
};

// One request on a connection of its own; status 0 when there was no answer in time.
Reply ask(std::uint16_t port, std::string_view method, std::string_view path,
          std::string_view headers = {}, std::string_view body = {}, int milliseconds = 30'000);

// What an answer of the API says about a case, without a JSON parser on the measured path.
struct CaseAnswer {
  std::string case_id;  // digits
  std::string number;
  std::string task;  // the first open task; empty when there is none
};
CaseAnswer read_case(std::string_view body);
// The text of "name":"…" or "name":number after `from`; empty when it is not there.
std::string json_field(std::string_view body, std::string_view name, std::size_t from = 0);

// What a process has used: CPU seconds so far, resident kB. Zeroes when it is gone.
struct Usage {
  double cpu_seconds = 0;
  long resident_kb = 0;
};
Usage usage_of(long pid);
// Bytes of a file or of every file below a folder.
std::uint64_t bytes_below(const std::string& path);
// "AMD EPYC 7B13, 2 cores, Linux 6.1.0"
std::string machine();
double seconds_now();

}  // namespace tf::bench

#include "plugin/worker_frame.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/json.h"
#include "base/text.h"
#include "plugin/meter.h"
#include "plugin/worker.h"

namespace tf::plugin {

namespace {

Result<void> write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    // No SIGPIPE: a worker that died is an error of this call, not the end of the host.
    const ssize_t n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return fail(Errc::unavailable, "the worker has gone");
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Result<void> read_all(int fd, char* to, std::size_t size, std::int64_t until) {
  while (size > 0) {
    if (until >= 0) {
      const std::int64_t left = (until - wall_micros()) / 1000;
      pollfd waited{fd, POLLIN, 0};
      const int ready = left <= 0 ? 0 : ::poll(&waited, 1, static_cast<int>(left));
      if (ready < 0 && errno == EINTR) continue;
      if (ready <= 0) return fail(Errc::unavailable, "the worker does not answer");
    }
    const ssize_t n = ::read(fd, to, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return fail(Errc::unavailable, "the worker has gone");
    to += n;
    size -= static_cast<std::size_t>(n);
  }
  return {};
}

}  // namespace

Result<void> write_frame(int fd, const Value& value) {
  std::string frame(4, '\0');
  append_json(frame, value);
  const std::size_t size = frame.size() - 4;
  if (size > kMaxFrame) return fail(Errc::too_large, "a message for the worker is too long");
  for (std::size_t i = 0; i < 4; ++i) frame[i] = static_cast<char>(size >> (8 * i) & 0xffU);
  return write_all(fd, frame);
}

Result<Value> read_frame(int fd, int wait_ms) {
  const std::int64_t until = wait_ms < 0 ? -1 : wall_micros() + std::int64_t{wait_ms} * 1000;
  std::array<char, 4> head{};
  TF_OK(read_all(fd, head.data(), head.size(), until));
  std::size_t size = 0;
  for (std::size_t i = 0; i < 4; ++i)
    size |= static_cast<std::size_t>(static_cast<unsigned char>(head[i])) << (8 * i);
  if (size > kMaxFrame) return fail(Errc::corrupt, "the worker sent a message that is too long");
  std::string text(size, '\0');
  TF_OK(read_all(fd, text.data(), size, until));
  auto value = parse_json(text, {.bytes = kMaxFrame, .depth = 80, .values = 200'000});
  if (!value) return fail(Errc::corrupt, cat("the worker sent no JSON: ", value.error().text));
  return std::move(*value);
}

}  // namespace tf::plugin

#include "plugin/worker_frame.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/json.h"
#include "base/text.h"
#include "plugin/meter.h"
#include "plugin/worker.h"

namespace tf::plugin {

namespace {

constexpr std::size_t kFrameHead = 4;
constexpr std::size_t kPart = 8 << 10;  // bytes asked for at a time

std::unexpected<Error> gone() {
  return fail(Errc::unavailable, "the worker has gone");
}

}  // namespace

Result<void> FramePipe::write(const Value& value) {
  out_.assign(kFrameHead, '\0');
  append_json(out_, value);
  const std::size_t size = out_.size() - kFrameHead;
  if (size > kMaxFrame) return fail(Errc::too_large, "a message for the worker is too long");
  for (std::size_t i = 0; i < kFrameHead; ++i) out_[i] = static_cast<char>(size >> (8 * i) & 0xffU);
  for (std::string_view bytes = out_; !bytes.empty();) {
    // No SIGPIPE: a worker that died is an error of this call, not the end of the host.
    const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return gone();
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Result<void> FramePipe::sleep(std::int64_t until) {
  const std::int64_t left = until < 0 ? -1 : (until - wall_micros() + 999) / 1000;
  pollfd waited{fd_, POLLIN, 0};
  const int ready = until >= 0 && left <= 0 ? 0 : ::poll(&waited, 1, static_cast<int>(left));
  if (ready == 0 || (ready < 0 && errno != EINTR))
    return fail(Errc::unavailable, "the worker does not answer");
  return {};
}

Result<void> FramePipe::more(std::int64_t until) {
  std::array<char, kPart> part;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by recv
  const bool look = looks();
  std::int64_t began = -1;
  for (bool slept = false;;) {
    const ssize_t n = ::recv(fd_, part.data(), part.size(), MSG_DONTWAIT);
    if (n > 0) {
      in_.append(part.data(), static_cast<std::size_t>(n));
      if (look && began >= 0 && !slept) pause_ = kFewestRests;  // it was worth it
      return {};
    }
    if (n == 0 || (errno != EAGAIN && errno != EINTR)) return gone();
    if (look && !slept) {
      const std::int64_t now = wall_micros();
      if (began < 0) began = now;
      if (now - began < kLookMicros) continue;
      rest_ = pause_;
      pause_ = std::min(2 * pause_, kMostRests);
    } else if (!slept) {
      --rest_;
    }
    slept = true;
    TF_OK(sleep(until));
  }
}

Result<Value> FramePipe::read(int wait_ms) {
  const std::int64_t until = wait_ms < 0 ? -1 : wall_micros() + std::int64_t{wait_ms} * 1000;
  while (in_.size() < kFrameHead) TF_OK(more(until));
  std::size_t size = 0;
  for (std::size_t i = 0; i < kFrameHead; ++i)
    size |= static_cast<std::size_t>(static_cast<unsigned char>(in_[i])) << (8 * i);
  if (size > kMaxFrame) return fail(Errc::corrupt, "the worker sent a message that is too long");
  while (in_.size() < kFrameHead + size) TF_OK(more(until));
  auto value = parse_json(std::string_view(in_).substr(kFrameHead, size),
                          {.bytes = kMaxFrame, .depth = 80, .values = 200'000});
  in_.erase(0, kFrameHead + size);
  if (!value) return fail(Errc::corrupt, cat("the worker sent no JSON: ", value.error().text));
  return std::move(*value);
}

}  // namespace tf::plugin

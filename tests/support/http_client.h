// A raw, blocking HTTP client for tests: sends any bytes, reads answers, notices the end.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace tf {

class HttpClient {
 public:
  static constexpr int kPatienceMs = 10'000;

  explicit HttpClient(std::uint16_t port, int receive_buffer = 0)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_buffer > 0)
      ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const void* const address = &to;
    connected_ = ::connect(fd_, static_cast<const sockaddr*>(address), sizeof to) == 0;
  }
  ~HttpClient() { ::close(fd_); }
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  bool connected() const { return connected_; }
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }

  // One answer with Content-Length, or what came until the end.
  struct Answer {
    int status = 0;  // 0: the connection ended without one
    std::string head, body;
  };
  Answer read(bool head_only = false) {
    Answer answer;
    std::size_t end = 0;
    while ((end = in_.find("\r\n\r\n")) == std::string::npos)
      if (!more()) return answer;
    answer.head = in_.substr(0, end + 2);
    in_.erase(0, end + 4);
    answer.status = std::atoi(answer.head.c_str() + 9);
    const std::size_t at = answer.head.find("Content-Length: ");
    if (at == std::string::npos || head_only) return answer;
    const std::size_t length = std::strtoul(answer.head.c_str() + at + 16, nullptr, 10);
    while (in_.size() < length)
      if (!more()) break;
    answer.body = in_.substr(0, length);
    in_.erase(0, answer.body.size());
    return answer;
  }
  Answer ask(std::string_view request) {
    send(request);
    return read();
  }
  // Reads until `text` has come; all up to and with it, or "" when it never does.
  std::string until(std::string_view text) {
    std::size_t at = 0;
    while ((at = in_.find(text)) == std::string::npos)
      if (!more()) return {};
    std::string out = in_.substr(0, at + text.size());
    in_.erase(0, out.size());
    return out;
  }
  // The peer has closed or resets; false when it has not within the patience.
  bool ended() {
    while (more()) in_.clear();
    return ended_;
  }

 private:
  bool more() {
    pollfd ready{fd_, POLLIN, 0};
    if (::poll(&ready, 1, kPatienceMs) <= 0) return false;
    std::array<char, 65536> bytes;
    const ssize_t n = ::recv(fd_, bytes.data(), bytes.size(), 0);
    if (n <= 0) {
      ended_ = true;
      return false;
    }
    in_.append(bytes.data(), static_cast<std::size_t>(n));
    return true;
  }

  int fd_;
  bool connected_ = false;
  bool ended_ = false;
  std::string in_;
};

}  // namespace tf

#include "http_client.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace tf::bench {
namespace {

bool same_letters(char a, char b) {
  return (a | 0x20) == (b | 0x20);
}

// The value of Content-Length in a header block; npos when there is none.
std::size_t content_length(std::string_view head) {
  constexpr std::string_view kName = "\r\ncontent-length:";
  const auto at = std::search(head.begin(), head.end(), kName.begin(), kName.end(), same_letters);
  if (at == head.end()) return std::string_view::npos;
  const char* from = head.data() + (at - head.begin()) + kName.size();
  const char* const end = head.data() + head.size();
  while (from < end && *from == ' ') ++from;
  std::size_t length = 0;
  std::from_chars(from, end, length);
  return length;
}

}  // namespace

std::string request_text(std::string_view method, std::string_view path, std::string_view headers,
                         std::string_view body) {
  std::string out;
  out.reserve(200 + path.size() + headers.size() + body.size());
  out.append(method).append(" ").append(path).append(" HTTP/1.1\r\nHost: localhost\r\n");
  out.append(headers);
  if (!body.empty()) out.append("Content-Type: application/json\r\n");
  if (method != "GET")
    out.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
  return out.append("\r\n").append(body);
}

Channel::~Channel() {
  close();
}

bool Channel::open(std::uint16_t port) {
  close();
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd_ < 0) return false;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int one = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    close();
    return false;
  }
  return true;
}

void Channel::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
  in_.clear();
}

bool Channel::send(std::string_view request) {
  while (!request.empty()) {
    const ssize_t n = ::send(fd_, request.data(), request.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    request.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

bool Channel::take(Reply& reply) {
  const auto head = in_.find("\r\n\r\n");
  if (head == std::string::npos) return false;
  const std::size_t length = content_length(std::string_view(in_).substr(0, head + 2));
  const std::size_t total = head + 4 + (length == std::string_view::npos ? 0 : length);
  if (in_.size() < total) return false;
  reply.status = 0;
  if (in_.size() > 12) std::from_chars(in_.data() + 9, in_.data() + 12, reply.status);
  reply.body.assign(in_, head + 4, total - head - 4);
  in_.erase(0, total);
  return true;
}

Channel::Got Channel::receive(Reply& reply) {
  char buffer[32 * 1024];
  for (;;) {
    const ssize_t n = ::recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT);
    if (n > 0) {
      in_.append(buffer, static_cast<std::size_t>(n));
      if (take(reply)) return Got::reply;
      continue;
    }
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return Got::nothing;
    return Got::lost;
  }
}

Channel::Got Channel::wait(Reply& reply, int milliseconds) {
  const double end = seconds_now() + milliseconds * 1e-3;
  for (;;) {
    if (const Got got = receive(reply); got != Got::nothing) return got;
    const double left = end - seconds_now();
    if (left <= 0) return Got::nothing;
    pollfd waiting{fd_, POLLIN, 0};
    ::poll(&waiting, 1, std::max(1, static_cast<int>(left * 1e3)));
  }
}

Reply ask(std::uint16_t port, std::string_view method, std::string_view path,
          std::string_view headers, std::string_view body, int milliseconds) {
  Channel channel;
  Reply reply;
  if (!channel.open(port) || !channel.send(request_text(method, path, headers, body))) return {};
  return channel.wait(reply, milliseconds) == Channel::Got::reply ? reply : Reply{};
}

std::string json_field(std::string_view body, std::string_view name, std::size_t from) {
  const std::string key = "\"" + std::string(name) + "\":";
  auto at = body.find(key, from);
  if (at == std::string_view::npos) return {};
  at += key.size();
  while (at < body.size() && body[at] == ' ') ++at;
  if (at < body.size() && body[at] == '"') {
    const auto end = body.find('"', at + 1);
    return end == std::string_view::npos ? std::string{}
                                         : std::string(body.substr(at + 1, end - at - 1));
  }
  const auto end = std::min(body.find_first_of(",}] ", at), body.size());
  return std::string(body.substr(at, end - at));
}

CaseAnswer read_case(std::string_view body) {
  CaseAnswer answer{json_field(body, "case"), json_field(body, "number"), {}};
  if (const auto tasks = body.find("\"tasks\":"); tasks != std::string_view::npos)
    answer.task = json_field(body, "task", tasks + 8);
  return answer;
}

Usage usage_of(long pid) {
  Usage usage;
  const std::string folder = "/proc/" + std::to_string(pid);
  std::string line;
  if (std::ifstream stat(folder + "/stat"); std::getline(stat, line)) {
    std::istringstream rest(line.substr(line.rfind(')') + 2));
    std::string skipped;
    for (int i = 0; i < 11; ++i) rest >> skipped;
    double user = 0;
    double kernel = 0;
    rest >> user >> kernel;
    usage.cpu_seconds = (user + kernel) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  }
  std::ifstream status(folder + "/status");
  while (std::getline(status, line))
    if (line.starts_with("VmRSS:")) usage.resident_kb = std::stol(line.substr(6));
  return usage;
}

std::uint64_t bytes_below(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (fs::is_regular_file(path, error)) return fs::file_size(path, error);
  std::uint64_t sum = 0;
  for (auto it = fs::recursive_directory_iterator(path, error);
       !error && it != fs::recursive_directory_iterator(); it.increment(error))
    if (it->is_regular_file(error)) sum += it->file_size(error);
  return sum;
}

std::string machine() {
  std::string model = "unknown processor";
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name")) {
      model = line.substr(line.find(':') + 2);
      break;
    }
  utsname name{};
  ::uname(&name);
  return model + ", " + std::to_string(std::thread::hardware_concurrency()) + " cores, " +
         name.sysname + " " + name.release;
}

double seconds_now() {
  using Clock = std::chrono::steady_clock;
  return std::chrono::duration<double>(Clock::now().time_since_epoch()).count();
}

}  // namespace tf::bench

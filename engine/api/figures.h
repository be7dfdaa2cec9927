// What the HTTP side counts about itself, for /metrics. Threads: any.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace tf::api {

class Figures {
 public:
  using Count = std::atomic<std::uint64_t>;
  Count connections{0};  // open now
  Count streams{0};      // of them, event streams
  Count refused{0};      // connections turned away: too many
  Count timeouts{0};     // connections closed because a limit of time ran out
  void count_answer(int status) {
    const auto row = static_cast<std::size_t>(status / 100);
    if (row < answers.size()) answers[row].fetch_add(1, std::memory_order_relaxed);
  }
  std::array<Count, 6> answers{};  // by hundreds of the status
};

}  // namespace tf::api

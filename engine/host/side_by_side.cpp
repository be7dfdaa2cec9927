#include "host/side_by_side.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace tf::host {

void side_by_side(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> turn{0};
  std::mutex mutex;
  std::exception_ptr first;  // a bug is the caller's to hear of
  const auto take = [&] {
    try {
      for (std::size_t n = turn++; n < count; n = turn++) work(n);
    } catch (...) {
      turn = count;
      const std::lock_guard lock(mutex);
      if (!first) first = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> others;
    const std::size_t cores = std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
    for (std::size_t t = 1; t < std::min(cores, kMostAtOnce) && t < count; ++t)
      others.emplace_back(take);
    take();
  }
  if (first) std::rethrow_exception(first);
}

}  // namespace tf::host

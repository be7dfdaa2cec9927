// Work of the same kind on all cores of the machine, the caller's thread among them.
// Threads: at most kMostAtOnce; all have ended when it returns. What `work` touches is its own.
#pragma once

#include <cstddef>
#include <functional>

namespace tf::host {

inline constexpr std::size_t kMostAtOnce = 8;

// work(n) once for every n below `count`, in no promised order.
void side_by_side(std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace tf::host

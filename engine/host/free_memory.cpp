#include "host/free_memory.h"

#include <malloc.h>
#include <mimalloc.h>

// The binary has this allocator (cmake/packages.cmake); tests and sanitizer builds the system's.
extern "C" {
[[gnu::weak]] void mi_collect(bool force) noexcept;
[[gnu::weak]] long mi_option_get(mi_option_t option);
[[gnu::weak]] void mi_option_set(mi_option_t option, long value);
}

namespace tf::host {

ReturnFreed::ReturnFreed() {
  if (mi_option_get == nullptr) return;
  delay_ = mi_option_get(mi_option_decommit_delay);
  mi_option_set(mi_option_decommit_delay, 0);
}

ReturnFreed::~ReturnFreed() {
  if (mi_option_get == nullptr) {
    malloc_trim(0);
    return;
  }
  mi_collect(true);
  mi_option_set(mi_option_decommit_delay, delay_);
}

}  // namespace tf::host

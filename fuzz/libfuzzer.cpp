// The same targets under libFuzzer (preset fuzz): fuzz_lib --target=NAME [libFuzzer's options]
// CORPUS
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "targets.h"

namespace {
const tf::fuzz::Target* g_target = nullptr;
}

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
  constexpr std::string_view kOption = "--target=";
  for (int i = 1; i < *count; ++i)
    if (const std::string_view one = (*arguments)[i]; one.starts_with(kOption))
      g_target = tf::fuzz::find_target(one.substr(kOption.size()));
  if (g_target != nullptr) return 0;
  std::fputs("name a target: --target=feel\n", stderr);
  std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  g_target->run({reinterpret_cast<const char*>(data), size});
  return 0;
}

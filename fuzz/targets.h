// Fuzz targets, by name: what each does with any bytes, and the promises it holds the engine to. A
// broken promise aborts.
#pragma once

#include <span>
#include <string_view>

namespace tf::fuzz {

struct Target {
  std::string_view name;
  void (*run)(std::string_view bytes);
  const char* promise;
};

std::span<const Target> targets();
const Target* find_target(std::string_view name);

// targets_process.cpp, targets_http.cpp
void workflow(std::string_view bytes);
void bpmn(std::string_view bytes);
void http(std::string_view bytes);

// Ends the process with a message, so that every fuzzer takes it for a finding.
[[noreturn]] void broken(std::string_view target, std::string_view promise);

}  // namespace tf::fuzz

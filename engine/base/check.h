// TF_CHECK: a promise of our own code. Broken, it throws Bug, which only host/shard.cpp catches:
// the case stops with an incident, the town goes on. Stays on in every build.
#pragma once

#include <stdexcept>
#include <string>

namespace tf {

class Bug : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] void bug(const char* file, int line, const std::string& what);

}  // namespace tf

#define TF_CHECK(condition) \
  ((condition) ? void(0) : ::tf::bug(__FILE__, __LINE__, "broken promise: " #condition))
#define TF_BUG(what) ::tf::bug(__FILE__, __LINE__, (what))

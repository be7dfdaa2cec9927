// A server under test as a process of its own: started, waited for, killed.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace tf::bench {

void sleep_for(double seconds);

class ServerProcess {
 public:
  // `log`: where what it says goes.
  ServerProcess(std::vector<std::string> command, std::uint16_t port, std::string log);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // Seconds until /api/v1/health answers 200; negative when it did not in 30 s, or died.
  double start();
  void kill();  // -9, and gone when it returns
  long pid() const { return pid_; }

 private:
  std::vector<std::string> command_;
  std::uint16_t port_;
  std::string log_;
  pid_t pid_ = -1;
};

// The exit code of a command whose output goes to the end of `log`.
int run_command(std::vector<std::string> command, const std::string& log);

}  // namespace tf::bench

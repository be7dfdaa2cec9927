#include "server_process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>
#include <utility>

#include "http_client.h"

namespace tf::bench {

namespace {

pid_t spawn(std::vector<std::string>& command, const std::string& log) {
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  ::dup2(file, 1);
  ::dup2(file, 2);
  std::vector<char*> words;
  for (std::string& word : command) words.push_back(word.data());
  words.push_back(nullptr);
  ::execvp(words[0], words.data());
  ::_exit(127);
}

}  // namespace

void sleep_for(double seconds) {
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

ServerProcess::ServerProcess(std::vector<std::string> command, std::uint16_t port, std::string log)
    : command_(std::move(command)), port_(port), log_(std::move(log)) {}
ServerProcess::~ServerProcess() {
  kill();
}

double ServerProcess::start() {
  const double begin = seconds_now();
  pid_ = spawn(command_, log_);
  while (seconds_now() - begin < 30) {
    if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      return -1;
    }
    if (ask(port_, "GET", "/api/v1/health", {}, {}, 1000).status == 200)
      return seconds_now() - begin;
    sleep_for(0.001);
  }
  return -1;
}

void ServerProcess::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

int run_command(std::vector<std::string> command, const std::string& log) {
  const pid_t pid = spawn(command, log);
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace tf::bench

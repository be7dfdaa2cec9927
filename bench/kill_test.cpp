// Kills the real server again and again under load, and counts what was lost or done twice.
//
//   kill_test [--kills 100] [--connections 32] [--seed 1] --folder DIR --port P -- SERVER
//   COMMAND...
//
// The driver keeps a ledger of its own in DIR: SENT is on disk before a command leaves, ACK after
// its answer came. After each kill -9 the server is started again and every command without an
// answer is sent anew under its old key, twice: both answers must be equal. The last answered
// command of each user is repeated too: the answer must be the recorded one, byte for byte.
// At the end each acknowledged command must have had its effect exactly once, as the API tells:
//   lost     a case or a completed step that was acknowledged and is not there
//   doubled  two cases for one opening, a step completed twice, or two answers for one key
//   timers   of every case with a timer, its field `rings` must be 1 one minute after opening
// Ready: from starting the process to the first 200 of /api/v1/health.
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "http_client.h"
#include "server_process.h"

namespace {

using namespace tf::bench;

struct Options {
  int kills = 100;
  int connections = 32;
  std::uint64_t seed = 1;
  std::string folder;
  std::uint16_t port = 8399;
  double longest = 0.6;  // seconds of load before a kill
  std::vector<std::string> command;
};

// ---- The ledger
// ------------------------------------------------------------------------------------

struct Entry {
  std::string path;
  std::string body;
  int status = 0;  // of the acknowledged answer; 0: none yet
  std::string answer;
};

class Ledger {
 public:
  explicit Ledger(const std::string& path)
      : file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) {}
  ~Ledger() { ::close(file_); }
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  void sent(const std::string& key, std::string path, std::string body) {
    pending_ += "SENT " + key + " " + path + " " + body + "\n";
    entries_[key] = {std::move(path), std::move(body), 0, {}};
  }
  void acknowledged(const std::string& key, const Reply& reply) {
    pending_ += "ACK " + key + " " + std::to_string(reply.status) + " " + reply.body + "\n";
    Entry& entry = entries_[key];
    entry.status = reply.status;
    entry.answer = reply.body;
  }
  // On disk when it returns.
  void flush() {
    if (pending_.empty()) return;
    std::size_t done = 0;
    while (done < pending_.size()) {
      const ssize_t n = ::write(file_, pending_.data() + done, pending_.size() - done);
      if (n <= 0) {
        std::perror("kill_test: ledger");
        std::exit(2);
      }
      done += static_cast<std::size_t>(n);
    }
    ::fdatasync(file_);
    pending_.clear();
  }
  const Entry& at(const std::string& key) const { return entries_.at(key); }
  const std::map<std::string, Entry>& entries() const { return entries_; }

 private:
  int file_;
  std::string pending_;
  std::map<std::string, Entry> entries_;
};

// ---- The users
// -------------------------------------------------------------------------------------

struct User {
  Channel channel;
  std::string key;       // of the command under way; empty: none
  std::string last_key;  // of the last one answered
  std::string case_id;
  std::string task;
  int step = 0;
  bool bell = false;
};

struct Totals {
  long commands = 0, resent = 0, lost = 0, doubled = 0, timers_twice = 0, timers_missing = 0;
  long unexpected = 0;
  std::vector<double> ready;
};

class Driver {
 public:
  Driver(const Options& options)
      : options_(options),
        server_(options.command, options.port, options.folder + "/server.log"),
        ledger_(options.folder + "/ledger"),
        random_(options.seed) {
    for (int i = 0; i < options.connections; ++i) users_.push_back(std::make_unique<User>());
  }

  int run() {
    if (!restart()) return 2;
    for (int i = 0; i < options_.kills; ++i) {
      std::uniform_real_distribution<double> moment(0.02, options_.longest);
      load(moment(random_), true);
      server_.kill();
      for (auto& user : users_) user->channel.close();
      if (!restart()) return 2;
      settle();
    }
    load(5, false);
    check();
    return report();
  }

 private:
  bool restart() {
    const double ready = server_.start();
    if (ready < 0) {
      std::fprintf(stderr, "kill_test: the server did not become ready; see %s/server.log\n",
                   options_.folder.c_str());
      return false;
    }
    totals_.ready.push_back(ready * 1e3);
    return true;
  }

  std::string headers(const std::string& key) const {
    return "Idempotency-Key: " + key + "\r\nX-Townflow-Actor: ann@bench\r\n";
  }

  // The next command of a user goes to the ledger; send() brings it on its way.
  void next_command(User& user) {
    user.key = "k" + std::to_string(options_.seed) + "-" + std::to_string(++keys_);
    if (user.step == 0) {
      user.bell = keys_ % 8 == 0;
      ledger_.sent(user.key, "/api/v1/cases",
                   std::string(R"({"town":"bench","workflow":")") +
                       (user.bell ? "bell" : "three-steps") +
                       R"(","data":{"subject":"a lamp is out"}})");
    } else {
      ledger_.sent(user.key, "/api/v1/cases/" + user.case_id + "/tasks/" + user.task + "/complete",
                   R"({"outcome":"done","form":{}})");
    }
  }
  bool send(User& user) {
    const Entry& entry = ledger_.at(user.key);
    return user.channel.send(request_text("POST", entry.path, headers(user.key), entry.body));
  }

  void take_answer(User& user, const Reply& reply) {
    ++totals_.commands;
    ledger_.acknowledged(user.key, reply);
    user.last_key = user.key;
    user.key.clear();
    if (reply.status / 100 != 2) {
      complain("answer " + std::to_string(reply.status), reply.body);
      user.step = 0;
      return;
    }
    const CaseAnswer now = read_case(reply.body);
    if (user.step == 0) user.case_id = now.case_id;
    user.task = now.task;
    user.step = user.bell || user.step == 3 || now.task.empty() ? 0 : user.step + 1;
  }

  // Load for so many seconds; with `open_new` false the users only finish what they have begun.
  void load(double seconds, bool open_new) {
    const int poll = ::epoll_create1(EPOLL_CLOEXEC);
    for (std::size_t i = 0; i < users_.size(); ++i) {
      if (!users_[i]->channel.is_open() && !users_[i]->channel.open(options_.port)) continue;
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = i;
      ::epoll_ctl(poll, EPOLL_CTL_ADD, users_[i]->channel.fd(), &event);
    }
    const double end = seconds_now() + seconds;
    std::array<epoll_event, 64> events{};
    while (seconds_now() < end) {
      std::vector<User*> leaving;
      bool busy = false;
      for (auto& user : users_) {
        if (user->key.empty() && user->channel.is_open() && (open_new || user->step > 0)) {
          next_command(*user);
          leaving.push_back(user.get());
        }
        busy = busy || !user->key.empty();
      }
      if (!busy) break;
      ledger_.flush();
      for (User* user : leaving)
        if (!send(*user)) user->channel.close();
      const int n = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), 20);
      for (int i = 0; i < n; ++i) {
        User& user = *users_[events[static_cast<std::size_t>(i)].data.u64];
        Reply reply;
        const auto got = user.channel.receive(reply);
        if (got == Channel::Got::reply && !user.key.empty()) take_answer(user, reply);
        if (got == Channel::Got::lost) user.channel.close();
      }
      ledger_.flush();
    }
    ::close(poll);
  }

  // One command again under its key, on a connection of its own; waits out a busy server.
  Reply again(const std::string& key) {
    const Entry& entry = ledger_.at(key);
    for (int tries = 0; tries < 100; ++tries) {
      const Reply reply = ask(options_.port, "POST", entry.path, headers(key), entry.body);
      if (reply.status != 503 && reply.status != 0) return reply;
      sleep_for(0.02);
    }
    return {};
  }

  // After a restart: what was under way is answered, and answers do not change.
  void settle() {
    for (auto& user : users_) {
      if (!user->last_key.empty()) {
        const Entry& entry = ledger_.at(user->last_key);
        const Reply reply = again(user->last_key);
        if (reply.body != entry.answer) {
          ++totals_.doubled;
          complain("another answer for " + user->last_key,
                   reply.body + "\n    was " + entry.answer);
        }
      }
      if (user->key.empty()) continue;
      ++totals_.resent;
      const std::string key = user->key;
      const Reply first = again(key);
      take_answer(*user, first);
      ledger_.flush();
      const Reply second = again(key);
      if (second.body != first.body) {
        ++totals_.doubled;
        complain("two answers for " + key, first.body + "\n    and " + second.body);
      }
    }
  }

  // ---- What the API says in the end ----
  void check() {
    std::map<std::string, int> completed;  // acknowledged completions by case
    std::map<std::string, bool> opened;    // case → bell
    std::set<std::string> numbers;
    for (const auto& [key, entry] : ledger_.entries()) {
      if (entry.status / 100 != 2) {
        if (entry.status == 0) complain("never answered: " + key, entry.path);
        continue;
      }
      const CaseAnswer answer = read_case(entry.answer);
      if (entry.path != "/api/v1/cases") {
        ++completed[answer.case_id];
        continue;
      }
      const bool bell = entry.body.find("\"bell\"") != std::string::npos;
      if (!opened.emplace(answer.case_id, bell).second || !numbers.insert(answer.number).second) {
        ++totals_.doubled;
        complain("one case for two openings", entry.answer);
      }
    }
    wait_for_bells(opened);
    for (const auto& [id, bell] : opened) check_case(id, bell, completed[id]);
    const long there = count_cases();
    if (there > static_cast<long>(opened.size()))
      totals_.doubled += there - static_cast<long>(opened.size());
    if (there < static_cast<long>(opened.size()))
      totals_.lost += static_cast<long>(opened.size()) - there;
    cases_ = static_cast<long>(opened.size());
  }

  void wait_for_bells(const std::map<std::string, bool>& opened) {
    const double end = seconds_now() + 75;
    std::vector<std::string> silent;
    for (const auto& [id, bell] : opened)
      if (bell) silent.push_back(id);
    bells_ = static_cast<long>(silent.size());
    while (!silent.empty() && seconds_now() < end) {
      std::erase_if(silent, [&](const std::string& id) { return rings(id) > 0; });
      if (!silent.empty()) sleep_for(1);
    }
  }
  int rings(const std::string& id) {
    const Reply view =
        ask(options_.port, "GET", "/api/v1/cases/" + id, "X-Townflow-Actor: ann@bench\r\n");
    const std::string text = json_field(view.body, "rings");
    return text.empty() || text == "null" ? 0 : std::atoi(text.c_str());
  }

  void check_case(const std::string& id, bool bell, int completed) {
    if (bell) {
      const int n = rings(id);
      if (n == 0) ++totals_.timers_missing;
      if (n > 1) ++totals_.timers_twice;
      if (n != 1) complain("bell " + id, "rang " + std::to_string(n) + " times");
    }
    const Reply reply = ask(options_.port, "GET", "/api/v1/cases/" + id + "/timeline",
                            "X-Townflow-Actor: ann@bench\r\n");
    const int openings = count(reply.body, "\"kind\":\"open\"");
    const int completions = count(reply.body, "\"kind\":\"complete\"");
    if (reply.status != 200 || openings == 0) ++totals_.lost;
    if (openings > 1) ++totals_.doubled;
    if (completions < completed) totals_.lost += completed - completions;
    if (completions > completed) totals_.doubled += completions - completed;
    if (openings != 1 || completions != completed)
      complain("case " + id,
               std::to_string(completed) + " completions acknowledged; timeline: " + reply.body);
  }
  static int count(const std::string& text, const std::string& what) {
    int n = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
    return n;
  }

  long count_cases() {
    long n = 0;
    for (long offset = 0;; offset += 200) {
      const Reply page = ask(options_.port, "GET",
                             "/api/v1/cases?town=bench&limit=200&offset=" + std::to_string(offset),
                             "X-Townflow-Actor: ann@bench\r\n");
      const int found = count(page.body, "\"number\":");
      n += found;
      if (found < 200) return n;
    }
  }

  void complain(const std::string& what, const std::string& more) {
    if (++totals_.unexpected <= 10)
      std::fprintf(stderr, "  %s: %s\n", what.c_str(), more.substr(0, 600).c_str());
  }

  int report() {
    auto& ready = totals_.ready;
    std::sort(ready.begin(), ready.end());
    const auto at = [&](double share) {
      return ready[std::min(ready.size() - 1,
                            static_cast<std::size_t>(share * static_cast<double>(ready.size())))];
    };
    std::printf("%s\n", machine().c_str());
    std::printf("%d kills, %ld commands acknowledged, %ld sent again, %ld cases, %ld timers\n",
                options_.kills, totals_.commands, totals_.resent, cases_, bells_);
    std::printf("lost %ld, doubled %ld, timers twice %ld, ready p50=%.0fms p99=%.0fms max=%.0fms\n",
                totals_.lost + totals_.timers_missing, totals_.doubled, totals_.timers_twice,
                at(0.5), at(0.99), ready.back());
    if (totals_.unexpected > 0) std::printf("%ld things to look at, above\n", totals_.unexpected);
    return totals_.unexpected == 0 ? 0 : 1;
  }

  const Options& options_;
  ServerProcess server_;
  Ledger ledger_;
  std::mt19937_64 random_;
  std::vector<std::unique_ptr<User>> users_;
  std::uint64_t keys_ = 0;
  long cases_ = 0, bells_ = 0;
  Totals totals_;
};

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Kills the server under load and counts what was lost or doubled");
  app.add_option("--kills", options.kills);
  app.add_option("--connections", options.connections);
  app.add_option("--seed", options.seed);
  app.add_option("--folder", options.folder)->required();
  app.add_option("--port", options.port);
  app.add_option("--longest", options.longest, "seconds of load before a kill, at most");
  app.add_option("command", options.command, "the server and its arguments")->required();
  CLI11_PARSE(app, argc, argv);
  return Driver(options).run();
}

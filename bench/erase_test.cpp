// Kills the real server again and again while people and cases are being erased, and looks whether
// each erasure happened wholly or not at all.
//
//   erase_test [--kills 100] [--people 24] [--seed 1] --folder DIR --port P --store FILE -- SERVER…
//
// Every round opens a case for each of some new people, asks from eight connections that these be
// erased (every other one the case as well), and kills the server with SIGKILL meanwhile. The
// driver keeps in memory what it asked and what was answered. After each kill the journal is walked
// by `townflow doctor --deep`, the server is started again, and of every person:
//   lost   the erasure was acknowledged, and the name or telephone can be read
//   torn   the view, the timeline and the explanation do not agree, or part is erased and part not
//   wrong  nobody asked for it, and it is erased
//   chain  the journal does not hold together
// An erasure that was asked for and not answered may have happened or not, but not change its mind
// at the next start.
#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "http_client.h"
#include "server_process.h"

namespace {

using namespace tf::bench;

struct Options {
  int kills = 100;
  int people = 24;
  std::uint64_t seed = 1;
  std::string folder, store;
  std::uint16_t port = 8398;
  std::vector<std::string> command;
};

enum class Asked : unsigned char { no, sent, acknowledged };

// One secret: the name of a person, or the telephone of a case.
struct Secret {
  std::string text;
  Asked asked = Asked::no;
  bool gone = false;  // seen erased
};
struct Person {
  std::string id, case_id;
  Secret name, phone;
};

struct Totals {
  long asked = 0, acknowledged = 0, finished_unanswered = 0, untouched = 0;
  long lost = 0, torn = 0, wrong = 0, chain = 0, refused = 0;
};

class Driver {
 public:
  explicit Driver(const Options& options)
      : options_(options),
        server_(options.command, options.port, options.folder + "/server.log"),
        random_(options.seed) {}

  int run() {
    if (server_.start() < 0) return failed("the server did not start");
    for (int round = 0; round < options_.kills; ++round) {
      const std::size_t first = people_.size();
      if (!open_cases(round)) return failed("a case could not be opened");
      erase_until_killed(first);
      if (run_command({options_.command.front(), "doctor", "--deep", "--store", options_.store},
                      options_.folder + "/doctor.log") != 0)
        ++totals_.chain;
      if (server_.start() < 0) return failed("the server did not start again");
      for (std::size_t i = first; i < people_.size(); ++i) look(people_[i]);
    }
    server_.kill();
    if (server_.start() < 0) return failed("the server did not start again");
    for (Person& person : people_) look(person);
    return report();
  }

 private:
  int failed(const char* what) {
    std::fprintf(stderr, "erase_test: %s; see %s\n", what, options_.folder.c_str());
    return 2;
  }

  std::string headers() {
    return "X-Townflow-Actor: ann@keep\r\nIdempotency-Key: e" + std::to_string(++keys_) + "\r\n";
  }

  bool open_cases(int round) {
    for (int i = 0; i < options_.people; ++i) {
      Person person;
      person.id = "p" + std::to_string(round) + "-" + std::to_string(i);
      person.name.text = "Name-" + person.id + "-Name";
      person.phone.text = std::to_string(13'900'000'000LL + round * 1000 + i);
      const Reply reply =
          ask(options_.port, "POST", "/api/v1/cases", headers(),
              R"({"town":"keep","workflow":"visit","data":{"who_asks":{"id_hash":")" + person.id +
                  R"(","name":")" + person.name.text + R"("},"phone":")" + person.phone.text +
                  R"("}})");
      if (reply.status != 201) return false;
      person.case_id = read_case(reply.body).case_id;
      people_.push_back(person);
    }
    return true;
  }

  void erase(Person& person, bool of_case) {
    Secret& secret = of_case ? person.phone : person.name;
    secret.asked = Asked::sent;
    const std::string path = of_case ? "/api/v1/cases/" + person.case_id + "/erase"
                                     : "/api/v1/towns/keep/persons/" + person.id + "/erase";
    const Reply reply = ask(options_.port, "POST", path, headers(), R"({"reason":"asked for"})");
    if (reply.status == 200) secret.asked = Asked::acknowledged;
    if (reply.status >= 400) ++refused_;
  }

  void erase_until_killed(std::size_t first) {
    std::atomic<std::size_t> next = first;
    std::atomic<bool> dead = false;
    std::vector<std::thread> askers;
    for (int n = 0; n < 8; ++n)
      askers.emplace_back([&] {
        // The last quarter is never asked for: it must stay.
        const std::size_t end = people_.size() - static_cast<std::size_t>(options_.people) / 4;
        for (std::size_t i = next++; i < end && !dead; i = next++) {
          erase(people_[i], false);
          if (i % 2 == 0) erase(people_[i], true);
        }
      });
    sleep_for(std::uniform_real_distribution<double>(0.0005, 0.4)(random_));
    dead = true;
    server_.kill();
    for (std::thread& asker : askers) asker.join();
  }

  void look(Person& person) {
    const std::string at = "/api/v1/cases/" + person.case_id;
    const std::string view = ask(options_.port, "GET", at).body;
    const std::string timeline = ask(options_.port, "GET", at + "/timeline").body;
    const std::string explained = ask(options_.port, "GET", at + "/explain").body;
    if (view.empty() || timeline.empty() || explained.empty()) {
      ++totals_.torn;
      return;
    }
    const std::string mark = "erased / \xE5\xB7\xB2\xE6\x8A\xB9\xE9\x99\xA4";
    std::size_t marks = 0;
    for (std::size_t i = view.find(mark); i != std::string::npos; i = view.find(mark, i + 1))
      ++marks;
    std::size_t gone = 0;
    for (Secret* secret : {&person.name, &person.phone}) {
      const bool in_view = view.find(secret->text) != std::string::npos;
      const bool elsewhere = timeline.find(secret->text) != std::string::npos ||
                             explained.find(secret->text) != std::string::npos;
      if (!in_view) ++gone;
      if (!in_view && elsewhere) ++totals_.torn;
      if (in_view && secret->gone) ++totals_.torn;  // it was erased at the start before
      if (in_view && secret->asked == Asked::acknowledged) ++totals_.lost;
      if (!in_view && secret->asked == Asked::no) ++totals_.wrong;
      secret->gone = !in_view;
    }
    if ((gone == 0) != (marks == 0)) ++totals_.torn;
  }

  int report() {
    for (const Person& person : people_)
      for (const Secret* secret : {&person.name, &person.phone}) {
        totals_.asked += secret->asked != Asked::no;
        totals_.acknowledged += secret->asked == Asked::acknowledged;
        totals_.finished_unanswered += secret->asked == Asked::sent && secret->gone;
        totals_.untouched += secret->asked == Asked::sent && !secret->gone;
      }
    totals_.refused = refused_;
    std::printf("%s\nkills %d, people %zu\n", machine().c_str(), options_.kills, people_.size());
    std::printf(
        "erasures asked for %ld, acknowledged %ld; not answered: done %ld, not done %ld; "
        "refused %ld\n",
        totals_.asked, totals_.acknowledged, totals_.finished_unanswered, totals_.untouched,
        totals_.refused);
    std::printf("lost %ld, torn %ld, wrong %ld, chain %ld\n", totals_.lost, totals_.torn,
                totals_.wrong, totals_.chain);
    const bool good = totals_.lost + totals_.torn + totals_.wrong + totals_.chain == 0 &&
                      totals_.acknowledged != 0;
    std::printf("%s\n", good ? "OK" : "FAILED");
    return good ? 0 : 1;
  }

  const Options& options_;
  ServerProcess server_;
  std::mt19937_64 random_;
  std::vector<Person> people_;
  std::atomic<long> keys_ = 0, refused_ = 0;
  Totals totals_;
};

}  // namespace

int main(int count, char** words) {
  Options options;
  CLI::App app("kills the server while people are being erased", "erase_test");
  app.add_option("--kills", options.kills);
  app.add_option("--people", options.people)->check(CLI::Range(4, 1000));
  app.add_option("--seed", options.seed);
  app.add_option("--folder", options.folder)->required();
  app.add_option("--store", options.store)->required();
  app.add_option("--port", options.port);
  app.add_option("server", options.command)->required();
  CLI11_PARSE(app, count, words);
  return Driver(options).run();
}

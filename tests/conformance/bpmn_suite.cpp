// bpmn_suite [--round-trip] DIR [PART OF A NAME]: imports every model of the BPMN suite below DIR,
// binds it and plays its scenarios in the real core on a virtual clock; with --round-trip what was
// imported is exported without our extensions and imported again before, and with BPMN_WRITE set to
// a folder written there; prints each failing
// scenario with what was expected and what came; the last line is `N passed, N failed`. Exit status
// 1 when any failed.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>

#include "base/text.h"
#include "conformance/bpmn_suite_case.h"
#include "conformance/bpmn_suite_world.h"
#include "rule/feel/feel.h"

namespace {

namespace fs = std::filesystem;
using tf::cat;
using tf::bpmn_suite::Act;
using tf::bpmn_suite::Case;
using tf::bpmn_suite::Scenario;
using tf::bpmn_suite::World;
using tf::model::Entry;
using tf::model::Node;

int whole(const Node& node) {
  return static_cast<int>(tf::Decimal::parse(node.text)->whole().value_or(0));
}

std::string shown(const std::map<std::string, int>& tasks) {
  std::string out;
  for (const auto& [id, n] : tasks)
    if (n != 0) out += cat(out.empty() ? "" : ", ", id, ": ", n);
  return cat("{", out, "}");
}

class Story {
 public:
  Story(const Case& one, const Scenario& scenario, bool again)
      : one_(one), scenario_(scenario), again_(again) {}

  // What was expected and what came; empty when all is as it should be.
  std::vector<std::string> play() {
    const auto wanted = states();
    std::string why;
    auto world = World::open(one_, scenario_, again_, why);
    if (!world) {
      if (std::ranges::find(wanted, "rejected") == wanted.end())
        problems_.push_back(cat("the model was refused: ", why));
      return problems_;
    }
    using Kind = tf::core::EventSpec::Kind;
    if (!scenario_.start_message.empty())
      world->start(scenario_.process, scenario_.variables, Kind::message, scenario_.start_message);
    else if (!scenario_.start_signal.empty())
      world->start(scenario_.process, scenario_.variables, Kind::signal, scenario_.start_signal);
    else
      world->start(scenario_.process, scenario_.variables);
    std::size_t n = 0;
    for (const Act& act : scenario_.acts) {
      ++n;
      if (act.expect != nullptr)
        check_step(*world, *act.expect, n);
      else
        world->act(act);
    }
    if (scenario_.expect != nullptr) check_end(*world, *scenario_.expect, wanted);
    if (!problems_.empty())
      if (const std::string incidents = world->incidents(); !incidents.empty())
        problems_.push_back(cat("incidents:", incidents));
    return problems_;
  }

 private:
  std::vector<std::string> states() const {
    std::vector<std::string> out;
    if (scenario_.expect != nullptr)
      if (const Node* state = scenario_.expect->get("state")) {
        if (state->is_scalar()) out.push_back(state->text);
        for (const auto& item : state->items) out.push_back(item->text);
      }
    return out;
  }

  void differ(const std::string& what, const std::string& expected, const std::string& actual) {
    problems_.push_back(cat(what, ": expected ", expected, ", got ", actual));
  }

  void check_step(const World& world, const Node& expect, std::size_t n) {
    if (const Node* tasks = expect.get("tasks")) {
      std::map<std::string, int> wanted;
      for (const Entry& entry : tasks->entries)
        if (whole(*entry.value) != 0) wanted[entry.key] = whole(*entry.value);
      if (wanted != world.tasks())
        differ(cat("step ", n, " tasks"), shown(wanted), shown(world.tasks()));
    }
    if (const Node* waiting = expect.get("waiting"))
      for (const auto& id : waiting->items)
        if (!world.waits(id->text)) differ(cat("step ", n), cat(id->text, " waiting"), "not");
  }

  void check_end(const World& world, const Node& expect, const std::vector<std::string>& wanted) {
    if (!wanted.empty() && std::ranges::find(wanted, world.state()) == wanted.end())
      differ("state", tf::join(wanted, " or "), world.state());
    if (const Node* completed = expect.get("completed"))
      for (const Entry& entry : completed->entries)
        if (world.completed(entry.key) != whole(*entry.value))
          differ(cat("completed ", entry.key), entry.value->text, cat(world.completed(entry.key)));
    if (const Node* sums = expect.get("sum"))
      for (const auto& sum : sums->items) {
        int n = 0;
        for (const auto& id : sum->get("of")->items) n += world.completed(id->text);
        if (n != whole(*sum->get("count"))) differ("sum", sum->get("count")->text, cat(n));
      }
    if (const Node* order = expect.get("order"))
      for (const auto& pair : order->items) {
        const std::string &first = pair->items[0]->text, &then = pair->items[1]->text;
        if (!(world.first_completion(first) < world.first_completion(then)))
          differ("order", cat(first, " before ", then), "not so");
      }
    if (const Node* variables = expect.get("variables"))
      for (const Entry& entry : variables->entries) {
        const tf::Value value = tf::bpmn_suite::value_of(*entry.value);
        const tf::Value actual = world.variable(entry.key);
        if (!(actual.is_null() && value.is_null()) &&
            !tf::rule::feel_equal(actual, value).value_or(false))
          differ(cat("variable ", entry.key), tf::rule::to_feel_text(value),
                 tf::rule::to_feel_text(actual));
      }
  }

  const Case& one_;
  const Scenario& scenario_;
  bool again_;
  std::vector<std::string> problems_;
};

}  // namespace

int main(int count, char** arguments) {
  std::vector<std::string> words(arguments + 1, arguments + count);
  const bool again = !words.empty() && words.front() == "--round-trip";
  if (again) words.erase(words.begin());
  if (words.empty()) {
    std::cerr << "usage: bpmn_suite [--round-trip] DIR [PART OF A NAME]\n";
    return 2;
  }
  const std::string filter = words.size() > 1 ? words[1] : "";
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(words.front()))
    if (entry.path().filename().string().ends_with(".case.yaml") &&
        entry.path().filename().string().find(filter) != std::string::npos)
      files.push_back(entry.path());
  std::ranges::sort(files);
  int passed = 0, failed = 0;
  std::map<std::string, std::pair<int, int>> levels;
  for (const fs::path& file : files) {
    try {
      const Case one = tf::bpmn_suite::read_case(file);
      for (const Scenario& scenario : one.scenarios) {
        std::vector<std::string> problems;
        try {
          problems = Story(one, scenario, again).play();
        } catch (const std::exception& error) {
          problems.push_back(error.what());
        }
        ++(problems.empty() ? passed : failed);
        ++(problems.empty() ? levels[one.level].first : levels[one.level].second);
        if (problems.empty()) continue;
        std::cout << "FAIL " << one.level << " " << one.name << " " << scenario.name << "\n";
        for (const std::string& problem : problems) std::cout << "     " << problem << "\n";
      }
    } catch (const std::exception& error) {
      std::cout << "FAIL " << file.filename().string() << ": " << error.what() << "\n";
      ++failed;
    }
  }
  for (const auto& [level, counts] : levels)
    std::cout << level << ": " << counts.first << " of " << counts.first + counts.second << "\n";
  std::cout << passed << " passed, " << failed << " failed\n";
  return failed == 0 ? 0 : 1;
}

// Scenarios: a story with expectations (docs/scenarios.md), played through the real Shard and a
// real store on a virtual clock.
//
//     file --read--> Scenario(s) --play--> acts, timers, expectations --> ScenarioResult --> report
//
// Time:    moments of the story are readings of the town's own clock; the host's zone changes
//          nothing. At a moment the act comes first, then every timer due then or before, then
//          `expect`. Between two items the clock steps from one due timer to the next.
// Errors:  an unreadable scenario is Diagnostics (scenario.*); an expectation that does not hold is
// a
//          Failure, and the story stops there.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/catalog.h"
#include "model/diagnostics.h"
#include "model/loader.h"
#include "store/store.h"

namespace tf::sim {

enum class Act : unsigned char {
  none,
  open,
  complete,
  fill,
  vote,
  verb,
  message,
  change,
  load,
  down,
  up,
  check
};

struct Item {
  model::Span span;
  LocalTime at;  // of the town's clock
  std::string by, case_name, as, workflow, start;
  Act act = Act::none;
  std::string name;  // step, verb or message
  std::string step, to, reason, outcome;
  std::int64_t row = 0;               // item: of several tasks of a step, that of this row, from 1
  const model::Node* data = nullptr;  // what open, form, with, change or load holds
  bool running = false;               // change: also for cases that run
  const model::Node* expect = nullptr;
  std::map<std::string, std::string>
      effects;  // effect: kind → ok | failed | unreachable | its answer, from here on
};

struct Scenario {
  std::string id;  // with "/variant" for a variant
  core::Words title;
  std::string town, workflow, after;
  std::string path;  // of its file
  std::vector<Item> story;
  std::vector<Item> routine;            // of each day: `at` holds a time of day
  const model::Node* with = nullptr;    // overlays of the town's files
  const model::Node* change = nullptr;  // rules changed beforehand
  std::shared_ptr<const model::Document> document;
  std::vector<std::shared_ptr<const model::Node>> patched;  // items of a variant
};

// The `title` of a file, one language standing in for the other.
core::Words title_of(const model::Node& root);
// The scenario of `document` (kind scenario, checked) and its variants, each as one of its own.
std::vector<Scenario> read_scenarios(std::shared_ptr<const model::Document> document,
                                     model::Diagnostics& out);

struct Failure {
  model::Span span;      // of the item
  std::size_t item = 0;  // from 0
  std::string at;        // its moment
  std::string key;       // what was expected of: light, owner…; "" for an act that did not go
  std::string expected, actual;
};

struct ScenarioResult {
  std::string id, path;
  core::Words title;
  bool passed = true;
  std::vector<Failure> failures;  // of the first item that fails
  core::Words timeline;           // of its case, when something failed
  std::size_t expectations = 0;   // held
  double seconds = 0;             // filled by whoever has a clock
};

class FlowCoverage;

// What a scenario is played on.
struct Stage {
  const model::Library* library = nullptr;
  // The scenario that `after` names, in the same set; null when there is none.
  std::function<const Scenario*(const std::string& id)> find;
  // A new, empty store for each scenario, made for a virtual clock.
  std::function<Result<std::unique_ptr<store::Store>>()> make_store;
  FlowCoverage* coverage = nullptr;  // told all that happens to the cases
};

ScenarioResult play(const Scenario& scenario, const Stage& stage);

}  // namespace tf::sim

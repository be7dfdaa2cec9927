// sim_run --seed N [--definitions 5000] [--paths 20] [--acts 40] [--jobs 2] [--show]
//         [--coverage]
//
// Grows definitions from the seed, walks each by as many random paths, and checks every invariant
// after every command (definitions.h, path.h, invariants.h). On the way cases migrate to a later
// edition of their process, and a part of the towns has a plugin with filters. The first trouble of
// a run is made smaller, the definition as well as the path, and printed as a workflow and a
// scenario; the exit code is then 1. The same seed gives the same run, whatever the number of jobs.
#include <array>
#include <atomic>
#include <charconv>
#include <cstdio>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>

#include "base/check.h"
#include "base/text.h"
#include "core/load_town.h"
#include "definitions.h"
#include "host/plugins.h"
#include "model/diagnostics.h"
#include "model/loader.h"
#include "path.h"

namespace {

using namespace tf;
using namespace tf::random;

struct Options {
  std::uint64_t seed = 1;
  std::size_t definitions = 5'000, paths = 20, acts = 40, jobs = 2;
  bool show = false, coverage = false;
};

constexpr const char* kWorkflow = "w";
constexpr std::size_t kMostShrinks = 3'000;

// Null when the definition is refused.
std::shared_ptr<const core::Catalog> publish(const Plant& plant, const std::string& file,
                                             std::string* why = nullptr) {
  static const std::map<std::string, std::string> scripts = town_scripts();
  auto files = town_files(has_whims(plant));
  files.emplace_back("w.yaml", file);
  model::Diagnostics out;
  model::Library library;
  for (const auto& [path, text] : files) library.add(path, text, out);
  library.finish(out);
  host::PluginHost host;
  host.texts = &scripts;
  auto loaded = core::load_town(library, "t", 1, out, host::plugin_loader(host));
  if (out.has_errors()) {
    if (why != nullptr) *why = model::to_text(out, model::Language::en);
    return nullptr;
  }
  auto catalog = std::make_shared<core::Catalog>();
  catalog->add(std::move(loaded.town));
  return catalog;
}

// Its first edition empty when that is refused; of the later one, which may have steps nobody
// reaches, that is no matter.
Editions editions_of(const Plant& plant, std::string* why = nullptr) {
  Editions out;
  out.first = publish(plant, print(plant, kWorkflow), why);
  if (out.first == nullptr) return out;
  const Later later = print_later(plant, kWorkflow);
  out.later = publish(plant, later.file);
  Record steps;
  for (const auto& [old, now] : later.steps) steps.set(old, Value::text(now));
  out.steps = Value::record(std::move(steps));
  return out;
}

struct Sums {
  std::size_t later = 0, whims = 0;  // definitions with a later edition, with a plugin
  std::size_t definitions = 0, refused = 0, paths = 0, steps = 0;
  Walked all;
  Coverage made;
};

std::string kind_of(const std::string& what) {
  std::string out;
  for (const char c : what)
    if (c < '0' || c > '9') out += c;
  return out.substr(0, 40);
}

// Less and less of it, while the same kind of thing goes wrong.
struct Shrunk {
  Plant plant;
  std::vector<Act> acts;
  Trouble trouble;
};

class Shrinker {
 public:
  explicit Shrinker(Shrunk from) : best_(std::move(from)), kind_(kind_of(best_.trouble.what)) {}

  Shrunk run() {
    while ((fewer_acts() || less_plant()) && tried_ < kMostShrinks) {
    }
    return std::move(best_);
  }

 private:
  bool still(const Plant& plant, const std::vector<Act>& acts) {
    if (++tried_ > kMostShrinks) return false;
    const Editions editions = editions_of(plant);
    if (!editions.first) return false;
    Walked walked;
    try {
      walked = walk(editions, kWorkflow, acts);
    } catch (const Bug& bug) {
      walked.trouble = Trouble{bug.what(), "", acts.size()};
    }
    if (!walked.trouble || kind_of(walked.trouble->what) != kind_) return false;
    best_ = {plant,
             {acts.begin(), acts.begin() + static_cast<std::ptrdiff_t>(walked.trouble->acts)},
             *walked.trouble};
    return true;
  }

  bool fewer_acts() {
    bool any = false;
    for (std::size_t part = best_.acts.size() / 2; part >= 1; part /= 2)
      for (std::size_t at = 1; at + part <= best_.acts.size();) {
        std::vector<Act> less = best_.acts;
        less.erase(less.begin() + static_cast<std::ptrdiff_t>(at),
                   less.begin() + static_cast<std::ptrdiff_t>(at + part));
        if (still(best_.plant, less))
          any = true;
        else
          ++at;
        if (tried_ > kMostShrinks) return false;
      }
    return any;
  }

  bool less_plant() {
    for (const Plant& plant : smaller(best_.plant))
      if (still(plant, best_.acts)) return true;
    return false;
  }

  Shrunk best_;
  std::string kind_;
  std::size_t tried_ = 0;
};

void report(const Options& options, std::uint64_t definition, const Shrunk& found) {
  std::cout << "BROKEN " << found.trouble.what << "\n# sim_run --seed " << options.seed
            << ", definition " << definition << "\n# ---- workflow\n"
            << print(found.plant, kWorkflow)
            << (found.trouble.story.find("later edition") == std::string::npos
                    ? ""
                    : cat("# ---- its later edition\n", print_later(found.plant, kWorkflow).file))
            << (has_whims(found.plant) ? "# ---- with the plugin whims\n" : "")
            << "# ---- scenario\nscenario: found\ntown: t\nworkflow: " << kWorkflow << "\nstory:\n"
            << found.trouble.story << std::flush;
}

class Run {
 public:
  explicit Run(const Options& options) : options_(options) {}

  int go() {
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < options_.jobs; ++i) threads.emplace_back([this] { work(); });
    for (std::thread& thread : threads) thread.join();
    std::cout << sums_.definitions << " definitions (" << sums_.steps << " steps, " << sums_.refused
              << " refused by lint), " << sums_.paths << " paths, " << sums_.all.commands
              << " commands, " << sums_.all.refusals << " refusals, " << sums_.all.events
              << " events, " << sums_.all.closed << " cases to the end, " << sums_.all.migrated
              << " migrated (" << sums_.later << " later editions), " << sums_.whims
              << " with a plugin; " << broken_ << " broken\n";
    if (options_.coverage) {
      std::cout << sums_.made.table();
      const std::vector<std::string> missing = sums_.made.missing();
      for (const std::string& name : missing) std::cout << "never: " << name << "\n";
    }
    return broken_ == 0 ? 0 : 1;
  }

 private:
  void work() {
    for (;;) {
      const std::uint64_t number = next_++;
      if (number >= options_.definitions || broken_ > 0) return;
      one(number);
    }
  }

  void one(std::uint64_t number) {
    Prng random(options_.seed * 1'000'003 + number);
    Sums own;
    Plant plant;
    Editions editions;
    std::string why;
    for (int tries = 0; !editions.first && tries < 50; ++tries) {
      plant = grow(random);
      editions = editions_of(plant, &why);
      if (!editions.first) ++own.refused;
      if (!editions.first && options_.show) {
        const std::lock_guard lock(mutex_);
        std::cout << why << print(plant, kWorkflow);
      }
    }
    if (!editions.first) return;
    ++own.definitions;
    own.later += editions.later != nullptr ? 1U : 0U;
    own.whims += has_whims(plant) ? 1U : 0U;
    own.steps += size_of(plant);
    own.made.count(*editions.first->town("t")->workflows.at(kWorkflow));
    for (std::size_t i = 0; i < options_.paths && broken_ == 0; ++i) {
      const std::vector<Act> acts = draw_path(random, options_.acts);
      Walked walked;
      try {
        walked = walk(editions, kWorkflow, acts);
      } catch (const Bug& bug) {
        walked.trouble = Trouble{bug.what(), "", acts.size()};
      }
      ++own.paths;
      own.all.commands += walked.commands;
      own.all.events += walked.events;
      own.all.refusals += walked.refusals;
      own.all.closed += walked.closed;
      own.all.migrated += walked.migrated;
      own.made.add(walked.did);
      if (!walked.trouble) continue;
      const std::lock_guard lock(mutex_);
      if (broken_++ > 0) break;
      report(options_, number, Shrinker({plant, acts, *walked.trouble}).run());
    }
    const std::lock_guard lock(mutex_);
    sums_.definitions += own.definitions;
    sums_.refused += own.refused;
    sums_.paths += own.paths;
    sums_.steps += own.steps;
    sums_.all.commands += own.all.commands;
    sums_.all.events += own.all.events;
    sums_.all.refusals += own.all.refusals;
    sums_.all.closed += own.all.closed;
    sums_.all.migrated += own.all.migrated;
    sums_.later += own.later;
    sums_.whims += own.whims;
    sums_.made.add(own.made);
  }

  const Options& options_;
  std::atomic<std::uint64_t> next_ = 0;
  std::atomic<std::size_t> broken_ = 0;
  std::mutex mutex_;
  Sums sums_;
};

template <class T>
bool number(const char* text, T& out) {
  const std::string_view view(text);
  const auto [end, error] = std::from_chars(view.data(), view.data() + view.size(), out);
  return error == std::errc() && end == view.data() + view.size();
}

bool read(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--show" || name == "--coverage") {
      (name == "--show" ? options.show : options.coverage) = true;
      continue;
    }
    if (i + 1 >= argc) return false;
    const char* value = argv[++i];
    const bool ok = name == "--seed"          ? number(value, options.seed)
                    : name == "--definitions" ? number(value, options.definitions)
                    : name == "--paths"       ? number(value, options.paths)
                    : name == "--acts"        ? number(value, options.acts)
                    : name == "--jobs"        ? number(value, options.jobs)
                                              : false;
    if (!ok) return false;
  }
  return options.acts >= 3 && options.jobs >= 1;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!read(argc, argv, options)) {
    std::cerr << "sim_run [--seed N] [--definitions N] [--paths N] [--acts N] [--jobs N] [--show] "
                 "[--coverage]\n";
    return 2;
  }
  return Run(options).go();
}

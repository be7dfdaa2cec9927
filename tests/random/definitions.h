// Definitions nobody would write: grown from a seed, at most six blocks deep, of every construct of
// the language. A tree that can be made smaller piece by piece and printed as an author's file.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/prng.h"

namespace tf::random {

enum class Kind : std::uint8_t {
  task,
  set,
  decide,
  effect,
  notify,
  wait,
  choose,
  each,
  together,
  race,
  block,
  fork,
  raise,
  open,
  end,
  stop,
  repeat,
  any_order,
  free_order,
  sign,
  vote,
  undo,
  call,
  pass,
  transaction,
  kinds
};

struct Part {
  Kind kind = Kind::task;
  std::vector<std::vector<Part>> blocks;  // of those kinds that hold steps
  std::uint64_t extras = 0;               // a bit for each thing a step may have besides
  std::uint32_t pick = 0;                 // which variant of its kind
};

struct Plant {
  std::vector<Part> steps;
  std::uint64_t extras = 0;  // of the case
};

inline constexpr int kDeepest = 6;
Plant grow(Prng& random);
std::size_t size_of(const Plant& plant);
// As one workflow file, its steps named in order.
std::string print(const Plant& plant, const std::string& id);
// The same process a year later: every third step has another name, every block ends with one step
// more, the case has other handlers; and what became of the names, as a migration says it.
struct Later {
  std::string file;
  std::map<std::string, std::string> steps;
};
Later print_later(const Plant& plant, const std::string& id);
// Does a plugin with filters stand in its town?
bool has_whims(const Plant& plant);
// Every plant that is this one with one thing less: a step, a level, an extra.
std::vector<Plant> smaller(const Plant& plant);

// The town they run in: files by path; and the script of its plugin, which is no document.
std::vector<std::pair<std::string, std::string>> town_files(bool whims = false);
std::map<std::string, std::string> town_scripts();

}  // namespace tf::random

// What a run of random processes was made of and what was done in it, by name: whether the
// generator still makes every construct of the language.
//     definitions + commands --count--> name → how often; names that never came up
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/definition.h"

namespace tf::random {

class Coverage {
 public:
  void count(const core::Definition& definition);  // as it was bound, sugar taken apart
  void did(std::string_view verb, bool accepted);
  void add(const Coverage& other);
  // One name a line with its number; a verb has how often it was taken, then refused.
  std::string table() const;
  // Of all there is (kinds of steps, of events, of joins, …, verbs), what came up nowhere.
  std::vector<std::string> missing() const;

 private:
  void handlers(const std::vector<core::Handler>& all);
  void event(std::string_view where, const core::EventSpec& event);
  void people(const core::Who& who);
  void join(std::string_view where, const core::Join& join);
  void step(const core::Step& step);
  void seen(std::string name, bool is = true) {
    if (is) ++counts_[std::move(name)];
  }

  std::map<std::string, std::size_t> counts_;
  std::map<std::string, std::pair<std::size_t, std::size_t>, std::less<>> verbs_;
};

}  // namespace tf::random

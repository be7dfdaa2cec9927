// What each way of a choice takes, before any case comes: conditions over fields, asked in order.
//
// A condition is taken apart into alternatives of comparisons (`and`, `or`, `not`), each comparison
// into what is compared and a test of it; that is a decision table, and analysis.h does the rest:
// exact where tests are comparisons, ranges, lists and literals. What cannot be taken apart counts
// as a question of its own that may be answered either way, so nothing wrong is ever said of it.
// Limit: kMostAlternatives of one condition; of a longer one nothing is said, and `exact` is false.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "rule/analysis.h"

namespace tf::rule {

inline constexpr std::size_t kMostAlternatives = 64;

struct WaysAnalysis {
  struct Way {
    bool never = false;       // nothing meets its condition
    std::vector<int> before;  // ways that take all of it before; empty: it is taken
  };
  std::vector<Way> ways;
  struct Rest {               // what no way takes
    std::string sample, box;  // as TableFinding's
    bool only_null = false;   // only while an input is null
    bool maybe = false;       // a way whose condition is not analysed may take it
  };
  std::vector<Rest> rest;
  bool exact = true;
};

// `first`: the first way that holds is taken; else every one. `facts`: what is known of an
// expression, by its text.
WaysAnalysis analyse_ways(const std::vector<std::string>& conditions, bool first,
                          const Names& names,
                          const std::function<InputFacts(const std::string&)>& facts);

}  // namespace tf::rule

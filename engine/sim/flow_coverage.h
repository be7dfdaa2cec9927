// Which steps of a town's processes, and which ways out of them, some scenario took; and which rows
// of its tables decided in one. Read from the journal of each scenario, so nothing counts that did
// not happen.
//
// A way is a button of a task, a branch of a choice, or a handler that only goes somewhere; two
// branches of one choice that lead to the same step are one way; and so is a handler that leads
// where its own step leads when it is done. What a town takes unchanged from its base counts there,
// whichever of the two the scenario was played in. Threads: none.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/catalog.h"
#include "core/event.h"
#include "sim/table_test.h"

namespace tf::sim {

struct ProcessCoverage {
  std::string town, workflow;
  std::size_t steps = 0, ways = 0;
  std::vector<std::string> missed_steps, missed_ways;  // in the order of the file
};

class FlowCoverage {
 public:
  // What can be reached in `town`; `base`: the town it extends, expected before it, or null. Rows
  // of its tables that no test of tables has named yet are added to `tables`.
  void expect(const core::Town& town, const core::Town* base, Coverage& tables);
  // Something happened to a case in a scenario of `town`. `trail` is the case's own, begun empty.
  struct Trail {
    std::string workflow;
    std::map<std::uint64_t, std::string> step_of;  // by token
  };
  void saw(const std::string& town, Trail& trail, const core::Event& event);
  // Rows that decided in scenarios join those that tests of tables reached.
  void count_rows(Coverage& tables) const;
  std::vector<ProcessCoverage> rows() const;

 private:
  struct Point {
    std::string name;  // as it is listed: "line-1", "line-1: settled", "route -> line-2"
    bool way = false;
    // Any of these seen makes it reached: "@step", "step!outcome", "from>to", "from>>to" (a jump).
    std::set<std::string> marks;
  };
  static std::vector<Point> points_of(const core::Definition& definition);
  bool reached(const std::string& town, const std::string& workflow, const Point& point) const;
  // `town` itself and what it extends.
  std::vector<std::string> line_of(const std::string& town) const;

  std::map<std::pair<std::string, std::string>, std::vector<Point>> points_;  // town, workflow
  std::map<std::string, std::string> base_of_;
  std::map<std::pair<std::string, std::string>, std::set<std::string>> seen_;
  std::map<std::pair<std::string, std::string>, std::set<std::string>> fired_;  // town, table
};

// "three-lines (county): 14 of 14 steps, 20 of 22 ways", what none reaches, and the sums.
std::string coverage_report(const std::vector<ProcessCoverage>& rows, model::Language language);
Value coverage_value(const std::vector<ProcessCoverage>& rows);
// Everything no scenario reaches, one a line: "county three-lines: record".
std::vector<std::string> not_reached(const std::vector<ProcessCoverage>& rows,
                                     const Coverage& tables);

}  // namespace tf::sim

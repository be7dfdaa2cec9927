// Tests of decision tables: rows of inputs and what the table must answer (docs/tables.md).
//
//     scenario: matter-size-rows
//     town: county
//     table: matter-size
//     rows: |
//       row  | amount | injury | => size | fires
//       rich | 6000   | false  | big     | amount
//
// Plain headers are inputs of the table, its own `inputs`, or fields it reads; their cells are
// FEEL, an empty one is null. `=> x` is the result expected; `fires` the rows that fire, `problem`
// why there is no answer. An empty cell is not checked. Without `town` the table stands in a file
// beside the test, and every bare word is a choice.
// Time:    now() is `start`, else 2026-01-01.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/load_town.h"
#include "model/loader.h"
#include "model/text_table.h"
#include "sim/scenario.h"

namespace tf::sim {

struct TableTest {
  Scenario scenario;  // id, title, town, workflow, path, document; no story
  std::string table;
  std::optional<Date> start;
  model::TextTable rows;
};

// The test of a document of kind scenario that names a table; mistakes to `out`.
bool is_table_test(const model::Document& document);
std::optional<TableTest> read_table_test(std::shared_ptr<const model::Document> document,
                                         model::Diagnostics& out);

// Which rules of a table some test made fire.
struct TableCoverage {
  std::string town, table;
  std::vector<std::string> rules;
  std::set<std::string> reached;
  std::vector<std::string> missed() const;
};
using Coverage = std::map<std::pair<std::string, std::string>, TableCoverage>;  // town, table

// Runs table tests; binds each town once.
class TableTester {
 public:
  // `library`: of the town of the test; null when it names none. `beside`: texts of the files in
  // its folder, for a table of no town.
  ScenarioResult run(const TableTest& test, const model::Library* library,
                     const std::vector<model::Document>& beside, Coverage& coverage);

 private:
  struct Town {
    core::LoadedTown loaded;
    bool sound = false;
  };
  const Town& bound(const model::Library& library, const std::string& id);
  std::map<std::pair<const model::Library*, std::string>, Town> towns_;
};

// "matter-size (county): 7 of 7 rules reached", and the rules no test reaches.
std::string coverage_report(const Coverage& coverage, model::Language language);
Value coverage_value(const Coverage& coverage);

}  // namespace tf::sim

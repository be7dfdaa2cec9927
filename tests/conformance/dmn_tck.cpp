// dmn_tck DIR: runs every test file of the DMN Technology Compatibility Kit below DIR and prints
// each failing case with what was expected and what came; the last line is `N passed, N failed`.
// Exit status 1 when any failed. With --round-trip every model goes through the native files and a
// DMN file of our own before it is asked.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

#include "base/text.h"
#include "conformance/dmn_tck_case.h"
#include "interchange/dmn.h"
#include "interchange/dmn_write.h"
#include "interchange/graph_file.h"
#include "model/loader.h"

namespace {

namespace fs = std::filesystem;
using tf::cat;
using tf::Value;
using tf::rule::DrgElement;
using tf::rule::Graph;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A model as its native files say it; nothing, with the reason, when they are not understood.
std::optional<tf::rule::DrgModel> through_native(const tf::rule::DrgModel& model,
                                                 std::string& why) {
  std::map<std::string, tf::model::Document> tables;
  tf::model::Diagnostics findings;
  std::optional<tf::model::Document> graph;
  for (const auto& file : tf::interchange::write_graph(model, "model")) {
    auto read = tf::model::read_document(file.id + ".yaml", file.text, findings);
    if (!graph)
      graph = std::move(read);
    else
      tables[file.id] = std::move(read);
  }
  std::optional<tf::rule::DrgModel> out;
  if (!findings.has_errors() && graph && graph->root)
    out = tf::interchange::read_graph(
        *graph,
        [&](const std::string& id) {
          const auto found = tables.find(id);
          return found == tables.end() ? nullptr : &found->second;
        },
        findings);
  if (!out) why = to_text(findings, tf::model::Language::en);
  return out;
}

bool round_trip(std::vector<tf::rule::DrgModel>& models, std::string& why) {
  std::vector<tf::rule::DrgModel> native;
  for (const auto& model : models) {
    auto out = through_native(model, why);
    if (!out) return false;
    native.push_back(*std::move(out));
  }
  for (std::size_t i = 0; i < models.size(); ++i) {
    auto read = tf::interchange::read_dmn(tf::interchange::write_dmn(native[i], native));
    if (!read) {
      why = read.error().en;
      return false;
    }
    models[i] = *std::move(read);
  }
  return true;
}

// The model a test names, with the others of its folder to be imported.
std::optional<Graph> load(const fs::path& folder, const std::string& model, bool around,
                          std::string& why) {
  std::vector<tf::rule::DrgModel> models;
  std::vector<fs::path> files{folder / model};
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".dmn" && entry.path().filename() != model)
      files.push_back(entry.path());
  std::sort(files.begin() + 1, files.end());
  for (const fs::path& file : files) {
    auto read = tf::interchange::read_dmn(read_file(file));
    if (!read) {
      why = cat(file.string(), ":", read.error().line, ": ", read.error().en);
      if (file == files.front()) return std::nullopt;
      continue;
    }
    models.push_back(*std::move(read));
  }
  if (around && !round_trip(models, why)) return std::nullopt;
  return Graph::link(std::move(models));
}

class Runner {
 public:
  int passed = 0, failed = 0;
  bool verbose = false, around = false;

  void run_file(const fs::path& path) {
    const auto xml = tf::interchange::parse_xml(read_file(path));
    if (!xml || xml->name != "testCases") return;
    const tf::tck::TestFile file = tf::tck::read_test_file(*xml);
    std::string why;
    const auto graph = load(path.parent_path(), file.model, around, why);
    if (verbose && graph)
      for (const auto& problem : graph->problems())
        std::cout << "note " << problem.element << ": " << problem.en << "\n";
    for (const tf::tck::TestCase& one : file.cases) {
      if (!graph) {
        std::cout << "FAIL " << path.filename().string() << " " << one.id << ": " << why << "\n";
        ++failed;
        continue;
      }
      run_case(path, *graph, one);
    }
  }

 private:
  void run_case(const fs::path& path, const Graph& graph, const tf::tck::TestCase& one) {
    bool good = true;
    for (const auto& result : one.results) {
      std::vector<tf::rule::Warning> warnings;
      const Value actual = evaluate(graph, one, result.name, warnings);
      if (tf::tck::agrees(actual, result.value)) continue;
      good = false;
      std::cout << "FAIL " << path.filename().string() << " " << one.id << " " << result.name
                << ": expected " << tf::rule::to_feel_text(result.value)
                << (result.is_error ? " (error)" : "") << ", got " << tf::rule::to_feel_text(actual)
                << "\n";
      for (const auto& warning : warnings)
        std::cout << "       " << warning.name << ": " << warning.en << "\n";
    }
    good ? ++passed : ++failed;
  }

  static bool has(const Graph& graph, DrgElement::Kind kind, const std::string& name) {
    const auto names = graph.names(kind);
    return std::ranges::find(names, name) != names.end();
  }

  static Value evaluate(const Graph& graph, const tf::tck::TestCase& one, const std::string& name,
                        std::vector<tf::rule::Warning>& warnings) {
    const tf::Zone utc;
    const tf::Instant now{1'767'225'600'000};  // any will do: no case may depend on it
    if (one.type == "bkm")
      return graph.knowledge(one.invocable.empty() ? name : one.invocable, one.inputs, now, utc,
                             &warnings);
    if (one.type == "decisionService") {
      const Value all = graph.service(one.invocable.empty() ? name : one.invocable, one.inputs, now,
                                      utc, &warnings);
      if (all.is(Value::Kind::record))
        if (const Value* part = all.as_record().find(name)) return *part;
      return all;
    }
    if (!has(graph, DrgElement::Kind::decision, name) &&
        has(graph, DrgElement::Kind::service, name))
      return graph.service(name, one.inputs, now, utc, &warnings);
    return graph.decision(name, one.inputs, now, utc, &warnings);
  }
};

}  // namespace

int main(int count, char** arguments) {
  const bool around = count > 1 && std::string_view(arguments[1]) == "--round-trip";
  const int first = around ? 2 : 1;
  if (count <= first) {
    std::cerr << "usage: dmn_tck [--round-trip] DIR [-v]\n";
    return 2;
  }
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(arguments[first]))
    if (entry.is_regular_file() && entry.path().extension() == ".xml")
      files.push_back(entry.path());
  std::ranges::sort(files);
  Runner runner;
  runner.verbose = count > first + 1;
  runner.around = around;
  for (const fs::path& file : files) runner.run_file(file);
  std::cout << runner.passed << " passed, " << runner.failed << " failed\n";
  return runner.failed == 0 ? 0 : 1;
}

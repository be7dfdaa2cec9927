// The faults of tests/verify, each made in a sound process by changing its text: verify finds all
// of them, finds nothing in the originals, and the scenario it prints for a fault plays.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/text.h"
#include "core/load_town.h"
#include "host/plugins.h"
#include "host/town_files.h"
#include "model/yaml.h"
#include "sim/scenario.h"
#include "sim/verify.h"

namespace tf::sim {
namespace {

struct Change {
  std::string file, find, with;
};
struct Fault {
  std::string name, code, town, workflow, step;
  std::vector<Change> changes;
};

std::vector<Fault> all_faults() {
  std::vector<Fault> out;
  for (const auto& entry : std::filesystem::directory_iterator(TF_ROOT "/tests/verify")) {
    if (entry.path().stem() == "small") continue;
    const auto text = host::read_text(entry.path().generic_string());
    model::Diagnostics findings;
    const auto root = model::parse_yaml(model::source_file(entry.path().string(), *text), findings);
    EXPECT_EQ(to_text(findings, model::Language::en), "");
    std::string code = entry.path().stem().string();
    std::ranges::replace(code, '-', '_');
    for (const model::Entry& one : root->get("faults")->entries) {
      const auto text_of = [](const model::Node& node, const char* key) {
        return std::string(node.text_of(key, ""));
      };
      Fault fault;
      fault.name = one.key;
      fault.code = "verify." + code;
      fault.town = text_of(*one.value, "town");
      fault.workflow = text_of(*one.value, "workflow");
      fault.step = text_of(*one.value, "step");
      for (const auto& change : one.value->get("changes")->items)
        fault.changes.push_back(
            {text_of(*change, "file"), text_of(*change, "find"), text_of(*change, "with")});
      out.push_back(std::move(fault));
    }
  }
  std::ranges::sort(out, {}, [](const Fault& f) { return f.code + f.name; });
  return out;
}

// The files of a town of ours, and the small processes beside those of the test town.
const std::vector<host::TextFile>& files_of(const std::string& town) {
  static std::map<std::string, std::vector<host::TextFile>> known;
  const auto [at, fresh] = known.try_emplace(town);
  if (!fresh) return at->second;
  auto files = host::read_town_files({cat(TF_ROOT, "/", town)});
  if (files) at->second = std::move(*files);
  if (town.starts_with("tests/")) {
    std::erase_if(at->second, [](const host::TextFile& file) {
      return file.path.find("/workflows/") != std::string::npos;
    });
    auto text = host::read_text(TF_ROOT "/tests/verify/small.yaml");
    at->second.push_back({cat(TF_ROOT, "/", town, "/tests/verify/small.yaml"), *text});
  }
  return at->second;
}

struct Loaded {
  model::Library library;
  core::Catalog catalog;
  std::string town, problems;
};

std::unique_ptr<Loaded> load(const std::string& town, const std::vector<Change>& changes) {
  auto out = std::make_unique<Loaded>();
  std::vector<host::TextFile> files = files_of(town);
  for (const Change& change : changes) {
    int found = 0;
    for (host::TextFile& file : files) {
      if (!file.path.ends_with(change.file)) continue;
      const auto at = file.text.find(change.find);
      if (at == std::string::npos) continue;
      ++found;
      file.text.replace(at, change.find.size(), change.with);
    }
    if (found != 1) out->problems += cat(change.file, ": '", change.find, "' is not there\n");
  }
  model::Diagnostics findings;
  for (host::TextFile& file : files)
    out->library.add(std::move(file.path), std::move(file.text), findings);
  out->library.finish(findings);
  out->town = *host::town_in(cat(TF_ROOT, "/", town));
  core::LoadedTown loaded = core::load_town(out->library, out->town, 1, findings,
                                            host::plugin_loader(host::PluginHost{}));
  if (findings.has_errors()) out->problems += to_text(findings, model::Language::en);
  out->catalog.add(std::move(loaded.town));
  return out;
}

VerifyReport verify_in(const Loaded& loaded, const std::string& workflow) {
  const core::Town& town = *loaded.catalog.town(loaded.town);
  const auto definition = town.workflows.find(workflow);
  if (definition == town.workflows.end()) {
    ADD_FAILURE() << "there is no workflow " << workflow;
    return {};
  }
  return verify(loaded.catalog, town, *definition->second);
}

std::string listed(const VerifyReport& report) {
  std::string out;
  for (const VerifyFault& fault : report.faults)
    out += cat(fault.code, " ", fault.step, ": ", fault.en, "\n", fault.scenario);
  for (const core::Words& note : report.notes) out += cat("note: ", note.en, "\n");
  return out;
}

void PrintTo(const Fault& fault, std::ostream* out) {
  *out << fault.name;
}

class SeededFault : public testing::TestWithParam<Fault> {};

TEST_P(SeededFault, IsFoundAndCanBePlayed) {
  const Fault& fault = GetParam();
  const auto loaded = load(fault.town, fault.changes);
  ASSERT_EQ(loaded->problems, "");
  const VerifyReport report = verify_in(*loaded, fault.workflow);
  const auto found = std::ranges::find_if(report.faults, [&](const VerifyFault& one) {
    const bool here = fault.step.empty() || one.step == fault.step ||
                      one.step.starts_with(fault.step + "/");  // of its sugar
    return one.code == fault.code && here;
  });
  ASSERT_NE(found, report.faults.end()) << listed(report);
  if (found->scenario.empty()) return;
  EXPECT_TRUE(found->playable) << found->scenario;
  model::Diagnostics findings;
  auto document = std::make_shared<model::Document>(
      model::read_document("verify.yaml", found->scenario, findings));
  const auto scenarios = read_scenarios(document, findings);
  ASSERT_EQ(to_text(findings, model::Language::en), "") << found->scenario;
  Stage stage;
  stage.library = &loaded->library;
  stage.make_store = []() -> Result<std::unique_ptr<store::Store>> {
    return store::memory_store(true);
  };
  const ScenarioResult played = play(scenarios.front(), stage);
  std::string failures;
  for (const Failure& failure : played.failures)
    failures += cat(failure.at, " ", failure.key, ": expected ", failure.expected, ", is ",
                    failure.actual, "\n");
  EXPECT_TRUE(played.passed) << failures << found->scenario;
  EXPECT_GT(played.expectations, 0U) << found->scenario;
}

std::string name_of(const testing::TestParamInfo<Fault>& row) {
  std::string name = row.param.code.substr(7) + "_" + row.param.name;
  std::ranges::replace(name, '-', '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(Table, SeededFault, testing::ValuesIn(all_faults()), name_of);

TEST(SeededFaults, AreFortyOfTenKinds) {
  std::map<std::string, int> kinds;
  for (const Fault& fault : all_faults()) ++kinds[fault.code];
  EXPECT_EQ(kinds.size(), 10U);
  for (const auto& [code, n] : kinds) EXPECT_EQ(n, 4) << code;
}

TEST(SeededFaults, AreNotInTheOriginals) {
  std::map<std::string, std::set<std::string>> originals;
  for (const Fault& fault : all_faults()) originals[fault.town].insert(fault.workflow);
  for (const auto& [town, workflows] : originals) {
    const auto loaded = load(town, {});
    ASSERT_EQ(loaded->problems, "");
    for (const std::string& workflow : workflows) {
      const VerifyReport report = verify_in(*loaded, workflow);
      EXPECT_TRUE(report.faults.empty()) << workflow << "\n" << listed(report);
    }
  }
}

}  // namespace
}  // namespace tf::sim

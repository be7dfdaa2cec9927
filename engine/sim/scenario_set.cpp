#include "sim/scenario_set.h"

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "host/plugins.h"

namespace tf::sim {

namespace fs = std::filesystem;

Result<ScenarioSet> ScenarioSet::read(const std::vector<std::string>& paths) {
  ScenarioSet set;
  for (const std::string& path : paths) {
    std::error_code code;
    if (!fs::is_directory(path, code)) {
      TF_OK(set.add(path, true));
      continue;
    }
    for (const std::string& file : TF_TRY(host::yaml_below(path))) TF_OK(set.add(file, false));
  }
  TF_OK(set.read_befores());
  return set;
}

Result<void> ScenarioSet::add(const std::string& path, bool asked_for) {
  std::string text = TF_TRY(host::read_text(path));
  model::Diagnostics findings;
  auto document =
      std::make_shared<model::Document>(model::read_document(path, std::move(text), findings));
  if (document->kind != "scenario" || !document->root) {
    if (asked_for || document->kind == "scenario") findings_.append(std::move(findings));
    return {};
  }
  findings_.append(std::move(findings));
  if (is_table_test(*document)) {
    auto test = read_table_test(std::move(document), findings_);
    if (!test) return {};
    TF_OK(find_town(test->scenario));
    tables_.push_back(*std::move(test));
    return {};
  }
  for (Scenario& scenario : read_scenarios(std::move(document), findings_)) {
    const auto twin = std::ranges::find_if(scenarios_, [&](const Scenario& other) {
      return other.id == scenario.id && other.town == scenario.town;
    });
    if (twin != scenarios_.end() && twin->path == scenario.path) continue;
    if (twin != scenarios_.end()) {
      findings_
          .report("scenario.twice", scenario.document->root->entries.front().key_span,
                  {{"id", scenario.id}})
          .notes.push_back({twin->document->root->entries.front().key_span, "第一份在这里",
                            "the first one is here"});
      continue;
    }
    TF_OK(find_town(scenario));
    scenarios_.push_back(std::move(scenario));
  }
  return {};
}

Result<void> ScenarioSet::find_town(const Scenario& scenario) {
  if (folder_of_.contains(scenario.path) || scenario.town.empty()) return {};
  const std::string from = fs::path(scenario.path).parent_path().generic_string();
  const auto folder = host::find_town(scenario.town, from.empty() ? "." : from);
  if (!folder) {
    const model::Entry* town = scenario.document->root->entry("town");
    findings_.report("scenario.unknown_town", town->value->span, {{"id", scenario.town}});
    return {};
  }
  folder_of_[scenario.path] = *folder;
  if (towns_.contains(*folder)) return {};
  auto loaded = TF_TRY(host::load_folders({*folder}));
  findings_.append(loaded.findings);
  towns_[*folder] = std::make_shared<const host::LoadedTowns>(std::move(loaded));
  return {};
}

Stage ScenarioSet::stage(const Scenario& scenario,
                         std::function<Result<std::unique_ptr<store::Store>>()> make_store) const {
  Stage stage;
  stage.make_store = std::move(make_store);
  static const model::Library kNone;
  const auto folder = folder_of_.find(scenario.path);
  stage.library = folder == folder_of_.end() ? &kNone : &towns_.at(folder->second)->library;
  stage.find = [this, town = scenario.town](const std::string& id) { return find(id, town); };
  return stage;
}

ScenarioResult ScenarioSet::run(const TableTest& test, TableTester& tester,
                                Coverage& coverage) const {
  const auto folder = folder_of_.find(test.scenario.path);
  if (folder != folder_of_.end())
    return tester.run(test, &towns_.at(folder->second)->library, {}, coverage);
  std::vector<model::Document> beside;
  const std::string own = fs::path(test.scenario.path).parent_path().generic_string();
  if (const auto files = host::yaml_below(own.empty() ? "." : own))
    for (const std::string& file : *files)
      if (auto text = host::read_text(file)) {
        model::Diagnostics unheard;
        model::Document document = model::read_document(file, *std::move(text), unheard);
        if (document.root) beside.push_back(std::move(document));
      }
  return tester.run(test, nullptr, beside, coverage);
}

void ScenarioSet::expect(FlowCoverage& coverage, Coverage& tables) const {
  std::map<std::string, core::Town> towns;  // several folders may hold a base
  const auto add = [&](const model::Library& library, const std::string& id, const auto& self) {
    const model::TownFiles* files = library.town(id);
    if (files == nullptr) return;
    if (!files->extends.empty()) self(library, files->extends, self);
    if (towns.contains(id)) return;
    model::Diagnostics unheard;
    core::Town& town = towns
                           .emplace(id, core::load_town(library, id, 1, unheard,
                                                        host::plugin_loader(host::PluginHost{}))
                                            .town)
                           .first->second;
    town.id = id;
    const auto base = towns.find(files->extends);
    coverage.expect(town, base == towns.end() ? nullptr : &base->second, tables);
  };
  for (const Scenario& scenario : scenarios_)
    if (const auto folder = folder_of_.find(scenario.path); folder != folder_of_.end())
      add(towns_.at(folder->second)->library, scenario.town, add);
}

const Scenario* ScenarioSet::find(const std::string& id, const std::string& town) const {
  for (const auto* list : {&scenarios_, &befores_})
    for (const Scenario& scenario : *list)
      if (scenario.id == id && scenario.town == town) return &scenario;
  return nullptr;
}

Result<void> ScenarioSet::read_befores() {
  std::vector<std::string> read;  // folders
  for (const Scenario& scenario : scenarios_) {
    if (scenario.after.empty() || find(scenario.after, scenario.town) != nullptr) continue;
    const std::string folder = fs::path(scenario.path).parent_path().generic_string();
    if (std::ranges::find(read, folder) != read.end()) continue;
    read.push_back(folder);
    for (const std::string& file : TF_TRY(host::yaml_below(folder.empty() ? "." : folder))) {
      model::Diagnostics unheard;
      auto document = std::make_shared<model::Document>(
          model::read_document(file, TF_TRY(host::read_text(file)), unheard));
      if (document->kind != "scenario" || !document->root) continue;
      for (Scenario& before : read_scenarios(std::move(document), unheard))
        befores_.push_back(std::move(before));
    }
  }
  return {};
}

}  // namespace tf::sim

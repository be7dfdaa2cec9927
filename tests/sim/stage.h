// A scenario written in a test, played in the tiny town beside the scenarios.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/text.h"
#include "host/town_files.h"
#include "sim/scenario.h"

namespace tf::sim {

inline const host::LoadedTowns& test_town() {
  static const host::LoadedTowns towns = [] {
    auto loaded = host::load_folders({TF_ROOT "/tests/scenario/town"});
    if (!loaded) ADD_FAILURE() << loaded.error().text;
    return loaded ? std::move(*loaded) : host::LoadedTowns{};
  }();
  return towns;
}

inline std::vector<Scenario> read_text_scenario(const std::string& text, model::Diagnostics& out) {
  auto document = std::make_shared<model::Document>(model::read_document("story.yaml", text, out));
  if (!document->root) return {};
  return read_scenarios(std::move(document), out);
}

inline Stage memory_stage() {
  Stage stage;
  stage.library = &test_town().library;
  stage.make_store = []() -> Result<std::unique_ptr<store::Store>> {
    return store::memory_store(true);
  };
  return stage;
}

// Plays the scenario and all its variants; the results in order.
inline std::vector<ScenarioResult> play_text(const std::string& text) {
  model::Diagnostics findings;
  std::vector<ScenarioResult> results;
  const std::vector<Scenario> scenarios = read_text_scenario(text, findings);
  EXPECT_EQ(to_text(findings, model::Language::en), "");
  Stage stage = memory_stage();
  stage.find = [&](const std::string& id) -> const Scenario* {
    for (const Scenario& scenario : scenarios)
      if (scenario.id == id) return &scenario;
    return nullptr;
  };
  for (const Scenario& scenario : scenarios) results.push_back(play(scenario, stage));
  return results;
}

}  // namespace tf::sim

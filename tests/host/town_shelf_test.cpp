#include "host/town_shelf.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "host/town_files.h"

namespace tf::host {
namespace {

namespace fs = std::filesystem;
const std::string kRoot = TF_ROOT;

// What a town does, told in text: enough to see that two ways of loading it gave the same.
std::string told(const core::Town& town) {
  std::string out = cat(town.id, " < ", town.base, " ", town.calendar->version(), "\n");
  for (const auto& [id, definition] : town.workflows) {
    out += cat(id, ": ", definition->title.en, ";");
    for (const core::Step& step : definition->steps)
      out += cat(" ", step.id, "/", step.title.zh, "/", step.ladder);
    out += "\n  fields";
    for (const auto& field : definition->fields) out += cat(" ", field->name);
    out += "\n  keys";
    std::set<std::string> keys;
    for (const auto& key : definition->keys) keys.insert(join(key, "+"));
    for (const std::string& key : keys) out += cat(" ", key);
    const core::RuleSet& rules = *town.rules.find(id)->second.back().rules;
    out += cat("\n  limits ", to_json(rules.limits, true), "\n  deadlines");
    for (const auto& [name, deadline] : rules.deadlines) out += cat(" ", name);
    out += "\n  ladders";
    for (const auto& [name, ladder] : rules.ladders) {
      out += cat(" ", name);
      for (const core::BoundRung& rung : ladder.rungs)
        out += cat("/", rung.tell.size(), town.word(rung.text).en);
    }
    out += "\n  tables";
    for (const auto& [name, version] : rules.table_versions) out += cat(" ", name, "=", version);
    out += cat("\n  rest ", rules.calendar->version(), "\n");
  }
  for (const char* word : {"drink-tea", "returned", "accept", "village_secretary", "grid"})
    out += cat(word, "=", town.word(word).zh, "\n");
  return out;
}

std::shared_ptr<const core::Catalog> shelved(TownShelf& shelf,
                                             const std::vector<std::string>& folders) {
  model::Diagnostics findings;
  const auto loaded = shelf.load(folders, {}, findings);
  EXPECT_TRUE(loaded) << loaded.error().text;
  EXPECT_FALSE(findings.has_errors()) << to_text(findings, model::Language::en);
  return loaded ? *loaded : nullptr;
}

// Every example and every link of a chain: taken over or bound, a town is the same town.
TEST(TownShelf, GivesTheTownThatBindingAloneGives) {
  for (const char* folder :
       {"/examples/wanshi", "/examples/yinhu", "/examples/chunjiang", "/tests/data/overlays/market",
        "/tests/data/overlays/lane", "/tests/data/overlays/county"}) {
    TownShelf shelf;
    const auto catalog = shelved(shelf, {kRoot + folder});
    ASSERT_TRUE(catalog);
    LoadedTowns towns = *load_folders({kRoot + folder});
    const auto alone = bind_towns(towns);
    ASSERT_TRUE(alone) << folder;
    EXPECT_EQ(told(*catalog->towns().front()), told(*alone->towns().front())) << folder;
  }
}

// Towns on a copy of the chain's county.
class Shelf : public testing::Test {
 protected:
  Shelf() {
    std::string pattern = (fs::temp_directory_path() / "townflow-shelf-XXXXXX").string();
    home = mkdtemp(pattern.data());
    fs::copy(kRoot + "/tests/data/overlays", home, fs::copy_options::recursive);
    write("county/workflows/plain.yaml",
          "workflow: plain\nsteps: {first: {task: look-at, who: cadre}, over: {end: settled}}\n");
    for (const char* town : {"a", "b"}) {
      write(cat(town, "/town.yaml"), overlay(town, "2 working days"));
      folders.push_back(home + "/" + town);
    }
  }
  ~Shelf() override { fs::remove_all(home); }
  void write(const std::string& path, const std::string& text) const {
    fs::create_directories(fs::path(home + "/" + path).parent_path());
    std::ofstream(home + "/" + path, std::ios::binary) << text;
  }
  static std::string overlay(const std::string& id, const std::string& look,
                             const std::string& more = {}) {
    return cat("town: ", id, "\nextends: ov-county\ndeadlines: {report: {look: ", look, "}}\n",
               more);
  }
  static const core::Definition* process(const core::Catalog& catalog, const char* town,
                                         const char* id) {
    return catalog.town(town)->workflows.find(id)->second.get();
  }
  static const core::RuleSet* rules(const core::Catalog& catalog, const char* town,
                                    const char* id) {
    return catalog.town(town)->rules.find(id)->second.back().rules.get();
  }
  std::string home;
  std::vector<std::string> folders;
  TownShelf shelf;
};

TEST_F(Shelf, WhatNoOverlayTouchesIsOneObject) {
  const auto catalog = shelved(shelf, folders);
  ASSERT_TRUE(catalog);
  EXPECT_EQ(process(*catalog, "a", "plain"), process(*catalog, "b", "plain"));
  EXPECT_EQ(rules(*catalog, "a", "plain"), rules(*catalog, "b", "plain"));
  EXPECT_NE(process(*catalog, "a", "report"), process(*catalog, "b", "report"));
  EXPECT_EQ(shelf.bound_last(), 2U);
}

// Each of these reaches a process whose own file it leaves alone.
TEST_F(Shelf, WhatReachesAProcessIsNotShared) {
  for (const char* more :
       {"words: |\n  id      | zh   | en\n  look-at | 看看 | Have a look\n",
        "workflows: {plain: {title: {zh: 别的, en: Another}}}\n", "case: {clan: line}\n"}) {
    write("a/town.yaml", overlay("a", "2 working days", more));
    const auto catalog = shelved(shelf, folders);
    ASSERT_TRUE(catalog);
    EXPECT_NE(process(*catalog, "a", "plain"), process(*catalog, "b", "plain")) << more;
  }
  write("a/town.yaml", overlay("a", "2 working days", "calendar: {rest: [2026-04-16]}\n"));
  const auto catalog = shelved(shelf, folders);
  EXPECT_EQ(process(*catalog, "a", "plain"), process(*catalog, "b", "plain"));
  EXPECT_NE(rules(*catalog, "a", "plain"), rules(*catalog, "b", "plain"));
}

// A process that opens another is bound against what it must give it, and against nothing else.
TEST_F(Shelf, WhoOpensAChangedProcessIsBoundAnewWhereThatShows) {
  write("county/workflows/outer.yaml",
        "workflow: outer\nsteps: {pass-on: {open: plain}, over: {end: passed}}\n");
  write("a/town.yaml",
        overlay("a", "2 working days",
                "workflows: {plain: {case: {remark: line}, steps: {first: {who: clerk}}}}\n"));
  const auto catalog = shelved(shelf, folders);
  ASSERT_TRUE(catalog);
  EXPECT_NE(process(*catalog, "a", "plain"), process(*catalog, "b", "plain"));
  EXPECT_EQ(process(*catalog, "a", "outer"), process(*catalog, "b", "outer"));
  write("a/town.yaml",
        overlay("a", "2 working days",
                "workflows: {plain: {steps: {late: {after: first, end: too_late}}}}\n"));
  const auto another = shelved(shelf, folders);
  ASSERT_TRUE(another);
  EXPECT_NE(process(*another, "a", "outer"), process(*another, "b", "outer"));
  write("a/town.yaml",
        overlay("a", "2 working days", "workflows: {plain: {case: {remark: required line}}}\n"));
  model::Diagnostics findings;
  static_cast<void>(shelf.load(folders, {}, findings));
  EXPECT_NE(to_text(findings, model::Language::en).find("remark"), std::string::npos);
}

TEST_F(Shelf, OneThatChangedDisturbsNoOther) {
  const auto before = shelved(shelf, folders);
  write("a/town.yaml", overlay("a", "1 working day"));
  const auto after = shelved(shelf, folders);
  EXPECT_EQ(shelf.bound_last(), 1U);
  EXPECT_NE(before->town("a"), after->town("a"));
  EXPECT_EQ(before->town("b"), after->town("b"));
  EXPECT_NE(before->sources->hash, after->sources->hash);
  shelved(shelf, folders);
  EXPECT_EQ(shelf.bound_last(), 0U);
  // The base below them changes both.
  write("county/limits.yaml", "limits: ov-county\nreport: {seats: {is: 21, at_most: 50}}\n");
  shelved(shelf, folders);
  EXPECT_EQ(shelf.bound_last(), 2U);
}

TEST_F(Shelf, AMistakeIsToldUntilItIsMended) {
  shelved(shelf, folders);
  write("a/town.yaml", overlay("a", "9 working days"));  // beyond the county's at_most
  for (int i = 0; i < 2; ++i) {
    model::Diagnostics findings;
    const auto loaded = shelf.load(folders, {}, findings);
    ASSERT_TRUE(loaded);
    EXPECT_FALSE(*loaded);
    EXPECT_TRUE(findings.has_errors());
  }
  write("a/town.yaml", overlay("a", "3 working days"));
  EXPECT_TRUE(shelved(shelf, folders));
  // A base with a mistake is told once, whoever stands on it.
  write("county/limits.yaml", "limits: ov-county\nreport: {seats: }\n");
  model::Diagnostics findings, alone;
  EXPECT_FALSE(*shelf.load(folders, {}, findings));
  TownShelf another;
  EXPECT_FALSE(*another.load({home + "/county"}, {}, alone));
  EXPECT_GT(findings.errors(), 0U);
  EXPECT_EQ(findings.errors(), alone.errors()) << to_text(findings, model::Language::en);
}

}  // namespace
}  // namespace tf::host

#include "host/town_files.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace tf::host {
namespace {

const std::string kFilesRoot = TF_ROOT;

TEST(TownFiles, WhatIsNotThere) {
  EXPECT_EQ(read_text("/no/such.yaml").error().code, Errc::not_found);
  EXPECT_EQ(read_text(kFilesRoot).error().text, kFilesRoot + " is a folder, not a file");
  EXPECT_EQ(read_text(kFilesRoot + "/CMakeLists.txt", 10).error().code, Errc::too_large);
  EXPECT_EQ(load_folders({"/no/such"}).error().text, "there is no folder /no/such");
  EXPECT_EQ(load_folders({kFilesRoot}).error().text,
            "there is no town.yaml in " + kFilesRoot + "; give the folder of a town");
}

TEST(TownFiles, AnOverlayBringsItsBaseAndWhatThatIncludes) {
  const auto files = read_town_files({kFilesRoot + "/examples/wanshi"});
  ASSERT_TRUE(files) << files.error().text;
  const auto has = [&](const std::string& path) {
    return std::ranges::any_of(*files,
                               [&](const TextFile& f) { return f.path == kFilesRoot + path; });
  };
  EXPECT_TRUE(has("/examples/wanshi/town.yaml"));
  EXPECT_TRUE(has("/examples/county/town.yaml"));
  EXPECT_TRUE(has("/workflows/three-lines.yaml"));
  const auto again =
      read_town_files({kFilesRoot + "/examples/wanshi", kFilesRoot + "/examples/county"});
  ASSERT_TRUE(again);
  EXPECT_EQ(again->size(), files->size());
}

TEST(TownFiles, ATownIsFoundAboveAndBeside) {
  EXPECT_EQ(find_town("county", kFilesRoot + "/examples/county/scenarios"),
            kFilesRoot + "/examples/county");
  EXPECT_EQ(find_town("wanshi", kFilesRoot + "/examples/county"), kFilesRoot + "/examples/wanshi");
  EXPECT_EQ(find_town("testtown", kFilesRoot + "/tests/scenario"),
            kFilesRoot + "/tests/scenario/town");
  EXPECT_EQ(find_town("no-such-town", kFilesRoot + "/tests/scenario"), std::nullopt);
}

TEST(TownFiles, ScenariosAreReadOnlyByWhoAsksForThem) {
  const auto scenarios = [](const LoadedTowns& towns) {
    return std::ranges::count(towns.library.town("county")->documents, "scenario",
                              &model::Document::kind);
  };
  const auto lean = load_folders({kFilesRoot + "/examples/county"});
  const auto whole = load_folders({kFilesRoot + "/examples/county"}, {}, Scenarios::read);
  ASSERT_TRUE(lean && whole);
  EXPECT_EQ(scenarios(*lean), 0);
  EXPECT_GT(scenarios(*whole), 100);
  EXPECT_EQ(lean->files + static_cast<std::size_t>(scenarios(*whole)), whole->files);
  EXPECT_EQ(lean->sources->texts.size(), lean->files);
}

TEST(TownFiles, TownsKeepTheirOrdinal) {
  auto towns = load_folders({kFilesRoot + "/examples/wanshi", kFilesRoot + "/examples/county"});
  ASSERT_TRUE(towns) << towns.error().text;
  const auto catalog = bind_towns(*towns, {{"county", 7}});
  ASSERT_NE(catalog, nullptr) << to_text(towns->findings, model::Language::en);
  EXPECT_EQ(catalog->town("county")->ordinal, 7U);
  EXPECT_EQ(catalog->town("wanshi")->ordinal, 8U);
}

}  // namespace
}  // namespace tf::host

#include "host/tree_history.h"

#include <gtest/gtest.h>

namespace tf::host {
namespace {

using Places = std::optional<std::vector<std::string>>;

core::Catalog town_with(const std::vector<std::pair<std::string, std::string>>& parents,
                        const std::string& version) {
  core::Town town;
  town.id = "small";
  town.roll.version = version;
  for (const auto& [id, parent] : parents) {
    town.roll.nodes[id].id = id;
    town.roll.nodes[id].parent = parent;
  }
  core::Catalog catalog;
  catalog.add(std::move(town));
  return catalog;
}

TEST(TreeHistory, TellsWhereAGridLayUntilItMoved) {
  std::map<std::string, std::string> settings;
  TreeHistory trees;
  const auto first = town_with({{"hall", ""}, {"crest", ""}, {"dale", "hall"}}, "1");
  trees.note(first, Instant{10}, settings);
  EXPECT_EQ(trees.places("small", "dale", Instant{5}), Places());  // as it is now
  trees.note(town_with({{"hall", ""}, {"crest", ""}, {"dale", "crest"}}, "2"), Instant{20},
             settings);
  trees.note(town_with({{"hall", ""}, {"dale", "hall"}, {"nook", "dale"}}, "3"), Instant{30},
             settings);
  const TreeHistory read(settings);
  for (const TreeHistory* one : {static_cast<const TreeHistory*>(&trees), &read}) {
    EXPECT_EQ(one->places("small", "dale", Instant{19}), (Places({"dale", "hall"})));
    EXPECT_EQ(one->places("small", "dale", Instant{20}), (Places({"dale", "crest"})));
    EXPECT_EQ(one->places("small", "dale", Instant{30}), Places());
    EXPECT_EQ(one->places("small", "hall", Instant{1}), (Places({"hall"})));
    EXPECT_EQ(one->places("small", "nook", Instant{20}), Places(std::vector<std::string>{}));
    EXPECT_EQ(one->places("other", "dale", Instant{1}), Places());
  }
}

TEST(TreeHistory, WritesOnlyWhatIsAnotherTree) {
  std::map<std::string, std::string> settings;
  TreeHistory trees;
  trees.note(town_with({{"hall", ""}, {"dale", "hall"}}, "1"), Instant{10}, settings);
  const std::string kTree = R"({"dale":"hall","hall":""})";
  EXPECT_EQ(settings, (std::map<std::string, std::string>{{"tree/small", kTree}}));
  settings.clear();
  TreeHistory known(std::map<std::string, std::string>{{"tree/small", kTree}});
  known.note(town_with({{"hall", ""}, {"dale", "hall"}}, "2"), Instant{20},
             settings);  // other people, same tree
  EXPECT_TRUE(settings.empty());
}

}  // namespace
}  // namespace tf::host

#include "model/node.h"

#include <gtest/gtest.h>

namespace tf::model {
namespace {

TEST(Node, AMapKeepsItsOrder) {
  auto map = Node::map({});
  map->put("b", Node::scalar("1", {}), {});
  map->put("a", Node::scalar("2", {}), {});
  map->put("b", Node::scalar("3", {}), {});
  ASSERT_EQ(map->entries.size(), 2U);
  EXPECT_EQ(map->entries[0].key, "b");
  EXPECT_EQ(map->text_of("b"), "3");
  EXPECT_EQ(map->text_of("c", "none"), "none");
  EXPECT_TRUE(map->erase("b"));
  EXPECT_FALSE(map->erase("b"));
  EXPECT_EQ(Node::scalar("x", {})->get("a"), nullptr);
}

TEST(Node, ACloneIsItsOwn) {
  auto map = Node::map({});
  map->put("a", Node::scalar("1", {}), {});
  auto copy = map->clone();
  EXPECT_TRUE(same_content(*map, *copy));
  copy->get("a")->text = "2";
  EXPECT_FALSE(same_content(*map, *copy));
  EXPECT_EQ(map->text_of("a"), "1");
}

}  // namespace
}  // namespace tf::model

#include "model/grammar.h"

#include <gtest/gtest.h>

namespace tf::model {
namespace {

TEST(Grammar, NoType) {
  for (const char* text : {"", "list", "list of", "required required text", "texts",
                           "list of list of text", "choice of"})
    EXPECT_FALSE(parse_field_type(text)) << text;
}

TEST(Grammar, Types) {
  const auto plain = parse_field_type("required list of photo");
  ASSERT_TRUE(plain);
  EXPECT_TRUE(plain->required);
  EXPECT_TRUE(plain->list);
  EXPECT_EQ(plain->type, "photo");
  const auto choice = parse_field_type("choice of played busy");
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->type, "choice");
  EXPECT_EQ(choice->choices, (std::vector<std::string>{"played", "busy"}));
  const auto bare = parse_field_type("required");
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->type, "");
}

TEST(Grammar, Each) {
  EXPECT_FALSE(parse_each("households"));
  EXPECT_FALSE(parse_each("households as "));
  EXPECT_FALSE(parse_each("households as 2x"));
  const auto clause = parse_each("points(node, as1) as p");
  ASSERT_TRUE(clause);
  EXPECT_EQ(clause->expression, "points(node, as1)");
  EXPECT_EQ(clause->name, "p");
  EXPECT_EQ(clause->name_offset, 21U);
}

TEST(Grammar, Targets) {
  EXPECT_EQ(parse_target("end")->kind, Target::Kind::end);
  EXPECT_EQ(parse_target("continue")->kind, Target::Kind::go_on);
  EXPECT_EQ(parse_target("line-2")->step, "line-2");
  EXPECT_FALSE(parse_target("line 2"));
}

TEST(Grammar, Quotas) {
  EXPECT_FALSE(parse_join("0"));
  EXPECT_FALSE(parse_join("101%"));
  EXPECT_FALSE(parse_join("live"));
  EXPECT_EQ(parse_join("60%")->number, 60);
  EXPECT_EQ(parse_join("none")->kind, Quota::Kind::none);
  EXPECT_EQ(parse_meet("3 tokens")->kind, Quota::Kind::tokens);
  EXPECT_EQ(parse_meet("3 tokens")->number, 3);
  EXPECT_FALSE(parse_meet("x tokens"));
  EXPECT_EQ(parse_sign("in turn")->kind, Quota::Kind::in_turn);
  EXPECT_EQ(parse_sign("2")->number, 2);
  EXPECT_EQ(parse_fraction("2/3")->whole, 3);
  EXPECT_FALSE(parse_fraction("4/3"));
  EXPECT_FALSE(parse_fraction("1/0"));
}

TEST(Grammar, IdsAndNames) {
  for (const char* good : {"line-1", "核对", "110", "交钥匙-2"}) EXPECT_TRUE(is_id(good)) << good;
  for (const char* bad : {"", "-a", "a-", "a_b", "a b", "a.b", "甲，乙", "a：b"})
    EXPECT_FALSE(is_id(bad)) << bad;
  for (const char* good : {"amount", "人数", "pass_up", "x2"}) EXPECT_TRUE(is_name(good)) << good;
  for (const char* bad : {"", "2x", "a-b", "甲、乙"}) EXPECT_FALSE(is_name(bad)) << bad;
  for (const char* good : {"case.grid", "line-3.out_of_village", "payment.request"})
    EXPECT_TRUE(is_reference(good));
  for (const char* bad : {"", "a..b", ".a", "a b", "-a"}) EXPECT_FALSE(is_reference(bad)) << bad;
}

}  // namespace
}  // namespace tf::model

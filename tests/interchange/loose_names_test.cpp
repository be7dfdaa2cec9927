#include "interchange/loose_names.h"

#include <gtest/gtest.h>

namespace tf::interchange {
namespace {

TEST(LooseNames, HeadersAreInputsAndWordsOfCellsAreChoices) {
  rule::TableSource source;
  source.definitions = {{"twice", "amount * 2"}};
  source.inputs = {{"", "kind", {}}, {"", "twice", {}}};
  source.rules = {{"", {"family, land", "> limit"}, {"big"}, ""}};
  const LooseNames names(source, {"limit"});
  EXPECT_EQ(names.inputs(), (std::vector<std::string>{"limit", "amount", "kind"}));
  EXPECT_EQ(names.find("family")->constant, Value::text("family"));
  EXPECT_EQ(names.find("big")->kind, rule::Name::Kind::constant);
  EXPECT_EQ(names.find("kind")->kind, rule::Name::Kind::variable);
  EXPECT_FALSE(names.find("nobody"));
}

}  // namespace
}  // namespace tf::interchange
